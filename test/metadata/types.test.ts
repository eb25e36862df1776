import { describe, expect, it } from "vitest";
import { typeErrors } from "../support/type-check.js";

/** A kind with three slots and a registry of two entries; what follows is line 1. */
const prelude = `
import {
  defineKind, defineRegistry, methods, slot, type, wire,
  type MethodsFor, type TypeFunction, type TypeOf, type TypeToken,
} from "bailiwick/metadata";
interface Event {
  readonly payload: TypeToken;
  readonly phase: "succeeded" | "failed";
  readonly action?: string;
  readonly retries?: { readonly most: number; readonly after?: { readonly seconds: number } };
  readonly steps?: readonly { readonly does: string }[];
}
type HandlerOf<E> = E extends { readonly payload: infer P; readonly id: infer I }
  ? (event: TypeOf<P>, context: { readonly id: I; readonly entry: E }) => void
  : never;
interface Handler extends TypeFunction { readonly out: HandlerOf<this["in"]> }
const kind = defineKind<Event>()({
  name: "events",
  slots: {
    logging: slot<Handler>()({ default: true }),
    audit: slot<Handler>()({ default: true, strict: "always" }),
    email: slot<Handler>()({ default: false }),
  },
});
const events = defineRegistry(kind, {
  "user.registered": { payload: type<{ userId: string }>(), phase: "succeeded", action: "REGISTERED", requires: { email: true } },
  "sync.failed": { payload: type<{ reason: number }>(), phase: "failed", requires: { audit: false } },
});
const text = (value: string): void => void value;
const number = (value: number): void => void value;
void [kind, events, text, number, methods, wire, defineRegistry];
`;

const preludeLines = prelude.split("\n").length - 1;

/** The errors as `line: code`, where line 1 is the first after the prelude, with their messages. */
function errorsOf(source: string): { at: string; message: string }[] {
  return typeErrors(`${prelude}${source}\nexport {};\n`).map(({ line, code, message }) => ({
    at: `${line - preludeLines}: TS${code}`,
    message,
  }));
}

/** A place that the errors have to name, marked in the source by `// <- TS1234`. */
function expectedIn(source: string): string[] {
  return source.split("\n").flatMap((line, index) => {
    const code = /\/\/ <- (TS\d+)$/.exec(line)?.[1];
    return code === undefined ? [] : [`${index + 1}: ${code}`];
  });
}

const complete = `
wire(events, {
  logging: {
    "user.registered": ({ userId }, { id, entry }) => { text(userId); text(id satisfies "user.registered"); text(entry.action satisfies "REGISTERED"); },
    "sync.failed": (event) => number(event.reason),
  },
  audit: { "user.registered": (event) => text(event.userId) },
  email: { "user.registered": (event) => text(event.userId) },
}).get("user.registered", "email")?.({ userId: "u" }, { id: "user.registered", entry: events.get("user.registered") });
class Logging implements MethodsFor<typeof events, "logging"> {
  handleUserRegistered(event: { userId: string }) { text(event.userId); }
  handleSyncFailed(event: { reason: number }) { number(event.reason); }
  handle() {}
  handlebars() {}
}
methods(events, "logging", new Logging());
wire(events, { logging: {} }, { mode: "graceful", bind: ({ id, slot, entry }) => { text(id); text(slot); text(entry.phase); } });
`;

describe("what has to compile", () => {
  it("does: registries, wiring in both modes, handlers as functions and as methods", () => {
    expect(errorsOf(complete)).toEqual([]);
  });

  it("also with references, covers and wide flags", () => {
    const wide = `
const actions = { REGISTERED: 1, FAILED: 2 };
const flag: boolean = text.length > 0;
const more = defineRegistry(kind, {
  a: { payload: type<string>(), phase: "failed", action: "FAILED", requires: { email: flag } },
  b: { payload: type<string>(), phase: "failed", retries: { most: 1, after: { seconds: 2 } }, steps: [{ does: "x" }] },
}, { covers: ["a", "b"], references: { action: () => actions } });
const made: Readonly<Record<string, Event>> = {};
defineRegistry(kind, made);
const later: { readonly ids: readonly string[] } = more;
defineRegistry(kind, { c: { payload: type<string>(), phase: "failed", action: "any" } }, { references: { action: (): { readonly ids: readonly string[] } => later } });
wire(more, { logging: { a: text, b: text }, audit: { a: text, b: text } });
wire(more, { logging: { a: text, b: text }, audit: { a: text, b: text }, email: { a: text } });
class Mails implements MethodsFor<typeof more, "email"> {}
methods(more, "email", new Mails());
`;
    expect(errorsOf(wide)).toEqual([]);
  });
});

