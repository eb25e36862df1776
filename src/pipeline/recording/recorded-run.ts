import type { BailiwickError } from "../../kernel/index.js";
import type {
  AttemptOutcome,
  RunJournal,
  RunStore,
  StepEnd,
  StepRecord,
  StoredOutputs,
} from "../../store/index.js";
import { previousExecution } from "../plan/execution-graph.js";
import type { Plan } from "../plan/plan.js";
import type { Decision, ExecutionEnd, ExecutionGraph, RunKeeper } from "../run/execution.js";
import type { RunEvent } from "../run/run-event.js";
import type { CheckedDefinition } from "../step-definition.js";
import type { Inputs, Outputs } from "../step-handler.js";
import type { Fingerprinted } from "../plan/changes.js";
import type { Verdict } from "./decide.js";
import { eventEntry, recordedError } from "./event-entry.js";
import type { RunHistory } from "./known-run.js";
import type { PreviousResults } from "./previous-results.js";
import { resultKey } from "../plan/result-key.js";
import { readOutputs, storeOutputs } from "../storable-outputs.js";
import { WorkSessions, idempotencyKeyOf } from "./work-sessions.js";

/** What a recorded run works with. */
export interface RecordedRunParts {
  readonly plan: Plan;
  readonly graph: ExecutionGraph;
  /** In the order of the plan. */
  readonly definitions: readonly CheckedDefinition[];
  readonly store: RunStore;
  readonly journal: RunJournal;
  /** By number of execution, as everything below. */
  readonly fingerprints: readonly Fingerprinted[];
  readonly verdicts: readonly Verdict[];
  readonly history: RunHistory | undefined;
  readonly previousResults: PreviousResults | undefined;
}

type Filled<Entry> = { -readonly [Key in keyof Entry]: Entry[Key] };

type Reuse = Extract<Decision, { kind: "reuse" }>;

/** Writes one session of a run down in a store, and reads from it what earlier ones gave. */
export class RecordedRun implements RunKeeper {
  readonly runId: string;
  readonly #parts: RecordedRunParts;
  readonly #sessions: WorkSessions;
  /** The number of the last attempt at each execution. */
  readonly #attempts: Int32Array;
  /** Results that were found in other runs, and results in this one which a later partition asks for. */
  readonly #found = new Map<number, { readonly record: StepRecord; readonly texts: StoredOutputs }>();
  readonly #resultKeys = new Map<number, string>();
  readonly #given = new Map<number, Outputs>();

