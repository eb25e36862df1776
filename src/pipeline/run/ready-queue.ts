import type { BailiwickError } from "../../kernel/index.js";
import { longestTimeout } from "./cancellation.js";

/**
 * The executions that may start. One of them is taken at random, so that a step which needs another, but has no edge
 * from it, does not always find its work done.
 */
export class ReadyQueue {
  readonly #executions: Int32Array;
  readonly #random: () => number;
  #size = 0;

  /**
   * @param capacity how many executions there are; each is in the queue at most once at a time
   * @param random numbers from 0 to below 1
   */
  constructor(capacity: number, random: () => number) {
    this.#executions = new Int32Array(capacity);
    this.#random = random;
  }

  get size(): number {
    return this.#size;
  }

  add(execution: number): void {
    this.#executions[this.#size++] = execution;
  }

  /** Takes any of those that are in; only to be asked if there is one. O(1). */
  take(): number {
    const at = Math.floor(this.#random() * this.#size);
    const taken = this.#executions[at]!;
    this.#executions[at] = this.#executions[--this.#size]!;
    return taken;
  }
}

/** The executions that may start again after a time. */
export class RetryWaits {
  readonly #waits = new Map<number, { readonly timer: NodeJS.Timeout; readonly error: BailiwickError }>();

  get size(): number {
    return this.#waits.size;
  }

  /**
   * @param error what ended the attempt before
   * @param ready called when the time is over; the execution is still in then
   */
  add(execution: number, error: BailiwickError, delayMs: number, ready: () => void): void {
    this.#waits.set(execution, { timer: setTimeout(ready, Math.min(delayMs, longestTimeout)), error });
  }

  delete(execution: number): void {
    this.#waits.delete(execution);
  }

  /** Takes all out, with what ended the attempts before. */
  clear(): [execution: number, error: BailiwickError][] {
    const all = [...this.#waits];
    this.#waits.clear();
    return all.map(([execution, { timer, error }]) => {
      clearTimeout(timer);
      return [execution, error];
    });
  }
}
