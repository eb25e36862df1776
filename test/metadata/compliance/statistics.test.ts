import fc from "fast-check";
import { expect, test } from "vitest";
import {
  defineKind,
  defineRegistry,
  slot,
  statistics,
  type,
  type AnyRegistry,
  type TypeFunction,
} from "../../../src/metadata/index.js";
import { caught } from "../../support/caught.js";
import { events, handlers } from "./sample.js";

/** For entries whose ids the compiler does not know. */
const define = defineRegistry as (kind: unknown, entries: unknown) => AnyRegistry;

const kind = defineKind<object>()({ name: "things", slots: {} });
const byOf = (entries: readonly object[], by?: readonly string[]) => {
  const named = Object.fromEntries(entries.map((entry, index) => [`entry${index}`, entry]));
  const registry = define(kind, named);
  return statistics(registry, by === undefined ? {} : { by }).by;
};

test("entries are counted, by what they say and by what they need", () => {
  const counted = statistics(events);
  expect(counted).toEqual({
    registry: "events",
    kind: "events",
    total: 3,
    by: { category: { security: 1, billing: 2 }, tags: { web: 2, app: 1 } },
    slots: { log: { needed: 3 }, audit: { needed: 1 } },
  });
  expect(Object.isFrozen(counted.by["category"])).toBe(true);
});

test("with implementations, those that an entry needs and a slot takes are counted", () => {
  expect(statistics(events, { implementations: handlers }).slots).toEqual({
    log: { needed: 3, implemented: 3 },
    audit: { needed: 1, implemented: 1 },
  });
  const some = { log: { paid: () => undefined, refunded: 3, gone: () => undefined } };
  expect(statistics(events, { implementations: some }).slots).toEqual({
    log: { needed: 3, implemented: 1 },
    audit: { needed: 1, implemented: 0 },
  });
});

test("fields whose values repeat are counted of themselves; prose, numbers and names are not", () => {
  const prose = "a text that is longer than what anybody would count by";
  expect(
    byOf([
      { group: "a", title: "one", text: prose, size: 1, open: true, auth: { level: "user" }, none: null },
      { group: "a", title: "two", text: prose, size: 1, auth: { level: "user", role: "any" }, none: null },
      { group: "b", title: "three", text: prose, size: 1, payload: type("T") },
      { payload: type("T") },
      { payload: type() },
    ]),
  ).toEqual({
    group: { a: 2, b: 1 },
    open: { true: 1 },
    "auth.level": { user: 2 },
    none: { null: 2 },
    payload: { T: 2 },
  });
});

test("a field with very many values tells entries apart", () => {
  const entries = Array.from({ length: 42 }, (_, index) => ({
    few: `${index % 20}x`,
    many: `${index % 21}x`,
  }));
  expect(Object.keys(byOf(entries))).toEqual(["few"]);
});

test("fields that are asked for are counted whatever they hold", () => {
  const entries = [
    { title: "one", size: 1 },
    { title: "two", tags: ["x", "x", { y: 1 }] },
  ];
  expect(byOf(entries, ["title", "size", "tags", "absent"])).toEqual({
    title: { one: 1, two: 1 },
    size: { 1: 1 },
    tags: { x: 1 },
    absent: {},
  });
});

test("names that every object has are values like others", () => {
  expect(byOf([{ word: "constructor" }, { word: "__proto__" }, { word: "constructor" }])["word"]).toEqual(
    Object.fromEntries([
      ["constructor", 2],
      ["__proto__", 1],
    ]),
  );
});

test("they add up, whatever the entries say", () => {
  const slotted = defineKind<{ group?: string }>()({
    name: "slotted",
    slots: { a: slot<TypeFunction>()({ default: true }), b: slot<TypeFunction>()({ default: false }) },
  });
  const anyEntry = fc.record(
    {
      group: fc.constantFrom("x", "y", "z"),
      requires: fc.record({ a: fc.boolean(), b: fc.boolean() }, { requiredKeys: [] }),
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(fc.array(anyEntry, { maxLength: 12 }), (entries) => {
      const named = Object.fromEntries(entries.map((entry, index) => [`e${index}`, entry]));
      const { total, by, slots } = statistics(define(slotted, named), { by: ["group"] });
      const sum = Object.values(by["group"] ?? {}).reduce((all, count) => all + count, 0);
      expect(total).toBe(entries.length);
      expect(sum).toBe(entries.filter(({ group }) => group !== undefined).length);
      expect(slots["a"]?.needed).toBe(entries.filter(({ requires }) => requires?.a ?? true).length);
      expect(slots["b"]?.needed).toBe(entries.filter(({ requires }) => requires?.b ?? false).length);
    }),
  );
});

test("what is no registry or no option is refused", () => {
  const count = statistics as (registry: unknown, options?: unknown) => unknown;
  expect(caught(() => count(null)).message).toContain("statistics() needs a registry");
  expect(caught(() => count(events, { fields: [] })).message).toContain(
    '"fields" is not an option of statistics()',
  );
  expect(caught(() => count(events, { by: [3] })).message).toContain("must be an array of fields");
  expect(caught(() => count(events, { implementations: 3 })).message).toContain(
    "an object with the implementations by slot",
  );
});
