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

function reportSchema(z: Zod): z.ZodType {
  const year = z.int().min(1900).max(9999);
  const count = z.int().min(0);
  const change = z.int().nullable();
  const counts = z.record(z.string(), count);
  const amount = z.number().min(0);
  const fraction = z.number().min(0).max(1).nullable().describe("From 0 to 1.");
  const rate = z.number().nullable().describe("As a fraction.");
  const growth = {
    startYear: year,
    endYear: year,
    startActive: count,
    endActive: count,
    netGrowth: z.int(),
    totalGrowthRate: rate,
    compoundAnnualGrowthRate: rate.describe("A fraction for each calendar year."),
  };
  return z
    .strictObject({
      schemaVersion: z.literal(1),
      scenarioId: z.string().min(1),
      planDesignId: z.string().min(1),
      years: z.array(yearSchema(z)).min(1).describe("By year."),
      growth: z.strictObject(growth).describe("From the end of the first year to the end of the last one."),
      workforceProgression: z.array(
        z.strictObject({
          year,
          totalEmployees: count,
          activeEmployees: count,
          netGrowth: change,
          growthRate: rate,
        }),
      ),
      eventTrends: z.array(
        z.strictObject({
          eventType: z.string(),
          total: count,
          counts: z.array(z.strictObject({ year, count })).describe("Every year of the report."),
        }),
      ),
      participationTrend: z.array(z.strictObject({ year, participating: count, rate: fraction })),
      contributionTrend: z.array(
        z.strictObject({ year, employeeContributions: z.number(), employerMatch: z.number() }),
      ),
      quality: z.array(qualitySchema(z)).describe("By year; empty if no rules were checked."),
      run: z
        .strictObject({
          runId: z.string().min(1),
          engine: z.enum(["embedded", "dbt"]),
          startedAt: z.string().describe("A time of ISO 8601."),
          durationMs: amount,
          stages: z.array(z.strictObject({ year, stage: z.string().min(1), durationMs: amount })),
        })
        .optional()
        .describe("The run that has made the tables."),
    })
    .meta({ title: "Simulation report", description: "What a simulation of several years has come to." });

  function yearSchema({ strictObject, array, enum: oneOf, string, number }: Zod): z.ZodType {
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
