import { expect, test } from "vitest";
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
