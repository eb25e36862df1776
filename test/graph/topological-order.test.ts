import fc from "fast-check";
import { expect, test } from "vitest";
import { digraph, findCycle, orderOfEdges, topologicalOrder } from "../../src/graph/index.js";
import { acyclicGraph, anyGraph, chain, type GraphParts } from "../support/graphs.js";

test("a listing that is in order already stays as it is", () => {
  const nodes = ["z", "m", "a", "b"];
  const edges = [
    ["z", "a"],
    ["m", "b"],
  ] as const;
  expect(topologicalOrder(digraph(nodes, edges))).toEqual(nodes);
});

test("a node moves behind what it waits for, and no further", () => {
  const graph = digraph(["c", "b", "z"], [["z", "c"]]);
  expect(topologicalOrder(graph)).toEqual(["b", "z", "c"]);
});

test("nodes on a cycle and behind it are left out", () => {
  const edges = [
    ["a", "b"],
    ["b", "c"],
    ["c", "b"],
    ["c", "d"],
  ] as const;
  expect(topologicalOrder(digraph(["a", "b", "c", "d", "e"], edges))).toEqual(["a", "e"]);
});

test("an empty graph has an empty order", () => {
  expect(topologicalOrder(digraph([], []))).toEqual([]);
});

test("every edge leads forward, and of the nodes that could come next the first one listed does", () => {
  fc.assert(
    fc.property(anyGraph, ({ nodes, edges }) => {
      const order = naiveOrder({ nodes, edges });
      expect(topologicalOrder(digraph(nodes, edges))).toEqual(order);
      expect(orderOfEdges(nodes, edges)).toEqual(order);
    }),
  );
});

test("the order is complete if and only if there is no cycle", () => {
  fc.assert(
    fc.property(fc.oneof(anyGraph, acyclicGraph), ({ nodes, edges }) => {
      const graph = digraph(nodes, edges);
      expect(topologicalOrder(graph).length === nodes.length).toBe(findCycle(graph) === undefined);
    }),
  );
});

test("a graph without cycles, in whatever order it is listed, has a complete order", () => {
  fc.assert(
    fc.property(acyclicGraph, ({ nodes, edges }) => {
      expect(topologicalOrder(digraph(nodes, edges)).toSorted()).toEqual(nodes.toSorted());
    }),
  );
});

test("a chain of 100,000 nodes, listed backwards, is put in order", () => {
  const { nodes, edges } = chain(100_000);
  expect(topologicalOrder(digraph(nodes.toReversed(), edges))).toEqual(nodes);
});

test("100,000 nodes without an edge keep their order", () => {
  const { nodes } = chain(100_000);
  expect(topologicalOrder(digraph(nodes, []))).toEqual(nodes);
});

function naiveOrder({ nodes, edges }: GraphParts): string[] {
  const order: string[] = [];
  for (;;) {
    const next = nodes.find(
      (node) => !order.includes(node) && edges.every(([from, to]) => to !== node || order.includes(from)),
    );
    if (next === undefined) return order;
    order.push(next);
  }
}
