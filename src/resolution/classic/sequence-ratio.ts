/** From this length of `b` on, its frequent letters can extend a matching block but not start one. */
const longText = 200;

interface Range {
  readonly aFrom: number;
  readonly aTo: number;
  readonly bFrom: number;
  readonly bTo: number;
}

/**
 * How much of two texts is alike, by Ratcliff and Obershelp: twice the letters in matching blocks over all
 * letters, counted as Python's `difflib` does. From 0 to 1; not symmetric, because of equally long blocks the
 * one earliest in `a`, then in `b`, is taken.
 *
 * The texts are not both empty. Compares UTF-16 code units, which in normalised names are letters. O(|a| · |b|) for each matching block.
 */
export function sequenceRatio(a: string, b: string): number {
  const popular = popularUnits(b);
  const pending: Range[] = [{ aFrom: 0, aTo: a.length, bFrom: 0, bTo: b.length }];
  let matching = 0;
  for (let range = pending.pop(); range !== undefined; range = pending.pop()) {
    const { aFrom, aTo, bFrom, bTo } = range;
    if (aFrom === aTo || bFrom === bTo) continue;
    const block = extend(a, b, range, longestBlock(a, b, range, popular));
    if (block.aFrom === block.aTo) continue;
    matching += block.aTo - block.aFrom;
    pending.push({ aFrom, aTo: block.aFrom, bFrom, bTo: block.bFrom });
    pending.push({ aFrom: block.aTo, aTo, bFrom: block.bTo, bTo });
  }
  return (2 * matching) / (a.length + b.length);
}

function popularUnits(text: string): ReadonlySet<number> | undefined {
  if (text.length < longText) return undefined;
  const popular = new Set<number>();
  const limit = Math.floor(text.length / 100) + 1;
  const counts = new Map<number, number>();
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    const count = (counts.get(unit) ?? 0) + 1;
    counts.set(unit, count);
    if (count > limit) popular.add(unit);
  }
  return popular;
}

/** Used again by every comparison: most names are short, and there are very many of them. */
let runs = new Uint32Array(64);

function emptyRuns(length: number): Uint32Array {
  if (runs.length < length) runs = new Uint32Array(2 * length);
  return runs.fill(0, 0, length);
}

/** The longest block of equal units that are not popular; an empty one at the start of the range if there is none. */
function longestBlock(a: string, b: string, range: Range, popular: ReadonlySet<number> | undefined): Range {
  const { aFrom, aTo, bFrom, bTo } = range;
  const runsEndingAt = emptyRuns(bTo - bFrom);
  let size = 0;
  let aEnd = aFrom;
  let bEnd = bFrom;
  for (let i = aFrom; i < aTo; i++) {
    const unit = a.charCodeAt(i);
    const canStart = popular?.has(unit) !== true;
    let runBefore = 0;
    for (let j = bFrom; j < bTo; j++) {
      const run = canStart && unit === b.charCodeAt(j) ? runBefore + 1 : 0;
      runBefore = runsEndingAt[j - bFrom]!;
      runsEndingAt[j - bFrom] = run;
      if (run <= size) continue;
      size = run;
      aEnd = i + 1;
      bEnd = j + 1;
    }
  }
  return { aFrom: aEnd - size, aTo: aEnd, bFrom: bEnd - size, bTo: bEnd };
}

/** Grows a block over the equal units around it, popular ones included. */
function extend(a: string, b: string, range: Range, block: Range): Range {
  let { aFrom, aTo, bFrom, bTo } = block;
  while (aFrom > range.aFrom && bFrom > range.bFrom && a[aFrom - 1] === b[bFrom - 1]) {
    aFrom--;
    bFrom--;
  }
  while (aTo < range.aTo && bTo < range.bTo && a[aTo] === b[bTo]) {
    aTo++;
    bTo++;
  }
  return { aFrom, aTo, bFrom, bTo };
}
