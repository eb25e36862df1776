import type { RunEvent } from "../../pipeline/index.js";
import type { ModelEvent } from "../project/model-engine.js";
import { isStage, stageNames, type StageName } from "../stages/stages.js";

/** How far a simulation is. Frozen. */
export interface SimulationProgress {
  /**
   * What has happened to the stage: it has begun, it goes on (a model or test of it has begun or ended), it is done, or its
   * result was known from the run that goes on.
   */
  readonly type: "stage-started" | "stage-progress" | "stage-finished" | "stage-reused" | "stage-failed";
  readonly runId: string;
  readonly year: number;
  readonly stage: StageName;
  /** Which stage of the whole run it is, from 1. */
  readonly index: number;
  /** How many stages the whole run has, those of all years together. */
  readonly total: number;
  /** Since the run began, in milliseconds. */
  readonly elapsedMs: number;
  /** How long the rest takes, by the means of the stages that are done and of earlier runs; `null` as long as nothing is known. */
  readonly remainingMs: number | null;
  /** Of a stage that is done: how long it took, in milliseconds. */
  readonly durationMs?: number;
  /** Of a stage that goes on: the model or test. */
  readonly node?: { readonly name: string; readonly index: number; readonly total: number };
}

/** Hears how far a simulation is. */
export type ProgressListener = (progress: SimulationProgress) => void;

/** Tells the progress of a run, from the events of its pipeline and its engine. */
export class ProgressTeller {
  readonly #listener: ProgressListener;
  readonly #years: readonly number[];
  readonly #past: Readonly<Record<string, number>>;
  readonly #now: () => number;
  readonly #durations = new Map<StageName, { sum: number; count: number }>();
  readonly #done = new Set<string>();
  #runId = "";
  #startedAt = 0;
  #current: { readonly year: number; readonly stage: StageName; readonly startedAt: number } | undefined;

  /**
   * @param past how long stages took in earlier runs, in milliseconds
   * @param now milliseconds since 1970
   */
  constructor(
    listener: ProgressListener,
    years: readonly number[],
    past: Readonly<Record<string, number>>,
    now: () => number,
  ) {
    this.#listener = listener;
    this.#years = years;
    this.#past = past;
    this.#now = now;
  }

  /** Takes an event of the pipeline. */
  hear(event: RunEvent): void {
    if (event.type === "run-started") {
      this.#runId = event.runId;
      this.#startedAt = event.at;
    }
    if (!("stepName" in event) || event.partition === undefined || !isStage(event.stepName)) return;
    const [year, stage] = [Number(event.partition), event.stepName];
    switch (event.type) {
      case "step-started":
        this.#current = { year, stage, startedAt: event.at };
        return this.#tell("stage-started", year, stage, event.at);
      case "step-succeeded":
        this.#note(stage, event.durationMs);
        return this.#end("stage-finished", year, stage, event.at, { durationMs: event.durationMs });
      case "step-reused":
        return this.#end("stage-reused", year, stage, event.at);
      case "step-failed":
      case "step-cancelled":
        return this.#tell("stage-failed", year, stage, event.at, { durationMs: event.durationMs });
      default:
    }
  }

  /** Takes an event of the engine, which works for the stage that runs. */
  hearModel(event: ModelEvent): void {
    if (event.type === "log" || this.#current === undefined) return;
    const { year, stage } = this.#current;
    const uniqueId = event.type === "node-started" ? event.uniqueId : event.result.uniqueId;
    const node = { name: uniqueId.split(".").at(-1) ?? uniqueId, index: event.index, total: event.total };
    this.#tell("stage-progress", year, stage, this.#now(), { node });
  }

  #note(stage: StageName, durationMs: number): void {
    const { sum, count } = this.#durations.get(stage) ?? { sum: 0, count: 0 };
    this.#durations.set(stage, { sum: sum + durationMs, count: count + 1 });
  }

  #end(
    type: SimulationProgress["type"],
    year: number,
    stage: StageName,
    at: number,
    more: object = {},
  ): void {
    this.#done.add(`${year} ${stage}`);
    this.#tell(type, year, stage, at, more);
  }

  #tell(
    type: SimulationProgress["type"],
    year: number,
    stage: StageName,
    at: number,
    more: object = {},
  ): void {
    const total = this.#years.length * stageNames.length;
    const index = this.#years.indexOf(year) * stageNames.length + stageNames.indexOf(stage) + 1;
    const elapsedMs = Math.max(0, at - this.#startedAt);
    const remainingMs = this.#remaining(at);
    const base = { type, runId: this.#runId, year, stage, index, total, elapsedMs, remainingMs };
    this.#listener(Object.freeze({ ...base, ...more }));
  }

  /** The means of what is left, less what the stage that runs has taken. */
  #remaining(at: number): number | null {
    let sum = 0;
    for (const year of this.#years) {
      for (const stage of stageNames) {
        if (this.#done.has(`${year} ${stage}`)) continue;
        const mean = this.#mean(stage);
        if (mean === undefined) return null;
        const isCurrent = this.#current?.year === year && this.#current.stage === stage;
        sum += isCurrent ? Math.max(0, mean - (at - (this.#current?.startedAt ?? at))) : mean;
      }
    }
    return sum;
  }

  #mean(stage: StageName): number | undefined {
    const own = this.#durations.get(stage);
    return own === undefined ? this.#past[stage] : own.sum / own.count;
  }
}
