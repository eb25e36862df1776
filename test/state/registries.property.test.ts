import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { everythingOf, expectAnswers, expectTables, type ScopePair } from "../support/state-registries.js";
import { employees, firstYear } from "../support/state-inputs.js";
import { anyHistory, lastYear, perform, StateWorld } from "../support/state-world.js";
import { tries } from "../support/tries.js";

const asked = [...employees, "nobody"];

const numRuns = tries(4);
const timeout = 60_000 + numRuns * 30_000;

describe("whatever is applied, corrected, removed and applied again", () => {
  test("every answer and both tables are those of the simplest model", { timeout }, async () => {
    const property = fc.asyncProperty(anyHistory, async ({ baseline, years, operations }) => {
      await using world = await StateWorld.of(baseline, years);
      for (const [which, operation] of operations) {
        const pair = world.pairs[which]!;
        await perform(world, operation, pair);
        await expectTables(pair);
        await expectAnswers(pair, "year" in operation ? operation.year : firstYear, asked);
      }
      for (const pair of world.pairs) {
        await expectTables(pair);
        for (let year = firstYear - 1; year <= lastYear + 1; year++) await expectAnswers(pair, year, asked);
      }
    });
    await fc.assert(property, { numRuns });
  });

  test("what one scope does leaves everything of the other as it is", { timeout }, async () => {
    const property = fc.asyncProperty(
      anyHistory,
      fc.boolean(),
      async ({ baseline, years, operations }, swap) => {
        await using world = await StateWorld.of(baseline, years);
        const [busy, idle] = (swap ? world.pairs.toReversed() : world.pairs) as [ScopePair, ScopePair];
        await perform(world, { kind: "applyUpTo", year: lastYear }, idle);
        const before = await everythingOf(idle);
        expect(before.size).toBeGreaterThan(2);
        for (const [, operation] of operations) await perform(world, operation, busy);
        expect(await everythingOf(idle)).toEqual(before);
      },
    );
    await fc.assert(property, { numRuns });
  });
});
