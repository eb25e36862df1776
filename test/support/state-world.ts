import fc from "fast-check";
import { expect } from "vitest";
import type { RegistryOptions } from "../../src/state/index.js";
import { openDuckDb, type DuckDb } from "../../src/store/index.js";
import { ModelRefusal, type BaselineRow, type EventRow, type ModelReport } from "./state-model.js";
import { ScopePair } from "./state-registries.js";
import {
  anyBaseline,
  anyYearEvents,
  baselineTable,
  createInputTables,
  eventRows,
  eventTable,
  firstYear,
  mostYears,
  replaceRows,
  scopes,
  type YearEvents,
} from "./state-inputs.js";

/** The last year that a world may have. */
export const lastYear = firstYear + mostYears - 1;

/** What can happen to a database whose events are written, read and corrected. */
export type Operation =
  | { readonly kind: "apply"; readonly year: number }
  | { readonly kind: "applyUpTo"; readonly year: number }
  | {
      readonly kind: "correct";
      readonly year: number;
      readonly events: YearEvents;
      readonly keeps: readonly boolean[];
    }
  | { readonly kind: "reseed"; readonly baseline: readonly BaselineRow[] | undefined }
  | { readonly kind: "removeAfter"; readonly year: number }
  | { readonly kind: "reorder" }
  | { readonly kind: "restart" };

const anyYear = fc.integer({ min: firstYear, max: lastYear });

/** Any of them. */
export const anyOperation: fc.Arbitrary<Operation> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("apply"), year: anyYear }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("applyUpTo"), year: anyYear }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant("correct"),
      year: anyYear,
      events: fc.oneof(anyYearEvents, fc.constant([])),
      keeps: fc.array(fc.boolean(), { minLength: 3, maxLength: 5 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("reseed"),
      baseline: fc.option(anyBaseline, { nil: undefined }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("removeAfter"), year: anyYear }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("reorder") }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("restart") }) },
);

/** What a database holds at first, and what happens to one scope or the other. */
export const anyHistory = fc.record({
  baseline: anyBaseline,
  /** The events of every scope, and of one that nothing is asked about. */
  years: fc.array(fc.tuple(anyYearEvents, anyYearEvents, anyYearEvents), {
    minLength: mostYears,
    maxLength: mostYears,
  }),
  operations: fc.array(fc.tuple(fc.nat({ max: scopes.length - 1 }), anyOperation), {
    minLength: 4,
    maxLength: 12,
  }),
});

const foreign = { scenarioId: "other", planDesignId: "standard" };

/** The rows of the table of events of a world: for each year what happens in the first scope, the second, and another. */
export function eventsOfYears(years: readonly (readonly YearEvents[])[]): readonly EventRow[] {
  return years.flatMap((ofYear, at) =>
    ofYear.flatMap((some, which) => eventRows(scopes[which] ?? foreign, firstYear + at, some)),
  );
}

/** A database with its input tables and two scopes that are seeded, and the rows that its tables hold. */
export class StateWorld implements AsyncDisposable {
  #ticks = Date.UTC(2026, 0, 1);

  private constructor(
    readonly database: DuckDb,
    readonly pairs: readonly ScopePair[],
    public baseline: readonly BaselineRow[],
    public events: readonly EventRow[],
  ) {}

