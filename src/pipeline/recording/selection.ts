import {
  BailiwickError,
  argumentInvalid,
  describe,
  didYouMean,
  isList,
  normaliseName,
  quoteList,
} from "../../kernel/index.js";
import { executionGraph } from "../plan/execution-graph.js";
import type { Plan } from "../plan/plan.js";
import type { ExecutionGraph } from "../run/execution.js";
import type { RunOptions } from "../run/run-options.js";

/** The options of a run that say which steps it is about. */
export type SelectionOptions = {
  readonly [Key in "only" | "from" | "until" | "force"]?: RunOptions[Key] | undefined;
};

/** Which steps of a plan a run is about; by number, 1 for yes. */
export interface Selection {
  /** May run. */
  readonly selected: Uint8Array;
  /** Run again although their results are known. */
  readonly forced: Uint8Array;
  /** Of those, the ones that the caller named; the others are behind them. */
  readonly named: Uint8Array;
  /** Whether all steps are selected. */
  readonly isWhole: boolean;
}

/**
 * Reads which steps a run is about. Nothing said selects everything; `from` and `until` together what lies between.
 *
 * @throws BailiwickError `SELECTION_INVALID` for steps that the plan does not have, for options that contradict each
 * other, and if nothing is left
 */
export function readSelection(plan: Plan, options: SelectionOptions): Selection {
  const { only, from, until, force } = options;
  if (only !== undefined && (from !== undefined || until !== undefined)) {
    throw selectionInvalid(
      "only names every step that runs, so from and until cannot stand beside it",
      "use only, or from and until.",
    );
  }
  const graph = executionGraph(plan, [], undefined);
  const selected = new Uint8Array(graph.count).fill(1);
  if (only !== undefined) keepThose(selected, marksOf(plan, "only", only));
  if (from !== undefined) keepThose(selected, withFollowers(graph, marksOf(plan, "from", from)));
  if (until !== undefined) keepThose(selected, withThoseBefore(graph, marksOf(plan, "until", until)));
  const isWhole = selected.every((mark) => mark === 1);
  if (!selected.includes(1)) {
    throw selectionInvalid(
      from === undefined || until === undefined
        ? "it names no step"
        : `no step lies both behind ${quoteList([...from])} and before ${quoteList([...until])}`,
      `steps are ${quoteList(plan.order)}.`,
    );
  }
  const named =
    force === undefined
      ? new Uint8Array(graph.count)
      : force === true
        ? selected.slice()
        : marksOf(plan, "force", force);
  refuseForceOutside(plan, named, selected);
  const forced = withFollowers(graph, named);
  keepThose(forced, selected);
  return { selected, forced, named, isWhole };
}

/** A selection that cannot be run, or that cannot be taken back. */
export function selectionInvalid(
  fault: string,
  hint: string,
  details: Readonly<Record<string, unknown>> = {},
  work: "run" | "take back" = "run",
): BailiwickError {
  return new BailiwickError("SELECTION_INVALID", {
    message: `The steps to ${work} cannot be selected: ${fault}.`,
    hint,
    details: { fault, ...details },
  });
}

function marksOf(plan: Plan, option: string, names: Iterable<string>): Uint8Array {
  if (!isList(names))
    throw argumentInvalid(option, `The option ${option} of run()`, "a list of step names", names);
  const indices = new Map(plan.order.map((stepName, index) => [stepName, index]));
  const marks = new Uint8Array(plan.order.length);
  const unknown: string[] = [];
  for (const name of names as Iterable<unknown>) {
    const stepName = typeof name === "string" ? normaliseName(name) : undefined;
    const index = stepName === undefined ? undefined : indices.get(stepName);
    if (index !== undefined) marks[index] = 1;
    else unknown.push(`${describe(name)}${stepName === undefined ? "" : didYouMean(stepName, plan.order)}`);
  }
  if (unknown.length === 0) return marks;
  throw selectionInvalid(
    `${option} names ${unknown.join(", ")}, but the pipeline ${describe(plan.pipelineName)} of context ${describe(plan.contextName)} has no such step`,
    `steps are ${quoteList(plan.order)}.`,
    { option, unknown, steps: plan.order },
  );
}

function keepThose(marks: Uint8Array, kept: Uint8Array): void {
  for (let step = 0; step < marks.length; step++) marks[step]! &= kept[step]!;
}

/** Steps are numbered in an order in which followers come later. */
function withFollowers({ count, from, followers }: ExecutionGraph, marks: Uint8Array): Uint8Array {
  const reached = marks.slice();
  for (let step = 0; step < count; step++) {
    if (reached[step] === 0) continue;
    for (let edge = from[step]!; edge < from[step + 1]!; edge++) reached[followers[edge]!] = 1;
  }
  return reached;
}

function withThoseBefore({ count, from, followers }: ExecutionGraph, marks: Uint8Array): Uint8Array {
  const reached = marks.slice();
  for (let step = count - 1; step >= 0; step--)
    for (let edge = from[step]!; edge < from[step + 1]! && reached[step] === 0; edge++)
      reached[step] = reached[followers[edge]!]!;
  return reached;
}

function refuseForceOutside({ order }: Plan, named: Uint8Array, selected: Uint8Array): void {
  const outside = order.filter((_, step) => named[step] === 1 && selected[step] === 0);
  if (outside.length === 0) return;
  throw selectionInvalid(
    `force names ${quoteList(outside)}, which ${outside.length === 1 ? "is" : "are"} not selected`,
    "select what is to be forced too, or leave it out of force.",
    { option: "force", outside },
  );
}
