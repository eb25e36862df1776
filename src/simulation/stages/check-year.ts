import { deepFreeze } from "../../kernel/index.js";
import type { QualityReport, QualityResult, QualityRule, QualitySubject } from "../../quality/index.js";
import type { ModelReport, NodeResult } from "../project/model-engine.js";
import type { SimulationConfig } from "../config/simulation-config.js";

/** What a year is checked with. */
export interface YearCheck {
  /** The tests of the models. */
  readonly tests: ModelReport;
  readonly config: SimulationConfig;
  readonly rules: readonly QualityRule[];
  readonly subject: QualitySubject;
  readonly signal: AbortSignal;
}

/** The tests of the models and the rules of data quality in one report, of plain JSON. */
export async function checkYear({ tests, subject }: YearCheck): Promise<QualityReport> {
  const results = tests.results.map(testResult);
  return plain({ year: subject.year, disposition: dispositionOf(results), results });
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
    message: passed ? "no row breaks the test" : (error?.message ?? `the test is ${status}`),
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

/** Samples may hold numbers that JSON does not know. */
function plain(report: QualityReport): QualityReport {
  const text = JSON.stringify(report, (_, value: unknown) =>
    typeof value === "bigint" ? String(value) : value,
  );
  return deepFreeze(JSON.parse(text) as QualityReport);
}
