import { longestShort, unitsInBlocks } from "./short-blocks.js";

/** ASCII. */
const unitCount = 128;

/** From this length on, the frequent letters of a text can extend a matching block but not start one. */
const longText = 200;

/** A text of ASCII characters, prepared for being compared many times. */
export class Sequence {
  readonly units: Uint8Array;
  /** The letters, digits and others as bits, in pairs of numbers: those that are there, those that are there twice … */
  readonly letters: readonly number[];
  /** By unit its places, as bits, if the text is short. */
  readonly places: Int32Array | undefined;
  #chains: Chains | undefined;

  /** O(length). */
  constructor(text: string) {
    this.units = new Uint8Array(text.length);
    for (let place = 0; place < text.length; place++) this.units[place] = text.charCodeAt(place);
    this.letters = letterBits(this.units);
    this.places = text.length > longestShort ? undefined : placesOf(this.units);
  }

  /** Made when they are needed: most texts are short. O(length). */
  get chains(): Chains {
    return (this.#chains ??= chainsOf(this.units));
  }
}

/** The places of the units of a text, from place to place. */
interface Chains {
  /** For each place the one before it that holds the same unit, or −1. */
  readonly previous: Int32Array;
  /** By unit its last place; −1 if it is not there or cannot start a matching block. */
  readonly last: Int32Array;
}

function chainsOf(units: Uint8Array): Chains {
  const previous = new Int32Array(units.length);
  const last = new Int32Array(unitCount).fill(-1);
  const counts = new Int32Array(unitCount);
  units.forEach((unit, place) => {
    previous[place] = last[unit]!;
    last[unit] = place;
    counts[unit]!++;
  });
  if (units.length >= longText) {
    const limit = Math.floor(units.length / 100) + 1;
    counts.forEach((count, unit) => {
      if (count > limit) last[unit] = -1;
    });
  }
  return { previous, last };
}

function placesOf(units: Uint8Array): Int32Array {
  const places = new Int32Array(unitCount);
  for (let place = 0; place < units.length; place++) places[units[place]!]! |= 1 << place;
  return places;
}

/** By unit which bit of which of two numbers it is: letters, then digits; any other unit is the same. */
const letterOf = Uint8Array.from({ length: unitCount }, (_, unit) => {
  const letter = "abcdefghijklmnopqrstuvwxyz0123456789".indexOf(String.fromCharCode(unit));
  return letter < 0 ? 63 : letter;
});

function letterBits(units: Uint8Array): readonly number[] {
  const bits = [0, 0];
  for (const unit of units) {
    const letter = letterOf[unit]!;
    let at = letter >> 5;
    while (((bits[at] ?? 0) & (1 << letter)) !== 0) at += 2;
    if (at >= bits.length) bits.push(0, 0);
    bits[at]! |= 1 << letter;
  }
  return bits;
}

/** No less than the ratio: as if the letters could be put in any order. O(most often that a letter is there). */
export function ratioBound(a: Sequence, b: Sequence): number {
  const [lettersA, lettersB] = [a.letters, b.letters];
  const end = Math.min(lettersA.length, lettersB.length);
  let common = 0;
  for (let at = 0; at < end; at++) common += countBits(lettersA[at]! & lettersB[at]!);
  return (2 * common) / (a.units.length + b.units.length);
}

function countBits(bits: number): number {
  const pairs = bits - ((bits >>> 1) & 0x55555555);
  const nibbles = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((nibbles + (nibbles >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/**
 * How much of two texts is alike, by Ratcliff and Obershelp: twice the letters in matching blocks over all
 * letters, counted as Python's `difflib` does. From 0 to 1; not symmetric, because of equally long blocks the
 * one earliest in `a`, then in `b`, is taken.
 *
 * The texts are not both empty. O(|a| + pairs of equal letters) for each matching block.
 */
export function sequenceRatio(a: Sequence, b: Sequence): number {
  const isShort = a.places !== undefined && b.places !== undefined;
  const matching = isShort ? unitsInBlocks(a.units, b.places, b.units.length) : unitsInLongBlocks(a, b);
  return (2 * matching) / (a.units.length + b.units.length);
}

interface Range {
  readonly aFrom: number;
  readonly aTo: number;
  readonly bFrom: number;
  readonly bTo: number;
}

/** The longest block first, then what lies before and behind it; by a list, since recursion could go deep. */
function unitsInLongBlocks(a: Sequence, b: Sequence): number {
  const pending: Range[] = [{ aFrom: 0, aTo: a.units.length, bFrom: 0, bTo: b.units.length }];
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

// Used again by every comparison of long texts. For each place in `b`
// the length of the run of equal units that ends there, and the row, that is the place in `a`, it was found in.
let runs = new Int32Array(64);
let rows = new Int32Array(64);
let row = 0;

/** The longest block of equal units, the first of equal ones; an empty one at the start of the range if there is none. */
function longestBlock(a: Sequence, b: Sequence, { aFrom, aTo, bFrom, bTo }: Range): Range {
  const { last, previous } = b.chains;
  startRows(b.units.length, aTo - aFrom);
  let size = 0;
  let aEnd = aFrom;
  let bEnd = bFrom;
  for (let i = aFrom; i < aTo; i++) {
    row++;
    let j = last[a.units[i]!]!;
    while (j >= bTo) j = previous[j]!;
    // Backwards, so that the runs of the row before are still there when they are needed.
    for (; j >= bFrom; j = previous[j]!) {
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
