import {
  BailiwickError,
  isList,
  optionInvalid,
  quoteList,
  refuseUnknownOptions,
  requireSignal,
  steadyClock,
  type Clock,
} from "../../kernel/index.js";
import type { RunStore } from "../../store/index.js";
import type { Partition, Partitions } from "../plan/partitions.js";
import { checkedRetry, retryFaults } from "../retry-policy.js";
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
  /**
   * Continues a run of the store: an id; `"latest"` for the newest one of this pipeline; `"unfinished"` for that one only
   * if it has neither succeeded nor been rolled back, and else a new run is started.
   */
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

/** {@link RunOptions}, checked, with the defaults filled in. */
export interface CheckedRunOptions {
  readonly signal: AbortSignal;
  readonly onEvent: RunListener | undefined;
  readonly concurrency: number;
  readonly graceMs: number;
  readonly clock: Clock;
  readonly failureMode: "stop" | "finish-independent" | "kill";
  readonly timeoutMs: number | undefined;
  readonly retry: RetryPolicy | undefined;
  readonly seed: number | undefined;
  readonly over: Partitions | undefined;
  readonly store: RunStore | undefined;
  readonly resume: string | undefined;
  readonly only: readonly string[] | undefined;
  readonly from: readonly string[] | undefined;
  readonly until: readonly string[] | undefined;
  readonly force: readonly string[] | true | undefined;
  readonly onFailure: "keep" | "rollback";
  readonly lock: string | false | undefined;
  readonly heartbeatLimitMs: number | undefined;
}

const owner = "run()";

type Expectation = readonly [expected: string, isMet: (value: unknown) => boolean];

/** What the value of an option has to be, where that can be said of it alone. */
const expectations: Readonly<Record<string, Expectation>> = {
  onEvent: ["a function", (value) => typeof value === "function"],
  concurrency: ["a whole number from 1 up", (value) => value === Infinity || isWhole(value, 1, Infinity)],
  graceMs: ["a number of milliseconds from 0 up", (value) => typeof value === "number" && value >= 0],
  clock: ["an object with a method now", (value) => hasMethod(value, "now")],
  failureMode: oneOf("stop", "finish-independent", "kill"),
  timeoutMs: ["a finite number of milliseconds above 0", isTimeout],
  seed: ["a whole number from 0 to 4294967295", (value) => isWhole(value, 0, 2 ** 32 - 1)],
  over: ["a list of partitions, as years() or partitions() makes it", isPartitions],
  store: ["a run store, as await openRunStore() gives it", (value) => hasMethod(value, "journal")],
  resume: ['the id of a run, "latest" or "unfinished"', isText],
  only: ["a list of step names", isNames],
  from: ["a list of step names", isNames],
  until: ["a list of step names", isNames],
  force: ["true or a list of step names", (value) => value === true || isNames(value)],
  onFailure: oneOf("keep", "rollback"),
  lock: ["a text, or false", (value) => value === false || isText(value)],
  heartbeatLimitMs: ["a finite number of milliseconds above 0", isTimeout],
};

const optionNames = ["signal", "retry", ...Object.keys(expectations)];
/** What says something about the store, and nothing without one. */
const needStore = ["resume", "lock", "heartbeatLimitMs"] as const;

/** @throws BailiwickError `OPTION_INVALID` */
export function checkRunOptions(options: RunOptions): CheckedRunOptions {
  refuseUnknownOptions(options, optionNames, owner);
  // Read once, and lists at once: what they give the next time may be something else.
  const { only, from, until, force, ...rest } = options;
  const read = {
    ...rest,
    only: listed(only),
    from: listed(from),
    until: listed(until),
    force: listed(force),
  };
  requireSignal(read.signal, owner);
  for (const [option, value] of Object.entries(read)) {
    const [expected, isMet] = expectations[option] ?? [];
    if (value !== undefined && isMet?.(value) === false) throw optionInvalid(option, owner, expected!, value);
  }
  const missing = needStore.find((option) => read[option] !== undefined && read[option] !== false);
  if (missing !== undefined && read.store === undefined) throw storeMissing(missing);
  return {
    signal: read.signal ?? new AbortController().signal,
    onEvent: read.onEvent,
    concurrency: read.concurrency ?? Infinity,
    graceMs: read.graceMs ?? 2000,
    clock: read.clock ?? steadyClock,
    failureMode: read.failureMode ?? "stop",
    timeoutMs: read.timeoutMs,
    retry: read.retry === undefined ? undefined : checkRetry(read.retry),
    seed: read.seed,
    over: read.over,
    store: read.store,
    resume: read.resume,
    only: read.only,
    from: read.from,
    until: read.until,
    force: read.force,
    onFailure: read.onFailure ?? "keep",
    lock: read.lock,
    heartbeatLimitMs: read.heartbeatLimitMs,
  };
}

function checkRetry(policy: unknown): RetryPolicy {
  const [fault] = retryFaults(policy);
  if (fault === undefined) return checkedRetry(policy as RetryPolicy);
  throw optionInvalid(`retry${fault.path}`, owner, fault.expected, fault.found);
}

function storeMissing(option: string): BailiwickError {
  return new BailiwickError("OPTION_INVALID", {
    message: `The option ${option} of run() needs a run store, but the option store is missing.`,
    hint: "pass the store that the run is recorded in: { store: await openRunStore(path) }.",
    details: { option, expected: "a run store", found: "undefined" },
  });
}

function isWhole(value: unknown, least: number, most: number): boolean {
  return Number.isInteger(value) && (value as number) >= least && (value as number) <= most;
}

/** Whether a value is a time that something may take. */
export function isTimeout(value: unknown): boolean {
  return typeof value === "number" && Number.isFinite(value) && value > 0;
}

function isText(value: unknown): boolean {
  return typeof value === "string" && value !== "";
}

function hasMethod(value: unknown, name: string): boolean {
  return typeof (value as Readonly<Record<string, unknown>> | null)?.[name] === "function";
}

function oneOf(...values: string[]): Expectation {
  return [quoteList(values, "or"), (value) => values.includes(value as string)];
}

function listed(value: unknown): never {
  return (isList(value) ? Object.freeze([...value]) : value) as never;
}

function isNames(value: unknown): boolean {
  return Array.isArray(value) && value.every((name) => typeof name === "string");
}

function isPartitions(value: unknown): boolean {
  return (
    Array.isArray(value) &&
    value.length > 0 &&
    value.every(
      (part, index) => isText((part as Partition | null)?.key) && (part as Partition).index === index,
    )
  );
}
