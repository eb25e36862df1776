import fc from "fast-check";
import { expect, test } from "vitest";
import { digraph, levels } from "../../src/graph/index.js";
import { acyclicGraph, chain } from "../support/graphs.js";

test("a node stands one level below the deepest node that leads to it", () => {
  const edges = [
    ["a", "b"],
    ["b", "d"],
    ["a", "d"],
    ["c", "d"],
  ] as const;
  expect(levels(digraph(["d", "c", "b", "a"], edges))).toEqual([["c", "a"], ["b"], ["d"]]);
});

test("nodes on a cycle and behind it have no level", () => {
  const edges = [
    ["b", "b"],
    ["b", "c"],
  ] as const;
  expect(levels(digraph(["a", "b", "c"], edges))).toEqual([["a"]]);
  expect(levels(digraph([], []))).toEqual([]);
});

test("every edge leads to a deeper level, and every deeper node is led to from the level before", () => {
  fc.assert(
    fc.property(acyclicGraph, ({ nodes, edges }) => {
      const byLevel = levels(digraph(nodes, edges));
      const depth = (node: string): number => byLevel.findIndex((level) => level.includes(node));
      expect(byLevel.flat().toSorted()).toEqual(nodes.toSorted());
      for (const [from, to] of edges) expect(depth(from)).toBeLessThan(depth(to));
      for (const node of byLevel.slice(1).flat()) {
        expect(edges.some(([from, to]) => to === node && depth(from) === depth(node) - 1)).toBe(true);
      }
      for (const level of byLevel) expect(level).toEqual(nodes.filter((node) => level.includes(node)));
    }),
  );
});

test("a chain of 100,000 nodes has 100,000 levels", () => {
  const { nodes, edges } = chain(100_000);
  expect(levels(digraph(nodes, edges))).toHaveLength(100_000);
});
