/** From this length on, the frequent letters of a text can extend a matching block but not start one. */
const longText = 200;

/** A text of ASCII characters, prepared for being compared many times. */
export interface Sequence {
  readonly units: Uint8Array;
  /** For each place the one before it that holds the same unit, or −1. */
  readonly previous: Int32Array;
  /** By unit its last place; −1 if it is not there or cannot start a matching block. */
  readonly last: Int32Array;
  /** How often each letter and digit is there, and anything else. */
  readonly counts: Int32Array;
}

/** Prepares a text. O(length). */
export function sequenceOf(text: string): Sequence {
  const units = new Uint8Array(text.length);
  const previous = new Int32Array(text.length);
  const last = new Int32Array(128).fill(-1);
  const counts = new Int32Array(128);
  for (let place = 0; place < text.length; place++) {
    const unit = text.charCodeAt(place);
    units[place] = unit;
    previous[place] = last[unit]!;
    last[unit] = place;
    counts[unit]!++;
  }
  if (text.length >= longText) {
    const limit = Math.floor(text.length / 100) + 1;
    counts.forEach((count, unit) => {
      if (count > limit) last[unit] = -1;
    });
  }
  return { units, previous, last, counts: letterCounts(counts) };
}

/** Letters, digits, and one place for all other units. */
const letters = "abcdefghijklmnopqrstuvwxyz0123456789";

function letterCounts(counts: Int32Array): Int32Array {
  const counted = new Int32Array(letters.length + 1);
  let others = counts.reduce((sum, count) => sum + count, 0);
  for (let place = 0; place < letters.length; place++) {
    counted[place] = counts[letters.charCodeAt(place)]!;
    others -= counted[place]!;
  }
  counted[letters.length] = others;
  return counted;
}

/** No less than the ratio: as if the letters could be put in any order. O(1). */
export function ratioBound(a: Sequence, b: Sequence): number {
  let common = 0;
  for (let place = 0; place < a.counts.length; place++) {
    const [inA, inB] = [a.counts[place]!, b.counts[place]!];
    common += inA < inB ? inA : inB;
  }
  return (2 * common) / (a.units.length + b.units.length);
}

/**
 * How much of two texts is alike, by Ratcliff and Obershelp: twice the letters in matching blocks over all
 * letters, counted as Python's `difflib` does. From 0 to 1; not symmetric, because of equally long blocks the
 * one earliest in `a`, then in `b`, is taken.
 *
 * The texts are not both empty. O(|a| + pairs of equal letters) for each matching block.
 */
export function sequenceRatio(a: Sequence, b: Sequence): number {
  const matching = lengthOfBlocks(a, b, { aFrom: 0, aTo: a.units.length, bFrom: 0, bTo: b.units.length });
  return (2 * matching) / (a.units.length + b.units.length);
}

interface Range {
  readonly aFrom: number;
  readonly aTo: number;
  readonly bFrom: number;
  readonly bTo: number;
}

/** The longest block first, then what lies before and behind it; by a list, since recursion could go deep. */
function lengthOfBlocks(a: Sequence, b: Sequence, whole: Range): number {
  const pending = [whole];
  let matching = 0;
  for (let range = pending.pop(); range !== undefined; range = pending.pop()) {
    const { aFrom, aTo, bFrom, bTo } = range;
    if (aFrom === aTo || bFrom === bTo) continue;
    const block = extend(a, b, range, longestBlock(a, b, range));
    if (block.aFrom === block.aTo) continue;
    matching += block.aTo - block.aFrom;
    pending.push({ aFrom, aTo: block.aFrom, bFrom, bTo: block.bFrom });
    pending.push({ aFrom: block.aTo, aTo, bFrom: block.bTo, bTo });
  }
  return matching;
}

// Used again by every comparison: there are very many of them, and most texts are short. For each place in `b`
// the length of the run of equal units that ends there, and the row, that is the place in `a`, it was found in.
let runs = new Int32Array(64);
let rows = new Int32Array(64);
let row = 0;

/** The longest block of equal units, the first of equal ones; an empty one at the start of the range if there is none. */
function longestBlock(a: Sequence, b: Sequence, { aFrom, aTo, bFrom, bTo }: Range): Range {
  startRows(b.units.length, aTo - aFrom);
  let size = 0;
  let aEnd = aFrom;
  let bEnd = bFrom;
  for (let i = aFrom; i < aTo; i++) {
    row++;
    let j = b.last[a.units[i]!]!;
    while (j >= bTo) j = b.previous[j]!;
    // Backwards, so that the runs of the row before are still there when they are needed.
    for (; j >= bFrom; j = b.previous[j]!) {
      const run = j > bFrom && rows[j - 1] === row - 1 ? runs[j - 1]! + 1 : 1;
      runs[j] = run;
      rows[j] = row;
      if (run < size || (run === size && aEnd !== i + 1)) continue;
      size = run;
      aEnd = i + 1;
      bEnd = j + 1;
    }
  }
  return { aFrom: aEnd - size, aTo: aEnd, bFrom: bEnd - size, bTo: bEnd };
}

/** Makes sure that no row is taken for one of an earlier comparison. */
function startRows(length: number, count: number): void {
  row++;
  if (runs.length >= length && row + count < 2 ** 31) return;
  runs = new Int32Array(2 * length);
  rows = new Int32Array(2 * length);
  row = 1;
}

/** Grows a block over the equal units around it, those that cannot start one included. */
function extend(a: Sequence, b: Sequence, range: Range, block: Range): Range {
  let { aFrom, aTo, bFrom, bTo } = block;
  while (aFrom > range.aFrom && bFrom > range.bFrom && a.units[aFrom - 1] === b.units[bFrom - 1]) {
    aFrom--;
    bFrom--;
  }
  while (aTo < range.aTo && bTo < range.bTo && a.units[aTo] === b.units[bTo]) {
    aTo++;
    bTo++;
  }
  return { aFrom, aTo, bFrom, bTo };
}
