import {
  argumentInvalid,
  isList,
  optionInvalid,
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

/**
 * Whether a registration may put its specification in place of another.
 *
 * @param owner what takes the options, as in `registerAll()`
 * @throws BailiwickError `OPTION_INVALID`
 */
export function readReplace(options: RegisterOptions | undefined, owner: string): boolean {
  if (options === undefined) return false;
  refuseUnknownOptions(options, ["replace"], owner);
  const { replace = false }: { readonly replace?: unknown } = options;
  if (typeof replace === "boolean") return replace;
  throw optionInvalid("replace", owner, "true or false", replace);
}

/** Goes through what is to be registered. What stands in a step is for its registration to check. */
export function readSteps(steps: unknown): NamedSpecification[] {
  const step = "{ stepName, specification }";
  if (!isList(steps)) throw argumentInvalid("steps", "registerAll()", `a list of ${step}`, steps);
  return Array.from(steps, (given, index) => {
    if (isStep(given)) return given;
    throw argumentInvalid(`steps.${index}`, "registerAll()", `${step} at ${index}`, given);
  });
}

function isStep(step: unknown): step is NamedSpecification {
  return typeof step === "object" && step !== null && !Array.isArray(step);
}

/** @throws BailiwickError `OPTION_INVALID` */
export function checkTransaction(work: unknown, options: TransactionOptions): TransactionOptions {
  refuseUnknownOptions(options, ["signal"], "transaction()");
  requireSignal(options.signal, "transaction()");
  if (typeof work === "function") return options;
  throw argumentInvalid("work", "transaction()", "a function", work);
}

/** Calls a function so that what it throws at once is a rejection too. */
export async function start<In, Out>(work: (input: In) => Out | Promise<Out>, input: In): Promise<Out> {
  return work(input);
}
