import fc from "fast-check";
import { expect, test } from "vitest";
import { StepGraph } from "../../../src/resolution/inference/step-graph.js";

const size = 8;
type Edge = readonly [from: number, to: number];

function inOrder(steps: ReadonlySet<number>): number[] {
  return [...steps].toSorted((a, b) => a - b);
}

function naiveReach(start: number, edges: readonly Edge[]): number[] {
  const found = new Set([start]);
  for (const step of found) for (const [from, to] of edges) if (from === step) found.add(to);
  return inOrder(found);
}

test("knows what is behind and before every step, whatever edges come and go", () => {
  const step = fc.nat(size - 1);
  const change = fc.record({
    edge: fc.tuple(step, step),
    isRemoval: fc.boolean(),
    at: fc.nat(99),
    asked: step,
  });
  fc.assert(
    fc.property(fc.array(change, { maxLength: 40 }), (changes) => {
      const graph = new StepGraph(size);
      const edges: Edge[] = [];
      for (const { edge, isRemoval, at, asked } of changes) {
        if (isRemoval && edges.length > 0) graph.remove(...edges.splice(at % edges.length, 1)[0]!);
        else {
          graph.add(...edge);
          edges.push(edge);
        }
        expect(inOrder(graph.behind(asked))).toEqual(naiveReach(asked, edges));
        const turned = edges.map(([from, to]): Edge => [to, from]);
        expect(inOrder(graph.before(asked))).toEqual(naiveReach(asked, turned));
      }
    }),
  );
});

test("remembers for so many steps only, and finds the others again", () => {
  const graph = new StepGraph(2000);
  for (let step = 0; step + 1 < 2000; step += 2) graph.add(step, step + 1);
  for (let step = 0; step < 2000; step += 2) expect([...graph.behind(step)]).toEqual([step, step + 1]);
  expect([...graph.behind(0)]).toEqual([0, 1]);
});
