import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { AcyclicGraph } from "../../src/graph/index.js";
import { tries } from "../support/tries.js";

const size = 9;
type Pair = readonly [from: number, to: number];

/** How many edges a shortest path has; `Infinity` if there is none. */
function distance(edges: readonly Pair[], from: number, to: number): number {
  let reached = new Set([from]);
  for (let steps = 0; steps < size; steps++) {
    if (reached.has(to)) return steps;
    reached = new Set(edges.filter(([start]) => reached.has(start)).map(([, end]) => end));
  }
  return Infinity;
}

function expectAsNaive(graph: AcyclicGraph, edges: readonly Pair[]): void {
  expect([...graph.places].toSorted((a, b) => a - b)).toEqual(
    Array.from({ length: size }, (_, place) => place),
  );
  for (const [from, to] of edges) expect(graph.places[from]!).toBeLessThan(graph.places[to]!);
  for (let from = 0; from < size; from++) {
    for (let to = 0; to < size; to++) {
      const shortest = distance(edges, from, to);
      expect(graph.closesCycle(to, from)).toBe(shortest < Infinity);
      const path = graph.findPath(from, to);
      expect((path?.length ?? Infinity) - 1).toBe(shortest);
      if (path === undefined) continue;
      expect([path[0], path.at(-1)]).toEqual([from, to]);
      for (let at = 1; at < path.length; at++)
        expect(edges.some(([start, end]) => start === path[at - 1] && end === path[at])).toBe(true);
    }
  }
}

const node = fc.nat(size - 1);
const changes = fc.array(fc.tuple(fc.boolean(), node, node), { maxLength: 40, size: "max" });

/** Adds the pairs that close no cycle, and takes out edges by their number. */
function play(
  graph: AcyclicGraph,
  given: readonly (readonly [isNew: boolean, from: number, to: number])[],
  after: (edges: readonly Pair[]) => void = () => undefined,
): readonly Pair[] {
  const edges: Pair[] = [];
  for (const [isNew, from, to] of given) {
    if (isNew || edges.length === 0) {
      if (distance(edges, to, from) < Infinity) continue;
      edges.push([from, to]);
      graph.add(from, to);
    } else {
      const [start, end] = edges.splice((from * size + to) % edges.length, 1)[0]!;
      graph.remove(start, end);
    }
    after(edges);
  }
  return edges;
}

describe("a graph that stays without a cycle", () => {
  test("knows what closes a cycle, and shortest paths, while edges come and go", () => {
    fc.assert(
      fc.property(changes, (given) => {
        const graph = new AcyclicGraph(size);
        play(graph, given, (edges) => expectAsNaive(graph, edges));
      }),
      { numRuns: tries(15) },
    );
  });

  test("may start from the order of another one, which stays as it is", () => {
    fc.assert(
      fc.property(changes, changes, (given, others) => {
        const first = new AcyclicGraph(size);
        const edges = play(first, given);
        const second = new AcyclicGraph(size, first.places);
        play(second, others, (own) => expectAsNaive(second, own));
        expectAsNaive(first, edges);
      }),
      { numRuns: tries(10) },
    );
  });

  test("has an edge as often as it was added", () => {
    const graph = new AcyclicGraph(2);
    graph.add(1, 0);
    graph.add(1, 0);
    graph.remove(1, 0);
    expect(graph.closesCycle(0, 1)).toBe(true);
    graph.remove(1, 0);
    expect(graph.closesCycle(0, 1)).toBe(false);
    expect(graph.findPath(1, 0)).toBeUndefined();
  });

  test("holds an edge from a node to itself for a cycle, and the node for a path", () => {
    const graph = new AcyclicGraph(1);
    expect(graph.closesCycle(0, 0)).toBe(true);
    expect(graph.findPath(0, 0)).toEqual([0]);
  });
});