  constructor(parts: RecordedRunParts) {
    this.#parts = parts;
    this.runId = parts.journal.runId;
    this.#sessions = new WorkSessions(parts.graph);
    this.#attempts = Int32Array.from(
      { length: parts.graph.count },
      (_, at) => parts.history?.[at]?.attempts ?? 0,
    );
  }

  decision(execution: number): Decision {
    const { kind, reason } = this.#parts.verdicts[execution]!;
    if (kind === "leave") return { kind, reason };
    if (kind === "run") return { kind, reason, attemptsBefore: this.#attempts[execution]! };
    const texts = this.#parts.store.outputs(this.runId, this.#keyOf(execution));
    return { kind, reason, outputs: readOutputs(texts ?? {}), fromRun: this.runId };
  }

  previous(execution: number): Outputs | undefined {
    return this.#parts.previousResults?.outputs(execution);
  }

  idempotencyKey(execution: number): string {
    const { fingerprints, history } = this.#parts;
    return idempotencyKeyOf({
      runId: this.runId,
      fingerprint: fingerprints[execution]!.fingerprint,
      successesBefore: history?.[execution]?.successes.length ?? 0,
      sessionBefore: this.#sessions.before(execution),
    });
  }

  known(execution: number, inputs: Inputs): Reuse | undefined {
    const { definitions, graph, history, store, verdicts } = this.#parts;
    if (!definitions[execution % graph.steps.length]!.pure) return undefined;
    const key = this.#resultKey(execution, inputs);
    if (key === undefined || verdicts[execution]!.isForced) return undefined;
    const own = history?.[execution]?.record;
    const isOwn = own?.status === "succeeded" && own.resultKey === key;
    const record = isOwn ? own : store.findResult(key);
    const texts = record === undefined ? undefined : store.outputs(record.runId, record);
    if (record === undefined || texts === undefined) return undefined;
    // Its own result stays as it is recorded.
    if (!isOwn) this.#found.set(execution, { record, texts });
    const { reusedFrom = record.runId } = record;
    const fromRun = reusedFrom === this.runId ? record.runId : reusedFrom;
    const reason = `reused: the same inputs gave it in run ${fromRun}`;
    return { kind: "reuse", reason, outputs: readOutputs(texts), fromRun };
  }

  attemptStarted(execution: number, number: number, at: number): void {
    this.#attempts[execution] = number;
    const { partition, stepName } = this.#keyOf(execution);
    const { fingerprint } = this.#parts.fingerprints[execution]!;
    this.#parts.journal.attemptStarted({ partition, stepName, number, fingerprint, startedAt: at });
  }

  attemptEnded(
    execution: number,
    number: number,
    at: number,
    outcome: AttemptOutcome,
    error?: BailiwickError,
  ): void {
    const { partition, stepName } = this.#keyOf(execution);
    const entry = { partition, stepName, number, endedAt: at, outcome };
    this.#parts.journal.attemptEnded(error === undefined ? entry : { ...entry, error: recordedError(error) });
  }

  succeeded(execution: number, end: ExecutionEnd & { readonly outputs: Outputs }): void {
    const { graph, plan, journal } = this.#parts;
    const entry = this.#entryOf(execution, "succeeded", end.reason);
    entry.startedAt = end.startedAt;
    entry.durationMs = end.durationMs;
    entry.outputs = storeOutputs(graph.steps[execution % graph.steps.length]!, plan.contextName, end.outputs);
    const key = this.#takeResultKey(execution);
    if (key !== undefined) entry.resultKey = key;
    journal.stepEnded(entry);
    this.#keep(execution, end.outputs);
    this.#sessions.settle(execution, journal.session);
  }

  reused(execution: number, decision: Reuse): void {
    const found = this.#found.get(execution);
    this.#keep(execution, decision.outputs);
    const session =
      found === undefined ? this.#parts.history?.[execution]?.successes.at(-1)?.session : undefined;
    this.#sessions.settle(execution, session ?? 0);
    if (found === undefined) return;
    this.#found.delete(execution);
    const entry = this.#entryOf(execution, "succeeded", decision.reason);
    entry.outputs = found.texts;
    entry.reusedFrom = decision.fromRun;
    const key = this.#takeResultKey(execution);
    if (key !== undefined) entry.resultKey = key;
    this.#parts.journal.stepEnded(entry);
  }

  /** A result that is known stays: what was skipped did not replace it. */
  unsuccessful(
    execution: number,
    status: "failed" | "cancelled" | "skipped",
    reason: string,
    end: (ExecutionEnd & { readonly error: BailiwickError }) | undefined,
  ): void {
    const { history, journal } = this.#parts;
    const known = history?.[execution];
    if (status === "skipped" && known !== undefined) {
      this.#sessions.settle(execution, known.successes.at(-1)?.session ?? 0);
      return;
    }
    const entry = this.#entryOf(execution, status, reason);
    if (end !== undefined) {
      entry.startedAt = end.startedAt;
      entry.durationMs = end.durationMs;
      entry.error = recordedError(end.error);
    }
    journal.stepEnded(entry);
  }

  /** All but progress, of which there may be very much. */
  event(event: RunEvent): void {
    if (event.type === "step-progress") return;
    const { partitions } = this.#parts.graph;
    const isFirst = event.type === "run-started" && partitions[0] !== undefined;
    // Lets the run be resumed with the partitions that it has, which are more than their keys.
    const extra = isFirst
      ? { previousKeys: partitions.map((partition) => partition?.previousKey ?? null) }
      : {};
    this.#parts.journal.event(eventEntry(event, extra));
  }

  commit(): void {
    this.#parts.journal.commit();
  }

  #keyOf(execution: number): { readonly partition: string; readonly stepName: string } {
    const { steps, partitions } = this.#parts.graph;
    const step = execution % steps.length;
    return {
      partition: partitions[(execution - step) / steps.length]?.key ?? "",
      stepName: steps[step]!.stepName,
    };
  }

  /** To be filled in with the rest: a copy for each step would cost more than all else that is done here. */
  #entryOf(execution: number, status: StepEnd["status"], reason: string): Filled<StepEnd> {
    const { fingerprint, parts } = this.#parts.fingerprints[execution]!;
    const { partition, stepName } = this.#keyOf(execution);
    const attempts = this.#attempts[execution]!;
    return { partition, stepName, fingerprint, parts, status, reason, attempts };
  }

  /** Made before the first attempt, because a handler might change what it is given. */
  #resultKey(execution: number, inputs: Inputs): string | undefined {
    const { plan, graph, definitions } = this.#parts;
    const step = execution % graph.steps.length;
    const previous = definitions[step]!.usesPrevious ? this.#previousOutputs(execution) : undefined;
    const { partition } = this.#keyOf(execution);
    const key = resultKey(plan, graph.steps[step]!, partition, inputs, previous);
    if (key !== undefined) this.#resultKeys.set(execution, key);
    return key;
  }

  #takeResultKey(execution: number): string | undefined {
    const key = this.#resultKeys.get(execution);
    this.#resultKeys.delete(execution);
    return key;
  }

  #previousOutputs(execution: number): Outputs | undefined {
    const before = previousExecution(this.#parts.graph, execution);
    return before === -1 ? this.previous(execution) : this.#given.get(before);
  }

  /** Only what a later partition may ask for to find its result. */
  #keep(execution: number, outputs: Outputs): void {
    const { definitions, graph } = this.#parts;
    const { pure, usesPrevious } = definitions[execution % graph.steps.length]!;
    if (pure && usesPrevious) this.#given.set(execution, outputs);
  }
}
