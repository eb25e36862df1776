import { optionInvalid, refuseUnknownOptions } from "../../kernel/index.js";
import type { DiagramOptions } from "../../resolution/index.js";
import { stepMarks, type StepStates } from "./step-states.js";

/** What a picture of a pipeline shows beside its steps and wires. */
export interface PipelineDiagramOptions {
  /**
   * How the steps of a run stand: its report, or its records from a run store. Each box says it in words and with a
   * colour; a step that stands differently in several partitions shows the worst.
   */
  readonly states?: StepStates;
}

/** @throws BailiwickError `OPTION_INVALID` */
export function diagramOptions(options: PipelineDiagramOptions, owner: string): DiagramOptions {
  refuseUnknownOptions(options, ["states"], owner);
  const { states } = options;
  if (states === undefined) return {};
  const steps: unknown = Array.isArray(states) ? states : (states as { steps?: unknown } | null)?.steps;
  if (!Array.isArray(steps) || !steps.every(isStep))
    throw optionInvalid("states", owner, "the report of a run or the records of its steps", states);
  return { marks: stepMarks(states) };
}

function isStep(step: unknown): boolean {
  const { stepName, status } = (step ?? {}) as { readonly stepName?: unknown; readonly status?: unknown };
  return typeof stepName === "string" && typeof status === "string";
}
