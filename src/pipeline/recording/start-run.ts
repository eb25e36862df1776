import { executionGraph } from "../plan/execution-graph.js";
import type { Plan } from "../plan/plan.js";
import { randomSeed } from "../random.js";
import { executeRun } from "../run/execute-run.js";
import type { CheckedRunOptions } from "../run/run-options.js";
import type { RunReport } from "../run/run-report.js";
import type { CheckedDefinition } from "../step-definition.js";

/**
 * Starts a run of a plan.
 *
 * @param definitions in the order of the plan
 */
export async function startRun(
  plan: Plan,
  definitions: readonly CheckedDefinition[],
  options: CheckedRunOptions,
): Promise<RunReport> {
  return executeRun({
    plan,
    graph: executionGraph(plan, definitions, options.over),
    definitions,
    options,
    seed: options.seed ?? randomSeed(),
    isResumed: false,
    keeper: undefined,
    runId: undefined,
  });
}
