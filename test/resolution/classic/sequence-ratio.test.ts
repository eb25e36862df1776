import fc from "fast-check";
import { expect, test } from "vitest";
import { ratioBound, Sequence, sequenceRatio } from "../../../src/resolution/classic/sequence-ratio.js";
import { explainSimilarity } from "../../../src/resolution/index.js";

// The expected numbers are what Python's difflib.SequenceMatcher(None, a, b).ratio() gives.
test.each([
  ["model output", "evaluation output", 16 / 29],
  ["evaluation output", "model output", 18 / 29],
  ["kitten", "sitting", 8 / 13],
  ["abxcd", "abcd", 8 / 9],
  ["qq", "zzz", 0],
])("the letters of %j in %j", (a, b, ratio) => {
  expect(explainSimilarity(a, b).parts?.string).toBe(ratio);
});

test("a frequent letter of a text of 200 cannot start a block, but can extend one", () => {
  const ratio = (a: string, b: string): number | undefined => explainSimilarity(a, b).parts?.string;
  const [shorter, long] = ["q".repeat(199), "q".repeat(200)];
  expect(ratio(`x${shorter}`, shorter)).toBe((2 * 199) / 399);
  expect(ratio(`x${long}`, long)).toBe(0);
  expect(ratio(`${long}x`, long)).toBe((2 * 200) / 401);
  expect(ratio(`${long}k`, `${long}kw`)).toBe((2 * 201) / 403);
  expect(ratio(`${long}k`, `k${long}k`)).toBe(2 / 403);
});

test("any two texts are as alike as the algorithm says when it is written out", () => {
  const text = fc.oneof(
    fc.string({ unit: fc.constantFrom(..."ab c1"), maxLength: 12 }),
    fc.string({ unit: fc.constantFrom(..."abc 059"), minLength: 28, maxLength: 36 }),
    fc.string({ unit: fc.constantFrom(..."aaaaabcdefgh "), minLength: 190, maxLength: 230 }),
  );
  fc.assert(
    fc.property(text, text, (a, b) => {
      fc.pre(a.length + b.length > 0);
      const [first, second] = [new Sequence(a), new Sequence(b)];
      expect(sequenceRatio(first, second)).toBe(naiveRatio(a, b));
      expect(ratioBound(first, second)).toBeGreaterThanOrEqual(sequenceRatio(first, second));
    }),
    { numRuns: 500 },
  );
});

/** `SequenceMatcher(None, a, b).ratio()`, letter by letter. */
function naiveRatio(a: string, b: string): number {
  const isFrequent = (letter: string): boolean =>
    b.length >= 200 && b.split(letter).length - 1 > Math.floor(b.length / 100) + 1;
  const starts = [...b].map((letter) => !isFrequent(letter));
  const matching = (aFrom: number, aTo: number, bFrom: number, bTo: number): number => {
    let [atA, atB, size] = [aFrom, bFrom, 0];
    for (let i = aFrom; i < aTo; i++) {
      for (let j = bFrom; j < bTo; j++) {
        let run = 0;
        while (i + run < aTo && j + run < bTo && starts[j + run] && a[i + run] === b[j + run]) run++;
        if (run > size) [atA, atB, size] = [i, j, run];
      }
    }
    while (atA > aFrom && atB > bFrom && a[atA - 1] === b[atB - 1])
      [atA, atB, size] = [atA - 1, atB - 1, size + 1];
    while (atA + size < aTo && atB + size < bTo && a[atA + size] === b[atB + size]) size++;
    if (size === 0) return 0;
    return size + matching(aFrom, atA, bFrom, atB) + matching(atA + size, aTo, atB + size, bTo);
  };
  return (2 * matching(0, a.length, 0, b.length)) / (a.length + b.length);
}
