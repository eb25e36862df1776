import type { Digraph } from "./digraph.js";
import { orderedIndices } from "./topological-order.js";

/**
 * The nodes by depth, the length of the longest path that leads to them: what stands on one level depends on
 * the levels before it only, so all of it can run at once. Within a level the listing order holds.
 *
 * Nodes on a cycle, and those behind one, are left out. O(edges + nodes · log nodes).
 */
export function levels(graph: Digraph): readonly (readonly string[])[] {
  const { nodes, predecessors } = graph;
  const depths = nodes.map(() => -1);
  for (const node of orderedIndices(graph)) {
    depths[node] = predecessors[node]!.reduce((depth, before) => Math.max(depth, depths[before]! + 1), 0);
  }
  const byDepth: string[][] = [];
  depths.forEach((depth, node) => {
    if (depth >= 0) (byDepth[depth] ??= []).push(nodes[node]!);
  });
  return Object.freeze(byDepth.map((level) => Object.freeze(level)));
}
