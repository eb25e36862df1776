import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import {
  defineKind,
  defineRegistry,
  slot,
  wire,
  type TypeFunction,
  type WiringGap,
} from "../../src/metadata/index.js";
import { caught } from "../support/caught.js";
import { events, untyped } from "./sample.js";

const work = () => {};
const complete = {
  logging: { "user.registered": work, "sync.failed": work },
  audit: { "user.registered": work },
  email: { "user.registered": work },
};

/** `wire` as JavaScript sees it. */
const wireAnything = wire as unknown as (...given: unknown[]) => ReturnType<typeof wire<typeof events>>;

function gapsOf(implementations: unknown): readonly WiringGap[] {
  return wireAnything(events, implementations, { mode: "graceful" }).gaps;
}

beforeEach(() => void vi.stubEnv("BAILIWICK_STRICT", undefined));
afterEach(() => void vi.unstubAllEnvs());

describe("a complete wiring", () => {
  it("has every implementation, entry by entry and slot by slot, frozen", () => {
    const wiring = wire(events, complete);
    expect(wiring).toMatchObject({ registry: events, mode: "strict", gaps: [], isComplete: true });
    expect(wiring.bindings.map(({ id, slot: name }) => `${id} ${name}`)).toEqual([
      "user.registered logging",
      "user.registered audit",
      "user.registered email",
      "sync.failed logging",
    ]);
    expect(wiring.bindings[0]).toEqual({
      id: "user.registered",
      slot: "logging",
      entry: events.get("user.registered"),
      implementation: work,
    });
    for (const part of [wiring, wiring.bindings, wiring.bindings[0], wiring.gaps])
      expect(Object.isFrozen(part)).toBe(true);
  });

  it("is asked by id and slot", () => {
    const wiring = wire(events, complete);
    expect(wiring.get("user.registered", "email")).toBe(work);
    expect(wiring.get("sync.failed", "email")).toBeUndefined();
    expect(caught(() => wiring.get("sync.faild" as never, "email")).code).toBe("METADATA_ENTRY_UNKNOWN");
    for (const name of ["sms", "constructor", "__proto__"]) {
      expect(caught(() => wiring.get("sync.failed", name as never)).message).toBe(
        `get() needs one of the slots "logging", "audit" or "email", but was given "${name}".`,
      );
    }
  });

  it("hands each binding to bind once, in order", () => {
    const bound: string[] = [];
    wire(events, complete, {
      bind: ({ id, slot: name, implementation }) => {
        bound.push(`${id} ${name} ${implementation === work}`);
      },
    });
    expect(bound).toEqual([
      "user.registered logging true",
      "user.registered audit true",
      "user.registered email true",
      "sync.failed logging true",
    ]);
  });

  it("of nothing is complete", () => {
    const none = defineRegistry(events.kind, {});
    expect(wire(none, {})).toMatchObject({ bindings: [], isComplete: true });
  });
});

