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
export { openDuckDb, type DuckDbOptions } from "./open-duckdb.js";
export type {
  DuckDb,
  DuckDbConnection,
  DuckDbWork,
  SqlRow,
  SqlStatement,
  TableName,
} from "./duckdb/duckdb.js";
export { openingError } from "./duckdb/opening-errors.js";
export { applyMigrations, type DuckDbMigration, type MigrationOptions } from "./duckdb/migrations.js";
export {
  defineSql,
  type SqlTemplate,
  type SqlTemplateArguments,
  type SqlTemplateParts,
  type SqlTemplateValues,
  type SqlTypes,
} from "./duckdb/sql-template.js";
export { pathWithoutLinks } from "./path-without-links.js";
export { fileUnwritable, putFiles, replaceFile } from "./put-files.js";
export { quoteIdentifier, quoteTable, readSqlText } from "./duckdb/sql-text.js";
export type {
  SqlParameter,
  SqlScalarOf,
  SqlScalarType,
  SqlType,
  SqlValue,
  SqlValueOf,
} from "./duckdb/sql-types.js";
