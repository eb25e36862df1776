import { BailiwickError, describe, didYouMean, quoteList } from "../../kernel/index.js";
import type { PlannedStep } from "../plan/plan.js";
import type { Outputs } from "../step-handler.js";
import { placeText, type StepPlace } from "../step-place.js";

/** How many unknown outputs are named before the rest is counted. */
const mostNamed = 12;

/** Knows where executions stand. */
export interface StepPlaces {
  placeOf(execution: number): StepPlace;
}

/** What a step without outputs gives. */
export const noOutputs: Outputs = Object.freeze(Object.create(null) as Outputs);

/**
 * Takes what a handler returned: a value for each declared output and nothing else. Frozen, without a prototype.
 *
 * @param places asked for the place of the execution, for the error
 * @throws BailiwickError `HANDLER_OUTPUTS_INVALID` with everything that is missing or unknown.
 */
export function takeOutputs(
  { outputs }: PlannedStep,
  returned: unknown,
  execution: number,
  places: StepPlaces,
): Outputs {
  if (returned === undefined && outputs.length === 0) return noOutputs;
  const taken = isRecord(returned) ? copy(outputs, returned) : undefined;
  if (taken !== undefined) return taken;
  const faults = isRecord(returned) ? outputFaults(outputs, returned) : undefined;
  throw outputsInvalid(outputs, returned, faults, places.placeOf(execution));
}

function outputsInvalid(
  outputs: readonly string[],
  given: unknown,
  faults: readonly string[] | undefined,
  place: StepPlace,
): BailiwickError {
  const found = faults?.join("; ") ?? `it returned ${describe(given)} instead of an object`;
  return new BailiwickError("HANDLER_OUTPUTS_INVALID", {
    message: `The handler of ${placeText(place)} must return ${expected(outputs)}: ${found}.`,
    hint: `return ${outputs.length === 0 ? "nothing" : `{ ${outputs.map((name) => `${JSON.stringify(name)}: …`).join(", ")} }`}, or change the outputs of the specification.`,
    details: {
      ...place,
      expected: outputs,
      found: faults === undefined ? describe(given) : Object.keys(given as object),
    },
  });
}

/** Rows returned in place of `{ rows }` are told apart here: their indices would all be unknown outputs. */
function isRecord(value: unknown): value is Outputs {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function outputFaults(outputs: readonly string[], given: Outputs): string[] {
  const missing = outputs.filter((name) => !Object.hasOwn(given, name) || given[name] === undefined);
  const unknown = Object.keys(given).filter((name) => !outputs.includes(name));
  return [
    ...(missing.length === 0 ? [] : [`${quoteList(missing)} ${missing.length === 1 ? "is" : "are"} missing`]),
    ...unknown
      .slice(0, mostNamed)
      .map((name) => `${describe(name)} is not an output of the step${didYouMean(name, missing)}`),
    ...(unknown.length > mostNamed ? [`${unknown.length - mostNamed} more are no outputs either`] : []),
  ];
}

function expected(outputs: readonly string[]): string {
  return outputs.length === 0
    ? "nothing, because the step has no outputs"
    : `a value for ${quoteList(outputs)}`;
}

/** Each output is read once; `undefined` if one is missing, or if there is more. */
function copy(outputs: readonly string[], given: Outputs): Outputs | undefined {
  for (const name of Object.keys(given)) if (!outputs.includes(name)) return undefined;
  if (outputs.length === 0) return noOutputs;
  const taken = Object.create(null) as Record<string, unknown>;
  for (const name of outputs) {
    const value = Object.hasOwn(given, name) ? given[name] : undefined;
    if (value === undefined) return undefined;
    taken[name] = value;
  }
  return Object.freeze(taken);
}
