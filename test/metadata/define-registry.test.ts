import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { defineRegistry, derive, isMetadataRegistry, type } from "../../src/metadata/index.js";
import { caught } from "../support/caught.js";
import { events, eventKind, untyped } from "./sample.js";

const payload = type<string>("Text");
const entry = { payload, phase: "failed" };

function faultsOf(entries: unknown, options: object = {}): unknown {
  const error = caught(() => untyped.defineRegistry(eventKind, entries, options));
  expect(error.code).toBe("METADATA_REGISTRY_INVALID");
  return error.details["faults"];
}

describe("a registry", () => {
  it("gives its entries in order, with their ids, frozen", () => {
    expect(events.ids).toEqual(["user.registered", "sync.failed"]);
    expect(events.size).toBe(2);
    expect([...events]).toEqual(events.entries());
    expect(events.get("user.registered")).toMatchObject({ id: "user.registered", action: "REGISTERED" });
    expect(events.find("sync.failed")).toBe(events.get("sync.failed"));
    for (const part of [events, events.ids, events.entries(), ...events, events.get("sync.failed").requires])
      expect(Object.isFrozen(part)).toBe(true);
    expect(events.name).toBe("events");
    expect(events.covers).toBeUndefined();
    expect(events.references()).toEqual({});
    expect(isMetadataRegistry(events)).toBe(true);
    expect(isMetadataRegistry({ ...events })).toBe(false);
  });

  it("is not changed by what is later done to what it was made of", () => {
    const steps = [{ does: "x" }];
    const list = ["A"];
    const made = untyped.defineRegistry(
      eventKind,
      { a: { ...entry, action: "A", steps } },
      { references: { action: list } },
    );
    steps[0]!.does = "y";
    list.push("B");
    expect(made.get("a" as never)).toMatchObject({ steps: [{ does: "x" }] });
    expect(made.references()).toMatchObject({ action: { name: "action", ids: ["A"] } });
  });

  it("knows which slots an entry needs", () => {
    const needs = (id: (typeof events.ids)[number]) =>
      (["logging", "audit", "email"] as const).map((name) => events.needs(id, name));
    expect(needs("user.registered")).toEqual([true, true, true]);
    expect(needs("sync.failed")).toEqual([true, false, false]);
    expect(caught(() => events.needs("sync.failed", "sms" as never)).message).toBe(
      'needs() needs one of the slots "logging", "audit" or "email", but was given "sms".',
    );
  });

  it("says of an unknown id what is near, and is asked first without an error", () => {
    const error = caught(() => events.get("user.registred" as never));
    expect(error.code).toBe("METADATA_ENTRY_UNKNOWN");
    expect(error.message).toBe(
      `The registry "events" has no entry "user.registred" (did you mean "user.registered"?).
  hint: known are "user.registered" and "sync.failed".`,
    );
    expect(error.details).toEqual({ registry: "events", id: "user.registred" });
    expect(events.find("user.registred")).toBeUndefined();
    for (const id of ["__proto__", "constructor", "toString", ""]) expect(events.has(id)).toBe(false);
    expect(caught(() => events.get(Symbol("s") as never)).details["id"]).toBe("Symbol(s)");
  });

  it("may be empty", () => {
    const none = defineRegistry(eventKind, {});
    expect([none.size, [...none]]).toEqual([0, []]);
    expect(caught(() => none.get("a" as never)).hint).toBe("it is empty.");
  });

  it("gives back what went in, whatever it is", () => {
    const id = fc.stringMatching(/^[A-Za-z_][\w.-]{0,20}$/).filter((text) => text !== "__proto__");
    fc.assert(
      fc.property(fc.dictionary(id, fc.record({ action: fc.string() })), (entries) => {
        const made = untyped.defineRegistry(eventKind, entries);
        expect([...made.ids]).toEqual(Object.keys(entries));
        for (const key of Object.keys(entries)) expect(made.find(key)).toEqual({ ...entries[key], id: key });
      }),
    );
  });
});

