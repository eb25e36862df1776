import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { scaleOf } from "../../../src/simulation/views/scale.js";

describe("an axis", () => {
  test.each<[readonly number[], readonly number[]]>([
    [[], [0, 0.5, 1]],
    [
      [0, 0],
      [0, 0.5, 1],
    ],
    [[7], [0, 2, 4, 6, 8]],
    [[0.3], [0, 0.1, 0.2, 0.3]],
    [[-31], [-40, -30, -20, -10, 0]],
    [
      [-5, 12],
      [-5, 0, 5, 10, 15],
    ],
    [
      [Number.NaN, 10],
      [0, 5, 10],
    ],
    [
      [Number.POSITIVE_INFINITY, 10],
      [0, 5, 10],
    ],
    [[12_345], [0, 5000, 10_000, 15_000]],
  ])("of %o is marked at %o", (values, ticks) => {
    expect(scaleOf(values).ticks).toEqual(ticks);
  });

  test("of whole numbers is marked at whole numbers", () => {
    expect(scaleOf([1], { whole: true }).ticks).toEqual([0, 1]);
    expect(scaleOf([3], { whole: true }).ticks).toEqual([0, 1, 2, 3]);
  });

  test("has zero and every value on it, a few marks, evenly apart", () => {
    const value = fc.double({ min: -1e12, max: 1e12, noNaN: true });
    fc.assert(
      fc.property(fc.array(value), fc.integer({ min: 2, max: 6 }), (values, steps) => {
        const { ticks, least, most } = scaleOf(values, { steps });
        expect(ticks).toContain(0);
        expect([ticks.at(0), ticks.at(-1)]).toEqual([least, most]);
        const slack = (most - least) * 1e-6;
        for (const each of values) {
          expect(each).toBeGreaterThanOrEqual(least - slack);
          expect(each).toBeLessThanOrEqual(most + slack);
        }
        expect(ticks.length).toBeGreaterThanOrEqual(2);
        expect(ticks.length).toBeLessThanOrEqual(steps + 3);
        const gaps = ticks.slice(1).map((tick, index) => tick - ticks[index]!);
        for (const gap of gaps) expect(Math.abs(gap - gaps[0]!)).toBeLessThanOrEqual(slack);
      }),
    );
  });
});
