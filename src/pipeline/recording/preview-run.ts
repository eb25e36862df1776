import { refuseUnknownOptions } from "../../kernel/index.js";
import { criticalPath, type CriticalPath } from "../plan/critical-path.js";
import { prepareRun, type PlannedPipeline, type PreviewOptions } from "./prepare-run.js";

/** What would become of one step of one partition. Frozen. */
export interface StepPreview {
  readonly stepName: string;
  /** The key of its partition; absent in a run without. */
  readonly partition?: string;
  /** `leave`: it is not selected, and nothing that runs needs its result. */
  readonly kind: "run" | "reuse" | "leave";
  readonly reason: string;
}

/** What a run would do, and why. Frozen. */
export interface RunPreview {
  /** The id of the run that would be resumed; absent for a new one. */
  readonly runId?: string;
  /** The keys of its partitions, in order; empty for a run without. */
  readonly partitions: readonly string[];
  /** By partition, then in the order of the plan. A pure step that runs may still turn out to have a known result. */
  readonly steps: readonly StepPreview[];
  /** By the past durations that the store knows; absent without a store. */
  readonly criticalPath?: CriticalPath;
}

const optionNames = ["over", "store", "resume", "only", "from", "until", "force"];

/** Says what a run with these options would do. Nothing runs, and nothing is written. */
export function previewRun(pipeline: PlannedPipeline, options: PreviewOptions): RunPreview {
  refuseUnknownOptions(options, optionNames, "preview()");
  const { graph, verdicts, resumed, plan } = prepareRun(pipeline, options);
  const { steps, partitions } = graph;
  const { store } = options;
  return Object.freeze({
    ...(resumed === undefined ? {} : { runId: resumed.runId }),
    partitions: Object.freeze(partitions.flatMap((partition) => partition?.key ?? [])),
    steps: Object.freeze(
      verdicts.map(({ kind, reason }, execution): StepPreview => {
        const step = execution % steps.length;
        const partition = partitions[(execution - step) / steps.length]?.key;
        const { stepName } = steps[step]!;
        return Object.freeze({ stepName, ...(partition === undefined ? {} : { partition }), kind, reason });
      }),
    ),
    ...(store === undefined ? {} : { criticalPath: criticalPath(plan, store.pastDurations(plan)) }),
  });
}