describe("defineRegistry refuses", () => {
  it("everything that is wrong in one error, in words", () => {
    const error = caught(() =>
      untyped.defineRegistry(
        eventKind,
        {
          "1": entry,
          "a b": entry,
          [Symbol("s")]: entry,
          ["__proto__"]: entry,
          text: "text",
          twice: { ...entry, id: "twice" },
          does: { ...entry, action: () => 1 },
          flags: { ...entry, requires: { emial: true, email: "yes" } },
          wrong: { ...entry, requires: ["email"] },
          fine: entry,
        },
        { name: "my events" },
      ),
    );
    expect(error.message).toBe(
      `The registry "my events" cannot be defined:
  - the name of the registry may hold letters, digits, "_", "-" and "." only, but is "my events"
  - the id "1" looks like an integer: objects move such keys to the front; use a name
  - the id "a b" may hold letters, digits, "_", "-" and "." only, but is "a b"
  - the id "__proto__" cannot be used: in a literal it sets the prototype
  - text must be a plain object of metadata, but is "text"
  - twice.id is given twice: the key is the id
  - does.action is the function action, but metadata holds data only; what an entry does is a slot
  - flags.requires.emial is no slot of the kind events (did you mean "email"?); known are "logging", "audit" and "email"
  - flags.requires.email must be true or false, but is "yes"
  - wrong.requires must be an object of slots, but is an array of 1
  - the id Symbol(s) is a symbol; use a text`,
    );
    expect(error.details).toMatchObject({ registry: "my events" });
    expect(error.details["faults"]).toHaveLength(11);
  });

  it.each([
    [null, "null"],
    [undefined, "undefined"],
    [[], "an empty array"],
    [new Map(), "a Map"],
    [{ __proto__: { a: entry }, b: entry }, "an object"],
  ])("%o in the place of entries", (entries, found) => {
    expect(faultsOf(entries)).toEqual([
      `the entries must be a plain object, but are ${found} (a key "__proto__" in a literal sets the prototype)`,
    ]);
  });

  it("getters, and calls none", () => {
    let called = 0;
    const entries = Object.defineProperty({}, "a", { enumerable: true, get: () => ++called });
    expect(faultsOf(entries)).toEqual(["a is a getter, but metadata holds data only"]);
    expect(called).toBe(0);
  });

  it("entries that cannot be read, and reads the others", () => {
    const sly = new Proxy(
      {},
      {
        ownKeys: () => {
          throw new Error("not for you");
        },
      },
    );
    expect(faultsOf({ a: sly, b: 1 })).toEqual([
      "a cannot be read: not for you",
      "b must be a plain object of metadata, but is 1",
    ]);
    expect(faultsOf(new Proxy({}, { ownKeys: () => ["ghost"] }))).toEqual([
      "ghost must be a plain object of metadata, but is undefined",
    ]);
    expect(faultsOf(sly)).toEqual(["the entries cannot be read: not for you"]);
  });

  it("ids that are written otherwise than they read", () => {
    expect(faultsOf({ " a": entry })).toEqual([
      'the id " a" has to be written "a", without blanks and in normal form C',
    ]);
  });

  it("options that nobody reads, and null", () => {
    expect(caught(() => untyped.defineRegistry(eventKind, {}, { covres: [] })).message).toContain(
      'did you mean "covers"?',
    );
    expect(caught(() => untyped.defineRegistry(eventKind, {}, null)).code).toBe("OPTION_INVALID");
    expect(faultsOf({}, { name: 1 })).toEqual(["the name of the registry must be a string, but is 1"]);
  });

  it("thousands of entries in little time, and shows the first fifty faults", () => {
    const entries = Object.fromEntries(Array.from({ length: 20_000 }, (_, i) => [`event-${i}`, entry]));
    const components = Array.from({ length: 20_000 }, (_, i) => `evnet-${i}`);
    const error = caught(() => untyped.defineRegistry(eventKind, entries, { covers: components }));
    expect(error.details["faults"]).toHaveLength(40_000);
    expect(error.message.split("\n")).toHaveLength(52);
    expect(error.message).toContain('"evnet-0" is covered, but has no entry (did you mean "event-0"?)');
    expect(error.message).toMatch(/ {2}- and 39950 more$/);
  });
});

describe("covers", () => {
  it("closes the world in both directions, by a list, the keys of a record, or a registry", () => {
    const entries = { a: entry, bb: entry };
    for (const covers of [
      ["a", "bb"],
      { a: 1, bb: 2 },
      { ids: ["a", "bb"], more: 1 },
      untyped.defineRegistry(eventKind, entries),
    ]) {
      expect(untyped.defineRegistry(eventKind, entries, { covers }).covers).toEqual(["a", "bb"]);
    }
    expect(untyped.defineRegistry(eventKind, { ids: entry }, { covers: { ids: 1 } }).covers).toEqual(["ids"]);
    expect(faultsOf(entries, { covers: ["a", "cccc"] })).toEqual([
      '"cccc" is covered, but has no entry',
      "bb has an entry, but is not among what is covered",
    ]);
  });

  it("does not say that an entry is missing which only has faults", () => {
    expect(faultsOf({ a: 1 }, { covers: ["a"] })).toEqual(["a must be a plain object of metadata, but is 1"]);
  });

  it.each([
    [new Set(["a"]), "covers must be a registry, a record or a list of ids, but is a Set"],
    ["a", 'covers must be a registry, a record or a list of ids, but is "a"'],
    [() => ["a"], "covers must be a registry, a record or a list of ids, but is the function covers"],
    [[1], "covers must be a list of ids, but has 1 in it"],
    [["a", "a"], 'covers has "a" twice'],
    [null, "covers must be a registry, a record or a list of ids, but is null"],
  ])("refuses %o", (covers, fault) => {
    const named =
      typeof covers === "function" ? Object.defineProperty(covers, "name", { value: "covers" }) : covers;
    expect(faultsOf({ a: entry }, { covers: named })).toEqual([fault]);
  });

  it("says when a module is not there yet", () => {
    const module = new Proxy(
      {},
      {
        ownKeys: () => {
          throw new ReferenceError("used before it was there");
        },
      },
    );
    expect(faultsOf({ a: entry }, { covers: module })).toEqual([
      "covers cannot be read: used before it was there",
    ]);
  });
});