const mistakes: Readonly<Record<string, { readonly source: string; readonly says: string }>> = {
  "a missing handler": {
    source: `wire(events, {
  logging: { // <- TS2741
    "user.registered": (event) => text(event.userId),
  },
  audit: { "user.registered": (event) => text(event.userId) },
  email: { "user.registered": (event) => text(event.userId) },
});`,
    says: `Property '"sync.failed"' is missing`,
  },
  "a missing slot": {
    source: `wire(events, { // <- TS2345
  logging: { "user.registered": (event) => text(event.userId), "sync.failed": () => {} },
  email: { "user.registered": (event) => text(event.userId) },
});`,
    says: "Property 'audit' is missing",
  },
  "an orphan handler": {
    source: `wire(events, {
  logging: { "user.registered": () => {}, "sync.failed": () => {} },
  audit: {
    "user.registered": () => {},
    "sync.failed": () => {}, // <- TS2353
  },
  email: { "user.registered": () => {} },
});`,
    says: `'"sync.failed"' does not exist`,
  },
  "a handler for an unknown id": {
    source: `wire(events, {
  logging: {
    "user.registered": () => {},
    "sync.failed": () => {},
    "user.registred": () => {}, // <- TS2353
  },
  audit: { "user.registered": () => {} },
  email: { "user.registered": () => {} },
});`,
    says: `'"user.registred"' does not exist`,
  },
  "implementations of an unknown slot": {
    source: `wire(events, {
  logging: { "user.registered": () => {}, "sync.failed": () => {} },
  audit: { "user.registered": () => {} },
  email: { "user.registered": () => {} },
  sms: {}, // <- TS2353
});`,
    says: "'sms' does not exist",
  },
  "a handler of another payload": {
    source: `wire(events, {
  logging: {
    "user.registered": (event) => number(event.userId), // <- TS2345
    "sync.failed": () => {},
  },
  audit: { "user.registered": text }, // <- TS2322
  email: { "user.registered": () => {} },
});`,
    says: "not assignable",
  },
  "an unregistered component": {
    source: `defineRegistry(
  kind,
  { // <- TS2345
    a: { payload: type<string>(), phase: "failed" },
  },
  { covers: { a: 1, b: 2 } },
);`,
    says: "Property 'b' is missing",
  },
  "an entry without a component": {
    source: `defineRegistry(
  kind,
  {
    a: { payload: type<string>(), phase: "failed" },
    b: { payload: type<string>(), phase: "failed" }, // <- TS2322
  },
  { covers: ["a"] },
);`,
    says: `NotCovered<"a">`,
  },
  "a duplicate id": {
    source: `defineRegistry(kind, {
  a: { payload: type<string>(), phase: "failed" },
  a: { payload: type<string>(), phase: "succeeded" }, // <- TS1117
});`,
    says: "multiple properties with the same name",
  },
  "a reference to what is not there": {
    source: `defineRegistry(
  kind,
  {
    a: {
      payload: type<string>(),
      phase: "failed",
      action: "FAILD", // <- TS2322
    },
  },
  { references: { action: ["FAILED"] } },
);`,
    says: `NoSuchId<"FAILED">`,
  },
  "a reference to another entry that is not there": {
    source: `defineRegistry(kind, {
  a: { payload: type<string>(), phase: "failed", action: "b" },
  b: {
    payload: type<string>(),
    phase: "failed",
    action: "c", // <- TS2322
  },
}, { references: { action: "self" } });`,
    says: `NoSuchId<"a" | "b">`,
  },
  "a reference of a field that does not exist": {
    source: `defineRegistry(kind, {
  a: { payload: type<string>(), phase: "failed" },
}, {
  references: {
    action: ["A"],
    acton: ["A"], // <- TS2322
  },
});`,
    says: `NoSuchField<"requires" | keyof Event>`,
  },
  "a misspelt field": {
    source: `defineRegistry(kind, {
  a: {
    payload: type<string>(),
    phase: "failed",
    acton: "A", // <- TS2322
  },
});`,
    says: "NoSuchField<",
  },
  "a misspelt field further in": {
    source: `defineRegistry(kind, {
  a: {
    payload: type<string>(),
    phase: "failed",
    retries: {
      most: 1,
      after: {
        seconds: 1,
        minutes: 2, // <- TS2322
      },
    },
    steps: [
      {
        does: "x",
        dose: "y", // <- TS2322
      },
    ],
  },
});`,
    says: "NoSuchField<",
  },
  "a field of the wrong type": {
    source: `defineRegistry(kind, {
  a: {
    payload: type<string>(),
    phase: "begun", // <- TS2322
  },
});`,
    says: `"succeeded" | "failed"`,
  },
  "a field that is not there": {
    source: `defineRegistry(kind, {
  a: { payload: type<string>() }, // <- TS2322
});`,
    says: "Property 'phase' is missing",
  },
  "a payload that is no token": {
    source: `defineRegistry(kind, {
  a: {
    payload: { name: "E" }, // <- TS2741
    phase: "failed",
  },
});`,
    says: "TypeToken",
  },
  "a requirement of an unknown slot": {
    source: `defineRegistry(kind, {
  a: {
    payload: type<string>(),
    phase: "failed",
    requires: {
      emial: true, // <- TS2561
    },
  },
});`,
    says: "Did you mean to write 'email'?",
  },
  "a class that lacks a method": {
    source: `
class Logging // <- TS2420
  implements MethodsFor<typeof events, "logging"> { handleUserRegistered() {} }
new Logging();`,
    says: "Property 'handleSyncFailed' is missing",
  },
  "a method for nobody": {
    source: `class Logging {
  handleUserRegistered() {}
  handleSyncFailed() {}
  handleSyncFaild() {}
}
methods(
  events,
  "logging",
  new Logging(), // <- TS2345
);`,
    says: "handleSyncFaild",
  },
  "an unknown slot of get()": {
    source: `wire(events, {}, { mode: "graceful" }).get(
  "user.registered",
  "sms", // <- TS2345
);`,
    says: `"logging" | "audit" | "email"`,
  },
  "an unknown id of get()": {
    source: `events.get(
  "user.gone", // <- TS2345
);`,
    says: `"user.registered" | "sync.failed"`,
  },
};

describe("what must not compile", () => {
  it.each(Object.entries(mistakes))("%s: an error at the line to mend", (_, { source, says }) => {
    const errors = errorsOf(source);
    expect(errors.map(({ at, message }) => `${at} ${message}`).join("\n")).toContain(says);
    expect(errors.map(({ at }) => at)).toEqual(expectedIn(source));
  });
});
