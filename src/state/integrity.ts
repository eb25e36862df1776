import { deepFreeze } from "../kernel/index.js";
import { defineSql } from "../store/index.js";
import { inspect, type Inspection } from "./integrity/inspect.js";
import type { RegistryAccess, ValidationWork } from "./registry-definition.js";
import type { RegistryFinding, RegistryValidationResult } from "./reports.js";

/** The years that were applied to a registry of a scope, for the finding that one is missing. */
export const appliedYears = defineSql({
  name: "integrity: year-missing",
  text: `SELECT year FROM bailiwick.ledger JOIN bailiwick.scopes USING (scope_id)
    WHERE scenario_id = $scenario AND plan_design_id = $plan AND registry = $registry AND source = 'events' ORDER BY year`,
  parameters: { scenario: "VARCHAR", plan: "VARCHAR", registry: "VARCHAR" },
});

/** Compares a registry with its baseline and its events, all as of one moment. Nothing is written. */
export async function validateRegistry(
  access: RegistryAccess,
  { year, ...work }: ValidationWork,
): Promise<RegistryValidationResult> {
  return access.database.snapshot(async (connection) => {
    const inspection = await inspect(connection, access);
    return year === undefined ? inspection.result : withYear(year, inspection, access);
  }, work);
}

/** Where the ledger cannot be read, that is an error already. */
function withYear(
  year: number,
  { result, applied }: Inspection,
  { definition, scope }: RegistryAccess,
): RegistryValidationResult {
  if (applied === undefined || applied.years.includes(year)) return result;
  const missing: RegistryFinding = {
    rule: "year-missing",
    severity: "error",
    message: `The year ${year} has not been applied to the ${definition.name} registry; ${describeYears(applied.years)}.`,
    count: 1,
    samples: [{ year }],
    query: appliedYears.bind({
      scenario: scope.scenarioId,
      plan: scope.planDesignId,
      registry: definition.name,
    }),
  };
  return deepFreeze({ ...result, isValid: false, errors: [...result.errors, missing] });
}

function describeYears(years: readonly number[]): string {
  if (years.length === 0) return "no year has been";
  return years.length === 1 ? `only ${years[0]} has been` : `only ${years[0]} to ${years.at(-1)} have been`;
}
