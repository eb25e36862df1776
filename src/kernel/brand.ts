/**
 * Whether an object carries a mark under a symbol of the process. Classes that more than one copy of the package
 * may define recognise each other's instances by it. Never throws.
 */
export function hasBrand(value: unknown, brand: symbol): boolean {
  try {
    return typeof value === "object" && value !== null && brand in value;
  } catch {
    return false;
  }
}
