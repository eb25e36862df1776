import { formatEvent, type RollbackReport, type RunReport, type RunSummary } from "../../pipeline/index.js";

/** What `--json` writes of a run: its summary, with what the steps gave and what ended those that failed. */
export function reportJson({ steps, outputs, seed }: RunReport, summary: RunSummary, store: string): object {
  const errors = steps.flatMap((step) =>
    "error" in step ? [{ stepName: step.stepName, ...partitionOf(step), error: plainError(step.error) }] : [],
  );
  return { ...summary, seed, store, errors, outputs };
}

/** What `--json` writes of a rollback. */
export function rollbackJson(report: RollbackReport, store: string): object {
  const { runId, pipelineName, contextName, status, durationMs } = report;
  const steps = report.steps.map((step) =>
    "error" in step ? { ...step, error: plainError(step.error) } : step,
  );
  return { runId, pipelineName, contextName, status, durationMs, store, steps };
}

function partitionOf({ partition }: { readonly partition?: string }): { readonly partition?: string } {
  return partition === undefined ? {} : { partition };
}

function plainError(error: object): unknown {
  return JSON.parse(formatEvent(error as never)) as unknown;
}
