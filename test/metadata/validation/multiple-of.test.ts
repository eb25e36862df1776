import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isMultipleOf } from "../../../src/metadata/validation/multiple-of.js";

describe("isMultipleOf", () => {
  it.each([
    [6, 3],
    [0, 7],
    [-9, 3],
    [0.3, 0.1],
    [1.1, 0.1],
    [-0.25, 0.05],
    [19.99, 0.01],
    [1e21, 7e20 / 7],
    [1e-7, 1e-9],
    [5e-324, 5e-324],
    [1.5e300, 0.5],
  ])("%d is a multiple of %d", (value, step) => {
    expect(isMultipleOf(value, step)).toBe(true);
  });

  it.each([
    [7, 3],
    [0.35, 0.1],
    [1e-9, 1e-7],
    [0.1, 3],
    [10.005, 0.01],
  ])("%d is no multiple of %d", (value, step) => {
    expect(isMultipleOf(value, step)).toBe(false);
  });

  it("finds every whole number of cents, and nothing between", () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e9, max: 1e9 }), fc.integer({ min: 1, max: 9 }), (cents, tenths) => {
        expect(isMultipleOf(cents / 100, 0.01)).toBe(true);
        expect(isMultipleOf(Number(`${cents}.${tenths}`), 1)).toBe(false);
      }),
    );
  });
});
