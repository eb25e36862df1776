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
