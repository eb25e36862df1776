import fc from "fast-check";
import { expect, test } from "vitest";
import { ClassList, FoundClasses, SeenClasses } from "../../../src/resolution/ranking/class-list.js";

const bound = fc.nat(10).map((tenths) => tenths / 10);
/** By the number of a class the numbers of its names. */
const classes = fc.array(fc.array(fc.nat(7), { minLength: 1, maxLength: 4 }), { maxLength: 12 });

function listed(found: FoundClasses): readonly (readonly [id: number, bound: number])[] {
  return Array.from({ length: found.count }, (_, index) => [found.idAt(index), found.boundAt(index)]);
}

test("the classes with a name that is similar enough are found, those that were taken out are not", () => {
  fc.assert(
    fc.property(
      classes,
      fc.array(bound, { minLength: 8, maxLength: 8 }),
      bound,
      fc.func(fc.boolean()),
      (names, bounds, least, isRemoved) => {
        const list = new ClassList();
        names.forEach((nameIds, id) => list.add(id, nameIds));
        const left = names.map((_, id) => id).filter((id) => !isRemoved(id));
        names.forEach((_, id) => {
          if (!left.includes(id)) list.remove(id);
        });
        const found = new FoundClasses();
        list.find(Float64Array.from(bounds), least, found);
        const expected = left
          .map((id): [number, number] => [id, Math.max(...names[id]!.map((nameId) => bounds[nameId]!))])
          .filter(([, most]) => most >= least);
        expect(listed(found)).toEqual(expected);
        found.sort();
        expect(listed(found)).toEqual(expected.toSorted(([, a], [, b]) => b - a));
        found.clear();
        expect(listed(found)).toEqual([]);
      },
    ),
  );
});

test("a class is new once, until all is forgotten", () => {
  const seen = new SeenClasses();
  seen.startOver(2);
  expect([seen.isNew(0), seen.isNew(1), seen.isNew(0)]).toEqual([true, true, false]);
  seen.startOver(9);
  expect([seen.isNew(0), seen.isNew(8), seen.isNew(8)]).toEqual([true, true, false]);
});
