import type { StepMark } from "../../resolution/index.js";
import type { StepRecord } from "../../store/index.js";
import type { RunReport, StepReport } from "../run/run-report.js";

/**
 * How a step of a run stands: as in its report or its record; a record of a result that was taken over counts as
 * `reused`.
 */
export type StepState = StepReport["status"] | StepRecord["status"];

/** Where the states of steps come from: the report of a run, or its records. */
export type StepStates = RunReport | readonly StepRecord[];

/** What a state looks like: a sign, which says it without colours, and the colours of a box, as `#rrggbb`. */
export interface StepLook {
  readonly sign: string;
  readonly fill: string;
  readonly stroke: string;
}

/** What each state looks like, worst first: a step that stands differently in several partitions shows the worst. */
export const stepLooks: Readonly<Record<StepState, StepLook>> = Object.freeze({
  failed: { sign: "✗", fill: "#ffd9d6", stroke: "#b3261e" },
  cancelled: { sign: "■", fill: "#ffe6c7", stroke: "#9a5b00" },
  running: { sign: "▶", fill: "#d6e8ff", stroke: "#0b57d0" },
  compensated: { sign: "↶", fill: "#eadcff", stroke: "#6a3fb5" },
  skipped: { sign: "–", fill: "#eeeeee", stroke: "#767676" },
  succeeded: { sign: "✓", fill: "#d5f0dc", stroke: "#1e7d3c" },
  reused: { sign: "↻", fill: "#d3f1f0", stroke: "#00696b" },
});

const worstFirst = Object.keys(stepLooks) as StepState[];

function stateText(state: StepState): string {
  return `${stepLooks[state].sign} ${state}`;
}

/** How one execution of a step stands. */
export function stateOf(step: StepReport | StepRecord): StepState {
  return "reusedFrom" in step && step.reusedFrom !== undefined && step.status === "succeeded"
    ? "reused"
    : step.status;
}

/** The marks of steps in a diagram, by step name. O(executions). */
export function stepMarks(states: StepStates): ReadonlyMap<string, StepMark> {
  const byStep = new Map<string, StepState[]>();
  for (const step of stepsOf(states)) {
    const list = byStep.get(step.stepName) ?? [];
    list.push(stateOf(step));
    byStep.set(step.stepName, list);
  }
  return new Map(Array.from(byStep, ([stepName, list]) => [stepName, markOf(list)]));
}

/** The executions that a report or records tell of. */
function stepsOf(states: StepStates): readonly (StepReport | StepRecord)[] {
  return "steps" in states ? states.steps : states;
}

function markOf(states: readonly StepState[]): StepMark {
  const state = worstFirst.find((one) => states.includes(one)) ?? "running";
  const count = states.filter((one) => one === state).length;
  const share = count === states.length ? "" : ` (${count} of ${states.length})`;
  const { fill, stroke } = stepLooks[state];
  return { label: `${stateText(state)}${share}`, kind: stateText(state), fill, stroke };
}
