/**
 * Numbers from 0 to below 1 that a seed decides, by a generator of 32 bits (splitmix): the same seed gives the same
 * numbers on any machine. Good enough to shuffle, and no secret.
 */
export function seededRandom(seed: number): () => number {
  let state = Math.trunc(seed);
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
  };
}

/** A seed for a run that is given none: a whole number from 0 to 2³² − 1. */
export function randomSeed(): number {
  return Math.floor(Math.random() * 2 ** 32);
}

/** The id of a new run: it sorts by the second in which the run began, and no other run has it. */
export function newRunId(at: number): string {
  // Looked up on use: importing it would cost the start of every program some milliseconds.
  const { randomBytes } = process.getBuiltinModule("node:crypto");
  const second = Number.isFinite(at)
    ? new Date(at).toISOString().slice(0, 19).replaceAll(/[-:]/g, "")
    : "run";
  return `${second}-${randomBytes(5).toString("hex")}`;
}
