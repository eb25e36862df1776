import { optionInvalid, refuseUnknownOptions } from "../kernel/index.js";
import type { QualityRule } from "./quality-rule.js";
import { readNumber } from "./rule-options.js";
import { acceptedValues } from "./rules/accepted-values.js";
import { deferralCap } from "./rules/deferral-cap.js";
import { distributionDrift } from "./rules/distribution-drift.js";
import { eventOrder } from "./rules/event-order.js";
import { eventSpike } from "./rules/event-spike.js";
import { growthExactness } from "./rules/growth-exactness.js";
import { headcountContinuity } from "./rules/headcount-continuity.js";
import { hireTerminationRatio } from "./rules/hire-termination-ratio.js";
import { noForeignRows } from "./rules/no-foreign-rows.js";
import { notNull } from "./rules/not-null.js";
import { references } from "./rules/references.js";
import { rowCountDrift } from "./rules/row-count-drift.js";
import { snapshotExplainedByEvents } from "./rules/snapshot-explained-by-events.js";
import { uniqueKey } from "./rules/unique-key.js";
import { compensationRange, valueRange } from "./rules/value-range.js";

/** Options of {@link workforceRules}. */
export interface WorkforceRulesOptions {
  /** By what share `stg_census` may differ from `raw_census`. @defaultValue 0.005 */
  readonly rowDriftTolerance?: number;
  /** @defaultValue true */
  readonly requirePkUniqueness?: boolean;
  /** By what the headcount grows each year; without it that is not checked. */
  readonly targetGrowthRate?: number;
  /** What escalations end at; without it that is not checked. */
  readonly maximumDeferralRate?: number;
  readonly firstYear: number;
  readonly lastYear: number;
}

const owner = "workforceRules()";
const [events, snapshot, baseline] = [
  "fct_yearly_events",
  "fct_workforce_snapshot",
  "int_baseline_workforce",
];
const [contributions, match] = ["int_employee_contributions", "int_employer_match"];
const scope = ["scenario_id", "plan_design_id"];
const eventTypes = [
  "hire",
  "termination",
  "promotion",
  "raise",
  "eligibility",
  "enrollment",
  "enrollment_change",
  "deferral_escalation",
];
const statusCodes = [
  "continuous_active",
  "new_hire_active",
  "experienced_termination",
  "new_hire_termination",
];

/**
 * The rules that every year of a workforce simulation is checked by.
 *
 * @throws BailiwickError `OPTION_INVALID`
 *
 * @example
 * ```ts
 * import { describeRules, workforceRules } from "bailiwick/simulation";
 *
 * const rules = workforceRules({ targetGrowthRate: 0.03, firstYear: 2025, lastYear: 2029 });
 * for (const { name, severity } of describeRules(rules).slice(0, 2)) console.log(`${severity}: ${name}`);
 * // => error: row-count-drift-raw-census-stg-census
 * // => error: unique-key-fct-yearly-events
 * ```
 */
export function workforceRules(options: WorkforceRulesOptions): readonly QualityRule[] {
  refuseUnknownOptions(
    options,
    [
      "rowDriftTolerance",
      "requirePkUniqueness",
      "targetGrowthRate",
      "maximumDeferralRate",
      "firstYear",
      "lastYear",
    ],
    owner,
  );
  const { rowDriftTolerance: tolerance, requirePkUniqueness = true } = options;
  if (typeof requirePkUniqueness !== "boolean")
    throw optionInvalid("requirePkUniqueness", owner, "true or false", requirePkUniqueness);
  const firstYear = readNumber(options.firstYear, "firstYear", owner, { whole: true });
  const lastYear = readNumber(options.lastYear, "lastYear", owner, { whole: true, minimum: firstYear });
  const { targetGrowthRate, maximumDeferralRate } = options;
  return Object.freeze([
    rowCountDrift({
      source: "raw_census",
      target: "stg_census",
      ...(tolerance === undefined ? {} : { tolerance }),
    }),
    ...(requirePkUniqueness ? uniqueKeys() : []),
    ...valueRules(),
    ...referenceRules(),
    noForeignRows({ table: events, lastYear }),
    noForeignRows({ table: snapshot, lastYear }),
    noForeignRows({ table: baseline, lastYear }),
    hireTerminationRatio(),
    eventOrder(),
    eventSpike(),
    headcountContinuity(),
    snapshotExplainedByEvents(),
    ...(targetGrowthRate === undefined ? [] : [growthExactness({ targetRate: targetGrowthRate })]),
    compensationRange(),
    ...(maximumDeferralRate === undefined ? [] : [deferralCap({ maximum: maximumDeferralRate })]),
    ...driftRules(),
  ]);
}

function uniqueKeys(): readonly QualityRule[] {
  const ofYear = ["employee_id", "simulation_year"];
  return [
    uniqueKey({ table: events, columns: ["event_id"], yearColumn: null }),
    uniqueKey({ table: snapshot, columns: [...scope, ...ofYear] }),
    uniqueKey({ table: baseline, columns: [...scope, "employee_id"], yearColumn: null }),
    uniqueKey({ table: contributions, columns: ofYear }),
    uniqueKey({ table: match, columns: ofYear }),
  ];
}

function valueRules(): readonly QualityRule[] {
  const key = [...scope, "employee_id", "simulation_year"];
  return [
    notNull({
      table: events,
      columns: [...key, "event_id", "event_type", "effective_date", "event_sequence"],
    }),
    notNull({ table: snapshot, columns: [...key, "employment_status", "detailed_status_code"] }),
    acceptedValues({ table: events, column: "event_type", values: eventTypes }),
    acceptedValues({ table: snapshot, column: "employment_status", values: ["active", "terminated"] }),
    acceptedValues({ table: snapshot, column: "detailed_status_code", values: statusCodes }),
    acceptedValues({ table: snapshot, column: "level_id", values: [1, 2, 3, 4, 5] }),
    valueRange({ table: snapshot, column: "current_deferral_rate", minimum: 0, maximum: 1, allowNull: true }),
  ];
}

function referenceRules(): readonly QualityRule[] {
  const parent = { table: snapshot, yearColumn: "simulation_year" };
  return [events, contributions, match].map((table) =>
    references({ table, columns: ["employee_id"], parent }),
  );
}

/** In a large workforce each year differs from the one before: only what differs much is told. */
function driftRules(): readonly QualityRule[] {
  const common = { table: snapshot, severity: "info", minimumEffect: 0.1 } as const;
  return [
    distributionDrift({ ...common, column: "current_compensation" }),
    distributionDrift({ ...common, column: "level_id", test: "chi-squared" }),
  ];
}
