import { runInNewContext } from "node:vm";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { deepFreeze, isList, isPlainObject } from "../../src/kernel/index.js";

describe("deepFreeze", () => {
  it("returns the same value, frozen all the way down", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(deepFreeze(value)).toBe(value);
        expect(everyPartFrozen(value)).toBe(true);
      }),
    );
  });

  it("freezes objects without a prototype and of another realm", () => {
    const bare: unknown = deepFreeze(Object.assign(Object.create(null) as object, { list: [1] }));
    const foreign: unknown = deepFreeze(runInNewContext("({ list: [1] })"));
    expect(everyPartFrozen(bare)).toBe(true);
    expect(everyPartFrozen(foreign)).toBe(true);
  });

  it("comes to an end on a cycle", () => {
    const ring: { self?: unknown } = {};
    ring.self = [ring];
    expect(Object.isFrozen(deepFreeze(ring))).toBe(true);
    expect(Object.isFrozen(ring.self)).toBe(true);
  });

  it("leaves class instances, dates and functions as they are", () => {
    const parts = { map: new Map(), date: new Date(0), work: () => 0 };
    deepFreeze(parts);
    expect(Object.isFrozen(parts)).toBe(true);
    expect(Object.values(parts).map((part) => Object.isFrozen(part))).toEqual([false, false, false]);
  });

  it("freezes a part under the key __proto__", () => {
    const value = deepFreeze(JSON.parse('{ "__proto__": { "x": [] } }') as Record<string, unknown>);
    expect(everyPartFrozen(Object.entries(value)[0]?.[1])).toBe(true);
  });
});

describe("isList", () => {
  it("knows lists of any kind, and that a text is none", () => {
    for (const list of [[], new Set(), new Map(), [1].values()]) expect(isList(list)).toBe(true);
    for (const other of ["text", {}, null, undefined, 5, () => []]) expect(isList(other)).toBe(false);
  });
});

describe("isPlainObject", () => {
  class Thing {}

  it.each([
    ["a literal", {}],
    ["one from JSON", JSON.parse("{}")],
    ["one without a prototype", Object.create(null)],
    ["one of another realm", runInNewContext("({})")],
    ["one with a key of its own called isPrototypeOf", { isPrototypeOf: 1 }],
  ])("is true for %s", (_, value) => {
    expect(isPlainObject(value)).toBe(true);
  });

  it.each([
    ["null", null],
    ["undefined", undefined],
    ["a string", "x"],
    ["an array", []],
    ["a function", () => {}],
    ["a Map", new Map()],
    ["an instance", new Thing()],
    ["an error of another realm", runInNewContext("new Error()")],
    ["one that inherits from a literal", Object.create({ a: 1 })],
    ["one that inherits from a bare object", Object.create(Object.create(null) as object)],
  ])("is false for %s", (_, value) => {
    expect(isPlainObject(value)).toBe(false);
  });
});

function everyPartFrozen(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return true;
  return Object.isFrozen(value) && Object.values(value).every(everyPartFrozen);
}
