import { executionGraph } from "../../src/pipeline/plan/execution-graph.js";
import type { Partitions } from "../../src/pipeline/plan/partitions.js";
import type { Plan } from "../../src/pipeline/plan/plan.js";
import { executeRun } from "../../src/pipeline/run/execute-run.js";
import type { ExecutionGraph, RunKeeper } from "../../src/pipeline/run/execution.js";
import { checkRunOptions, type RunOptions } from "../../src/pipeline/run/run-options.js";
import { joinHandlers } from "../../src/pipeline/join-handlers.js";
import type { RunReport, StepHandlers } from "../../src/pipeline/index.js";
import type { GraphParts } from "./graphs.js";

/** A plan of steps without ports, each behind those that have an edge to it, in the order of the nodes. */
export function planOn({ nodes, edges }: GraphParts): Plan {
  const before = new Map(nodes.map((name) => [name, new Set<string>()]));
  for (const [from, to] of edges) before.get(to)!.add(from);
  const steps = nodes.map((stepName) => ({
    stepName,
    stepType: "Any",
    after: [...before.get(stepName)!],
    inputs: [],
    outputs: [],
    fingerprint: stepName,
    parts: { specification: "", code: "", options: "", inputs: {}, after: {} },
  }));
  return { pipelineName: "test", contextName: "test", fingerprint: "", steps, order: nodes, levels: [] };
}

/** What a run is made with that is recorded by a keeper. */
export interface KeptRun extends RunOptions {
  readonly keeperOn?: (graph: ExecutionGraph) => RunKeeper;
  readonly partitions?: Partitions;
}

/** Runs a plan in the engine alone, without what a pipeline does around it. */
export async function runOn(
  plan: Plan,
  handlers: StepHandlers,
  { keeperOn, partitions, ...options }: KeptRun = {},
): Promise<RunReport> {
  const { definitionOf, faults } = joinHandlers(plan.order, handlers);
  if (faults.length > 0) throw new Error(faults.join("; "));
  const definitions = plan.order.map((stepName) => definitionOf.get(stepName)!);
  const graph = executionGraph(plan, definitions, partitions);
  const keeper = keeperOn?.(graph);
  return executeRun({
    plan,
    graph,
    definitions,
    options: checkRunOptions(options),
    seed: options.seed ?? 1,
    isResumed: false,
    keeper,
    runId: keeper?.runId,
  });
}

/** Runs so many steps that do nothing and know nothing of each other. */
export function executionRun(count: number, options: RunOptions): Promise<RunReport> {
  const nodes = Array.from({ length: count }, (_, index) => `n${index}`);
  const nothing = (): void => {};
  return runOn(
    planOn({ nodes, edges: [] }),
    Object.fromEntries(nodes.map((name) => [name, nothing])),
    options,
  );
}
