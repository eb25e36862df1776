import { counted, deepFreeze } from "../../kernel/index.js";
import {
  checkQuality,
  workforceRules,
  type QualityReport,
  type QualityResult,
  type QualityRule,
  type QualitySubject,
} from "../../quality/index.js";
import type { ModelReport, NodeResult } from "../project/model-engine.js";
import type { SimulationConfig } from "../config/simulation-config.js";

/** What a year is checked with. */
export interface YearCheck {
  /** The tests of the models. */
  readonly tests: ModelReport;
  readonly config: SimulationConfig;
  readonly rules: readonly QualityRule[];
  readonly subject: QualitySubject;
  /** The last year that the database may have. */
  readonly lastYear: number;
  readonly signal: AbortSignal;
}

/** The tests of the models and the rules of data quality in one report, of plain JSON. */
export async function checkYear(check: YearCheck): Promise<QualityReport> {
  const { tests, rules, subject, signal } = check;
  const { results } = await checkQuality([...rulesOf(check), ...rules], subject, { signal });
  const all = [...tests.results.map(testResult), ...results];
  return deepFreeze({ year: subject.year, disposition: dispositionOf(all), results: all });
}

function rulesOf({ config: { years, validation, simulation }, lastYear }: YearCheck): readonly QualityRule[] {
  const { growth, escalation } = simulation;
  return workforceRules({
    rowDriftTolerance: validation.row_drift_tolerance,
    requirePkUniqueness: validation.require_pk_uniqueness,
    targetGrowthRate: growth.target_rate,
    ...(escalation.enabled ? { maximumDeferralRate: escalation.maximum_rate } : {}),
    firstYear: years.start,
    lastYear,
  });
}

/** A test of the models as a rule of data quality. */
function testResult({ name, status, durationMs, rows, error }: NodeResult): QualityResult {
  const passed = status === "success";
  const count = rows === undefined || passed ? {} : { count: rows };
  return {
    rule: `test:${name}`,
    severity: status === "warned" ? "warning" : "error",
    status: passed ? "passed" : status === "error" ? "error" : "failed",
    passed,
    message: passed
      ? "no row breaks the test"
      : (error?.message ?? `${counted(rows ?? 0, "row")} broke the test`),
    durationMs,
    ...count,
    ...(error === undefined || status !== "error" ? {} : { error: error.toJSON() }),
  };
}

function dispositionOf(results: readonly QualityResult[]): QualityReport["disposition"] {
  const failed = results.filter(({ status }) => status !== "passed");
  if (failed.some(({ severity }) => severity === "error")) return "failed";
  return failed.length === 0 ? "passed" : "passed-with-warnings";
}
