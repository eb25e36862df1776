import type { CheckedDefinition } from "../step-definition.js";
import type { StepHandler } from "../step-handler.js";
import type { PlannedStep } from "./plan.js";

/**
 * What a run reads of a step when its turn comes, in one list for each thing: steps start in no order that memory could
 * foresee, and looking into the objects of each would cost more than the rest of the engine does.
 */
export interface StepTable {
  readonly stepNames: readonly string[];
  readonly handlers: readonly StepHandler[];
  readonly options: readonly CheckedDefinition["options"][];
  readonly timeouts: readonly (number | undefined)[];
  /** Bits of {@link trait}. */
  readonly traits: Uint8Array;
  /** The inputs of step `s` come from the steps `providers[inputsFrom[s]] … providers[inputsFrom[s + 1] - 1]`. */
  readonly inputsFrom: Int32Array;
  readonly providers: Int32Array;
}

/** What most steps are not, or not all. */
export const trait = {
  hasInputs: 1,
  hasOutputs: 2,
  /** One that is named `then`, as a method of promises is. */
  hasOutputThen: 4,
  usesPrevious: 8,
} as const;

const tableOf = new WeakMap<readonly CheckedDefinition[], StepTable>();

/** The table of steps and their definitions, both in the order of the plan; made once for each list of definitions. */
export function stepTable(
  steps: readonly PlannedStep[],
  definitions: readonly CheckedDefinition[],
): StepTable {
  const known = tableOf.get(definitions);
  if (known !== undefined) return known;
  const table: StepTable = Object.freeze({
    stepNames: steps.map(({ stepName }) => stepName),
    handlers: definitions.map(({ handle }) => handle),
    options: definitions.map(({ options }) => options),
    timeouts: definitions.map(({ timeoutMs }) => timeoutMs),
    traits: Uint8Array.from(steps, ({ inputs, outputs }, step) => {
      const usesPrevious = definitions[step]!.usesPrevious;
      return (
        (inputs.length > 0 ? trait.hasInputs : 0) |
        (outputs.length > 0 ? trait.hasOutputs : 0) |
        (outputs.includes("then") ? trait.hasOutputThen : 0) |
        (usesPrevious ? trait.usesPrevious : 0)
      );
    }),
    ...inputRows(steps),
  });
  tableOf.set(definitions, table);
  return table;
}

function inputRows(steps: readonly PlannedStep[]): Pick<StepTable, "inputsFrom" | "providers"> {
  const inputsFrom = new Int32Array(steps.length + 1);
  for (const [step, { inputs }] of steps.entries()) inputsFrom[step + 1] = inputsFrom[step]! + inputs.length;
  const providers = new Int32Array(inputsFrom[steps.length]!);
  if (providers.length > 0) fillProviders(steps, providers);
  return { inputsFrom, providers };
}

function fillProviders(steps: readonly PlannedStep[], providers: Int32Array): void {
  const indices = new Map<string, number>();
  for (const { stepName } of steps) indices.set(stepName, indices.size);
  let row = 0;
  for (const { inputs } of steps) {
    for (const { provider } of inputs) providers[row++] = indices.get(provider)!;
  }
}
