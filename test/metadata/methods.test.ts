import { describe, expect, it } from "vitest";
import { methodName, methods, wire, type MethodsFor } from "../../src/metadata/index.js";
import { caught } from "../support/caught.js";
import { events, eventKind, untyped } from "./sample.js";

class Logging implements MethodsFor<typeof events, "logging"> {
  readonly logged: string[] = [];
  handleUserRegistered(event: { readonly userId: string }): void {
    this.logged.push(event.userId);
  }
  handleSyncFailed(event: { readonly reason: number }): void {
    this.logged.push(String(event.reason));
  }
}

/** `methods` as JavaScript sees it. */
const methodsOfAnything = methods as unknown as (...given: unknown[]) => Record<string, () => unknown>;

function faultsOf(handler: object): unknown {
  const error = caught(() => methodsOfAnything(events, "logging", handler));
  expect(error.code).toBe("METADATA_WIRING_INCOMPLETE");
  return error.details["faults"];
}

describe("methodName", () => {
  it.each([
    ["user_registration.succeeded", "handleUserRegistrationSucceeded"],
    ["sync-failed", "handleSyncFailed"],
    ["a", "handleA"],
    ["URL.seen", "handleURLSeen"],
    ["über_alles", "handleÜberAlles"],
    ["a..b", "handleAB"],
  ])("of %s is %s", (id, name) => {
    expect(methodName(id)).toBe(name);
  });
});

describe("methods", () => {
  it("are bound to their object, those too that a class inherits", () => {
    class Later extends Logging {
      override handleSyncFailed(): void {
        this.logged.push("later");
      }
    }
    const handler = new Later();
    const logging = methods(events, "logging", handler);
    logging["user.registered"](
      { userId: "u" },
      { id: "user.registered", entry: events.get("user.registered") },
    );
    logging["sync.failed"]({ reason: 1 }, { id: "sync.failed", entry: events.get("sync.failed") });
    expect(handler.logged).toEqual(["u", "later"]);
    expect(Object.isFrozen(logging)).toBe(true);
    const audit = { "user.registered": () => {} };
    expect(wire(events, { logging, audit, email: audit }).get("sync.failed", "logging")).toBe(
      logging["sync.failed"],
    );
  });

  it("take a plain object as well, and leave alone what only begins with the word", () => {
    const handler = {
      handleUserRegistered() {},
      handleSyncFailed() {},
      handle() {},
      handlebars() {},
      other() {},
    };
    expect(Object.keys(methodsOfAnything(events, "logging", handler))).toEqual(events.ids);
  });

  it("are needed of the entries that need the slot", () => {
    expect(Object.keys(methodsOfAnything(events, "audit", { handleUserRegistered() {} }))).toEqual([
      "user.registered",
    ]);
  });

  it("that are missing, wrong or for nobody are all named", () => {
    class Wrong {
      readonly handleSyncFailed = 5;
      handleSyncFaild(): void {}
      handle2fa(): void {}
    }
    const error = caught(() => methodsOfAnything(events, "logging", new Wrong()));
    expect(error.message).toBe(
      `The methods of a Wrong are not what logging of "events" needs, with 4 faults:
  - handleUserRegistered() is missing, which handles user.registered
  - handleSyncFailed must be a method, which handles sync.failed, but is 5
  - handleSyncFaild() handles no entry that needs logging (did you mean "handleSyncFailed"?)
  - handle2fa() handles no entry that needs logging`,
    );
    expect(error.details).toMatchObject({ registry: "events", slot: "logging" });
  });

  it("that cannot be read are named, and getters that handle nothing are not called", () => {
    expect(
      faultsOf({
        handleUserRegistered() {},
        get handleSyncFailed() {
          throw new Error("no");
        },
        get handleOthers() {
          throw new Error("not called");
        },
      }),
    ).toEqual(["handleSyncFailed(), which handles sync.failed, cannot be read: no"]);
  });

  it("that do not tell what else there is are a fault", () => {
    const handler = new Proxy(
      { handleUserRegistered() {}, handleSyncFailed() {} },
      {
        ownKeys: () => {
          throw new Error("no");
        },
      },
    );
    expect(faultsOf(handler)).toEqual(["what other methods there are cannot be read: no"]);
  });

  it("that two entries share are named", () => {
    const twins = untyped.defineRegistry(eventKind, { "a.b": {}, a_b: {} });
    const error = caught(() => methodsOfAnything(twins, "logging", { handleAB() {} }));
    expect(error.details["faults"]).toEqual(["a.b and a_b would both be handled by handleAB()"]);
  });

  it.each([
    [[null, "logging", {}], "methods() needs a registry made by defineRegistry(), but was given null."],
    [[events, "logging", null], "methods() needs an object with methods, but was given null."],
    [
      [events, "logging", Logging],
      "methods() needs an object with methods, but was given the function Logging.",
    ],
    [
      [events, "sms", {}],
      'methods() needs one of the slots "logging", "audit" or "email", but was given "sms".',
    ],
  ])("refuse %o", (given, message) => {
    expect(caught(() => methodsOfAnything(...given)).message).toBe(message);
  });
});
