import { expect, test } from "vitest";
import { changesOf, type Fingerprinted } from "../../../src/pipeline/plan/changes.js";
import type { FingerprintParts } from "../../../src/store/index.js";

const parts: FingerprintParts = {
  specification: "aaaa1111",
  code: "bbbb1111",
  options: "cccc1111",
  inputs: { rows: "dddd1111" },
  after: { check: "eeee1111" },
};
const before: Fingerprinted = { fingerprint: "ffff1111", parts };
const now = (changes: Partial<FingerprintParts>): Fingerprinted => ({
  fingerprint: "ffff2222",
  parts: { ...parts, ...changes },
});

test.each([
  [{ specification: "aaaa2222" }, "specification changed (aaaa… → aaaa…)"],
  [{ code: "x" }, "code changed"],
  [{ options: "x" }, "options changed"],
  [{ inputs: { rows: "9999" } }, "input rows changed (dddd… → 9999…)"],
  [{ inputs: { rows: "dddd1111", hints: "1" } }, "input hints is new"],
  [{ inputs: {} }, "input rows is gone"],
  [{ after: { check: "7777" } }, "behind check, which changed (eeee… → 7777…)"],
  [{ after: { check: "eeee1111", audit: "1" } }, "behind audit now"],
  [{ after: {} }, "no longer behind check"],
  [{ previous: "1234" }, "a result for the partition before is there now"],
  [{ code: "x", inputs: { rows: "9999" } }, "code changed; input rows changed (dddd… → 9999…)"],
  [{}, "fingerprint changed (ffff… → ffff…)"],
])("%j", (changes, said) => {
  expect(changesOf(before, now(changes))).toBe(said);
});

test("the result for the partition before may change, and go", () => {
  const earlier = { ...before, parts: { ...parts, previous: "12345678" } };
  expect(changesOf(earlier, now({ previous: "87654321" }))).toBe(
    "the result for the partition before changed (1234… → 8765…)",
  );
  expect(changesOf(earlier, now({}))).toBe("the result for the partition before is gone");
});

test("equal fingerprints have no changes", () => {
  expect(changesOf(before, before)).toBeUndefined();
});
