import type { ExecutionGraph } from "../run/execution.js";
import type { RunHistory, Success } from "./known-run.js";

/**
 * In which session of a run each execution succeeded last, and the newest such session of everything before it. One
 * piece of work is told from the next by it: what was interrupted goes on, but what follows from a new result is new.
 */
export class WorkSessions {
  readonly #graph: ExecutionGraph;
  readonly #before: Int32Array;

  constructor(graph: ExecutionGraph) {
    this.#graph = graph;
    this.#before = new Int32Array(graph.count);
  }

  /** How it stood at the end of a session. O(executions + edges). */
  static at(graph: ExecutionGraph, history: RunHistory, session: number): WorkSessions {
    const sessions = new WorkSessions(graph);
    for (let execution = 0; execution < graph.count; execution++)
      sessions.settle(execution, newestUntil(history[execution]?.successes ?? [], session));
    return sessions;
  }

  /** Notes in which session an execution succeeded: 0 for none. Everything before it has been settled. */
  settle(execution: number, session: number): void {
    const { from, followers } = this.#graph;
    const newest = Math.max(session, this.#before[execution]!);
    for (let edge = from[execution]!; edge < from[execution + 1]!; edge++) {
      const follower = followers[edge]!;
      if (newest > this.#before[follower]!) this.#before[follower] = newest;
    }
  }

  /** The newest session of everything before an execution; 0 if there is none. */
  before(execution: number): number {
    return this.#before[execution]!;
  }
}

function newestUntil(successes: readonly Success[], session: number): number {
  return successes.findLast((success) => success.session <= session)?.session ?? 0;
}

/** What stays the same for every attempt at one piece of work. */
export interface Work {
  readonly runId: string;
  /** Of the execution: it tells steps and partitions apart. */
  readonly fingerprint: string;
  /** How often the step had succeeded before. */
  readonly successesBefore: number;
  /** The newest session of what is before it. */
  readonly sessionBefore: number;
}

/** A key for systems that refuse to do a thing twice. */
export function idempotencyKeyOf({ runId, fingerprint, successesBefore, sessionBefore }: Work): string {
  return `${runId}-${fingerprint}-${successesBefore}-${sessionBefore}`;
}
