import fc from "fast-check";
import { expect, test } from "vitest";
import { digraph, findCycle } from "../../src/graph/index.js";
import { acyclicGraph, anyGraph, chain } from "../support/graphs.js";

test("a cycle is named as the path around it, from its smallest name on", () => {
  const edges = [
    ["c", "b"],
    ["b", "a"],
    ["a", "c"],
    ["a", "d"],
  ] as const;
  expect(findCycle(digraph(["d", "c", "b", "a"], edges))).toEqual(["a", "c", "b", "a"]);
});

test("a node that leads to itself is a cycle", () => {
  expect(findCycle(digraph(["a"], [["a", "a"]]))).toEqual(["a", "a"]);
});

test("a graph without a cycle has none", () => {
  fc.assert(
    fc.property(acyclicGraph, ({ nodes, edges }) => {
      expect(findCycle(digraph(nodes, edges))).toBeUndefined();
    }),
  );
});

test("what is found is a cycle of the graph, and passes no node twice", () => {
  fc.assert(
    fc.property(anyGraph, ({ nodes, edges }) => {
      const cycle = findCycle(digraph(nodes, edges));
      fc.pre(cycle !== undefined);
      expect(cycle[0]).toBe(cycle.at(-1));
      expect(new Set(cycle).size).toBe(cycle.length - 1);
      for (const [index, to] of cycle.slice(1).entries()) expect(edges).toContainEqual([cycle[index], to]);
    }),
  );
});

test("the same graph names the same cycle, in whatever order it is listed", () => {
  const listedTwice = anyGraph.chain(({ nodes, edges }) => {
    const shuffled = <T>(list: readonly T[]): fc.Arbitrary<T[]> =>
      fc.shuffledSubarray([...list], { minLength: list.length });
    return fc.tuple(fc.constant({ nodes, edges }), shuffled(nodes), shuffled(edges));
  });
  fc.assert(
    fc.property(listedTwice, ([{ nodes, edges }, otherNodes, otherEdges]) => {
      expect(findCycle(digraph(otherNodes, otherEdges))).toEqual(findCycle(digraph(nodes, edges)));
    }),
  );
});

test("a ring of 100,000 nodes is found", () => {
  const { nodes, edges } = chain(100_000);
  expect(findCycle(digraph(nodes, [...edges, ["n99999", "n0"]]))).toEqual([...nodes, "n0"]);
});
