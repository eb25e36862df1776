import { readWork, requireYear } from "./arguments.js";
import { DeferralEscalationRegistry } from "./deferral-escalation-registry.js";
import { EnrollmentRegistry } from "./enrollment-registry.js";
import type { StateWork } from "./registry-definition.js";
import { readParts, type RegistryParts } from "./registry-parts.js";
import type { RegistryValidationResult } from "./reports.js";
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
    this.#parts = readParts("StateRegistryManager", parts);
    this.scope = this.#parts[1];
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
   * Whether every registry is sound and has had a year applied: what `validateIntegrity({ year })` finds of each. Years after it may
   * have been applied as well, and are looked at too.
   *
   * @param year a whole number from 1900 to 9999
   * @throws BailiwickError `OPTION_INVALID`, and what `validateIntegrity()` throws
   */
  async validateAllRegistries(year: number, work: StateWork = {}): Promise<StateValidation> {
    readWork(work, "validateAllRegistries()");
    requireYear(year, "validateAllRegistries()");
    const asked = { ...work, year };
    const [enrollment, deferral] = await Promise.all([
      this.getEnrollmentRegistry().validateIntegrity(asked),
      this.getDeferralRegistry().validateIntegrity(asked),
    ]);
    return Object.freeze({ enrollment, deferral });
  }
}
