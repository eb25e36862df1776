import type { Digraph } from "./digraph.js";

/**
 * The nodes from which a node can be reached, with the length of the shortest path from each: 1 for those
 * directly before it. The node itself is among them only if it lies on a cycle. O(nodes + edges).
 */
export function ancestors({ predecessors }: Digraph, node: number): ReadonlyMap<number, number> {
  const distances = new Map<number, number>();
  let ring: readonly number[] = [node];
  for (let distance = 1; ring.length > 0; distance++) {
    const next: number[] = [];
    for (const reached of ring) {
      for (const before of predecessors[reached]!) {
        if (distances.has(before)) continue;
        distances.set(before, distance);
        next.push(before);
      }
    }
    ring = next;
  }
  return distances;
}
