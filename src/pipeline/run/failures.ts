import { messageOf, type BailiwickError } from "../../kernel/index.js";
import { partitionKey, placeOf, stepText } from "../step-place.js";
import { seededRandom } from "../random.js";
import { isTransient, maxRetriesOf, retryDelay } from "../retry-policy.js";
import { policyFailed, type AttemptEnd } from "./attempt-end.js";
import type { RunSetup } from "./execution.js";

interface Retry {
  readonly delayMs: number | undefined;
  readonly error: BailiwickError;
}

/** What failed in a run, what is tried again, and what is kept from starting. */
export class Failures {
  readonly #setup: RunSetup;
  /** For the jitter; of its own, so that a retry does not change what starts next. */
  readonly #random: () => number;
  /** How often executions were tried again. */
  readonly #retries = new Map<number, number>();
  #areStopping = false;
  #first: number | undefined;
  /** By execution the failed one that it is behind; −1 where there is none. */
  #behind: Int32Array | undefined;

  constructor(setup: RunSetup) {
    this.#setup = setup;
    this.#random = seededRandom(~setup.seed);
  }

  /** What follows an attempt that failed: another one after so many milliseconds, or none, and why. */
  retryOf(execution: number, { error, thrown }: AttemptEnd): Retry {
    const { graph, definitions, options, plan } = this.#setup;
    const policy = definitions[execution % graph.steps.length]!.retry ?? options.retry;
    const retry = (this.#retries.get(execution) ?? 0) + 1;
    if (policy === undefined || retry > maxRetriesOf(policy)) return { delayMs: undefined, error };
    try {
      if (!isTransient(policy, thrown)) return { delayMs: undefined, error };
    } catch (fault) {
      const place = placeOf(graph, plan.contextName, execution);
      return { delayMs: undefined, error: policyFailed(place, error, fault) };
    }
    this.#retries.set(execution, retry);
    return { delayMs: retryDelay(policy, retry, this.#random()), error };
  }

  /** Whether nothing new may start. */
  get areStopping(): boolean {
    return this.#areStopping;
  }

  /** Each execution comes to be behind the first one that failed before it. */
  note(execution: number): void {
    this.#first ??= execution;
    if (this.#setup.options.failureMode === "finish-independent") this.#markBehind(execution);
    else this.#areStopping = true;
  }

  #markBehind(execution: number): void {
    const { count, from, followers } = this.#setup.graph;
    const behind = (this.#behind ??= new Int32Array(count).fill(-1));
    const open = [execution];
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      for (let edge = from[at]!; edge < from[at + 1]!; edge++) {
        const follower = followers[edge]!;
        if (behind[follower] !== -1) continue;
        behind[follower] = execution;
        open.push(follower);
      }
    }
  }

  /** Why an execution was not started. */
  reasonOf(execution: number, signal: AbortSignal): string {
    const before = this.#behind?.[execution] ?? -1;
    if (before !== -1) return `not started: behind ${this.#text(before)}, which failed`;
    if (this.areStopping) return `not started: the step ${this.#text(this.#first!)} failed`;
    return `not started: the run was cancelled: ${messageOf(signal.reason)}`;
  }

  #text(execution: number): string {
    const { graph } = this.#setup;
    const { stepName } = graph.steps[execution % graph.steps.length]!;
    return stepText(stepName, partitionKey(graph, execution));
  }
}
