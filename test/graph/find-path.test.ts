import fc from "fast-check";
import { expect, test } from "vitest";
import { digraph, findPath } from "../../src/graph/index.js";
import { anyGraph, chain, distancesIn, type GraphParts } from "../support/graphs.js";

function pathIn({ nodes, edges }: GraphParts, from: string, to: string): readonly string[] | undefined {
  const graph = digraph(nodes, edges);
  return findPath(from, to, (node) =>
    graph.successors[graph.indexOf(node)!]!.map((index) => graph.nodes[index]!),
  );
}

const diamond: GraphParts = {
  nodes: ["a", "b", "c", "d", "e"],
  edges: [
    ["a", "b"],
    ["b", "c"],
    ["c", "d"],
    ["a", "d"],
    ["d", "a"],
  ],
};

test("of several paths a shortest is found, both ends included", () => {
  expect(pathIn(diamond, "a", "d")).toEqual(["a", "d"]);
  expect(pathIn(diamond, "b", "a")).toEqual(["b", "c", "d", "a"]);
});

test("a node is its own path, on a cycle or not", () => {
  expect(pathIn(diamond, "a", "a")).toEqual(["a"]);
  expect(pathIn(diamond, "e", "e")).toEqual(["e"]);
});

test("where no edges lead there is no path", () => {
  expect(pathIn(diamond, "a", "e")).toBeUndefined();
  expect(pathIn(diamond, "e", "a")).toBeUndefined();
  expect(pathIn(diamond, "a", "nobody")).toBeUndefined();
});

test("what is found is a path of the graph, and no longer than it need be", () => {
  fc.assert(
    fc.property(anyGraph, ({ nodes, edges }) => {
      const distances = distancesIn({ nodes, edges });
      for (const from of nodes) {
        for (const to of nodes) {
          const path = pathIn({ nodes, edges }, from, to);
          const distance = from === to ? 0 : distances(from, to);
          expect(path?.length).toBe(distance === Infinity ? undefined : distance + 1);
          if (path === undefined) continue;
          expect([path[0], path.at(-1)]).toEqual([from, to]);
          for (const [index, next] of path.slice(1).entries())
            expect(edges).toContainEqual([path[index], next]);
        }
      }
    }),
  );
});

test("a node may be anything that is equal to itself alone", () => {
  const next = new Map([
    [Number.NaN, [0]],
    [0, [1]],
  ]);
  expect(findPath(Number.NaN, 1, (node) => next.get(node) ?? [])).toEqual([Number.NaN, 0, 1]);
});

test("a chain of 100,000 nodes is walked from end to end", () => {
  const { nodes, edges } = chain(100_000);
  const next = new Map(edges);
  const path = findPath("n0", "n99999", (node) => {
    const after = next.get(node);
    return after === undefined ? [] : [after];
  });
  expect(path).toEqual(nodes);
});
