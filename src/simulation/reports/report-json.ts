import type { z } from "zod";
import { canonicalJson, deepFreeze } from "../../kernel/index.js";
import type { MultiYearReport, YearAuditReport } from "./report-types.js";

/**
 * A report as JSON: sorted keys, no white space, so that equal reports are equal texts; a line end behind it. What is not known is
 * `null`. `docs/simulation-report.schema.json` describes the report of several years. O(report).
 */
export function reportJson(report: MultiYearReport | YearAuditReport): string {
  return `${canonicalJson(report)}\n`;
}

type Zod = typeof z;

/** The JSON Schema (draft 2020-12) of a {@link MultiYearReport}. Plain and frozen. Loads the schema library. */
export async function simulationReportJsonSchema(): Promise<Readonly<Record<string, unknown>>> {
  const { z } = await import("zod");
  const generated = z.toJSONSchema(reportSchema(z), { target: "draft-2020-12", io: "input" });
  return deepFreeze(JSON.parse(JSON.stringify(generated)) as Record<string, unknown>);
}

/** What fields have in common. */
function partsOf({ int, number, record, string }: Zod) {
  const count = int().min(0);
  return {
    year: int().min(1900).max(9999),
    count,
    counts: record(string(), count),
    change: int().nullable(),
    amount: number().min(0),
    fraction: number().min(0).max(1).nullable().describe("From 0 to 1."),
    rate: number().nullable().describe("As a fraction."),
  };
}

function reportSchema(z: Zod): z.ZodType {
  const { strictObject, array, literal, string } = z;
  const { year, count, amount, ...parts } = partsOf(z);
  return strictObject({
    schemaVersion: literal(1),
    scenarioId: string().min(1),
    planDesignId: string().min(1),
    years: array(yearSchema(z)).min(1).describe("By year."),
    growth: strictObject({
      startYear: year,
      endYear: year,
      startActive: count,
      endActive: count,
      netGrowth: z.int(),
      totalGrowthRate: parts.rate,
      compoundAnnualGrowthRate: parts.rate.describe("A fraction for each calendar year."),
    }).describe("From the end of the first year to the end of the last one."),
    ...trendSchemas(z),
    quality: array(qualitySchema(z)).describe("By year; empty if no rules were checked."),
    run: strictObject({
      runId: string().min(1),
      engine: z.enum(["embedded", "dbt"]),
      startedAt: string().describe("A time of ISO 8601."),
      durationMs: amount,
      stages: array(strictObject({ year, stage: string().min(1), durationMs: amount })),
      removedYears: array(year).optional().describe("Later years that stood on what is there no more."),
      warnings: array(string()).optional(),
    })
      .optional()
      .describe("The run that has made the tables."),
  }).meta({ title: "Simulation report", description: "What a simulation of several years has come to." });
}

function trendSchemas(z: Zod) {
  const { strictObject, array, string, number } = z;
  const { year, count, change, rate, fraction } = partsOf(z);
  return {
    workforceProgression: array(
      strictObject({
        year,
        totalEmployees: count,
        activeEmployees: count,
        netGrowth: change,
        growthRate: rate,
      }),
    ),
    eventTrends: array(
      strictObject({
        eventType: string(),
        total: count,
        counts: array(strictObject({ year, count })).describe("Every year of the report."),
      }),
    ),
    participationTrend: array(strictObject({ year, participating: count, rate: fraction })),
    contributionTrend: array(
      strictObject({ year, employeeContributions: number(), employerMatch: number() }),
    ),
  };
}

function yearSchema(z: Zod): z.ZodType {
  const { strictObject, array, enum: oneOf, string, number } = z;
  const { year, count, counts, change, amount, rate, fraction } = partsOf(z);
  return strictObject({
    year,
    workforce: strictObject({
      totalEmployees: count,
      activeEmployees: count,
      byStatus: counts.describe("By detailed_status_code; the sum is totalEmployees."),
      averageCompensation: number().nullable(),
    }),
    events: strictObject({
      totalEvents: count,
      byType: counts.describe("By event type in lower case; the sum is totalEvents."),
      hires: count,
      terminations: count,
      hireTerminationRatio: amount.nullable(),
    }),
    growth: strictObject({
      comparedWith: oneOf(["snapshot", "baseline"]).nullable(),
      previousActive: count.nullable(),
      currentActive: count,
      netGrowth: change,
      growthRate: rate,
    }),
    participation: strictObject({
      participating: count,
      rate: fraction,
      byDetail: counts.describe("The active by participation_status_detail."),
      averageDeferralRate: number().nullable(),
    }),
    contributions: strictObject({
      contributors: count,
      employeeContributions: number(),
      employerMatch: number(),
      total: number(),
      averageContribution: number().nullable(),
      matchRate: number().nullable(),
    }),
    findings: array(
      strictObject({
        rule: oneOf([
          "duplicate-employees",
          "headcount-unexplained",
          "hires-unlike-snapshot",
          "terminations-unlike-snapshot",
        ]),
        message: string(),
        found: number(),
        expected: number(),
      }),
    ).describe("Where events and snapshots of the year differ."),
  });
}

/** Open where rules of one's own may put anything. */
function qualitySchema({
  strictObject,
  looseObject,
  array,
  enum: oneOf,
  string,
  number,
  int,
}: Zod): z.ZodType {
  const result = looseObject({
    rule: string(),
    severity: oneOf(["error", "warning", "info"]),
    status: oneOf(["passed", "failed", "error"]),
    message: string(),
    durationMs: number().nullable(),
    measured: number().nullable().optional(),
  });
  return strictObject({
    year: int(),
    disposition: oneOf(["passed", "passed-with-warnings", "failed"]),
    results: array(result),
  });
}
