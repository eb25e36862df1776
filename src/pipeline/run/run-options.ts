import {
  BailiwickError,
  describe,
  refuseUnknownOptions,
  requireSignal,
  steadyClock,
  type Clock,
} from "../../kernel/index.js";
import type { RunStore } from "../../store/index.js";
import type { Partitions } from "../plan/partitions.js";
import type { RetryPolicy } from "../step-definition.js";
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
  /**
   * What a failure does. `"stop"`: nothing new starts, and what runs is waited for. `"finish-independent"`: everything
   * goes on that is not behind the failure. `"kill"`: what runs is aborted too. @defaultValue "stop"
   */
  readonly failureMode?: "stop" | "finish-independent" | "kill";
  /** For steps that do not say it themselves: how long one attempt may take, in milliseconds. @defaultValue for ever */
  readonly timeoutMs?: number;
  /** For steps that do not say it themselves. @defaultValue no retries */
  readonly retry?: RetryPolicy;
  /**
   * Decides the order in which steps start that are ready at the same time, so that one which only happened to run
   * first does not go unnoticed. A whole number from 0 to 2³² − 1. @defaultValue another one in every run
   */
  readonly seed?: number;
  /** Runs each step once for each partition. */
  readonly over?: Partitions;
  /** Where the run is recorded. Outputs have to be plain JSON then. @defaultValue nowhere */
  readonly store?: RunStore;
  /** Continues a run of the store: an id, or `"latest"` for the newest one of this pipeline. */
  readonly resume?: string;
  /** Runs these steps only; what they need has to be known from the run that is resumed. */
  readonly only?: Iterable<string>;
  /** Runs these steps, and everything behind them. */
  readonly from?: Iterable<string>;
  /** Runs these steps, and everything they need. */
  readonly until?: Iterable<string>;
  /** Runs these steps and everything behind them again, although their results are known. `true`: all. */
  readonly force?: Iterable<string> | true;
  /** What follows a failure: `"rollback"` takes back what succeeded, by the compensations of the steps. @defaultValue "keep" */
  readonly onFailure?: "keep" | "rollback";
  /**
   * What excludes other runs as long as this one lasts: any text, and a path is taken as the file that it leads to.
   * `false`: nothing. @defaultValue the pipeline, within the store
   */
  readonly lock?: string | false;
  /** How long, in milliseconds, the owner of the lock may be silent before another process takes over. @defaultValue 30000 */
  readonly heartbeatLimitMs?: number;
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