describe("gaps", () => {
  it("are all in one error, and nothing is bound", () => {
    const bind = vi.fn<() => void>();
    const told: string[] = [];
    const error = caught(() =>
      wireAnything(
        events,
        {
          logging: { "user.registered": 5 },
          audit: { "user.registred": work, "sync.failed": work },
          sms: {},
          emial: {},
        },
        { bind, onGap: ({ message }: WiringGap) => told.push(message) },
      ),
    );
    expect(error.code).toBe("METADATA_WIRING_INCOMPLETE");
    expect(error.message).toBe(
      `The wiring of "events" has 8 gaps:
  - The implementation of logging for user.registered must be a function, but is 5
  - user.registered has no implementation of audit
  - user.registered has no implementation of email
  - sync.failed has no implementation of logging
  - audit is implemented for "user.registred", which has no entry (did you mean "user.registered"?)
  - audit is implemented for sync.failed, which does not need it
  - "sms" is implemented, but is no slot of the kind events
  - "emial" is implemented, but is no slot of the kind events (did you mean "email"?)
  hint: implement what is missing and remove what is for nobody; mode: "graceful" wires the rest meanwhile.`,
    );
    expect(error.details).toMatchObject({ registry: "events", mode: "strict" });
    expect(error.details["gaps"]).toHaveLength(8);
    expect(told).toHaveLength(8);
    expect(bind).not.toHaveBeenCalled();
  });

  it("in graceful mode are reported, and the rest is wired", () => {
    const told: WiringGap[] = [];
    const bound: string[] = [];
    const wiring = wire(
      events,
      { audit: complete.audit, logging: { "sync.failed": work } },
      {
        mode: "graceful",
        onGap: (gap) => told.push(gap),
        bind: ({ id, slot: name }) => {
          bound.push(`${id} ${name}`);
        },
      },
    );
    expect(wiring.mode).toBe("graceful");
    expect(wiring.isComplete).toBe(false);
    expect(wiring.gaps.map(({ problem, id, slot: name }) => `${problem} ${id} ${name}`)).toEqual([
      "missing user.registered logging",
      "missing user.registered email",
    ]);
    expect(told).toEqual(wiring.gaps);
    expect(Object.isFrozen(told[0])).toBe(true);
    expect(bound).toEqual(["user.registered audit", "sync.failed logging"]);
    expect(wiring.get("user.registered", "logging")).toBeUndefined();
  });

  it("of a slot that is always strict stop graceful wiring too, and are named alone", () => {
    const error = caught(() => wire(events, {}, { mode: "graceful" }));
    expect(error.message).toBe(
      `The wiring of "events" has 1 gap:
  - user.registered has no implementation of audit
  hint: these slots have to be complete in every mode.`,
    );
    const orphan = caught(() =>
      wireAnything(events, { audit: { ...complete.audit, gone: work } }, { mode: "graceful" }),
    );
    expect(orphan.message).toContain('audit is implemented for "gone", which has no entry');
  });

  it("are where whole slots cannot be read", () => {
    const thrown = new Error("no");
    const throwing = {
      get logging() {
        throw thrown;
      },
      audit: complete.audit,
      email: 5,
    };
    expect(gapsOf(throwing)).toEqual([
      {
        problem: "invalid",
        slot: "logging",
        message: "The implementations of logging cannot be read: no",
        cause: thrown,
      },
      {
        problem: "invalid",
        slot: "email",
        message: "The implementations of email must be an object by id, but are 5",
      },
    ]);
  });

  it("are where it cannot be told whom a slot is implemented for", () => {
    const thrown = new Error("no");
    const logging = new Proxy(complete.logging, {
      ownKeys: () => {
        throw thrown;
      },
    });
    expect(gapsOf({ ...complete, logging })).toEqual([
      {
        problem: "invalid",
        slot: "logging",
        message: "The implementations of logging cannot be read: no",
        cause: thrown,
      },
    ]);
    const hidden = new Proxy(complete, {
      ownKeys: () => {
        throw thrown;
      },
    });
    expect(caught(() => wireAnything(events, hidden)).code).toBe("OPTION_INVALID");
  });

  it("are where an implementation cannot be read", () => {
    const thrown = new Error("no");
    const logging = {
      get "user.registered"() {
        throw thrown;
      },
      "sync.failed": work,
    };
    expect(gapsOf({ ...complete, logging })).toEqual([
      {
        problem: "invalid",
        slot: "logging",
        id: "user.registered",
        message: "user.registered has an implementation of logging that cannot be read: no",
        cause: thrown,
      },
    ]);
  });

  it("are not where undefined stands for nobody, nor taken from what objects inherit", () => {
    expect(
      gapsOf({ ...complete, audit: { ...complete.audit, "sync.failed": undefined, gone: undefined } }),
    ).toEqual([]);
    const inherited = Object.create(complete.logging) as object;
    expect(gapsOf({ ...complete, logging: inherited })).toHaveLength(2);
  });

  it("are where a slot's own test fails, throws, or says nothing that it may", () => {
    const tests: Readonly<Record<string, (value: unknown) => string | undefined>> = {
      fails: () => "is not to its liking",
      throws: () => {
        throw new Error("no");
      },
      odd: (() => false) as never,
    };
    const kind = defineKind<object>()({
      name: "pages",
      slots: Object.fromEntries(
        Object.entries(tests).map(([name, fault]) => [name, slot<TypeFunction>()({ default: true, fault })]),
      ),
    });
    const pages = untyped.defineRegistry(kind, { a: {} });
    const { gaps } = wireAnything(
      pages,
      { fails: { a: 1 }, throws: { a: 1 }, odd: { a: 1 } },
      { mode: "graceful" },
    );
    expect(gaps.map(({ message }) => message)).toEqual([
      "The implementation of fails for a is not to its liking",
      "The implementation of throws for a cannot be checked: no",
      "The implementation of odd for a is not what it takes",
    ]);
  });

  it("are found whatever is left out: exactly that", () => {
    const all = Object.entries(complete).flatMap(([name, byId]) =>
      Object.keys(byId).map((id) => `${id} ${name}`),
    );
    fc.assert(
      fc.property(fc.subarray(all.filter((place) => !place.endsWith("audit"))), (left) => {
        const implementations = Object.fromEntries(
          Object.entries(complete).map(([name, byId]) => [
            name,
            Object.fromEntries(Object.entries(byId).filter(([id]) => !left.includes(`${id} ${name}`))),
          ]),
        );
        const { gaps, bindings } = wireAnything(events, implementations, { mode: "graceful" });
        expect(gaps.map(({ id, slot: name }) => `${id} ${name}`).toSorted()).toEqual(left.toSorted());
        expect(bindings).toHaveLength(all.length - left.length);
      }),
    );
  });
});