describe("references", () => {
  const entries = {
    a: { ...entry, action: "FAILED" },
    b: { ...entry, action: ["FAILED", "b"] },
    c: { ...entry, action: null },
  };

  it("lead to a registry, a record, a list, or the registry itself", () => {
    const actions = untyped.defineRegistry(eventKind, { FAILED: entry, b: entry }, { name: "actions" });
    expect(
      untyped.defineRegistry(eventKind, entries, { references: { action: actions } }).references(),
    ).toMatchObject({
      action: { name: "actions", ids: ["FAILED", "b"] },
    });
    const own = untyped.defineRegistry(
      eventKind,
      { ...entries, FAILED: entry },
      { references: { action: "self" } },
    );
    expect(own.references()).toMatchObject({ action: { name: "events", ids: ["a", "b", "c", "FAILED"] } });
    expect(Object.isFrozen(own.references()["action"])).toBe(true);
  });

  it("to what is not there are named with what is near", () => {
    expect(faultsOf(entries, { references: { action: { FAILD: 1 } } })).toEqual([
      'a.action refers to "FAILED", which "action" does not have (did you mean "FAILD"?)',
      'b.action refers to "FAILED", which "action" does not have (did you mean "FAILD"?)',
      'b.action refers to "b", which "action" does not have',
    ]);
    expect(faultsOf({ a: { ...entry, action: 1 } }, { references: { action: ["A"] } })).toEqual([
      'a.action refers to 1, which "action" does not have',
    ]);
    expect(faultsOf({ a: { ...entry, action: "later" } }, { references: { action: "self" } })).toEqual([
      'a.action refers to "later", which "events" does not have',
    ]);
  });

  it("that are only defined later are looked at when they are asked for", () => {
    let asked = 0;
    const made = untyped.defineRegistry(eventKind, entries, {
      references: { action: () => (asked++, ["FAILED", "b"]), phase: undefined },
    });
    expect(asked).toBe(0);
    expect(made.references()).toMatchObject({ action: { name: "action", ids: ["FAILED", "b"] } });
    expect(asked).toBe(1);
  });

  it("that lead nowhere are an error with its cause when they are asked for", () => {
    const cause = new ReferenceError("not yet");
    const made = untyped.defineRegistry(eventKind, entries, {
      references: {
        action: () => {
          throw cause;
        },
        phase: () => 1,
      },
    });
    const error = caught(() => made.references());
    expect(error.code).toBe("METADATA_REGISTRY_INVALID");
    expect(error.message).toBe(
      `The registry "events" has references that lead nowhere:
  - references.action cannot be read: not yet
  - what references.phase gives must be a registry, a record or a list of ids, but is 1
  hint: a function is for a target that is defined later; it is asked when the references are first looked at.`,
    );
    expect(error.cause).toBe(cause);
    const other = untyped.defineRegistry(eventKind, entries, { references: { phase: () => null } });
    expect(caught(() => other.references()).cause).toBeUndefined();
  });

  it.each([
    [null, "references must be an object by field, but is null"],
    [[], "references must be an object by field, but is an empty array"],
    [{ action: 5 }, "references.action must be a registry, a record or a list of ids, but is 5"],
    [{ action: "other" }, 'references.action must be a registry, a record or a list of ids, but is "other"'],
  ])("refuse %j", (references, fault) => {
    expect(faultsOf(entries, { references })).toEqual([fault]);
  });

  it("are not taken from what objects inherit", () => {
    const references = { constructor: ["A"] };
    const made = untyped.defineRegistry(eventKind, { a: entry }, { references });
    expect(made.references()["constructor"]?.ids).toEqual(["A"]);
  });
});

describe("derive", () => {
  it("gives what follows from each entry, by id", () => {
    const derived = derive(events, ({ phase }) => phase.toUpperCase());
    expect(Object.entries(derived)).toEqual([
      ["user.registered", "SUCCEEDED"],
      ["sync.failed", "FAILED"],
    ]);
    expect(Object.isFrozen(derived)).toBe(true);
    expect("toString" in derived).toBe(false);
  });

  it("refuses what is no registry or no function", () => {
    expect(caught(() => derive({} as never, () => 1)).message).toBe(
      "derive() needs a registry made by defineRegistry(), but was given an object.",
    );
    expect(caught(() => derive(events, null as never)).message).toBe(
      "derive() needs a function, but was given null.",
    );
  });
});
