import fc from "fast-check";
import type { MultiYearReport } from "../../../src/simulation/index.js";
import type { SimulationFacts, SnapshotGroup } from "../../../src/simulation/reports/read-facts.js";
import { summarise } from "../../../src/simulation/reports/multi-year-reporter.js";

/** Texts that formats have to take care of. */
const anyText: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(
    "hire",
    "=1+1",
    "a,b",
    'say "so"',
    "two\r\nlines",
    "<b>&'",
    "",
    "-3",
    "+4",
    "@x",
    "\tx",
    "__proto__",
    "東京",
    "\u202Eevil",
    "\0",
  ),
  fc.string({ unit: "binary" }),
  fc.string(),
);

const amount = fc.integer({ min: 0, max: 10_000_000_000 });
const count = fc.integer({ min: 0, max: 300_000 });

const group = (year: number): fc.Arbitrary<SnapshotGroup> =>
  fc.record({
    year: fc.constant(year),
    active: fc.boolean(),
    status: fc.oneof(
      fc.constantFrom("continuous_active", "new_hire_active", "experienced_termination"),
      anyText,
    ),
    participating: fc.boolean(),
    detail: anyText,
    employees: fc.integer({ min: 1, max: 300_000 }),
    compensationCents: amount,
    deferralMillionths: amount,
    contributors: count,
    contributionCents: amount,
    matchCents: amount,
  });

/** What the tables of a scope may hold, with gaps between the years. */
export const anyFacts: fc.Arbitrary<SimulationFacts> = fc
  .record({
    scope: fc.record({ scenarioId: anyText, planDesignId: anyText }),
    years: fc.uniqueArray(fc.integer({ min: 2020, max: 2032 }), { minLength: 1, maxLength: 6 }),
  })
  .chain(({ scope, years }) => {
    const sorted = years.toSorted((one, other) => one - other);
    const each = <Item>(item: (year: number) => fc.Arbitrary<Item>) =>
      fc
        .tuple(...sorted.map(item))
        .map((items) => new Map(sorted.map((year, index) => [year, items[index]!])));
    return fc.record({
      scope: fc.constant(scope),
      years: fc.constant(sorted),
      snapshot: each((year) => fc.array(group(year), { minLength: 1, maxLength: 5 })),
      events: each((year) =>
        fc.array(fc.record({ year: fc.constant(year), type: anyText, events: count }), { maxLength: 5 }),
      ),
      baseline: fc.oneof(
        fc.constant(new Map<number, number>()),
        count.map((n) => new Map([[sorted[0]!, n]])),
      ),
      duplicates: fc.oneof(
        fc.constant(new Map<number, number>()),
        count.map((n) => new Map([[sorted[0]!, n]])),
      ),
    });
  });

/** Reports of anything that tables may hold. */
export const anyReport: fc.Arbitrary<MultiYearReport> = fc
  .record({ facts: anyFacts, message: anyText, durationMs: fc.double({ min: 0, max: 1e7, noNaN: true }) })
  .map(({ facts, message, durationMs }) => ({
    ...summarise(facts, facts.years),
    quality: facts.years.map((year) => ({
      year,
      disposition: "passed-with-warnings" as const,
      results: [
        {
          rule: message,
          severity: "warning" as const,
          status: "failed" as const,
          passed: false,
          message,
          durationMs,
          measured: null,
        },
      ],
    })),
    run: {
      runId: message,
      engine: "embedded" as const,
      startedAt: "2026-01-01T00:00:00Z",
      durationMs,
      stages: facts.years.map((year) => ({ year, stage: message, durationMs })),
    },
  }));
