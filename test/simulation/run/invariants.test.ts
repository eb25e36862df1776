import fc from "fast-check";
import { rmSync } from "node:fs";
import { dirname } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  defineRule,
  loadSimulationConfig,
  modelVariables,
  runMultiYear,
  type QualityRule,
} from "../../../src/simulation/index.js";
import { StateRegistryManager } from "../../../src/state/index.js";
import { openDuckDb } from "../../../src/store/index.js";
import { exampleConfig, simulationFolder, type SimulationFolder } from "../../support/simulation-project.js";
import { tries } from "../../support/tries.js";
import { workforceInvariants } from "../models/workforce-invariants.js";

let folder: SimulationFolder;

beforeAll(async () => {
  folder = await simulationFolder(80);
});

afterAll(() => folder.remove());

const fraction = (max: number) => fc.integer({ min: 0, max: max * 100 }).map((percent) => percent / 100);

/** Settings of any plan, as far as they go together. */
const anySettings = fc
  .record({
    random_seed: fc.integer({ min: 0, max: 1000 }),
    "growth.target_rate": fc.integer({ min: -8, max: 20 }).map((percent) => percent / 100),
    "termination.rate": fc.integer({ min: 10, max: 40 }).map((percent) => percent / 100),
    "termination.new_hire_rate": fraction(0.5),
    "compensation.promotion_rate": fraction(0.5),
    "eligibility.waiting_period_days": fc.integer({ min: 0, max: 400 }),
    "enrollment.auto.enabled": fc.boolean(),
    "enrollment.auto.scope": fc.constantFrom("new_hires_only", "all_eligible_employees"),
    "enrollment.auto.opt_out_rate": fraction(1),
    "enrollment.voluntary.rate": fraction(1),
    "escalation.enabled": fc.boolean(),
    "escalation.maximum_rate": fc.integer({ min: 6, max: 15 }).map((percent) => percent / 100),
    "match.enabled": fc.boolean(),
    "match.require_active_at_year_end": fc.boolean(),
  })
  .map((settings) => Object.entries(settings).map(([name, value]) => `simulation.${name}=${value}`));

const years = { first: 2025, last: 2027 };

/** A rule that notes, for each year before it is published, what the registries do not agree with. */
function registriesAgree(findings: string[], validated: number[]): QualityRule {
  return defineRule({
    name: "registries-agree",
    severity: "error",
    check: async ({ database, year, scenarioId, planDesignId }) => {
      const registries = new StateRegistryManager(database, { scenarioId, planDesignId });
      const found = await registries.validateAllRegistries(year);
      const all = [found.enrollment, found.deferral].flatMap(({ errors, warnings }) => [
        ...errors,
        ...warnings,
      ]);
      validated.push(year);
      findings.push(...all.map(({ rule, message }) => `${year} ${rule}: ${message}`));
      return { passed: all.length === 0, message: `${all.length} findings` };
    },
  });
}

test("whatever the settings, the tables keep their invariants and the registries agree with them", async () => {
  await fc.assert(
    fc.asyncProperty(anySettings, async (settings) => {
      const set = folder.set("any", `years.end=${years.last}`, ...settings);
      const path = folder.database("any");
      const findings: string[] = [];
      const validated: number[] = [];
      try {
        const rules = [registriesAgree(findings, validated)];
        const report = await runMultiYear(exampleConfig, years.first, years.last, { set, rules });
        expect(report.quality.map(({ disposition }) => disposition)).not.toContain("failed");
        expect({ validated, findings }).toEqual({ validated: [2025, 2026, 2027], findings: [] });
        const { config } = await loadSimulationConfig(exampleConfig, { set, env: {} });
        const invariants = workforceInvariants(modelVariables(config, years.first), years);
        expect(invariants.length).toBeGreaterThanOrEqual(10);
        await using database = await openDuckDb(path, { readOnly: true });
        for (const { name, sql } of invariants) {
          const rows = await database.read((connection) => connection.rows({ text: sql }));
          expect({ name, rows: rows.slice(0, 3) }).toEqual({ name, rows: [] });
        }
      } finally {
        rmSync(dirname(path), { recursive: true, force: true });
      }
    }),
    { numRuns: tries(5), endOnFailure: true },
  );
}, 600_000);
