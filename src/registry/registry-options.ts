import type { Clock } from "../kernel/index.js";
import type { StepSpecificationInput } from "../specification/index.js";

/** How a step is registered. */
export interface RegisterOptions {
  /** Puts the specification in place of another one of the same name. @defaultValue `false` */
  readonly replace?: boolean;
}

/** How a transaction is run. */
export interface TransactionOptions {
  /** Ends the wait for other transactions; aborted while the work runs, it undoes the work. */
  readonly signal?: AbortSignal;
}

/** What a registry is made with beside its name. */
export interface RegistryOptions {
  /** @defaultValue the system clock, which is read once per turn of JavaScript */
  readonly clock?: Clock;
}

/** A step with its name, as in snapshots and specification files. */
export interface NamedSpecification {
  readonly stepName: string;
  readonly specification: StepSpecificationInput;
}
