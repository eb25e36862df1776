import { textFingerprint } from "../../kernel/index.js";

const digits = 13;
const buckets = 16 ** digits;

/**
 * Where a unit stands in the rollout of something, as a number of at least 0 and less than 100: the same in every process and on
 * every machine, spread evenly over units, and for two names independent of each other. What is given to all below a percentage is
 * kept by them when the percentage is raised.
 */
export function rolloutBucket(name: string, unit: string): number {
  // A name holds no NUL, so that no other pair gives the same text.
  const hash = Number.parseInt(textFingerprint(`${name}\0${unit}`).slice(0, digits), 16);
  return (hash / buckets) * 100;
}

/** The member that a bucket falls on, of members side by side, each as wide as its weight; `undefined` if all weigh nothing. */
export function weightedMember(
  weights: Readonly<Record<string, number>>,
  bucket: number,
): string | undefined {
  const members = Object.entries(weights).filter(([, weight]) => weight > 0);
  const total = members.reduce((sum, [, weight]) => sum + weight, 0);
  let end = 0;
  for (const [name, weight] of members) {
    end += (weight / total) * 100;
    if (bucket < end) return name;
  }
  return members.at(-1)?.[0];
}
