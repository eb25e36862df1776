import { setImmediate } from "node:timers/promises";
import { median } from "./statistics.js";

/** How often work is repeated. What the first repetitions cost, until everything is compiled, is left out. */
export interface Repetitions {
  readonly warmUp: number;
  readonly samples: number;
}

/** After so many milliseconds, three samples must do: slow contenders vary less and are not waited for. */
const patience = 1_000;

/**
 * The median time in milliseconds of a piece of work, each time in a turn of the event loop of its own;
 * `prepare` is not timed.
 */
export async function milliseconds(
  { warmUp, samples }: Repetitions,
  work: () => unknown,
  prepare?: () => unknown,
): Promise<number> {
  const impatientAt = performance.now() + patience;
  const times: number[] = [];
  for (let i = 0; i < warmUp + samples; i++) {
    if (times.length >= 3 && performance.now() > impatientAt) break;
    await setImmediate();
    prepare?.();
    const start = performance.now();
    await work();
    const time = performance.now() - start;
    if (i >= warmUp || start > impatientAt) times.push(time);
  }
  return median(times);
}

/** Awaiting it ends a turn of JavaScript and does nothing else. */
export const nextTurn = null as Promise<null> | null;

/** Collects everything that can be collected. Needs `node --expose-gc`, which the processes of contenders have. */
export function collectGarbage(): void {
  if (globalThis.gc === undefined) throw new Error("Measuring memory needs node --expose-gc.");
  globalThis.gc();
}

/** The heap in bytes that what `make` makes keeps, and what it made. */
export function heapOf<T>(make: () => T): { bytes: number; made: T } {
  collectGarbage();
  const before = process.memoryUsage().heapUsed;
  const made = make();
  collectGarbage();
  return { bytes: process.memoryUsage().heapUsed - before, made };
}

/** Numbers below `limit` that look random and are the same in every run. */
export function* pseudoRandom(limit: number): Generator<number, never> {
  let state = 0x9e3779b9;
  for (;;) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    yield Math.floor((state / 2 ** 32) * limit);
  }
}

/** Refuses a wrong result: a bench that measures the wrong thing measures nothing. */
export function check(holds: boolean, otherwise: string): asserts holds {
  if (!holds) throw new Error(otherwise);
}

/** Why a contender has no figures although nothing is wrong: the machine lacks what it needs, for example. */
export class NotMeasured extends Error {
  override readonly name = "NotMeasured";
}
