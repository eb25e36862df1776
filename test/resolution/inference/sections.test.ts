import fc from "fast-check";
import { expect, test } from "vitest";
import { Sections } from "../../../src/resolution/inference/sections.js";

const section = fc.array(fc.nat(9), { maxLength: 4 });
const odd = (number: number): number | undefined => (number % 2 === 0 ? undefined : number);

test("hold what is picked from all steps, whichever of them are replaced, and leave earlier lists as they were", () => {
  fc.assert(
    fc.property(
      fc.array(section, { minLength: 1, maxLength: 9 }),
      fc.array(fc.dictionary(fc.nat(8).map(String), section, { maxKeys: 4 }), { maxLength: 6 }),
      (steps, rounds) => {
        const present = [...steps];
        const sections = new Sections(present, odd);
        for (const round of rounds) {
          const replaced = Object.entries(round).filter(([step]) => Number(step) < present.length);
          const [items, firsts] = [sections.items, sections.firsts];
          const before = { items: [...items], firsts: [...firsts] };
          for (const [step, numbers] of replaced) present[Number(step)] = numbers;
          sections.replace(new Map(replaced.map(([step, numbers]) => [Number(step), numbers])));
          const picked = present.map((numbers) => numbers.filter((number) => number % 2 === 1));
          expect(sections.items).toEqual(picked.flat());
          expect([...sections.firsts]).toEqual([
            0,
            ...picked.map((_, at) => picked.slice(0, at + 1).flat().length),
          ]);
          expect({ items: [...items], firsts: [...firsts] }).toEqual(before);
        }
      },
    ),
  );
});

test("are the same list as before if the same is picked", () => {
  const sections = new Sections([[1, 2], [3]], odd);
  const { items } = sections;
  sections.replace(new Map([[0, [4, 1]]]));
  expect(sections.items).toBe(items);
});
