import {
  BailiwickError,
  describe,
  refuseUnknownOptions,
  requireSignal,
  steadyClock,
  type Clock,
} from "../kernel/index.js";
import type { RunListener } from "./run-event.js";

/** How a pipeline is run. */
export interface RunOptions {
  /** Cancels the run: nothing new starts, and the handlers that run are told through their own signal. */
  readonly signal?: AbortSignal;
  /** Hears every event as it happens; called synchronously and not waited for. What it throws is kept for the report. */
  readonly onEvent?: RunListener;
  /** How many steps may run at the same time. @defaultValue no limit */
  readonly concurrency?: number;
  /**
   * How long, in milliseconds, the handlers may take to end after an abort before the run ends without them.
   * `Infinity` waits for them. @defaultValue 2000
   */
  readonly graceMs?: number;
  /** @defaultValue the machine's, in fractions of a millisecond */
  readonly clock?: Clock;
}

const optionNames = ["signal", "onEvent", "concurrency", "graceMs", "clock"];

/** {@link RunOptions}, checked, with the defaults filled in. */
export interface CheckedRunOptions {
  readonly signal: AbortSignal;
  readonly onEvent: RunListener | undefined;
  readonly concurrency: number;
  readonly graceMs: number;
  readonly clock: Clock;
}

/** @throws BailiwickError `OPTION_INVALID` */
export function checkRunOptions(options: RunOptions): CheckedRunOptions {
  refuseUnknownOptions(options, optionNames, "run()");
  const {
    signal = new AbortController().signal,
    onEvent,
    concurrency = Infinity,
    graceMs = 2000,
    clock = steadyClock,
  } = options;
  requireSignal(signal, "run()");
  if (onEvent !== undefined && typeof onEvent !== "function") throw invalid("onEvent", "a function", onEvent);
  if (concurrency !== Infinity && !(Number.isInteger(concurrency) && concurrency >= 1)) {
    throw invalid("concurrency", "a whole number from 1 up", concurrency);
  }
  if (!(typeof graceMs === "number" && graceMs >= 0)) {
    throw invalid("graceMs", "a number of milliseconds from 0 up", graceMs);
  }
  if (typeof (clock as Clock | null)?.now !== "function") {
    throw invalid("clock", "an object with a method now", clock);
  }
  return { signal, onEvent, concurrency, graceMs, clock };
}

function invalid(option: string, expected: string, found: unknown): BailiwickError {
  return new BailiwickError("OPTION_INVALID", {
    message: `The option ${option} of run() must be ${expected}, but is ${describe(found)}.`,
    details: { option, expected, found: describe(found) },
  });
}