  static async of(
    baseline: readonly BaselineRow[],
    years: readonly (readonly YearEvents[])[],
    options: RegistryOptions = {},
  ): Promise<StateWorld> {
    const database = await openDuckDb(":memory:");
    // Each reading of the clock is a millisecond later, so that whatever is written is seen to be.
    const clock = { now: (): number => world.#ticks++ };
    const pairs = scopes.map((scope) => new ScopePair(database, scope, { clock, ...options }));
    const world = new StateWorld(database, pairs, baseline, eventsOfYears(years));
    await createInputTables(database);
    await world.write();
    for (const pair of pairs) {
      await pair.enrollment.createTable();
      await pair.deferral.createTable();
      await pair.enrollment.createForYear(firstYear);
      pair.enrollmentModel.createForYear(firstYear, baseline);
    }
    return world;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.database.close();
  }

  /** Writes what the world holds into its tables. */
  async write(): Promise<void> {
    await replaceRows(this.database, baselineTable, this.baseline);
    await replaceRows(this.database, eventTable, this.events);
  }

  eventsOf({ scope }: ScopePair): readonly EventRow[] {
    return this.events.filter(
      (event) => event.scenario_id === scope.scenarioId && event.plan_design_id === scope.planDesignId,
    );
  }
}

/** Does it to the registries of a scope and to their models, which must say the same of it. */
export async function perform(world: StateWorld, operation: Operation, pair: ScopePair): Promise<void> {
  switch (operation.kind) {
    case "apply":
      return apply(world, pair, operation.year);
    case "applyUpTo":
      for (let year = firstYear; year <= operation.year; year++) await apply(world, pair, year);
      return;
    case "correct":
      return correct(world, pair, operation);
    case "reseed":
      world.baseline = operation.baseline ?? world.baseline;
      await world.write();
      expect(await pair.enrollment.createForYear(firstYear)).toMatchObject(
        pair.enrollmentModel.createForYear(firstYear, world.baseline),
      );
      return;
    case "removeAfter":
      return removeAfter(pair, operation.year);
    case "reorder":
      world.events = world.events.toReversed();
      world.baseline = world.baseline.toReversed();
      return world.write();
    case "restart":
      pair.restart();
  }
}

/** Applies a year to both registries of a scope; to the second one only where the first one may. */
async function apply(world: StateWorld, pair: ScopePair, year: number): Promise<void> {
  const events = world.eventsOf(pair);
  const expected = outcomeOf(() => pair.enrollmentModel.updatePostYear(year, events));
  if (expected === undefined) return expectRefusal(pair.enrollment, year);
  expect(await pair.enrollment.updatePostYear(year)).toMatchObject(expected);
  const expectedNext = outcomeOf(() => pair.escalationModel.updatePostYear(year, events));
  if (expectedNext === undefined) return expectRefusal(pair.deferral, year);
  expect(await pair.deferral.updatePostYear(year)).toMatchObject(expectedNext);
}

async function expectRefusal(registry: ScopePair["enrollment" | "deferral"], year: number): Promise<void> {
  await expect(registry.updatePostYear(year)).rejects.toMatchObject({ code: "STATE_YEAR_INVALID" });
}

/** Keeps some of the events of a year and puts others in the place of the rest. */
async function correct(
  world: StateWorld,
  pair: ScopePair,
  { year, keeps, events }: Extract<Operation, { kind: "correct" }>,
): Promise<void> {
  const ofYear = world.eventsOf(pair).filter((event) => event.simulation_year === year);
  const kept = ofYear.filter((_, at) => keeps[at % keeps.length]);
  const ids = new Set(kept.map(({ event_id }) => event_id));
  const added = eventRows(pair.scope, year, events).filter(({ event_id }) => !ids.has(event_id));
  world.events = [...world.events.filter((event) => !ofYear.includes(event)), ...kept, ...added];
  await world.write();
}

async function removeAfter(pair: ScopePair, year: number): Promise<void> {
  const { enrollment, enrollmentModel, deferral, escalationModel } = pair;
  const removedYears = enrollmentModel.removeAfter(year);
  expect(await enrollment.removeAfter(year)).toMatchObject({ removedYears });
  if (escalationModel.applied.size === 0) return;
  const removedNext = escalationModel.removeAfter(year);
  expect(await deferral.removeAfter(year)).toMatchObject({ removedYears: removedNext });
}

function outcomeOf(work: () => ModelReport): ModelReport | undefined {
  try {
    return work();
  } catch (error) {
    if (error instanceof ModelRefusal) return undefined;
    throw error;
  }
}
