import { BailiwickError, describe } from "../../kernel/index.js";
import type { RunReport, StepReport } from "../../pipeline/index.js";
import type { SimulationSession } from "../stages/session.js";

/** Where a run is gone on with, in words. */
function howToResume(runId: string): string {
  return `resume the run, with { resume: ${describe(runId)} } or by: npx bailiwick simulate CONFIG --resume ${runId}`;
}

/** The error of a run that did not come to its end. */
export function simulationFailure(report: RunReport, session: SimulationSession): BailiwickError {
  const ended = report.steps.find(hasStatus("failed")) ?? report.steps.find(hasStatus("cancelled"));
  const { runId } = report;
  if (ended?.status === "failed") return stageFailed(ended, runId, session);
  const where = ended === undefined ? "" : ` in the stage ${ended.stepName} of ${ended.partition}`;
  return new BailiwickError("OPERATION_ABORTED", {
    message: `The simulation was aborted${where}. What was published before is as it was.`,
    hint: `${howToResume(runId)}.`,
    details: { operation: "the simulation", runId },
    ...(ended === undefined ? {} : { cause: ended.error }),
  });
}

type Ended = Extract<StepReport, { status: "failed" | "cancelled" }>;

function hasStatus(status: Ended["status"]): (step: StepReport) => step is Ended {
  return (step): step is Ended => step.status === status;
}

function stageFailed(
  { stepName: stage, partition, error }: Ended,
  runId: string,
  { failedModel }: SimulationSession,
): BailiwickError {
  const cause = error.cause ?? error;
  const known = cause instanceof BailiwickError ? cause : error;
  const model = failedModel === undefined ? "" : ` at the model ${failedModel}`;
  const [message] = known.message.split("\n  hint: ");
  return new BailiwickError("SIMULATION_STAGE_FAILED", {
    message: `The stage ${stage} of ${partition} failed${model}; the year is not published. ${message}`,
    hint: `${known.hint === undefined ? "" : `${known.hint} `}Then ${howToResume(runId)}.`,
    details: {
      year: Number(partition),
      stage,
      model: failedModel ?? null,
      runId,
      code: known.code,
    },
    cause,
  });
}
