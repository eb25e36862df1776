import fc from "fast-check";
import { expect, test } from "vitest";
import { Levels } from "../../../src/resolution/ranking/levels.js";

const worth = fc.oneof(
  fc.double({ min: 0, max: 1, noNaN: true }),
  fc.nat(64).map((part) => part / 64),
  fc.constantFrom(-1, 1 + 1e-9, 5),
);

test("every item is in one level, the best level first, and none is worth more than its bound", () => {
  fc.assert(
    fc.property(fc.array(worth, { maxLength: 40 }), fc.constantFrom(0, 0.3, 1, 1.7), (worths, most) => {
      const levels = new Levels(most);
      worths.forEach((each, item) => levels.put(item, each * most));
      const list = levels.list();
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

test("are empty again when they were cleared", () => {
  const levels = new Levels(1);
  expect(levels.list()).toEqual([]);
  levels.put(7, 0.5);
  levels.clear();
  expect(levels.list()).toEqual([]);
  levels.put(8, 2);
  expect(levels.list()).toEqual([{ bound: Infinity, items: [8] }]);
});
