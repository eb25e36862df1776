import fc from "fast-check";
import { expect, test } from "vitest";
import { ancestors, digraph } from "../../src/graph/index.js";
import { anyGraph, chain, distancesIn, type GraphParts } from "../support/graphs.js";

function ancestorsIn({ nodes, edges }: GraphParts, node: string): Record<string, number> {
  const graph = digraph(nodes, edges);
  return Object.fromEntries(
    Array.from(ancestors(graph, graph.indexOf(node)!), ([index, distance]) => [
      graph.nodes[index]!,
      distance,
    ]),
  );
}

test("an ancestor has the length of the shortest path from it, whatever longer ones there are", () => {
  const edges = [
    ["a", "b"],
    ["b", "c"],
    ["c", "d"],
    ["a", "d"],
    ["d", "e"],
  ] as const;
  expect(ancestorsIn({ nodes: [..."abcdef"], edges }, "d")).toEqual({ a: 1, b: 2, c: 1 });
  expect(ancestorsIn({ nodes: [..."abcdef"], edges }, "f")).toEqual({});
});

test("a node is an ancestor of itself on a cycle only, at the length of the cycle", () => {
  const edges = [
    ["a", "b"],
    ["b", "a"],
    ["c", "c"],
  ] as const;
  expect(ancestorsIn({ nodes: ["a", "b", "c"], edges }, "a")).toEqual({ b: 1, a: 2 });
  expect(ancestorsIn({ nodes: ["a", "b", "c"], edges }, "c")).toEqual({ c: 1 });
});

test("the distances are those that all pairs of edges add up to", () => {
  fc.assert(
    fc.property(anyGraph, ({ nodes, edges }) => {
      const distances = distancesIn({ nodes, edges });
      for (const node of nodes) {
        const expected = nodes.flatMap((from) => {
          const distance = distances(from, node);
          return distance === Infinity ? [] : [[from, distance] as const];
        });
        expect(ancestorsIn({ nodes, edges }, node)).toEqual(Object.fromEntries(expected));
      }
    }),
  );
});

test("nearer ancestors come before those further away", () => {
  fc.assert(
    fc.property(anyGraph, ({ nodes, edges }) => {
      const distances = [...ancestors(digraph(nodes, edges), 0).values()];
      expect(distances).toEqual(distances.toSorted((a, b) => a - b));
    }),
  );
});

test("the end of a chain of 100,000 nodes has all others before it", () => {
  const { nodes, edges } = chain(100_000);
  const found = ancestors(digraph(nodes, edges), 99_999);
  expect(found.size).toBe(99_999);
  expect(found.get(0)).toBe(99_999);
});
