import { readFile, writeFile } from "node:fs/promises";
import fc from "fast-check";
import { format } from "prettier";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import {
  MultiYearReporter,
  reportJson,
  simulationReportJsonSchema,
  YearAuditor,
} from "../../../src/simulation/index.js";
import { tries } from "../../support/tries.js";
import { anyReport } from "./any-report.js";
import { scope, simulatedYears } from "./simulated-years.js";

const published = new URL("../../../docs/simulation-report.schema.json", import.meta.url);

/** As real ones are; and zod passes over the one key in records. */
const soundReport = anyReport.filter((report) => {
  const { scenarioId, planDesignId, run } = report;
  return [scenarioId, planDesignId, run?.runId].every(Boolean) && !reportJson(report).includes("__proto__");
});

describe("the schema of reports", () => {
  test("is what docs/simulation-report.schema.json says (run with UPDATE=1 to write it)", async () => {
    const generated = await simulationReportJsonSchema();
    if (process.env["UPDATE"] === "1") {
      await writeFile(
        published,
        await format(JSON.stringify(generated), { parser: "json", printWidth: 110 }),
      );
    }
    expect(JSON.parse(await readFile(published, "utf8"))).toEqual(generated);
    expect(generated["$schema"]).toBe("https://json-schema.org/draft/2020-12/schema");
    expect(Object.isFrozen(generated["properties"])).toBe(true);
  });

  test("takes real reports, and refuses those that lack something, or have more", async () => {
    const schema = z.fromJSONSchema(JSON.parse(await readFile(published, "utf8")) as never);
    const database = await simulatedYears({ years: 2 });
    const text = reportJson(await new MultiYearReporter(database, scope).report());
    const report = JSON.parse(text) as Record<string, unknown>;
    expect(schema.safeParse(report).error).toBeUndefined();
    for (const field of Object.keys(report)) {
      expect(schema.safeParse({ ...report, [field]: undefined }).success, field).toBe(false);
    }
    expect(schema.safeParse({ ...report, more: 1 }).success).toBe(false);
    expect(schema.safeParse({ ...report, schemaVersion: 2 }).success).toBe(false);
  });

  test("takes whatever a report can be", async () => {
    const schema = z.fromJSONSchema(JSON.parse(await readFile(published, "utf8")) as never);
    fc.assert(
      fc.property(soundReport, (report) => {
        expect(schema.safeParse(JSON.parse(reportJson(report))).error).toBeUndefined();
      }),
      { numRuns: tries(40) },
    );
  });
});

describe("a report as JSON", () => {
  test("reads back as it was", () => {
    fc.assert(
      fc.property(anyReport, (report) => {
        expect(JSON.parse(reportJson(report))).toEqual(JSON.parse(JSON.stringify(report)));
      }),
    );
  });

  test("is the same text for the same tables", async () => {
    const texts = [1, 2].map(async () =>
      reportJson(await new MultiYearReporter(await simulatedYears({ years: 2 }), scope).report()),
    );
    expect(await texts[0]).toBe(await texts[1]);
  });

  test("is there for single years too", async () => {
    const report = await new YearAuditor(await simulatedYears({ years: 1 }), scope).audit(2025);
    expect(JSON.parse(reportJson(report))).toEqual(report);
  });
});
