import fc from "fast-check";

/** Settings by dotted path, as they can be together in a file. */
export type Settings = Readonly<Record<string, unknown>>;

/** A fraction with so many decimals as rates of employees are kept with. */
const fraction = (minimum = 0, maximum = 1) =>
  fc
    .integer({ min: Math.round(minimum * 10_000), max: Math.round(maximum * 10_000) })
    .map((parts) => parts / 10_000);
const name = fc.oneof(
  fc.stringMatching(/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,20}$/u),
  fc.constantFrom("2024", "true", "null", "1e3", "Größe", "データ"),
);
const path = fc.constantFrom("a.db", "data/a b.db", "./x", "../y: z", "'q'", "[a]", "#no comment", "~", "NO");
const flag = fc.boolean();
const age = fc.integer({ min: 18, max: 75 });

const years = fc
  .record({ start: fc.integer({ min: 1900, max: 2151 }), span: fc.integer({ min: 0, max: 49 }) })
  .map(({ start, span }) => ({ "years.start": start, "years.end": start + span }));

const shares = fc
  .array(fc.integer({ min: 0, max: 1000 }), { minLength: 5, maxLength: 5 })
  .filter((weights) => weights.some((weight) => weight > 0))
  .map((weights) => weights.map((weight) => weight / weights.reduce((sum, other) => sum + other, 0)));

const tiers = fc
  .uniqueArray(fc.record({ up_to: fraction(0.0001), rate: fraction(0, 5) }), {
    minLength: 1,
    maxLength: 5,
    selector: ({ up_to }) => up_to,
  })
  .map((unsorted) => unsorted.toSorted((a, b) => a.up_to - b.up_to));

const prefixed = (prefix: string, settings: Settings): Settings =>
  Object.fromEntries(Object.entries(settings).map(([key, value]) => [`${prefix}.${key}`, value]));

/** Settings that depend on each other come together or not at all. */
const groups: readonly fc.Arbitrary<Settings>[] = [
  fc.record({ duckdb_path: path, "dbt.project": path, "simulation.census.path": path }, { requiredKeys: [] }),
  fc.record(
    {
      "dbt.target": fc.stringMatching(/^[\w.-]{1,9}$/u),
      "dbt.threads": fc.integer({ min: 1, max: 256 }),
      "dbt.selectors": fc.array(fc.constantFrom("state:modified+", "tag:a", "+x", "- y", "1")),
      "validation.row_drift_tolerance": fc.double({ min: 0, max: 1, noNaN: true }),
      "validation.require_pk_uniqueness": flag,
      "validation.fail_on_error": flag,
      "locks.enable_mutex": flag,
      "simulation.random_seed": fc.integer({ min: 0, max: 2_147_483_647 }),
      "simulation.contributions.annual_limit": fc.double({ min: 0, max: 100_000_000, noNaN: true }),
    },
    { requiredKeys: [] },
  ),
  fc.record({ rate: fraction(), share: fraction(), growth: fraction() }).map(({ rate, share, growth }) => ({
    "simulation.termination.rate": rate,
    "simulation.growth.target_rate": share < 0.5 ? growth : Math.max(-0.9, -rate),
  })),
  fc.record({ shares, ages: fc.tuple(age, age) }).map(({ shares: level_shares, ages: [one, other] }) =>
    prefixed("simulation.hires", {
      level_shares,
      minimum_age: Math.min(one, other),
      maximum_age: Math.max(one, other),
    }),
  ),
  fc
    .record({ one: fraction(), other: fraction(), increment: fraction(0.0001), scope: flag })
    .map(({ one, other, increment, scope }) =>
      prefixed("simulation", {
        "enrollment.auto.default_deferral_rate": Math.min(one, other),
        "enrollment.auto.scope": scope ? "new_hires_only" : "all_eligible_employees",
        "escalation.maximum_rate": Math.max(one, other),
        "escalation.increment": increment,
      }),
    ),
  fc
    .record({ month: fc.integer({ min: 1, max: 12 }), day: fc.integer({ min: 1, max: 28 }) })
    .map(({ month, day }) =>
      prefixed("simulation.escalation", { effective_month: month, effective_day: day }),
    ),
  fc.record({ tiers, enabled: flag }).map((match) => prefixed("simulation.match", match)),
];

/** The settings of a configuration that loads: what must be there, and some of what may be. */
export const soundSettings: fc.Arbitrary<Settings> = fc
  .tuple(
    fc.record({ scenario_id: name, plan_design_id: name }),
    years,
    fc.tuple(...groups.map((group) => fc.option(group, { nil: {} }))),
  )
  .map(([names, span, rest]) => Object.assign({}, names, span, ...rest) as Settings);

/** Settings as a file holds them: nested. */
export function nested(settings: Settings): Record<string, unknown> {
  const tree: Record<string, unknown> = {};
  for (const [dotted, value] of Object.entries(settings)) {
    const names = dotted.split(".");
    const last = names.pop()!;
    let holder = tree;
    for (const section of names) holder = (holder[section] ??= {}) as Record<string, unknown>;
    holder[last] = value;
  }
  return tree;
}
