import { expect, test } from "vitest";
import { EntryBounds } from "../../../src/resolution/ranking/entry-bounds.js";

const all = { atMost: () => 1, exact: () => 1 };

test("what has no bound is not passed, and what is behind a closed gate neither", () => {
  const bounds = new EntryBounds();
  const [first, second] = [bounds.add({ name: 0, gate: 0 }), bounds.add({ name: 0, gate: 1 })];
  expect(bounds.passed(() => true, all)).toEqual([]);
  bounds.set(first, 0.5);
  bounds.set(second, 0.5);
  expect(bounds.passed((gate) => gate === 1, all)).toEqual([second]);
});

test("both similarities count, and the exact one is asked for once for each name, where it matters", () => {
  const bounds = new EntryBounds();
  for (const [name, least] of [
    [0, 0.4],
    [0, 0.5],
    [0, 0.9],
    [1, 0.4],
  ] as const)
    bounds.set(bounds.add({ name, gate: 0 }), least);
  const asked: number[] = [];
  const exact = (name: number): number => {
    asked.push(name);
    return 0.4;
  };
  expect(bounds.passed(() => true, { atMost: (name) => (name === 0 ? 0.6 : 0.3), exact })).toEqual([0]);
  expect(asked).toEqual([0]);
});

test("a gate that is opened lets pass what is behind it and has a bound, until that is set again", () => {
  const bounds = new EntryBounds();
  const known = bounds.add({ name: 0, gate: 0 });
  bounds.add({ name: 0, gate: 0 });
  bounds.set(known, Infinity);
  bounds.open(1);
  expect(bounds.passed(() => true, all)).toEqual([]);
  bounds.open(0);
  expect(bounds.passed(() => true, all)).toEqual([known]);
  bounds.set(known, 2);
  expect(bounds.passed(() => true, all)).toEqual([]);
});
