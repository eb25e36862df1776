import { describe } from "../kernel/index.js";

/** A directed edge between two named nodes: what is to happen first, and what follows it. */
export type Edge = readonly [from: string, to: string];

/**
 * A directed graph over named nodes, frozen. Inside it, a node is the index of its name in `nodes`, so that
 * the algorithms count instead of hashing.
 */
export interface Digraph {
  /** The names, in listing order, each once. */
  readonly nodes: readonly string[];
  /** The index of a name in `nodes`. */
  indexOf(name: string): number | undefined;
  /** For each node the nodes that its edges lead to, each once, in the order of the edges. */
  readonly successors: readonly (readonly number[])[];
  /** For each node the nodes whose edges lead to it, each once, in the order of the edges. */
  readonly predecessors: readonly (readonly number[])[];
}

/**
 * Builds a graph. A node or an edge that is listed again counts once; an edge from a node to itself is kept,
 * and is a cycle. O(nodes + edges).
 *
 * @throws RangeError for an edge that names an unknown node: whose edges come from outside has looked before, and
 * can say where they come from.
 */
export function digraph(nodes: Iterable<string>, edges: Iterable<Edge>): Digraph {
  const indices = new Map<string, number>();
  for (const name of nodes) if (!indices.has(name)) indices.set(name, indices.size);
  const successors = Array.from(indices, (): number[] => []);
  const predecessors = Array.from(indices, (): number[] => []);
  for (const edge of edges) {
    const from = indices.get(edge[0]) ?? refuse(edge[0], edge);
    const to = indices.get(edge[1]) ?? refuse(edge[1], edge);
    successors[from]!.push(to);
    predecessors[to]!.push(from);
  }
  return Object.freeze({
    nodes: Object.freeze([...indices.keys()]),
    indexOf: (name: string) => indices.get(name),
    successors: withoutRepeats(successors),
    predecessors: withoutRepeats(predecessors),
  });
}

/** Keeps of each list the first of equal items, and freezes all. O(items). */
function withoutRepeats(lists: readonly number[][]): readonly (readonly number[])[] {
  const seenIn = new Int32Array(lists.length).fill(-1);
  lists.forEach((list, index) => {
    let kept = 0;
    for (const item of list) {
      if (seenIn[item] === index) continue;
      seenIn[item] = index;
      list[kept++] = item;
    }
    list.length = kept;
    Object.freeze(list);
  });
  return Object.freeze(lists);
}

function refuse(name: string, [from, to]: Edge): never {
  throw new RangeError(
    `The edge from ${describe(from)} to ${describe(to)} names ${describe(name)}, which is not a node.`,
  );
}
