import type { ExecutionLock, LockOptions, LockOwner } from "./execution-lock.js";
import type {
  AttemptOutcome,
  AttemptRecord,
  CompensationRecord,
  EventRecord,
  FingerprintParts,
  PartitionRecord,
  PipelineIdentity,
  RecordedError,
  RecordedRunStatus,
  RecordedStepStatus,
  RunRecord,
  StepKey,
  StepRecord,
  StoredOutputs,
} from "./run-records.js";

/** Which runs are listed. */
export interface RunFilter extends Partial<PipelineIdentity> {
  readonly status?: RecordedRunStatus;
  /** At most so many, the newest ones. @defaultValue all */
  readonly limit?: number;
}

/**
 * Where runs are kept. Everything that is read is frozen. Reading and writing block until done: both are short, and
 * what is written belongs on the disk before anything goes on.
 */
export interface RunStore extends AsyncDisposable {
  /** Absolute. */
  readonly path: string;
  /** A run by its id. */
  run(runId: string): RunRecord | undefined;
  /** Newest first. */
  runs(filter?: RunFilter): readonly RunRecord[];
  /**
   * The steps of a run by partition, then in the order in which they ended. One that has started and not ended since is
   * `running` and comes last: if no process works on the run, it was interrupted, and how far it came nobody knows. How
   * such a step ended before, and what it gave, is gone. Steps of which nothing has begun are not there.
   *
   * @throws BailiwickError `RUN_UNKNOWN`, as all that is asked about a run by its id, but for `run`
   */
  steps(runId: string): readonly StepRecord[];
  /** The attempts of a run in the order in which they started. */
  attempts(runId: string): readonly AttemptRecord[];
  /** In the order in which they happened. */
  events(runId: string): Iterable<EventRecord>;
  /** The compensations of a run in the order in which they started. */
  compensations(runId: string): readonly CompensationRecord[];
  /** What a step that succeeded gave, as JSON texts; `undefined` for any other. */
  outputs(runId: string, step: StepKey): StoredOutputs | undefined;
  /** A succeeded step of any run with a result key, the newest one. */
  findResult(resultKey: string): StepRecord | undefined;
  /** The newest success of a step in one partition, over all runs of a pipeline that were not rolled back. */
  latestResult(pipeline: PipelineIdentity, step: StepKey): StepRecord | undefined;
  /**
   * How each partition of a pipeline stands, over all its runs, in the order of the keys; that of runs without partitions
   * has the key `""`. The newest of each step counts, but one that was skipped does not undo a success. A partition that a
   * run was to have, and of which nothing has begun, has no steps. O(steps of all these runs).
   */
  partitions(pipeline: PipelineIdentity): readonly PartitionRecord[];
  /** Median durations of the steps that succeeded in the newest 50 runs of a pipeline, in milliseconds by step name. */
  pastDurations(pipeline: PipelineIdentity): Readonly<Record<string, number>>;
  /**
   * Takes the lock of a key, so that one run goes on at a time.
   *
   * @throws BailiwickError `LOCK_HELD` naming the owner; `OPERATION_ABORTED`; `STORE_READ_ONLY`
   */
  lock(key: string, options?: LockOptions): Promise<ExecutionLock>;
  /** Who holds the lock of a key. */
  lockOwner(key: string): LockOwner | undefined;
  /**
   * Begins a run, or one more session of a run that is resumed; durable on return.
   *
   * @throws BailiwickError `RUN_UNKNOWN` for a run that is resumed and not there; `OPTION_INVALID`, for an id that is taken
   * too; `LOCK_LOST`; `STORE_READ_ONLY`; `STORE_WRITE_FAILED`
   */
  journal(session: SessionStart): RunJournal;
  /** Closes the file; twice does nothing. */
  close(): void;
}

/** How a session of a run begins. */
export interface SessionStart extends PipelineIdentity {
  readonly runId: string;
  readonly planFingerprint: string;
  readonly partitions: readonly string[];
  readonly seed: number;
  readonly startedAt: number;
  /** Whether the run is there already. */
  readonly isResumed: boolean;
  /** Every commit is refused once the lock is another's. */
  readonly lock?: ExecutionLock;
}

/** An attempt that is about to start. */
export interface AttemptStart extends StepKey {
  readonly number: number;
  readonly fingerprint: string;
  readonly startedAt: number;
}

/** An attempt that ended. */
export interface AttemptEnd extends StepKey {
  readonly number: number;
  readonly endedAt: number;
  readonly outcome: AttemptOutcome;
  readonly error?: RecordedError;
}

/** How a step ended. */
export interface StepEnd extends StepKey {
  readonly fingerprint: string;
  readonly parts: FingerprintParts;
  readonly status: Exclude<RecordedStepStatus, "running">;
  readonly reason: string;
  readonly attempts: number;
  readonly startedAt?: number;
  readonly durationMs?: number;
  readonly error?: RecordedError;
  readonly outputs?: StoredOutputs;
  readonly resultKey?: string;
  readonly reusedFrom?: string;
}

/** A compensation that starts, or that ended. */
export interface CompensationEntry extends StepKey {
  readonly startedAt: number;
  readonly endedAt?: number;
  readonly outcome?: "succeeded" | "failed" | "none";
  readonly error?: RecordedError;
}

/**
 * Writes down one session of a run. Entries are collected; `commit` makes all of them durable in one transaction, or
 * none. An entry that cannot be kept is refused at once with `OPTION_INVALID`, and is none of them.
 */
export interface RunJournal {
  readonly runId: string;
  readonly session: number;
  /** Makes the step `running`: what it came to before counts no more. */
  attemptStarted(entry: AttemptStart): void;
  /** Says how an attempt ended that was started; how the step ended is another entry. */
  attemptEnded(entry: AttemptEnd): void;
  /** Replaces how the step ended before; its old outputs are gone with it. */
  stepEnded(entry: StepEnd): void;
  /**
   * The first entry for a step says that it starts, the next one, with the same `startedAt`, how it ended; the outcomes
   * `succeeded` and `none` make the step `compensated`.
   *
   * @throws BailiwickError `STEP_UNKNOWN` for a step that the run has not recorded
   */
  compensation(entry: CompensationEntry): void;
  /** Adds an event behind those of all sessions of the run. */
  event(entry: Omit<EventRecord, "runId" | "sequence">): void;
  /**
   * @throws BailiwickError `LOCK_LOST` if the lock of the session is another's by now; `STORE_WRITE_FAILED` for a full
   * disk or a file that cannot be written. What was collected is kept and goes with the next commit.
   */
  commit(): void;
  /** Notes how the run ended, with everything collected; durable on return. @throws what `commit` throws */
  end(status: RecordedRunStatus, endedAt: number): void;
}
