import type { DuckDb } from "../../src/store/index.js";
import { DeferralEscalationRegistry, EnrollmentRegistry } from "../../src/state/index.js";
import { validateRegistry } from "../../src/state/integrity.js";
import type { RegistryAccess } from "../../src/state/registry-definition.js";
import type { RegistryFinding } from "../../src/state/reports.js";
import type { RegistryName } from "../../src/state/scope.js";
import { deferralDefinition } from "../../src/state/statements/deferral-definition.js";
import { enrollmentDefinition } from "../../src/state/statements/enrollment-definition.js";
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
  static async of(
    name: RegistryName,
    table: string = documentedTables[name],
    path?: string,
  ): Promise<AppliedWorkforce> {
    const workforce = new AppliedWorkforce(await smallWorkforce(path), name);
    const { database, access } = workforce;
    await run(database, table);
    const options = { clock: access.clock };
    const registry =
      name === "enrollment"
        ? new EnrollmentRegistry(database, scope, options)
        : new DeferralEscalationRegistry(database, scope, options);
    if (registry instanceof EnrollmentRegistry) await registry.createForYear(2025);
    for (const year of [2025, 2026, 2027]) await registry.updatePostYear(year);
    return workforce;
  }

  /** All that is found, errors first. */
  async findings(): Promise<readonly RegistryFinding[]> {
    const { errors, warnings } = await validateRegistry(this.access, {});
    return [...errors, ...warnings];
  }
}
