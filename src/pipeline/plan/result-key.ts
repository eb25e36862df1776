import { canonicalJson, fingerprint } from "../../kernel/index.js";
import type { Plan, PlannedStep } from "./plan.js";
import type { Inputs, Outputs } from "../step-handler.js";

/**
 * What the result of a pure step is found by in all runs: what it does, its partition, and the values that it works
 * with. `undefined` for inputs that JSON cannot say, which come of results that were not recorded.
 */
export function resultKey(
  { contextName, pipelineName }: Plan,
  { stepName, parts: { specification, code, options } }: PlannedStep,
  partition: string,
  inputs: Inputs,
  previous: Outputs | undefined,
): string | undefined {
  const step = [contextName, pipelineName, stepName, specification, code, options, partition];
  try {
    return fingerprint([
      ...step,
      canonicalJson(inputs),
      ...(previous === undefined ? [] : [canonicalJson(previous)]),
    ]);
  } catch {
    return undefined;
  }
}
