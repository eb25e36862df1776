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

/** Edges between nodes that go by their numbers. */
export interface NumberedEdges {
  /** For each node the index of the first edge that leads to it, and at the end the number of edges. */
  readonly firsts: Int32Array;
  /** Where each edge comes from. */
  readonly sources: ArrayLike<number>;
}

/**
 * {@link topologicalOrder} of nodes and edges of which no graph is made, which takes a fraction of the time. Names
 * come once, edges may repeat. O(edges + nodes · log nodes).
 */
export function orderOfEdges(nodes: readonly string[], edges: readonly Edge[]): readonly string[] {
  const numbers = new Map<string, number>();
  for (const name of nodes) numbers.set(name, numbers.size);
  const ends = Int32Array.from(edges, ([, to]) => numbers.get(to)!);
  const firsts = new Int32Array(nodes.length + 1);
  for (const end of ends) firsts[end + 1]!++;
  for (let node = 0; node < nodes.length; node++) firsts[node + 1]! += firsts[node]!;
  const next = firsts.slice();
  const sources = new Int32Array(edges.length);
  edges.forEach(([from], edge) => (sources[next[ends[edge]!]!++] = numbers.get(from)!));
  return orderOfNumberedEdges(nodes, { firsts, sources });
}

/** {@link orderOfEdges} where the edges are known by number, which takes a fraction of the time again. */
export function orderOfNumberedEdges(nodes: readonly string[], edges: NumberedEdges): readonly string[] {
  const waitsFor = new Int32Array(nodes.length);
  for (let node = 0; node < nodes.length; node++)
    waitsFor[node] = edges.firsts[node + 1]! - edges.firsts[node]!;
  const { firsts, successors } = successorsOf(edges);
  const order: string[] = [];
  /** What has become ready behind the node that the listing is at. */
  const late = new IndexHeap();
  for (let listed = 0; listed < nodes.length; listed++) {
    if (waitsFor[listed] !== 0) continue;
    for (let node: number | undefined = listed; node !== undefined; node = late.pop()) {
      order.push(nodes[node]!);
      for (let at = firsts[node]!; at < firsts[node + 1]!; at++) {
        const successor = successors[at]!;
        if (--waitsFor[successor]! === 0 && successor < listed) late.push(successor);
      }
    }
  }
  return Object.freeze(order);
}

/** The successors of a node begin where `firsts` says; those of the next one begin where they end. */
function successorsOf({ firsts: leading, sources }: NumberedEdges): {
  readonly firsts: Int32Array;
  readonly successors: Int32Array;
} {
  const firsts = new Int32Array(leading.length);
  for (let edge = 0; edge < sources.length; edge++) firsts[sources[edge]! + 1]!++;
  for (let node = 1; node < firsts.length; node++) firsts[node]! += firsts[node - 1]!;
  const next = firsts.slice();
  const successors = new Int32Array(sources.length);
  for (let node = 0; node + 1 < leading.length; node++)
    for (let edge = leading[node]!; edge < leading[node + 1]!; edge++)
      successors[next[sources[edge]!]!++] = node;
  return { firsts, successors };
}
