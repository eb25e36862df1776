import { expect, test } from "vitest";
import { digraph } from "../../src/graph/index.js";

test("nodes keep their listing order and edges their own, and repeated ones count once", () => {
  const graph = digraph(
    ["a", "b", "c", "a"],
    [
      ["c", "a"],
      ["b", "a"],
      ["c", "a"],
    ],
  );
  expect(graph.nodes).toEqual(["a", "b", "c"]);
  expect(graph.predecessors).toEqual([[2, 1], [], []]);
  expect(graph.successors).toEqual([[], [0], [0]]);
  expect(graph.indexOf("c")).toBe(2);
  expect(graph.indexOf("d")).toBeUndefined();
});

test("a graph is frozen all the way down", () => {
  const graph = digraph(["a"], [["a", "a"]]);
  for (const value of [graph, graph.nodes, graph.successors, graph.predecessors, graph.successors[0]]) {
    expect(Object.isFrozen(value)).toBe(true);
  }
});

test("names that objects know from their prototype are names like any other", () => {
  const graph = digraph(["__proto__", "constructor"], [["__proto__", "constructor"]]);
  expect(graph.successors).toEqual([[1], []]);
  expect(graph.indexOf("toString")).toBeUndefined();
});

test("an edge to an unknown node is refused", () => {
  expect(() => digraph(["load", "train"], [["load", "trian"]])).toThrow(
    new RangeError('The edge from "load" to "trian" names "trian", which is not a node.'),
  );
});
