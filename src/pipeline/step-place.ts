import { describe } from "../kernel/index.js";
import type { ExecutionGraph } from "./run/execution.js";

/** Which execution of which step an error is about. */
export interface StepPlace {
  readonly stepName: string;
  readonly contextName: string;
  /** Only in a run with partitions. */
  readonly partition?: string;
}

/** The key of the partition that an execution belongs to. */
export function partitionKey({ steps, partitions }: ExecutionGraph, execution: number): string | undefined {
  return partitions[Math.floor(execution / steps.length)]?.key;
}

/** The place of an execution, as the details of an error have it. */
export function placeOf(graph: ExecutionGraph, contextName: string, execution: number): StepPlace {
  const { stepName } = graph.steps[execution % graph.steps.length]!;
  const partition = partitionKey(graph, execution);
  return { stepName, contextName, ...(partition === undefined ? {} : { partition }) };
}

/** `step "train" in context "sales"`, or `step "train" for "2026" in context "sales"`. */
export function placeText({ stepName, contextName, partition }: StepPlace): string {
  return `step ${stepText(stepName, partition)} in context ${describe(contextName)}`;
}

/** `"train"`, or `"train" for "2026"`. */
export function stepText(stepName: string, partition: string | undefined): string {
  return partition === undefined ? describe(stepName) : `${describe(stepName)} for ${describe(partition)}`;
}
