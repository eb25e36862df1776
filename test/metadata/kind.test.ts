import { describe, expect, it } from "vitest";
import {
  defineKind,
  eachEntry,
  slot,
  type SlotOptions,
  type TypeFunction,
} from "../../src/metadata/index.js";
import { caught } from "../support/caught.js";
import { eventKind, untyped } from "./sample.js";

const anySlot = slot<TypeFunction>()({ default: true });
const rule = eachEntry("is-there", "completeness", { description: "It is there.", check: () => true });

describe("slot", () => {
  it("is frozen, and takes functions unless it says otherwise", () => {
    expect(anySlot).toMatchObject({ default: true, strict: "mode", description: "" });
    expect(Object.isFrozen(anySlot)).toBe(true);
    expect(anySlot.fault(() => 1)).toBeUndefined();
    expect(anySlot.fault({})).toBe("must be a function, but is an object");
    const texts = slot<TypeFunction>()({
      default: false,
      fault: (value) => (typeof value === "string" ? undefined : "must be a text"),
    });
    expect([texts.fault("a"), texts.fault(1)]).toEqual([undefined, "must be a text"]);
  });

  it.each([
    [{}, "The option default of slot() must be true or false, but is undefined."],
    [{ default: 1 }, "The option default of slot() must be true or false, but is 1."],
    [
      { default: true, strict: "never" },
      'The option strict of slot() must be "mode" or "always", but is "never".',
    ],
    [{ default: true, description: 1 }, "The option description of slot() must be a text, but is 1."],
    [{ default: true, fault: "no" }, 'The option fault of slot() must be a function, but is "no".'],
    [null, "The options of slot() must be an object, but are null."],
  ])("refuses %j", (options, message) => {
    expect(caught(() => slot()(options as unknown as SlotOptions<boolean>)).message).toBe(message);
  });
});

describe("defineKind", () => {
  it("is frozen all the way down, with copies of what it was given", () => {
    const rules = [rule];
    const slots = { handler: anySlot };
    const kind = defineKind<object>()({ name: "pages", slots, rules });
    rules.pop();
    delete (slots as Partial<typeof slots>).handler;
    expect(kind).toMatchObject({ name: "pages", description: "", rules: [rule] });
    expect(Object.keys(kind.slots)).toEqual(["handler"]);
    for (const part of [kind, kind.slots, kind.rules]) expect(Object.isFrozen(part)).toBe(true);
    expect("toString" in kind.slots).toBe(false);
  });

  it("takes slots that objects inherit things by the name of", () => {
    const kind = defineKind<object>()({ name: "pages", slots: { constructor: anySlot } });
    expect(kind.slots.constructor).toBe(anySlot);
    const pages = untyped.defineRegistry(kind, {
      a: { requires: {} },
      b: { requires: { constructor: false } },
    });
    expect(["a", "b"].map((id) => pages.needs(id as never, "constructor" as never))).toEqual([true, false]);
  });

  it("names everything that is wrong in one error", () => {
    const slots = {
      handler: {},
      "0": anySlot,
      "a b": anySlot,
      [Symbol("s")]: anySlot,
      ["__proto__"]: anySlot,
    };
    const error = caught(() =>
      untyped.defineKind({ name: "two words", slots, rules: [rule, rule, { id: "forged" }, null] }),
    );
    expect(error.code).toBe("METADATA_KIND_INVALID");
    expect(error.message).toBe(
      `The kind "two words" cannot be defined:
  - its name may hold letters, digits, "_", "-" and "." only, but is "two words"
  - the slot name "0" looks like an integer: objects move such keys to the front; use a name
  - the slot "handler" must be made by slot<…>()({ … }), but is an object
  - the slot name "a b" may hold letters, digits, "_", "-" and "." only, but is "a b"
  - the slot name "__proto__" cannot be used: in a literal it sets the prototype
  - the slot name Symbol(s) is a symbol; use a text
  - two rules have the id "is-there"
  - a rule must be made by eachEntry() or wholeRegistry(), but one is an object
  - a rule must be made by eachEntry() or wholeRegistry(), but one is null`,
    );
    expect(error.details["faults"]).toHaveLength(9);
  });

  it.each([
    [{ name: "k" }, "The option slots of defineKind() must be a plain object of slots, but is undefined."],
    [
      { name: "k", slots: new Map() },
      "The option slots of defineKind() must be a plain object of slots, but is a Map.",
    ],
    [
      { name: "k", slots: {}, rules: rule },
      "The option rules of defineKind() must be an array of rules, but is an object.",
    ],
    [
      { name: "k", slots: {}, description: 1 },
      "The option description of defineKind() must be a text, but is 1.",
    ],
  ])("refuses %o", (parts, message) => {
    expect(caught(() => untyped.defineKind(parts)).message).toBe(message);
  });

  it.each([" events", "events ", "e\u0301v"])(
    "refuses the name %j, which is written otherwise than it reads",
    (name) => {
      expect(caught(() => untyped.defineKind({ name, slots: {} })).message).toContain(
        `its name has to be written ${JSON.stringify(name.trim().normalize("NFC"))}, without blanks and in normal form C`,
      );
    },
  );

  it("is asked for where something else is given", () => {
    for (const kind of [null, {}, { ...eventKind }, defineKind]) {
      expect(caught(() => untyped.defineRegistry(kind, {})).message).toMatch(
        /^defineRegistry\(\) needs a kind made by defineKind<…>\(\)\(\{ … \}\), but was given /,
      );
    }
  });
});
