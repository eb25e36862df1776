import type { Digraph } from "./digraph.js";
import { IndexHeap } from "./index-heap.js";

/**
 * The nodes in an order in which every edge leads forward; of the nodes that could come next, the one listed
 * first does, so that a listing which is in order already stays as it is.
 *
 * Nodes on a cycle, and those behind one, are left out: the order is complete if and only if there is no
 * cycle. O(edges + nodes · log nodes).
 */
export function topologicalOrder(graph: Digraph): readonly string[] {
  return Object.freeze(orderedIndices(graph).map((node) => graph.nodes[node]!));
}

/** {@link topologicalOrder}, as indices. */
export function orderedIndices({ successors, predecessors }: Digraph): number[] {
  const waitsFor = predecessors.map(({ length }) => length);
  const ready = new IndexHeap();
  waitsFor.forEach((count, node) => {
    if (count === 0) ready.push(node);
  });
  const order: number[] = [];
  for (let node = ready.pop(); node !== undefined; node = ready.pop()) {
    order.push(node);
    for (const successor of successors[node]!) if (--waitsFor[successor]! === 0) ready.push(successor);
  }
  return order;
}
