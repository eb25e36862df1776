import fc from "fast-check";
import { expect, test } from "vitest";
import { axisText, numberText, type NumberKind } from "../../../src/simulation/views/number-text.js";

test.each<[number | null, NumberKind, string]>([
  [null, "count", "–"],
  [Number.NaN, "money", "–"],
  [2025, "year", "2025"],
  [1234567, "count", "1,234,567"],
  [-1234, "count", "-1,234"],
  [999, "count", "999"],
  [12, "change", "+12"],
  [-12, "change", "-12"],
  [0, "change", "0"],
  [3.25, "number", "3.25"],
  [10, "number", "10"],
  [1200.5, "number", "1,200.5"],
  [0.1234, "percent", "12.3%"],
  [-0.0001, "percent", "0.0%"],
  [0.031, "percent-change", "+3.1%"],
  [-0.031, "percent-change", "-3.1%"],
  [0.0001, "percent-change", "0.0%"],
  [1234.56, "money", "1,235"],
  [12.4, "duration", "12 ms"],
  [1234, "duration", "1.2 s"],
  [59_949, "duration", "59.9 s"],
  [59_960, "duration", "1 min 00 s"],
  [125_000, "duration", "2 min 05 s"],
])("%s as a %s is %s", (value, kind, text) => {
  expect(numberText(value, kind)).toBe(text);
});

test.each<[number, NumberKind, string]>([
  [0, "count", "0"],
  [5000, "count", "5,000"],
  [12_500, "count", "12.5k"],
  [2_500_000, "money", "2.5M"],
  [-3e9, "money", "-3B"],
  [2e12, "money", "2T"],
  [0.5, "number", "0.5"],
  [0.15, "percent", "15%"],
  [-0.025, "percent-change", "-2.5%"],
  [0, "duration", "0"],
  [2000, "duration", "2.0 s"],
  [2025, "year", "2025"],
])("%s on an axis of a %s is %s", (value, kind, text) => {
  expect(axisText(value, kind)).toBe(text);
});

test("a count reads back as the number it is, without its commas", () => {
  fc.assert(
    fc.property(fc.maxSafeInteger(), (value) => {
      expect(Number(numberText(value, "count").replaceAll(",", ""))).toBe(value);
    }),
  );
});
