/** Texts that are no longer fit into the bits of a number. */
export const longestShort = 32;

// Used again by every comparison. By the place in the first text: the places in the second at which runs end, as bits.
const runs = new Int32Array(longestShort);
// Ranges that are still to be compared, as four numbers each; splitting one leaves less of both texts.
const pending = new Int32Array(4 * (longestShort + 2));
// The end of the longest block in both texts, and its length.
let endInA = 0;
let endInB = 0;
let size = 0;

/**
 * How many units of two short texts are in matching blocks. `places` says by unit where in the second one it is,
 * as bits. O(|a| · longest block) for each block, of which there are few.
 */
export function unitsInBlocks(a: Uint8Array, places: Int32Array, lengthOfB: number): number {
  let matching = 0;
  let top = push(0, 0, a.length, 0, lengthOfB);
  while (top > 0) {
    top -= 4;
    const aFrom = pending[top]!;
    const aTo = pending[top + 1]!;
    const bFrom = pending[top + 2]!;
    const bTo = pending[top + 3]!;
    findLongestBlock(a, aFrom, aTo, places, bitsBetween(bFrom, bTo));
    if (size === 0) continue;
    matching += size;
    top = push(top, aFrom, endInA - size, bFrom, endInB - size);
    top = push(top, endInA, aTo, endInB, bTo);
  }
  return matching;
}

/** Puts in a range if it holds something of both texts; the place behind the last one. */
function push(top: number, aFrom: number, aTo: number, bFrom: number, bTo: number): number {
  if (aFrom === aTo || bFrom === bTo) return top;
  pending[top] = aFrom;
  pending[top + 1] = aTo;
  pending[top + 2] = bFrom;
  pending[top + 3] = bTo;
  return top + 4;
}

/** The longest block of equal units, of equal ones the first in `a`, then in `b`. All runs grow by a unit at a time. */
function findLongestBlock(
  a: Uint8Array,
  aFrom: number,
  aTo: number,
  places: Int32Array,
  range: number,
): void {
  size = 0;
  let ends = 0;
  let firstEnd = 0;
  for (let at = aTo - 1; at >= aFrom; at--) {
    const run = places[a[at]!]! & range;
    runs[at] = run;
    if (run === 0) continue;
    ends = run;
    firstEnd = at + 1;
  }
  while (ends !== 0) {
    size++;
    endInA = firstEnd;
    endInB = firstBit(ends) + 1;
    ends = 0;
    // Backwards, so that the run before is as long as this one is still.
    for (let at = aTo - 1; at >= aFrom + size; at--) {
      const run = runs[at]! & (runs[at - 1]! << 1);
      runs[at] = run;
      if (run === 0) continue;
      ends = run;
      firstEnd = at + 1;
    }
  }
}

function bitsBetween(from: number, to: number): number {
  return (to === longestShort ? -1 : (1 << to) - 1) & -(1 << from);
}

function firstBit(bits: number): number {
  return 31 - Math.clz32(bits & -bits);
}
