import fc from "fast-check";
import { expect, test } from "vitest";
import { Levels, type Level } from "../../../src/resolution/ranking/levels.js";

const worth = fc.oneof(
  fc.double({ min: 0, max: 1, noNaN: true }),
  fc.nat(64).map((part) => part / 64),
  fc.constantFrom(-1, 1 + 1e-9, 5),
);

/** The levels with what they hold. */
function listOf(levels: Levels): readonly (Pick<Level, "bound"> & { readonly items: readonly number[] })[] {
  return levels
    .list()
    .map(({ bound, from, to }) => ({ bound, items: Array.from(levels.items.slice(from, to)) }));
}

test("every item is in one level, the best level first, and none is worth more than its bound", () => {
  fc.assert(
    fc.property(fc.array(worth, { maxLength: 40 }), fc.constantFrom(0, 0.3, 1, 1.7), (worths, most) => {
      const levels = new Levels(most);
      levels.startOver(worths.length);
      worths.forEach((each, item) => levels.put(item, each * most));
      const list = listOf(levels);
      expect(list.flatMap(({ items }) => items).toSorted((a, b) => a - b)).toEqual([...worths.keys()]);
      list.forEach(({ bound, items }, at) => {
        expect(items).not.toHaveLength(0);
        for (const item of items) expect(worths[item]! * most).toBeLessThanOrEqual(bound + 1e-12);
        expect(at === 0 || bound < list[at - 1]!.bound).toBe(true);
        for (const item of list[at + 1]?.items ?? [])
          for (const better of items)
            expect(worths[item]! * most).toBeLessThanOrEqual(worths[better]! * most);
      });
    }),
  );
});

test("are empty again when they are started over", () => {
  const levels = new Levels(1);
  expect(listOf(levels)).toEqual([]);
  levels.startOver(2);
  levels.put(7, 0.5);
  levels.startOver(1);
  expect(listOf(levels)).toEqual([]);
  levels.put(8, 2);
  expect(listOf(levels)).toEqual([{ bound: Infinity, items: [8] }]);
});
