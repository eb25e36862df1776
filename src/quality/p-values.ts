/** What is used of the library of distributions. */
interface Distributions {
  readonly compiled: Promise<void>;
  /** The probability that Kolmogorov's statistic is greater. */
  kolmogorov(statistic: number): number;
  /** The probability that chi-squared of some degrees of freedom is greater. */
  chdtrc(degrees: number, statistic: number): number;
}

/** Below it the probability of a greater statistic is 1 in doubles, and the series of the library has no end. */
const leastStatistic = 0.2;

let loading: Promise<Distributions> | undefined;

async function load(): Promise<Distributions> {
  // @ts-expect-error -- its types are not found by an import, although it has them
  const library = (await import("cephes")) as { readonly default: Distributions };
  await library.default.compiled;
  return library.default;
}

/**
 * The p-value of the Kolmogorov-Smirnov test of two samples, by the limit for large samples. It is a little too great for small
 * ones: the test then finds less, never more.
 *
 * @param difference the greatest difference of the two cumulative distributions, 0 to 1
 */
export async function kolmogorovSmirnovP(
  difference: number,
  [n, m]: readonly [number, number],
): Promise<number> {
  const statistic = Math.sqrt((n * m) / (n + m)) * difference;
  if (statistic < leastStatistic) return 1;
  const library = await (loading ??= load());
  return probability(() => library.kolmogorov(statistic));
}

/** The p-value of a chi-squared test. */
export async function chiSquaredP(statistic: number, degrees: number): Promise<number> {
  if (statistic <= 0 || degrees < 1) return 1;
  const library = await (loading ??= load());
  return probability(() => library.chdtrc(degrees, statistic));
}

/** The library throws where a probability is too small for a double. */
function probability(compute: () => number): number {
  try {
    return Math.min(1, Math.max(0, compute()));
  } catch (error) {
    if (error instanceof Error && error.message.includes("underflow")) return 0;
    throw error;
  }
}
