import fc from "fast-check";
import { rmSync } from "node:fs";
import { dirname } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runMultiYear } from "../../../src/simulation/index.js";
import { StateRegistryManager } from "../../../src/state/index.js";
import { openDuckDb } from "../../../src/store/index.js";
import { exampleConfig, simulationFolder, type SimulationFolder } from "../../support/simulation-project.js";
import { tries } from "../../support/tries.js";

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

/** What no row of a simulation may break, as statements that find the rows. */
const invariants: Readonly<Record<string, string>> = {
  "nobody acts after having left": `
    SELECT e.* FROM fct_yearly_events e JOIN fct_yearly_events t USING (employee_id)
    WHERE t.event_type = 'termination' AND e.event_type <> 'termination' AND e.effective_date > t.effective_date`,
  "who has left has no row in later years": `
    SELECT s.* FROM fct_workforce_snapshot s JOIN fct_yearly_events t USING (employee_id)
    WHERE t.event_type = 'termination' AND s.simulation_year > t.simulation_year`,
  "an employee has one row in a year": `
    SELECT employee_id FROM fct_workforce_snapshot GROUP BY employee_id, simulation_year HAVING count(*) > 1`,
  "an event has an id of its own":
    "SELECT event_id FROM fct_yearly_events GROUP BY event_id HAVING count(*) > 1",
  "escalations keep to their cap": `
    SELECT * FROM fct_yearly_events WHERE event_type = 'deferral_escalation'
      AND employee_deferral_rate > greatest($maximum, prev_employee_deferral_rate)`,
  "there is no match without a contribution": `
    SELECT * FROM fct_workforce_snapshot WHERE employer_match_amount > 0 AND annual_contribution_amount <= 0`,
  "nobody contributes more than the limit": `
    SELECT * FROM fct_workforce_snapshot WHERE annual_contribution_amount > 23500`,
  "who has opted out is not escalated after that": `
    SELECT e.* FROM fct_yearly_events e JOIN fct_yearly_events o USING (employee_id)
    WHERE o.event_type = 'enrollment_change' AND e.event_type = 'deferral_escalation'
      AND e.effective_date > o.effective_date
      AND NOT EXISTS (SELECT 1 FROM fct_yearly_events n WHERE n.employee_id = e.employee_id
        AND n.event_type = 'enrollment' AND n.effective_date > o.effective_date)`,
  "who was enrolled at the census gets no first enrollment": `
    SELECT e.* FROM fct_yearly_events e JOIN int_baseline_workforce b USING (employee_id)
    WHERE b.is_enrolled_at_census AND e.event_type = 'enrollment'
      AND NOT EXISTS (SELECT 1 FROM fct_yearly_events o WHERE o.employee_id = e.employee_id
        AND o.event_type = 'enrollment_change' AND o.effective_date <= e.effective_date)`,
  "a year begins with those with whom the one before has ended": `
    SELECT s.employee_id FROM fct_workforce_snapshot s
    WHERE s.employment_status = 'active' AND s.simulation_year < 2026
      AND NOT EXISTS (SELECT 1 FROM fct_workforce_snapshot n
        WHERE n.employee_id = s.employee_id AND n.simulation_year = s.simulation_year + 1)`,
  "who is hired in a year has a hire event, and nobody else": `
    SELECT employee_id FROM fct_workforce_snapshot
    WHERE (detailed_status_code LIKE 'new_hire%') <> (employee_id IN (
      SELECT employee_id FROM fct_yearly_events h
      WHERE h.event_type = 'hire' AND h.simulation_year = fct_workforce_snapshot.simulation_year))`,
};

test("whatever the settings, the tables keep their invariants and the registries agree with them", async () => {
  await fc.assert(
    fc.asyncProperty(anySettings, async (settings) => {
      const set = folder.set("any", "years.end=2026", ...settings);
      const path = folder.database("any");
      try {
        const report = await runMultiYear(exampleConfig, 2025, 2026, { set });
        expect(report.quality.map(({ disposition }) => disposition)).not.toContain("failed");
        await using database = await openDuckDb(path, { readOnly: true });
        const maximum = Number(settings.find((text) => text.includes("maximum_rate"))!.split("=")[1]);
        for (const [name, text] of Object.entries(invariants)) {
          const values = text.includes("$maximum") ? { values: { maximum } } : {};
          const rows = await database.read((connection) => connection.rows({ text, ...values }));
          expect({ name, rows: rows.slice(0, 3) }).toEqual({ name, rows: [] });
        }
        const scope = { scenarioId: "baseline", planDesignId: "standard_match" };
        const found = await new StateRegistryManager(database, scope).validateAllRegistries(2026);
        expect([...found.enrollment.errors, ...found.deferral.errors]).toEqual([]);
        const warnings = [...found.enrollment.warnings, ...found.deferral.warnings];
        expect(warnings.map(({ rule, message }) => `${rule}: ${message}`)).toEqual([]);
      } finally {
        rmSync(dirname(path), { recursive: true, force: true });
      }
    }),
    { numRuns: tries(5), endOnFailure: true },
  );
}, 600_000);
