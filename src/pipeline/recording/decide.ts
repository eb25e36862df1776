import type { ExecutionGraph } from "../run/execution.js";
import { changesOf, type Fingerprinted } from "../plan/changes.js";
import type { ExecutionHistory, RunHistory } from "./known-run.js";
import type { Selection } from "./selection.js";

/** What is to become of one execution, and why. */
export interface Verdict {
  readonly kind: "run" | "reuse" | "leave";
  readonly reason: string;
  /** Whether it runs because the caller wants it to: a result that is known elsewhere does not do. */
  readonly isForced: boolean;
}

/** An input of a selected step that nothing can give. */
export interface MissingInput {
  readonly execution: number;
  readonly dependency: string;
  readonly provider: string;
  /** Why the result of the provider does not do; `undefined` if there is none. */
  readonly outdated: string | undefined;
}

/** What is decided before a run starts. */
export interface Decisions {
  /** By number of execution. */
  readonly verdicts: readonly Verdict[];
  /** If there are any, the run cannot start. */
  readonly missing: readonly MissingInput[];
}

/** What the decisions are made from. */
export interface DecisionBasis {
  readonly graph: ExecutionGraph;
  /** By number of execution. */
  readonly fingerprints: readonly Fingerprinted[];
  /** By number of execution; absent for a new run. */
  readonly history: RunHistory | undefined;
  readonly selection: Selection;
  /**
   * Whether the result of a pure step is the one for the inputs that are recorded now, so that nothing that ran after it
   * makes it out of date.
   */
  readonly isForInputs: (execution: number) => boolean;
}

const firstRun: Verdict = verdict("run", "ran: new");
const firstForced: Verdict = verdict("run", "ran: new", true);
const unchanged: Verdict = verdict("reuse", "reused: nothing changed");
const leftOut: Verdict = verdict("leave", "not selected");

/**
 * Decides for each execution whether it runs, whether its result is reused, or whether it is left out. Pure.
 *
 * A result is reused if it is a success with the same fingerprint, and if nothing before it runs or ran after it. What
 * is not selected never runs; its result is reused where a step that runs needs it. O(executions + edges).
 */
export function decide(basis: DecisionBasis): Decisions {
  const { graph, selection, history } = basis;
  if (history === undefined && selection.isWhole)
    return { verdicts: ofNewRun(graph, selection), missing: [] };
  const whys = reasonsToRun(basis);
  const stepCount = graph.steps.length;
  const verdicts = whys.map((why, execution): Verdict => {
    if (selection.selected[execution % stepCount] === 0) return leftOut;
    return why === undefined
      ? unchanged
      : verdict("run", `ran: ${why}`, forces(selection, execution % stepCount));
  });
  return { verdicts, missing: takeNeeded(basis, whys, verdicts) };
}

function ofNewRun({ count, steps }: ExecutionGraph, selection: Selection): Verdict[] {
  return Array.from({ length: count }, (_, execution) =>
    forces(selection, execution % steps.length) ? firstForced : firstRun,
  );
}

function forces({ forced }: Selection, step: number): boolean {
  return forced[step] === 1;
}

