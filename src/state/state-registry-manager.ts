import { deepFreeze, argumentInvalid } from "../kernel/index.js";
import { DeferralEscalationRegistry } from "./deferral-escalation-registry.js";
import { EnrollmentRegistry } from "./enrollment-registry.js";
import type { StateWork } from "./registry-definition.js";
import { readParts, type RegistryParts } from "./registry-parts.js";
import type { Registry } from "./registry.js";
import type { RegistryFinding, RegistryValidationResult } from "./reports.js";
import type { StateScope } from "./scope.js";

/** What the registries of a scope are found to be. */
export interface StateValidation {
  readonly enrollment: RegistryValidationResult;
  readonly deferral: RegistryValidationResult;
}

/**
 * The registries of one scope of a database: each made when it is first asked for, and the same ever after.
 *
 * It holds no state itself. That is in the database, so two managers of one scope see the same. There is nothing to close:
 * the database stays with whoever opened it.
 */
export class StateRegistryManager {
  /** Whose state it is. */
  readonly scope: StateScope;
  readonly #parts: Required<RegistryParts>;
  #enrollment: EnrollmentRegistry | undefined;
  #deferral: DeferralEscalationRegistry | undefined;

  /** @throws BailiwickError `OPTION_INVALID`, `STATE_NOT_PROVIDED` */
  constructor(...parts: RegistryParts) {
    const { database, scope, options } = readParts("StateRegistryManager", parts);
    this.scope = scope;
    this.#parts = [database, scope, options];
  }

  /** Who is enrolled. */
  getEnrollmentRegistry(): EnrollmentRegistry {
    return (this.#enrollment ??= new EnrollmentRegistry(...this.#parts));
  }

  /** Whose deferral rate escalates. */
  getDeferralRegistry(): DeferralEscalationRegistry {
    return (this.#deferral ??= new DeferralEscalationRegistry(...this.#parts));
  }

  /**
   * Whether every registry is sound and has a year: what {@link Registry.validateIntegrity} finds of each, and an error of the
   * rule `year-missing` for one to which the year has not been applied. Years after it may have been applied, and are looked at too.
   *
   * @param year a whole number from 1900 to 9999
   * @throws BailiwickError `OPTION_INVALID`, and what `validateIntegrity()` throws
   */
  async validateAllRegistries(year: number, work: StateWork = {}): Promise<StateValidation> {
    if (!(Number.isInteger(year) && year >= 1900 && year <= 9999)) {
      throw argumentInvalid(
        "year",
        "validateAllRegistries()",
        "a year, a whole number from 1900 to 9999",
        year,
      );
    }
    const enrollment = await validateYear(this.getEnrollmentRegistry(), year, work);
    const deferral = await validateYear(this.getDeferralRegistry(), year, work);
    return Object.freeze({ enrollment, deferral });
  }
}

/** The years that were applied to a registry of a scope. */
const appliedYears = `SELECT year FROM bailiwick.ledger JOIN bailiwick.scopes USING (scope_id)
WHERE scenario_id = $scenarioId AND plan_design_id = $planDesignId AND registry = $registry AND source = 'events'
ORDER BY year`;

async function validateYear(
  registry: Registry,
  year: number,
  work: StateWork,
): Promise<RegistryValidationResult> {
  const found = await registry.validateIntegrity(work);
  const { years } = await registry.stats(work);
  if (years.includes(year)) return found;
  const errors = Object.freeze([...found.errors, yearMissing(registry, year, years)]);
  return Object.freeze({ isValid: false, errors, warnings: found.warnings });
}

/** The query finds the years that there are. */
function yearMissing({ name, scope }: Registry, year: number, years: readonly number[]): RegistryFinding {
  const applied =
    years.length === 0 ? "no year has" : `only ${years.join(", ")} ${years.length === 1 ? "has" : "have"}`;
  return deepFreeze<RegistryFinding>({
    rule: "year-missing",
    severity: "error",
    message: `The year ${year} has not been applied to the ${name} registry; ${applied} been.`,
    count: 1,
    samples: [{ year }],
    query: { text: appliedYears, values: { registry: name, ...scope } },
  });
}
