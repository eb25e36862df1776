import type { BailiwickError } from "../../src/kernel/index.js";
import type { Decision, ExecutionGraph, RunKeeper } from "../../src/pipeline/run/execution.js";
import type { Inputs, Outputs, RunEvent } from "../../src/pipeline/index.js";

/** One thing that a keeper was told, for short: `start 3 #1`, `success 3`, `commit`. */
export type Entry = string;

/** What a {@link RecordingKeeper} does when it is asked. */
export interface KeeperScript {
  readonly decision?: (execution: number) => Decision;
  readonly previous?: (execution: number) => Outputs | undefined;
  readonly known?: (execution: number, inputs: Inputs) => Extract<Decision, { kind: "reuse" }> | undefined;
  /** What it throws, if it does. */
  readonly succeeded?: (execution: number) => void;
  readonly commit?: () => void;
}

/** Writes down what it is told, and what of that is durable; refuses what breaks the protocol of keepers. */
export class RecordingKeeper implements RunKeeper {
  readonly runId = "recorded";
  readonly entries: Entry[] = [];
  readonly events: RunEvent[] = [];
  /** Executions whose success is durable. */
  readonly durable = new Set<number>();
  readonly attempts = new Map<number, string>();
  readonly ended = new Map<number, string>();
  readonly #graph: ExecutionGraph;
  readonly #script: KeeperScript;
  readonly #fresh = new Set<number>();
  readonly #open = new Set<number>();

  constructor(graph: ExecutionGraph, script: KeeperScript = {}) {
    this.#graph = graph;
    this.#script = script;
  }

  /** Throws unless the handler of an execution may be called now. */
  assertMayCall(execution: number): void {
    if (!this.#open.has(execution)) throw new Error(`${execution} is called, but its start is not recorded`);
    if (this.entries.lastIndexOf("commit") < this.entries.lastIndexOf(`start ${execution}`)) {
      throw new Error(`${execution} is called, but its start is not durable`);
    }
    for (const before of predecessors(this.#graph, execution)) {
      if (this.ended.get(before) !== "left" && !this.durable.has(before)) {
        throw new Error(`${execution} is called, but the success of ${before} is not durable`);
      }
    }
  }

  decision(execution: number): Decision {
    return this.#script.decision?.(execution) ?? { kind: "run", reason: "ran: new", attemptsBefore: 0 };
  }

  previous(execution: number): Outputs | undefined {
    return this.#script.previous?.(execution);
  }

  idempotencyKey(execution: number): string {
    return `key ${execution}`;
  }

  known(execution: number, inputs: Inputs): Extract<Decision, { kind: "reuse" }> | undefined {
    return this.#script.known?.(execution, inputs);
  }

  attemptStarted(execution: number, number: number): void {
    if (this.#open.has(execution)) throw new Error(`two attempts at ${execution} at the same time`);
    if (this.ended.has(execution)) throw new Error(`${execution} is tried although it has ended`);
    this.#open.add(execution);
    this.attempts.set(execution, `${this.attempts.get(execution) ?? ""}${number}`);
    this.entries.push(`start ${execution}`);
  }

  attemptEnded(
    execution: number,
    _number: number,
    _at: number,
    outcome: string,
    error?: BailiwickError,
  ): void {
    if (!this.#open.delete(execution)) throw new Error(`an attempt at ${execution} ended that never started`);
    this.entries.push(`end ${execution} ${outcome}${error === undefined ? "" : ` ${error.code}`}`);
  }

  succeeded(execution: number): void {
    this.#script.succeeded?.(execution);
    this.#end(execution, "succeeded");
    this.#fresh.add(execution);
  }

  reused(execution: number): void {
    this.#end(execution, "reused");
    this.#fresh.add(execution);
  }

  unsuccessful(execution: number, status: "failed" | "cancelled" | "skipped", reason: string): void {
    this.#end(execution, reason.startsWith("left") ? "left" : status);
  }

  event(event: RunEvent): void {
    this.events.push(event);
  }

  commit(): void {
    this.#script.commit?.();
    this.entries.push("commit");
    for (const execution of this.#fresh) this.durable.add(execution);
    this.#fresh.clear();
  }

  #end(execution: number, how: string): void {
    if (this.ended.has(execution)) throw new Error(`${execution} ended twice`);
    this.ended.set(execution, how);
    this.entries.push(`${how} ${execution}`);
  }
}

function predecessors({ count, from, followers }: ExecutionGraph, execution: number): number[] {
  const before: number[] = [];
  for (let other = 0; other < count; other++) {
    if (followers.subarray(from[other], from[other + 1]).includes(execution)) before.push(other);
  }
  return before;
}
