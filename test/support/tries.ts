/** CI sets 5. */
const factor = Number(process.env["BAILIWICK_TRIES"] ?? 1);

/** How many random cases to try where each costs so much that an ordinary run of the tests can afford a few only. */
export function tries(usual: number): number {
  return Math.ceil(usual * factor);
}
