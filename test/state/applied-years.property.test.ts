import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { BaselineRow } from "../support/state-model.js";
import { documentedRows, everythingIn } from "../support/state-registries.js";
import {
  anyBaseline,
  anyYearEvents,
  firstYear,
  mostYears,
  type YearEvents,
} from "../support/state-inputs.js";
import { anyOperation, eventsOfYears, perform, StateWorld, type Operation } from "../support/state-world.js";
import { tries } from "../support/tries.js";

const numRuns = tries(4);
const timeout = 60_000 + numRuns * 30_000;

describe("a database whose years are all applied", () => {
  const anyInput = fc.record({
    baseline: anyBaseline,
    years: fc.array(fc.tuple(anyYearEvents, anyYearEvents), { minLength: 1, maxLength: mostYears }),
  });

  async function applied({ baseline, years }: Input): Promise<StateWorld> {
    const world = await StateWorld.of(baseline, years);
    for (const pair of world.pairs) await perform(world, endOf(years), pair);
    return world;
  }

  test(
    "is not changed by seeding, applying, making the tables and repairing again",
    { timeout },
    async () => {
      const property = fc.asyncProperty(anyInput, async (input) => {
        await using world = await applied(input);
        const before = await everythingIn(world.database);
        await perform(world, { kind: "reorder" }, world.pairs[0]!);
        for (const pair of world.pairs) {
          pair.restart();
          for (const registry of [pair.enrollment, pair.deferral])
            expect(await registry.createTable()).toMatchObject({ outcome: "present" });
          await perform(world, { kind: "reseed", baseline: undefined }, pair);
          await perform(world, endOf(input.years), pair);
          for (const registry of [pair.enrollment, pair.deferral]) {
            expect(await registry.validateIntegrity()).toMatchObject({ isValid: true, errors: [] });
            expect(await registry.repair()).toMatchObject({ added: 0, changed: 0, removed: 0 });
          }
        }
        expect(await everythingIn(world.database)).toEqual(before);
      });
      await fc.assert(property, { numRuns });
    },
  );

  test("is the same after a detour as by the straight way", { timeout }, async () => {
    const anyDetour = fc.array(anyOperation, { minLength: 1, maxLength: 6 });
    const property = fc.asyncProperty(anyInput, anyDetour, async (input, detour) => {
      await using straight = await applied(input);
      await using roundabout = await StateWorld.of(input.baseline, input.years);
      const [pair, other] = [roundabout.pairs[0]!, straight.pairs[0]!];
      for (const operation of detour) await perform(roundabout, operation, pair);
      roundabout.events = eventsOfYears(input.years).toReversed();
      await perform(roundabout, { kind: "reseed", baseline: input.baseline }, pair);
      await perform(roundabout, endOf(input.years), pair);
      for (const registry of ["enrollment", "deferral"] as const) {
        await pair[registry].removeAfter(firstYear + input.years.length - 1);
        expect(await documentedRows(pair[registry], roundabout.database)).toEqual(
          await documentedRows(other[registry], straight.database),
        );
      }
    });
    await fc.assert(property, { numRuns });
  });
});

interface Input {
  readonly baseline: readonly BaselineRow[];
  readonly years: readonly (readonly YearEvents[])[];
}

const endOf = (years: Input["years"]): Operation => ({
  kind: "applyUpTo",
  year: firstYear + years.length - 1,
});
