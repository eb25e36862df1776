import type { Digraph } from "./digraph.js";
import { orderedIndices } from "./topological-order.js";

/**
 * A cycle as the path around it, its first node again at the end (`["a", "b", "a"]`), or `undefined` if there
 * is none.
 *
 * The same nodes and edges name the same cycle, in whatever order they are listed, and from its smallest name
 * on. O(edges + nodes · log nodes).
 */
export function findCycle(graph: Digraph): readonly string[] | undefined {
  const { nodes, predecessors } = graph;
  const ordered = orderedIndices(graph);
  if (ordered.length === nodes.length) return undefined;
  const isOrdered = nodes.map(() => false);
  for (const node of ordered) isOrdered[node] = true;

  // What has no place in the order waits for a node that has none either, so a walk back must come around.
  const firstNamed = (candidates: readonly number[]): number =>
    candidates.filter((node) => !isOrdered[node]).reduce((a, b) => (nodes[b]! < nodes[a]! ? b : a));
  const walk: number[] = [];
  const placeInWalk = new Map<number, number>();
  let node = firstNamed([...nodes.keys()]);
  while (!placeInWalk.has(node)) {
    placeInWalk.set(node, walk.length);
    walk.push(node);
    node = firstNamed(predecessors[node]!);
  }
  const cycle = walk.slice(placeInWalk.get(node)).toReversed();
  const start = cycle.indexOf(firstNamed(cycle));
  const path = [...cycle.slice(start), ...cycle.slice(0, start + 1)];
  return Object.freeze(path.map((index) => nodes[index]!));
}
