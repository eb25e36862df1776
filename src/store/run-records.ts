/** A pipeline, wherever its runs are kept: its context and its name. */
export interface PipelineIdentity {
  readonly contextName: string;
  readonly pipelineName: string;
}

/** How a run stands. One that is `running` although no process works on it was interrupted; it can be resumed. */
export type RecordedRunStatus = "running" | "succeeded" | "failed" | "cancelled" | "rolled-back";

/** One run as it is kept. Times are milliseconds since 1970, with fractions. */
export interface RunRecord extends PipelineIdentity {
  readonly runId: string;
  readonly planFingerprint: string;
  /** The keys of its partitions, in order; empty for a run without. */
  readonly partitions: readonly string[];
  readonly seed: number;
  readonly status: RecordedRunStatus;
  /** How often it was started: 1, and one more for each time it was resumed. */
  readonly sessions: number;
  readonly startedAt: number;
  /** Absent as long as it runs, and for one that was interrupted. */
  readonly endedAt?: number;
}

/** What the fingerprint of a step is made of; each part is a fingerprint itself. */
export interface FingerprintParts {
  readonly specification: string;
  readonly code: string;
  readonly options: string;
  /** Of what feeds each dependency, by logical name. */
  readonly inputs: Readonly<Record<string, string>>;
  /** Of the steps before it that give it no data, by name. */
  readonly after: Readonly<Record<string, string>>;
  /** Of the same step for the partition before; only of steps that use what that gave, where there is something. */
  readonly previous?: string;
}

/** Something thrown, as it is kept. */
export interface RecordedError {
  readonly name: string;
  readonly message: string;
  readonly code?: string;
}

/** Which execution of which step: `partition` is `""` in a run without partitions. */
export interface StepKey {
  readonly partition: string;
  readonly stepName: string;
}

/** How a step stands; `compensated` is one whose effect was taken back. */
export type RecordedStepStatus = "running" | "succeeded" | "failed" | "cancelled" | "skipped" | "compensated";

/** One step of one partition of a run as it is kept: how it ended last. */
export interface StepRecord extends StepKey {
  readonly runId: string;
  readonly fingerprint: string;
  readonly parts: FingerprintParts;
  readonly status: RecordedStepStatus;
  /** Why it ran, was not run, or was reused. */
  readonly reason: string;
  /** How many attempts were made at it in all sessions of the run. */
  readonly attempts: number;
  readonly startedAt?: number;
  readonly durationMs?: number;
  readonly error?: RecordedError;
  /** Says that whatever has the same one gives the same; only of steps that are pure. */
  readonly resultKey?: string;
  /** The run whose result was taken over. */
  readonly reusedFrom?: string;
}

/** How one attempt ended. One without was interrupted. */
export type AttemptOutcome = "succeeded" | "failed" | "timed-out" | "cancelled";

/** One attempt at one step as it is kept. */
export interface AttemptRecord extends StepKey {
  readonly runId: string;
  readonly fingerprint: string;
  /** From 1; goes on through the sessions of a run. */
  readonly number: number;
  readonly session: number;
  readonly startedAt: number;
  readonly endedAt?: number;
  readonly outcome?: AttemptOutcome;
  readonly error?: RecordedError;
}

/** One event as it is kept. */
export interface EventRecord {
  readonly runId: string;
  /** From 1, without gaps, in the order in which they happened. */
  readonly sequence: number;
  readonly at: number;
  readonly type: string;
  readonly partition?: string;
  readonly stepName?: string;
  /** What else the event says. */
  readonly data: Readonly<Record<string, unknown>>;
}

/** One compensation as it is kept. */
export interface CompensationRecord extends StepKey {
  readonly runId: string;
  readonly startedAt: number;
  readonly endedAt?: number;
  /** Absent while it runs, and of one that was interrupted. `none` for a step that declares nothing to do. */
  readonly outcome?: "succeeded" | "failed" | "none";
  readonly error?: RecordedError;
}

/** How the steps of one partition stand, over all runs of a pipeline: the newest of each counts. */
export interface PartitionRecord {
  readonly partition: string;
  readonly status: "succeeded" | "failed" | "incomplete";
  /** The run that touched it last. */
  readonly runId: string;
  readonly steps: number;
  readonly succeeded: number;
  readonly endedAt?: number;
}

/** The outputs of a step, as JSON texts by logical name. */
export type StoredOutputs = Readonly<Record<string, string>>;
