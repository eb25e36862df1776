import type { BailiwickError, Clock } from "../../kernel/index.js";
import { partitionKey } from "../step-place.js";
import type { ExecutionGraph, RunKeeper, RunSetup } from "./execution.js";
import type { RunStatus } from "./run-report.js";

/** What all events have. */
export interface RunEventBase {
  /** Milliseconds since 1970, with fractions. */
  readonly at: number;
}

/** What all events of one step have. */
export interface StepEventBase extends RunEventBase {
  readonly stepName: string;
  /** The key of its partition; absent in a run without. */
  readonly partition?: string;
}

/** Something that happens in a run; switch on `type`. Frozen. */
export type RunEvent =
  | (RunEventBase & {
      readonly type: "run-started";
      readonly runId: string;
      readonly pipelineName: string;
      readonly stepNames: readonly string[];
      /** Empty for a run without. */
      readonly partitions: readonly string[];
      readonly seed: number;
      readonly isResumed: boolean;
    })
  /** Once for each attempt. */
  | (StepEventBase & { readonly type: "step-started"; readonly attempt: number; readonly reason: string })
  | (StepEventBase & { readonly type: "step-progress"; readonly fraction: number; readonly message?: string })
  | (StepEventBase & { readonly type: "step-log"; readonly message: string; readonly data?: unknown })
  | (StepEventBase & { readonly type: "step-succeeded"; readonly durationMs: number })
  | (StepEventBase & { readonly type: "step-reused"; readonly reason: string; readonly fromRun: string })
  /** An attempt failed, and another one follows. */
  | (StepEventBase & {
      readonly type: "step-retried";
      /** The one that failed. */
      readonly attempt: number;
      readonly delayMs: number;
      readonly error: BailiwickError;
    })
  | (StepEventBase & {
      readonly type: "step-failed";
      readonly durationMs: number;
      readonly error: BailiwickError;
    })
  | (StepEventBase & {
      readonly type: "step-cancelled";
      readonly durationMs: number;
      readonly error: BailiwickError;
    })
  | (StepEventBase & { readonly type: "step-skipped"; readonly reason: string; readonly isLeftOut: boolean })
  | (StepEventBase & { readonly type: "step-compensated"; readonly durationMs: number })
  | (StepEventBase & {
      readonly type: "compensation-failed";
      readonly durationMs: number;
      readonly error: BailiwickError;
    })
  | (RunEventBase & {
      readonly type: "run-finished";
      readonly status: RunStatus;
      readonly durationMs: number;
    });

/** Hears the events of a run, in order. */
export type RunListener = (event: RunEvent) => void;

/** An event without what all events of its kind have. */
type Without<Event, Known extends PropertyKey> = Event extends RunEvent ? Omit<Event, Known> : never;
type StepNews = Without<Exclude<RunEvent, { type: `run-${string}` }>, "at" | "stepName" | "partition">;

/** Makes the events of a run and tells them to whoever listens: its keeper first, then its caller. */
export class Announcer {
  readonly #graph: ExecutionGraph;
  readonly #clock: Clock;
  #keeper: RunKeeper | undefined;
  #listener: RunListener | undefined;
  readonly #listenerErrors: unknown[];

  /** @param listenerErrors where it goes what the listener throws */
  constructor(
    graph: ExecutionGraph,
    clock: Clock,
    keeper: RunKeeper | undefined,
    listener: RunListener | undefined,
    listenerErrors: unknown[],
  ) {
    this.#graph = graph;
    this.#clock = clock;
    this.#keeper = keeper;
    this.#listener = listener;
    this.#listenerErrors = listenerErrors;
  }

  tellStart(runId: string, { plan, graph, seed, isResumed }: RunSetup, at: number): void {
    this.#tell(
      Object.freeze({
        type: "run-started",
        at,
        runId,
        pipelineName: plan.pipelineName,
        stepNames: plan.order,
        partitions: Object.freeze(graph.partitions.flatMap((partition) => partition?.key ?? [])),
        seed,
        isResumed,
      }),
    );
  }

  tellEnd(status: RunStatus, durationMs: number): void {
    this.#tell(Object.freeze({ type: "run-finished", at: this.#clock.now(), status, durationMs }));
  }

  /** @param at by default, now */
  tellStep(execution: number, news: StepNews, at?: number): void {
    const { stepName } = this.#graph.steps[execution % this.#graph.steps.length]!;
    const partition = partitionKey(this.#graph, execution);
    const where = partition === undefined ? { stepName } : { stepName, partition };
    this.#tell(Object.freeze({ ...news, ...where, at: at ?? this.#clock.now() }));
  }

  /** From now on, nobody is told anything. */
  mute(): void {
    this.#keeper = undefined;
    this.#listener = undefined;
  }

  #tell(event: RunEvent): void {
    this.#keeper?.event(event);
    try {
      const heard: unknown = this.#listener?.(event);
      if (heard instanceof Promise) heard.catch((error: unknown) => this.#listenerErrors.push(error));
    } catch (error) {
      this.#listenerErrors.push(error);
    }
  }
}
