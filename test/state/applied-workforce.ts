import { applyMigrations, type DuckDb } from "../../src/store/index.js";
import { validateRegistry } from "../../src/state/integrity.js";
import type { RegistryAccess } from "../../src/state/registry-definition.js";
import { repairRegistry } from "../../src/state/repair.js";
import type { RegistryFinding } from "../../src/state/reports.js";
import type { RegistryName } from "../../src/state/scope.js";
import { stateComponent, stateMigrations } from "../../src/state/state-schema.js";
import { deferralDefinition } from "../../src/state/years/deferral-definition.js";
import { enrollmentDefinition } from "../../src/state/years/enrollment-definition.js";
import { documentedTables, run, scope, smallWorkforce } from "./small-workforce.js";

const definitions = { enrollment: enrollmentDefinition, deferral: deferralDefinition };

/** A registry of the small workforce with 2025 to 2027 applied, at a time that the test moves on. */
export class AppliedWorkforce {
  readonly access: RegistryAccess;
  time = Date.UTC(2028, 0, 1);

  private constructor(
    readonly database: DuckDb,
    readonly name: RegistryName,
  ) {
    const clock = { now: (): number => this.time };
    this.access = { database, scope, definition: definitions[name], missingDates: "refuse", clock };
  }

  /** @param table how the documented table is made, where it is not as usual */
  static async of(name: RegistryName, table: string = documentedTables[name]): Promise<AppliedWorkforce> {
    const workforce = new AppliedWorkforce(await smallWorkforce(), name);
    await applyMigrations(workforce.database, stateComponent, stateMigrations);
    await run(
      workforce.database,
      "INSERT INTO bailiwick.scopes VALUES (1, 'base', 'standard', 'main'), (2, 'other', 'standard', 'other')",
      `INSERT INTO bailiwick.ledger (scope_id, registry, year, source, fingerprint, rows_read, applied_at)
        SELECT 1, '${name}', year, 'events', '', 0, TIMESTAMP '2028-01-01' FROM range(2025, 2028) AS years (year)`,
      ...(name === "enrollment"
        ? [
            `INSERT INTO bailiwick.ledger (scope_id, registry, year, source, fingerprint, rows_read, applied_at)
              VALUES (1, 'enrollment', 2025, 'baseline', '', 0, TIMESTAMP '2028-01-01')`,
          ]
        : []),
      table,
    );
    await repairRegistry(workforce.access, {});
    return workforce;
  }

  /** All that is found, errors first. */
  async findings(): Promise<readonly RegistryFinding[]> {
    const { errors, warnings } = await validateRegistry(this.access, {});
    return [...errors, ...warnings];
  }
}
