import type { Digraph, Edge } from "./digraph.js";
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

/**
 * {@link topologicalOrder} of nodes and edges of which no graph is made, which takes a fraction of the time. Names
 * come once, edges may repeat. O(edges + nodes · log nodes).
 */
export function orderOfEdges(nodes: readonly string[], edges: readonly Edge[]): readonly string[] {
  const indices = new Map<string, number>();
  for (const name of nodes) indices.set(name, indices.size);
  const starts = new Int32Array(edges.length);
  const ends = new Int32Array(edges.length);
  const waitsFor = new Int32Array(nodes.length);
  /** Where the successors of a node begin; those of the next one begin where they end. */
  const firsts = new Int32Array(nodes.length + 1);
  for (let edge = 0; edge < edges.length; edge++) {
    const [from, to] = edges[edge]!;
    starts[edge] = indices.get(from)!;
    ends[edge] = indices.get(to)!;
    firsts[starts[edge]! + 1]!++;
    waitsFor[ends[edge]!]!++;
  }
  for (let node = 0; node < nodes.length; node++) firsts[node + 1]! += firsts[node]!;
  const successors = new Int32Array(edges.length);
  const places = firsts.slice();
  for (let edge = 0; edge < edges.length; edge++) successors[places[starts[edge]!]!++] = ends[edge]!;
  const ready = new IndexHeap();
  for (let node = 0; node < nodes.length; node++) if (waitsFor[node] === 0) ready.push(node);
  const order: string[] = [];
  for (let node = ready.pop(); node !== undefined; node = ready.pop()) {
    order.push(nodes[node]!);
    for (let at = firsts[node]!; at < firsts[node + 1]!; at++)
      if (--waitsFor[successors[at]!]! === 0) ready.push(successors[at]!);
  }
  return Object.freeze(order);
}
