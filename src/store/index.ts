export { openRunStore, type RunStoreOptions } from "./open-run-store.js";
export type { ExecutionLock, LockOptions, LockOwner } from "./execution-lock.js";
export type {
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
export type {
  AttemptEnd,
  AttemptStart,
  CompensationEntry,
  RunFilter,
  RunJournal,
  RunStore,
  SessionStart,
  StepEnd,
} from "./run-store.js";
