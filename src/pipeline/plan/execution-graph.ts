import { BailiwickError } from "../../kernel/index.js";
import type { ExecutionGraph } from "../run/execution.js";
import type { CheckedDefinition } from "../step-definition.js";
import type { Partition, Partitions } from "./partitions.js";
import type { Plan, PlannedStep } from "./plan.js";

/** What follows each step of a plan, as numbers: those of step `s` are `followers[from[s]] … followers[from[s + 1] - 1]`. */
interface StepRows {
  readonly waitsFor: Int32Array;
  readonly from: Int32Array;
  readonly followers: Int32Array;
}

/** How a step goes on from the partition before. */
export type PartitionLinks = Pick<CheckedDefinition, "usesPrevious" | "afterPrevious">;

/** What follows the steps of a partition in the next one, by step; and how many each waits for there. */
interface LinkRows {
  readonly waitsFor: Int32Array;
  readonly followers: readonly (readonly number[])[];
  readonly count: number;
}

/** How many executions one run may have; more would not fit into memory with what is reported of them. */
const mostExecutions = 10_000_000;

const withoutPartitions = Object.freeze([undefined]);
const rowsOf = new WeakMap<Plan, StepRows>();
const graphOf = new WeakMap<Plan, ExecutionGraph>();

/**
 * The executions of a plan over partitions, and what each waits for: the steps before it in its own partition, and, in
 * the partition before, itself if it uses its previous result, and the steps that it is to come after. Made once for each plan that runs without
 * partitions. O(partitions · (steps + edges)).
 *
 * @param definitions in the order of the plan
 * @throws BailiwickError `PARTITIONS_INVALID` for more executions than a run can have
 */
export function executionGraph(
  plan: Plan,
  definitions: readonly PartitionLinks[],
  partitions: Partitions | undefined,
): ExecutionGraph {
  if (partitions !== undefined) return spread(plan, definitions, partitions);
  const known = graphOf.get(plan);
  if (known !== undefined) return known;
  const graph: ExecutionGraph = Object.freeze({
    count: plan.steps.length,
    steps: plan.steps,
    partitions: withoutPartitions,
    ...stepRows(plan),
  });
  graphOf.set(plan, graph);
  return graph;
}

/** The number of the execution of the same step in the partition before; `-1` if that is not part of the run. */
export function previousExecution({ steps, partitions }: ExecutionGraph, execution: number): number {
  const at = Math.floor(execution / steps.length);
  return isLinked(partitions, at) ? execution - steps.length : -1;
}

/** Whether the partition at a place goes on from the one at the place before it. */
function isLinked(partitions: readonly (Partition | undefined)[], at: number): boolean {
  const previousKey = partitions[at]?.previousKey;
  return previousKey !== undefined && at > 0 && partitions[at - 1]?.key === previousKey;
}

function spread(plan: Plan, definitions: readonly PartitionLinks[], partitions: Partitions): ExecutionGraph {
  const stepCount = plan.steps.length;
  const count = stepCount * partitions.length;
  if (count > mostExecutions) throw tooMany(stepCount, partitions.length);
  const rows = stepRows(plan);
  const links = linkRows(plan, definitions);
  const waitsFor = new Int32Array(count);
  const from = new Int32Array(count + 1);
  const followers = new Int32Array((rows.followers.length + links.count) * partitions.length);
  let end = 0;
  for (let at = 0; at < partitions.length; at++) {
    const base = at * stepCount;
    const waits = isLinked(partitions, at) ? 1 : 0;
    const goesOn = isLinked(partitions, at + 1);
    for (let step = 0; step < stepCount; step++) {
      waitsFor[base + step] = rows.waitsFor[step]! + waits * links.waitsFor[step]!;
      const last = rows.from[step + 1]!;
      for (let edge = rows.from[step]!; edge < last; edge++) followers[end++] = base + rows.followers[edge]!;
      if (goesOn) for (const next of links.followers[step]!) followers[end++] = base + stepCount + next;
      from[base + step + 1] = end;
    }
  }
  return Object.freeze({
    count,
    steps: plan.steps,
    partitions,
    waitsFor,
    from,
    followers: followers.subarray(0, end),
  });
}

function linkRows({ steps }: Plan, definitions: readonly PartitionLinks[]): LinkRows {
  const indices = new Map(steps.map(({ stepName }, index) => [stepName, index]));
  const waitsFor = new Int32Array(steps.length);
  const followers: number[][] = steps.map(() => []);
  let count = 0;
  for (const [step, { usesPrevious, afterPrevious }] of definitions.entries()) {
    const before = new Set(afterPrevious.map((name) => indices.get(name)!));
    if (usesPrevious) before.add(step);
    for (const one of before) followers[one]!.push(step);
    waitsFor[step] = before.size;
    count += before.size;
  }
  return { waitsFor, followers, count };
}

function stepRows(plan: Plan): StepRows {
  const known = rowsOf.get(plan);
  if (known !== undefined) return known;
  const rows = countRows(plan.steps);
  rowsOf.set(plan, rows);
  return rows;
}

function countRows(steps: readonly PlannedStep[]): StepRows {
  const indices = new Map<string, number>();
  for (const { stepName } of steps) indices.set(stepName, indices.size);
  const waitsFor = Int32Array.from(steps, ({ after }) => after.length);
  const before = new Int32Array(waitsFor.reduce((sum, count) => sum + count, 0));
  const from = new Int32Array(steps.length + 1);
  let edge = 0;
  for (const { after } of steps) {
    for (const name of after) {
      const step = indices.get(name)!;
      before[edge++] = step;
      from[step + 1]!++;
    }
  }
  for (let step = 0; step < steps.length; step++) from[step + 1]! += from[step]!;
  const places = from.slice();
  const followers = new Int32Array(before.length);
  edge = 0;
  for (let step = 0; step < steps.length; step++) {
    for (let left = waitsFor[step]!; left > 0; left--) followers[places[before[edge++]!]!++] = step;
  }
  return { waitsFor, from, followers };
}

function tooMany(steps: number, partitions: number): BailiwickError {
  return new BailiwickError("PARTITIONS_INVALID", {
    message: `${steps} steps over ${partitions} partitions are ${steps * partitions} executions, but one run can have ${mostExecutions} at most.`,
    hint: "run a part of the partitions at a time: each run goes on from the results of the ones before.",
    details: { steps, partitions, most: mostExecutions },
  });
}