describe("a bind that fails", () => {
  const failing = (names: readonly string[], how: () => unknown) =>
    (({ slot: name }: { slot: string }) => (names.includes(name) ? how() : undefined)) as () => void;

  it("is a gap with its cause, after every other was tried", () => {
    const cause = new Error("busy");
    const tried: string[] = [];
    const bind = ({ id, slot: name }: { id: string; slot: string }) => {
      tried.push(`${id} ${name}`);
      if (name === "email") throw cause;
    };
    const error = caught(() => wire(events, complete, { bind }));
    expect(error.message).toContain(
      "user.registered could not be bound to its implementation of email: busy",
    );
    expect(error.cause).toBe(cause);
    expect(tried).toHaveLength(4);
    const wiring = wire(events, complete, { mode: "graceful", bind });
    expect(wiring.gaps).toEqual([expect.objectContaining({ problem: "failed", slot: "email", cause })]);
    expect(wiring.get("user.registered", "email")).toBeUndefined();
    expect(wiring.bindings).toHaveLength(3);
  });

  it("keeps every cause if there are several, and also undefined", () => {
    const causes = [new Error("one"), undefined];
    const given = causes.values();
    const bind = failing(["audit", "email"], () => {
      // oxlint-disable-next-line typescript/only-throw-error
      throw given.next().value;
    });
    const { cause } = caught(() => wire(events, complete, { bind }));
    expect(cause).toBeInstanceOf(AggregateError);
    expect((cause as AggregateError).errors).toEqual(causes);
  });

  it("stops graceful wiring for a slot that is always strict", () => {
    const bind = failing(["audit", "email"], () => {
      throw new Error("busy");
    });
    const error = caught(() => wire(events, complete, { mode: "graceful", bind }));
    expect(error.message).toContain("has 1 gap");
  });

  it("is one that returns a promise, whose failure is not left unhandled", async () => {
    const unhandled = vi.fn<() => void>();
    process.on("unhandledRejection", unhandled);
    const bind = failing(["email"], () => Promise.reject(new Error("late")));
    const { gaps } = wire(events, complete, { mode: "graceful", bind });
    expect(gaps.map(({ message }) => message)).toEqual([
      "user.registered could not be bound to its implementation of email: bind() returned a promise, but wiring does not wait",
    ]);
    await new Promise(setImmediate);
    process.off("unhandledRejection", unhandled);
    expect(unhandled).not.toHaveBeenCalled();
  });
});

describe("the mode", () => {
  it.each([
    [undefined, "strict"],
    ["", "strict"],
    ["true", "strict"],
    [" TRUE ", "strict"],
    ["1", "strict"],
    ["false", "graceful"],
    ["False", "graceful"],
    ["0", "graceful"],
  ])("is by BAILIWICK_STRICT = %j %s", (variable, mode) => {
    vi.stubEnv("BAILIWICK_STRICT", variable);
    expect(wire(events, complete).mode).toBe(mode);
  });

  it.each(["no", "yes", "graceful", "2"])("is refused for BAILIWICK_STRICT = %j", (variable) => {
    vi.stubEnv("BAILIWICK_STRICT", variable);
    expect(caught(() => wire(events, complete)).message).toBe(
      `The option BAILIWICK_STRICT (environment) of wire() must be true, 1, false or 0, but is "${variable}".`,
    );
  });

  it("in the code wins", () => {
    vi.stubEnv("BAILIWICK_STRICT", "false");
    expect(wire(events, complete, { mode: "strict" }).mode).toBe("strict");
    vi.stubEnv("BAILIWICK_STRICT", "nonsense");
    expect(wire(events, complete, { mode: "graceful" }).mode).toBe("graceful");
  });

  it.each(["lenient", null, true])("is refused as %j", (mode) => {
    expect(caught(() => wireAnything(events, complete, { mode })).message).toContain(
      'The option mode of wire() must be "strict" or "graceful", but is ',
    );
  });
});

describe("wire refuses", () => {
  it.each([
    [[null, complete], "wire() needs a registry made by defineRegistry(), but was given null."],
    [[{ ...events }, complete], "wire() needs a registry made by defineRegistry(), but was given an object."],
    [[events, null], "wire() needs an object with the implementations by slot, but was given null."],
    [
      [events, undefined],
      "wire() needs an object with the implementations by slot, but was given undefined.",
    ],
    [[events, () => 1], "wire() needs an object with the implementations by slot, but was given a function."],
    [[events, complete, null], "The options of wire() must be an object, but are null."],
    [[events, complete, { bind: 1 }], "The option bind of wire() must be a function, but is 1."],
    [[events, complete, { onGap: "log" }], 'The option onGap of wire() must be a function, but is "log".'],
  ])("%o", (given, message) => {
    expect(caught(() => wireAnything(...given)).message).toBe(message);
  });

  it("options that nobody reads", () => {
    expect(caught(() => wireAnything(events, complete, { strict: true })).message).toContain(
      '"strict" is not an option of wire()',
    );
  });
});
