import fc from "fast-check";
import { expect, test } from "vitest";
import { bestFlow, detourGains, type Arc } from "../../src/graph/index.js";

/** Networks without a cycle over up to five nodes, whose arcs may be parallel and lead nowhere. */
const network: fc.Arbitrary<{ readonly nodeCount: number; readonly arcs: readonly Arc[] }> = fc
  .integer({ min: 2, max: 5 })
  .chain((nodeCount) =>
    fc.record({
      nodeCount: fc.constant(nodeCount),
      // The ranks decide which way an arc leads; the source and the sink may stand anywhere among them.
      arcs: fc
        .tuple(
          fc.shuffledSubarray([...Array(nodeCount).keys()], { minLength: nodeCount }),
          fc.array(
            fc.record({
              a: fc.nat(nodeCount - 1),
              b: fc.nat(nodeCount - 1),
              capacity: fc.nat(2),
              gain: fc.integer({ min: -4, max: 6 }),
            }),
            { maxLength: 7 },
          ),
        )
        .map(([ranks, pairs]) =>
          pairs
            .filter(({ a, b }) => a !== b)
            .map(({ a, b, capacity, gain }): Arc => {
              const [from, to] = ranks.indexOf(a) < ranks.indexOf(b) ? [a, b] : [b, a];
              return { from, to, capacity, gain };
            }),
        ),
    }),
  );

test("no feasible flow gains more, and what goes into a node comes out of it", () => {
  let flowing = 0;
  fc.assert(
    fc.property(network, ({ nodeCount, arcs }) => {
      const flow = bestFlow(nodeCount, arcs);
      expect(isFeasible(nodeCount, arcs, flow)).toBe(true);
      const best = Math.max(...flowsOver(nodeCount, arcs).map((other) => gainOf(arcs, other)));
      expect(gainOf(arcs, flow)).toBe(best);
      flowing += Number(best > 0);
    }),
    { numRuns: 500 },
  );
  expect(flowing).toBeGreaterThan(25);
});

test("an earlier unit is sent another way when a later one needs its place", () => {
  const arcs = [
    arc(0, 2, 5),
    arc(0, 3, 0),
    arc(2, 4, 3),
    arc(2, 5, 1),
    arc(3, 4, 4),
    arc(4, 1, 0),
    arc(5, 1, 0),
  ];
  expect(bestFlow(6, arcs)).toEqual([1, 1, 0, 1, 1, 1, 1]);
});

test("parallel arcs are filled by what they gain, and not beyond it", () => {
  expect(bestFlow(2, [arc(0, 1, 1, 2), arc(0, 1, 3, 1), arc(0, 1, 0, 9), arc(0, 1, -1, 9)])).toEqual([
    2, 1, 0, 0,
  ]);
});

test("a loss on the way is taken if the whole way gains", () => {
  expect(bestFlow(3, [arc(0, 2, -3), arc(2, 1, 4)])).toEqual([1, 1]);
  expect(bestFlow(3, [arc(0, 2, -4), arc(2, 1, 4)])).toEqual([0, 0]);
});

test("nothing flows where no way leads from the source to the sink", () => {
  expect(bestFlow(2, [])).toEqual([]);
  expect(bestFlow(4, [arc(0, 2, 5), arc(3, 1, 5)])).toEqual([0, 0]);
  expect(bestFlow(2, [arc(1, 0, 5)])).toEqual([0]);
  expect(bestFlow(2, [arc(0, 1, 5, 0)])).toEqual([0]);
});

test("of equal ways the first one is taken", () => {
  expect(bestFlow(4, [arc(0, 2, 1), arc(0, 3, 1), arc(2, 1, 0, 1), arc(3, 1, 0, 1)])).toEqual([1, 1, 1, 1]);
  expect(bestFlow(5, [arc(0, 2, 1), arc(2, 3, 1), arc(2, 4, 1), arc(3, 1, 1), arc(4, 1, 1)])).toEqual([
    1, 1, 0, 1, 0,
  ]);
});

test("a detour gains what the best way over free and taken arcs does", () => {
  fc.assert(
    fc.property(network, fc.nat(4), ({ nodeCount, arcs }, target) => {
      fc.pre(target < nodeCount);
      const flow = bestFlow(nodeCount, arcs);
      const gains = detourGains(nodeCount, arcs, flow, target);
      const moves = arcs.flatMap(({ from, to, capacity, gain }, index) => [
        ...(flow[index]! < capacity ? [{ from, to, gain }] : []),
        ...(flow[index]! > 0 ? [{ from: to, to: from, gain: -gain }] : []),
      ]);
      let expected = Array.from({ length: nodeCount }, (_, node) => (node === target ? 0 : -Infinity));
      for (let length = 1; length <= nodeCount; length++)
        expected = expected.map((gain, node) =>
          moves
            .filter(({ from }) => from === node)
            .reduce((best, move) => Math.max(best, move.gain + expected[move.to]!), gain),
        );
      expect(gains).toEqual(expected);
    }),
    { numRuns: 500 },
  );
});

function arc(from: number, to: number, gain: number, capacity = 1): Arc {
  return { from, to, capacity, gain };
}

function gainOf(arcs: readonly Arc[], flow: readonly number[]): number {
  return arcs.reduce((sum, { gain }, index) => sum + gain * flow[index]!, 0);
}

function isFeasible(nodeCount: number, arcs: readonly Arc[], flow: readonly number[]): boolean {
  const surplus = Array.from({ length: nodeCount }, () => 0);
  for (const [index, { from, to, capacity }] of arcs.entries()) {
    const units = flow[index]!;
    if (!Number.isInteger(units) || units < 0 || units > capacity) return false;
    surplus[from]! -= units;
    surplus[to]! += units;
  }
  return surplus[1]! >= 0 && surplus.every((units, node) => node < 2 || units === 0);
}

/** Every way to put units on the arcs that is a flow. */
function flowsOver(nodeCount: number, arcs: readonly Arc[]): readonly (readonly number[])[] {
  const choices = arcs.reduce<readonly (readonly number[])[]>(
    (flows, { capacity }) =>
      flows.flatMap((flow) => Array.from({ length: capacity + 1 }, (_, units) => [...flow, units])),
    [[]],
  );
  return choices.filter((flow) => isFeasible(nodeCount, arcs, flow));
}
