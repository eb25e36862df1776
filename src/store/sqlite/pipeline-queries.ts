import type {
  PartitionRecord,
  PipelineIdentity,
  RecordedStepStatus,
  StepKey,
  StepRecord,
} from "../run-records.js";
import type { SqliteDatabase } from "./database.js";
import { stepColumns, stepRecord, type StepRow } from "./records.js";
import { requireText } from "./run-queries.js";
import { fromColumn, toColumn } from "./text.js";

/** How many of the newest runs say how long a step takes. */
const runsForDurations = 50;

export function findResult(database: SqliteDatabase, resultKey: string): StepRecord | undefined {
  requireText("a result key", "findResult()", resultKey);
  return first(
    database
      .statement<StepRow>(
        `SELECT ${stepColumns} FROM steps JOIN runs USING (run)
         WHERE result_key = ? AND steps.status = 'succeeded' ORDER BY change DESC LIMIT 1`,
      )
      .first(toColumn(resultKey)),
  );
}

/** O(runs of the pipeline). */
export function latestResult(
  database: SqliteDatabase,
  pipeline: PipelineIdentity,
  { partition, stepName }: StepKey,
): StepRecord | undefined {
  requireText("a partition", "latestResult()", partition);
  requireText("a step name", "latestResult()", stepName);
  return first(
    database
      .statement<StepRow>(
        `SELECT ${stepColumns} FROM runs CROSS JOIN steps USING (run)
         WHERE context_name = ? AND pipeline_name = ? AND runs.status <> 'rolled-back'
           AND partition = ? AND step_name = ? AND steps.status = 'succeeded'
         ORDER BY change DESC LIMIT 1`,
      )
      .first(...identity(pipeline, "latestResult()"), toColumn(partition), toColumn(stepName)),
  );
}

/** Median of the durations in the newest 50 runs that had the step, partitions together. */
export function pastDurations(
  database: SqliteDatabase,
  pipeline: PipelineIdentity,
): Readonly<Record<string, number>> {
  const rows = database
    .statement<[stepName: string, durationMs: number]>(
      `SELECT step_name, duration_ms
       FROM (SELECT run FROM runs WHERE context_name = ? AND pipeline_name = ? ORDER BY started_at DESC LIMIT ?)
       CROSS JOIN steps USING (run)
       WHERE status = 'succeeded' AND duration_ms IS NOT NULL AND reused_from IS NULL
       ORDER BY step_name, duration_ms`,
    )
    .all(...identity(pipeline, "pastDurations()"), runsForDurations);
  const medians = Object.create(null) as Record<string, number>;
  for (let from = 0, to = 0; from < rows.length; from = to) {
    const stepName = rows[from]?.[0] ?? "";
    while (rows[to]?.[0] === stepName) to++;
    medians[fromColumn(stepName)] = median(rows.slice(from, to).map(([, durationMs]) => durationMs));
  }
  return Object.freeze(medians);
}

/** @param sorted not empty */
function median(sorted: readonly number[]): number {
  const [low = 0, high = low] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]];
  return (low + high) / 2;
}

type NewestRow = readonly [
  partition: string,
  runId: string,
  status: RecordedStepStatus,
  endedAt: number | null,
];

/**
 * The newest row of each step counts; one that was skipped, only if there is no other. A partition that a run was to
 * have, and of which nothing has begun, is there with no steps. O(steps of all runs of the pipeline).
 */
export function readPartitions(
  database: SqliteDatabase,
  pipeline: PipelineIdentity,
): readonly PartitionRecord[] {
  const names = identity(pipeline, "partitions()");
  const newest = database
    .statement<NewestRow>(
      `SELECT partition, run_id, status, ended_at FROM (
         SELECT partition, run_id, steps.status AS status, steps.started_at + duration_ms AS ended_at, change,
           row_number() OVER (
             PARTITION BY partition, step_name ORDER BY steps.status = 'skipped', change DESC
           ) AS place
         FROM runs CROSS JOIN steps USING (run) WHERE context_name = ? AND pipeline_name = ?
       ) WHERE place = 1 ORDER BY change`,
    )
    .all(...names);
  const planned = database
    .statement<[string, string]>(
      "SELECT run_id, partitions FROM runs WHERE context_name = ? AND pipeline_name = ? ORDER BY started_at, run",
    )
    .all(...names);
  const partitions = new Map<string, NewestRow[]>();
  for (const row of newest) {
    const rows = partitions.get(fromColumn(row[0]));
    if (rows === undefined) partitions.set(fromColumn(row[0]), [row]);
    else rows.push(row);
  }
  const records = new Map<string, PartitionRecord>();
  for (const [runId, keys] of planned) {
    for (const key of JSON.parse(keys) as string[])
      records.set(key, partitionRecord(key, fromColumn(runId), []));
  }
  for (const [key, rows] of partitions) {
    const [, runId = ""] = rows.at(-1) ?? [];
    records.set(key, partitionRecord(key, fromColumn(runId), rows));
  }
  return Object.freeze(Array.from(records.values()).toSorted(byKey));
}

function partitionRecord(partition: string, runId: string, rows: readonly NewestRow[]): PartitionRecord {
  const succeeded = rows.filter(([, , status]) => status === "succeeded").length;
  const ends = rows.flatMap(([, , , endedAt]) => endedAt ?? []);
  const isFailed = rows.some(([, , status]) => status === "failed");
  const isWhole = rows.length > 0 && succeeded === rows.length;
  return Object.freeze({
    partition,
    status: isFailed ? "failed" : isWhole ? "succeeded" : "incomplete",
    runId,
    steps: rows.length,
    succeeded,
    ...(ends.length === 0 ? {} : { endedAt: ends.reduce((a, b) => Math.max(a, b)) }),
  });
}

function byKey(a: PartitionRecord, b: PartitionRecord): number {
  return a.partition < b.partition ? -1 : 1;
}

function identity({ contextName, pipelineName }: PipelineIdentity, caller: string): [string, string] {
  requireText("a context name", caller, contextName);
  requireText("a pipeline name", caller, pipelineName);
  return [toColumn(contextName), toColumn(pipelineName)];
}

function first(row: StepRow | undefined): StepRecord | undefined {
  return row === undefined ? undefined : stepRecord(row);
}
