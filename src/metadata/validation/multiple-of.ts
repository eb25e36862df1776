/**
 * Whether a number is a multiple of another, as both are written in decimal: what binary fractions are off by does not
 * count, and 0.3 is a multiple of 0.1.
 */
export function isMultipleOf(value: number, step: number): boolean {
  if (Number.isSafeInteger(value) && Number.isSafeInteger(step)) return value % step === 0;
  const [digits, places] = decimalOf(value);
  const [stepDigits, stepPlaces] = decimalOf(step);
  const common = Math.max(places, stepPlaces);
  return (digits * power(common - places)) % (stepDigits * power(common - stepPlaces)) === 0n;
}

/** A finite number as digits and how many of them stand after the point. */
function decimalOf(value: number): [digits: bigint, places: number] {
  const [mantissa = "", exponent = "0"] = String(value).split("e");
  const [whole = "", fraction = ""] = mantissa.split(".");
  return [BigInt(whole + fraction), fraction.length - Number(exponent)];
}

function power(places: number): bigint {
  return 10n ** BigInt(places);
}
