import { formatEvent, type RunReport, type RunSummary } from "../../pipeline/index.js";

/** What `--json` writes of a run: its summary, with what the steps gave and what ended those that failed. */
export function reportJson({ steps, outputs, seed }: RunReport, summary: RunSummary, store: string): object {
  const errors = steps.flatMap((step) =>
    "error" in step ? [{ stepName: step.stepName, ...partitionOf(step), error: plainError(step.error) }] : [],
  );
  return { ...summary, seed, store, errors, outputs };
}

function partitionOf({ partition }: { readonly partition?: string }): { readonly partition?: string } {
  return partition === undefined ? {} : { partition };
}

function plainError(error: object): unknown {
  return JSON.parse(formatEvent(error as never)) as unknown;
}
