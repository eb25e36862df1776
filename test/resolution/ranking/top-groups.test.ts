import fc from "fast-check";
import { expect, test } from "vitest";
import type { RankedGroup } from "../../../src/resolution/ranking/tier.js";
import { TopGroups } from "../../../src/resolution/ranking/top-groups.js";
import { offerIndexOf, offersOf } from "../../support/offers.js";

const { offerClass } = offerIndexOf([]).add(
  offersOf({ only: { stepType: "Any", outputs: { rows: {} } } })[0]!,
);

const group: fc.Arbitrary<RankedGroup> = fc.record({
  offerClass: fc.constant(offerClass),
  relation: fc.constantFrom("without", "suiting", "other"),
  score: fc.nat(9).map((tenths) => tenths / 10),
});

const floors = fc.constantFrom(-Infinity, 0.3, 0.8);

test("the best groups are kept, all that tie with the last of them, and those of suiting jobs beside them", () => {
  fc.assert(
    fc.property(
      fc.array(group, { maxLength: 40 }),
      fc.integer({ min: 1, max: 8 }),
      floors,
      (groups, size, floor) => {
        const top = new TopGroups<RankedGroup>(size, floor);
        for (const each of groups) if (top.takes(each.score)) top.add(each);
        const counting = groups.filter(({ relation, score }) => relation !== "suiting" && score >= floor);
        const scores = counting.map(({ score }) => score).toSorted((a, b) => b - a);
        const bottom = scores[size - 1] ?? floor;
        expect(top.bottom).toBe(bottom);
        expect(top.groups).toEqual(
          groups.filter(({ score }) => score >= bottom).toSorted((a, b) => b.score - a.score),
        );
      },
    ),
    { numRuns: 300 },
  );
});
