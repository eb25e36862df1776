import fc from "fast-check";
import type { Edge } from "../../src/graph/index.js";

/** Nodes and edges of a graph, before it is built. */
export interface GraphParts {
  readonly nodes: readonly string[];
  readonly edges: readonly Edge[];
}

/** Graphs of up to nine nodes, with and without cycles; edges may repeat, and lead from a node to itself. */
export const anyGraph: fc.Arbitrary<GraphParts> = fc
  .uniqueArray(fc.constantFrom(..."abcdefghi"), { minLength: 1 })
  .chain((nodes) =>
    fc
      .array(fc.tuple(fc.constantFrom(...nodes), fc.constantFrom(...nodes)), { maxLength: 12 })
      .map((edges) => ({ nodes, edges })),
  );

/** Graphs without a cycle, their nodes listed in any order. */
export const acyclicGraph: fc.Arbitrary<GraphParts> = anyGraph.map(({ nodes, edges }) => ({
  nodes,
  edges: edges.filter(([from, to]) => from < to),
}));

/** Nodes `n0` to `n(length − 1)`, each leading to the next. */
export function chain(length: number): GraphParts {
  const nodes = Array.from({ length }, (_, index) => `n${index}`);
  return { nodes, edges: nodes.slice(1).map((name, index) => [`n${index}`, name]) };
}

/** The items in an order that the seed decides (a linear congruential generator, Fisher and Yates). */
export function shuffled<T>(items: readonly T[], seed: number): T[] {
  const list = [...items];
  let state = seed + 1;
  for (let at = list.length - 1; at > 0; at--) {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    const other = Math.floor((state / 2_147_483_648) * (at + 1));
    [list[at], list[other]] = [list[other]!, list[at]!];
  }
  return list;
}

/**
 * The lengths of the shortest paths of at least one edge between any two nodes (Floyd and Warshall); `Infinity`
 * where there is none.
 */
export function distancesIn({ nodes, edges }: GraphParts): (from: string, to: string) => number {
  const lengths = new Map(edges.map(([from, to]) => [`${from} ${to}`, 1]));
  const length = (from: string, to: string): number => lengths.get(`${from} ${to}`) ?? Infinity;
  for (const by of nodes) {
    for (const from of nodes) {
      for (const to of nodes)
        lengths.set(`${from} ${to}`, Math.min(length(from, to), length(from, by) + length(by, to)));
    }
  }
  return length;
}
