import {
  BailiwickError,
  describe,
  refuseUnknownOptions,
  requireSignal,
  type Clock,
} from "../kernel/index.js";
import type { StepSpecificationInput } from "../specification/index.js";

/** How a step is registered. */
export interface RegisterOptions {
  /** Puts the specification in place of another one of the same name. @defaultValue `false` */
  readonly replace?: boolean;
}

/** How a transaction is run. */
export interface TransactionOptions {
  /** Ends the wait for other transactions; aborted while the work runs, it undoes and abandons the work. */
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

/** @throws BailiwickError `OPTION_INVALID` */
export function checkTransaction(work: unknown, options: TransactionOptions): TransactionOptions {
  refuseUnknownOptions(options, ["signal"], "transaction()");
  requireSignal(options.signal, "transaction()");
  if (typeof work === "function") return options;
  throw new BailiwickError("OPTION_INVALID", {
    message: `transaction() needs a function, but was given ${describe(work)}.`,
    details: { option: "work", found: describe(work) },
  });
}

/** Calls a function so that what it throws at once is a rejection too. */
export async function start<In, Out>(work: (input: In) => Out | Promise<Out>, input: In): Promise<Out> {
  return work(input);
}