/** Why each execution would have to run, selected or not; `undefined` where the result that is known holds good. */
function reasonsToRun(basis: DecisionBasis): (string | undefined)[] {
  const { graph, fingerprints, history, selection } = basis;
  const { count, steps, from, followers } = graph;
  const whys: (string | undefined)[] = [];
  /** One execution before each that runs in this session. */
  const runsBefore = new Int32Array(count).fill(-1);
  /** The last session in which something before each succeeded, and what that was. */
  const sessionBefore = new Int32Array(count);
  const latestBefore = new Int32Array(count).fill(-1);
  for (let execution = 0; execution < count; execution++) {
    const step = execution % steps.length;
    const known = history?.[execution];
    const why =
      selection.named[step] === 1 && known !== undefined
        ? "forced"
        : (whyNotKnown(known) ??
          changesOf(known!.record!, fingerprints[execution]!) ??
          whyBehind(graph, execution, runsBefore[execution]!) ??
          whyOutdated(basis, execution, sessionBefore[execution]!, latestBefore[execution]!));
    whys.push(why);
    const runs = why !== undefined && selection.selected[step] === 1;
    const session = known?.successes.at(-1)?.session ?? 0;
    const isLater = session > sessionBefore[execution]!;
    const passed = isLater ? session : sessionBefore[execution]!;
    const source = isLater ? execution : latestBefore[execution]!;
    for (let edge = from[execution]!; edge < from[execution + 1]!; edge++) {
      const follower = followers[edge]!;
      if (runs && runsBefore[follower] === -1) runsBefore[follower] = execution;
      if (passed > sessionBefore[follower]!) {
        sessionBefore[follower] = passed;
        latestBefore[follower] = source;
      }
    }
  }
  return whys;
}

function whyNotKnown(known: ExecutionHistory | undefined): string | undefined {
  if (known === undefined) return "new";
  const { record, attempts } = known;
  if (record === undefined || record.status === "running" || attempts > record.attempts)
    return "interrupted before";
  switch (record.status) {
    case "failed":
      return "failed before";
    case "cancelled":
      return "cancelled before";
    case "skipped":
      return "not started before";
    case "compensated":
      return "rolled back before";
    case "succeeded":
      return known.isTakenBackInPart ? "rolled back in part before" : undefined;
  }
}

function whyBehind(graph: ExecutionGraph, execution: number, before: number): string | undefined {
  return before === -1 ? undefined : `behind ${nameIn(graph, before, execution)}, which runs again`;
}

/**
 * A session may have ended after something before the step had run again, and before the step had. A result that was
 * taken over is of no session: what it was taken over for decides.
 */
function whyOutdated(
  { graph, history, isForInputs }: DecisionBasis,
  execution: number,
  sessionBefore: number,
  latest: number,
): string | undefined {
  if (sessionBefore <= (history?.[execution]?.successes.at(-1)?.session ?? 1)) return undefined;
  if (isForInputs(execution)) return undefined;
  return `behind ${nameIn(graph, latest, execution)}, which ran again`;
}

/** An execution as another one sees it: with its partition if that is another one. */
function nameIn({ steps, partitions }: ExecutionGraph, execution: number, seenFrom: number): string {
  const { stepName } = steps[execution % steps.length]!;
  const [at, from] = [execution, seenFrom].map((number) => Math.floor(number / steps.length)) as [
    number,
    number,
  ];
  return at === from ? stepName : `${stepName} of ${partitions[at]!.key}`;
}

/** Marks the results that are needed of steps that are not selected, and finds those that are not there. */
function takeNeeded(
  { graph, history, selection }: DecisionBasis,
  whys: readonly (string | undefined)[],
  verdicts: Verdict[],
): MissingInput[] {
  if (selection.isWhole) return [];
  const { steps, count } = graph;
  const indices = new Map(steps.map(({ stepName }, index) => [stepName, index]));
  const missing: MissingInput[] = [];
  for (let execution = 0; execution < count; execution++) {
    if (verdicts[execution]!.kind !== "run") continue;
    const step = execution % steps.length;
    for (const { dependency, provider } of steps[step]!.inputs) {
      const source = execution - step + indices.get(provider)!;
      if (verdicts[source]!.kind !== "leave") continue;
      const why = whys[source];
      if (why === undefined) verdicts[source] = unchanged;
      else {
        const isOutdated = history?.[source]?.record?.status === "succeeded";
        missing.push({ execution, dependency, provider, outdated: isOutdated ? why : undefined });
      }
    }
  }
  return missing;
}

function verdict(kind: Verdict["kind"], reason: string, isForced = false): Verdict {
  return Object.freeze({ kind, reason, isForced });
}
