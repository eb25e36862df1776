/** The values at which an axis is marked, in order; the first and the last are its ends. */
export interface Scale {
  readonly ticks: readonly number[];
  readonly least: number;
  readonly most: number;
}

/** How an axis is divided. */
export interface ScaleOptions {
  /** Marks lie on whole numbers only. @defaultValue false */
  readonly whole?: boolean;
  /** About how many steps there are. @defaultValue 4 */
  readonly steps?: number;
}

/** What is nearer to zero than that is not told from it. */
const smallest = 1e-12;

/**
 * An axis that has zero and every value on it, marked at multiples of 1, 2 or 5 times a power of ten. Values that are not finite are
 * passed over; without any other than zero the axis goes from 0 to 1.
 */
export function scaleOf(values: readonly number[], { whole = false, steps = 4 }: ScaleOptions = {}): Scale {
  const finite = values.filter((value) => Number.isFinite(value));
  const low = finite.reduce((least, value) => Math.min(least, value), 0);
  const high = finite.reduce((most, value) => Math.max(most, value), 0);
  const [from, to] = high - low < smallest ? [0, 1] : [low, high];
  const step = niceStep((to - from) / steps, whole);
  const [first, last] = [Math.floor(from / step + 1e-9), Math.ceil(to / step - 1e-9)].map(
    (mark) => mark + 0,
  ) as [number, number];
  const ticks = Array.from({ length: last - first + 1 }, (_, index) => multiple(first + index, step));
  return { ticks, least: multiple(first, step), most: multiple(last, step) };
}

function niceStep(rough: number, whole: boolean): number {
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5, 10].find((factor) => factor * power >= rough * (1 - 1e-9)) ?? 10) * power;
  return whole ? Math.max(1, step) : step;
}

/** Without the digits that a product of fractions leaves behind, as 3 · 0.1 does. */
function multiple(count: number, step: number): number {
  return Number((count * step).toPrecision(12)) + 0;
}
