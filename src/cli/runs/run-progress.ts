import type { RunEvent } from "../../pipeline/index.js";

/** One step that runs at the moment. */
export interface RunningStep {
  readonly stepName: string;
  /** Absent in a run without. */
  readonly partition?: string;
  readonly startedAt: number;
  readonly attempt: number;
  /** From 0 to 1; `undefined` as long as the step says nothing. */
  readonly fraction: number | undefined;
  readonly message: string | undefined;
}

/** How far a run is, counted from its events. */
export class RunProgress {
  #title = "";
  #startedAt = 0;
  #total = 0;
  #done = 0;
  #ran = 0;
  #failed = 0;
  readonly #running = new Map<string, RunningStep>();

  get title(): string {
    return this.#title;
  }

  /** How many executions there are, of all steps and partitions. */
  get total(): number {
    return this.#total;
  }

  /** How many have ended, in whichever way. */
  get done(): number {
    return this.#done;
  }

  get failed(): number {
    return this.#failed;
  }

  /** In the order in which they started. */
  get running(): readonly RunningStep[] {
    return [...this.#running.values()];
  }

  hear(event: RunEvent): void {
    switch (event.type) {
      case "run-started":
        this.#title = event.pipelineName;
        this.#startedAt = event.at;
        this.#total = event.stepNames.length * Math.max(1, event.partitions.length);
        return;
      case "step-started":
        this.#note(event, {
          startedAt: event.at,
          attempt: event.attempt,
          fraction: undefined,
          message: undefined,
        });
        return;
      case "step-progress":
        this.#note(event, { fraction: event.fraction, message: event.message });
        return;
      case "step-retried":
        this.#note(event, {
          fraction: undefined,
          message: `failed, again in ${Math.round(event.delayMs)} ms`,
        });
        return;
      case "step-succeeded":
      case "step-failed":
      case "step-cancelled":
        this.#ran++;
        if (event.type === "step-failed") this.#failed++;
        this.#end(event);
        return;
      case "step-reused":
      case "step-skipped":
        this.#end(event);
        return;
      case "step-log":
      case "step-compensated":
      case "compensation-failed":
      case "run-finished":
        return;
    }
  }

  /** Executions that ran, per second, with the parts of those that run; `undefined` before anything is known. */
  rate(now: number): number | undefined {
    const seconds = (now - this.#startedAt) / 1000;
    const work = this.#ran + this.#partsOfRunning();
    return seconds > 0 && work > 0 ? work / seconds : undefined;
  }

  /** Milliseconds until all have ended, if what is left goes on like what has run. */
  timeLeft(now: number): number | undefined {
    const rate = this.rate(now);
    if (rate === undefined) return undefined;
    return (Math.max(0, this.#total - this.#done - this.#partsOfRunning()) / rate) * 1000;
  }

  #partsOfRunning(): number {
    let parts = 0;
    for (const { fraction = 0 } of this.#running.values()) parts += fraction;
    return parts;
  }

  #note(event: StepEvent, change: Partial<RunningStep>): void {
    const { stepName, partition, at } = event;
    const label = labelOf(event);
    const known = this.#running.get(label) ?? {
      stepName,
      ...(partition === undefined ? {} : { partition }),
      startedAt: at,
      attempt: 1,
      fraction: undefined,
      message: undefined,
    };
    this.#running.set(label, { ...known, ...change });
  }

  #end(event: StepEvent): void {
    this.#done++;
    this.#running.delete(labelOf(event));
  }
}

type StepEvent = Extract<RunEvent, { readonly stepName: string }>;

/** A step, with its partition in a run that has some. */
export function labelOf({
  stepName,
  partition = "",
}: {
  readonly stepName: string;
  readonly partition?: string;
}): string {
  return partition === "" ? stepName : `${stepName} ${partition}`;
}
