import type { FingerprintParts } from "../../store/index.js";
import { executionFingerprint } from "./fingerprints.js";
import { previousExecution } from "./execution-graph.js";
import type { ExecutionGraph } from "../run/execution.js";
import type { CheckedDefinition } from "../step-definition.js";
import type { Fingerprinted } from "./changes.js";

/**
 * The fingerprint of every execution, by number. Those of a run without partitions are the ones of the plan.
 *
 * @param earlier the fingerprint of the result of a step for the partition before, where that is not part of the run
 */
export function executionFingerprints(
  graph: ExecutionGraph,
  definitions: readonly CheckedDefinition[],
  earlier: (execution: number) => string | undefined,
): readonly Fingerprinted[] {
  const { steps, partitions, count } = graph;
  if (partitions[0] === undefined) return steps;
  const list: Fingerprinted[] = [];
  for (let execution = 0; execution < count; execution++) {
    const index = execution % steps.length;
    const { fingerprint, parts } = steps[index]!;
    const { key } = partitions[(execution - index) / steps.length]!;
    if (!definitions[index]!.usesPrevious) {
      list.push({ fingerprint: executionFingerprint(fingerprint, key, undefined), parts });
      continue;
    }
    const before = previousExecution(graph, execution);
    const previous = before === -1 ? earlier(execution) : list[before]!.fingerprint;
    list.push({
      fingerprint: executionFingerprint(fingerprint, key, previous ?? null),
      parts: withPrevious(parts, previous),
    });
  }
  return list;
}

function withPrevious(parts: FingerprintParts, previous: string | undefined): FingerprintParts {
  return previous === undefined ? parts : { ...parts, previous };
}
