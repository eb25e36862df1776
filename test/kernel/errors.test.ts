import { runInNewContext } from "node:vm";
import { inspect } from "node:util";
import { describe, expect, expectTypeOf, it } from "vitest";
import {
  BailiwickError,
  describe as describeValue,
  errorCodes,
  messageOf,
  type ErrorCode,
} from "../../src/kernel/index.js";

const brand = Symbol.for("bailiwick.error");

describe("BailiwickError", () => {
  it("carries code, text, hint, details and cause", () => {
    const cause = new Error("disk full");
    const details = { stepName: "train", path: ["a", "b"] };
    const error = new BailiwickError("STEP_UNKNOWN", {
      message: "No such step.",
      hint: "register it",
      details,
      cause,
    });
    expect(error).toBeInstanceOf(Error);
    expect(error.name).toBe("BailiwickError");
    expect(error.code).toBe("STEP_UNKNOWN");
    expect(error.message).toBe("No such step.\n  hint: register it");
    expect(error.hint).toBe("register it");
    expect(error.details).toEqual(details);
    expect(error.cause).toBe(cause);
  });

  it("freezes its details all the way down, but not the object it was given", () => {
    const details = { path: ["a"] };
    const error = new BailiwickError("STEP_UNKNOWN", { message: "x", details });
    expect(Object.isFrozen(error.details)).toBe(true);
    expect(Object.isFrozen(error.details["path"])).toBe(true);
    expect(Object.isFrozen(details)).toBe(false);
  });

  it("needs no more than a message", () => {
    const error = new BailiwickError("STEP_UNKNOWN", { message: "x" });
    expect(error.hint).toBeUndefined();
    expect(error.details).toEqual({});
    expect("cause" in error).toBe(false);
    expect(error.toJSON()).toEqual({
      name: "BailiwickError",
      code: "STEP_UNKNOWN",
      message: "x",
      details: {},
    });
  });

  it("turns into plain data that JSON can say", () => {
    const error = new BailiwickError("STEP_UNKNOWN", { message: "x", hint: "y", details: { a: 1 } });
    expect(JSON.parse(JSON.stringify(error))).toEqual({
      name: "BailiwickError",
      code: "STEP_UNKNOWN",
      message: "x\n  hint: y",
      hint: "y",
      details: { a: 1 },
    });
  });

  it("shows its code and not its details where it is printed", () => {
    const printed = inspect(new BailiwickError("STEP_UNKNOWN", { message: "x", details: { secret: 42 } }));
    expect(printed).toContain("BailiwickError: x");
    expect(printed).toContain("STEP_UNKNOWN");
    expect(printed).not.toContain("secret");
  });

  it.each([
    [
      new BailiwickError("STEP_UNKNOWN", { message: "inner" }),
      { name: "BailiwickError", code: "STEP_UNKNOWN", message: "inner", details: {} },
    ],
    [
      Object.assign(new RangeError("far"), { stack: "here" }),
      { name: "RangeError", message: "far", stack: "here" },
    ],
    [Object.assign(new Error("bare"), { stack: undefined }), { name: "Error", message: "bare" }],
    ["text", { message: "text" }],
  ])("keeps its cause in JSON: %o", (cause, plain) => {
    const error = new BailiwickError("HANDLER_FAILED", { message: "outer", cause });
    expect(JSON.parse(JSON.stringify(error))).toMatchObject({ message: "outer", cause: plain });
  });

  const branded = (parts: object): Error =>
    Object.defineProperty(Object.assign(new Error("twin"), { stack: "here" }, parts), brand, { value: true });

  it.each([
    ["none", {}],
    ["one that is no method", { toJSON: 5 }],
    [
      "one that throws",
      {
        toJSON() {
          throw new Error("not to be called");
        },
      },
    ],
    ["one that gives nothing", { toJSON: () => undefined }],
    ["one that gives what is no object", { toJSON: () => 7 }],
    ["one that gives what JSON cannot say", { toJSON: () => ({ size: 7n }) }],
    ["one that gives what refuses to be JSON", { toJSON: () => ({ toJSON: () => undefined }) }],
  ])("reads a cause with its brand and a bad toJSON, %s, as any other", (_, parts) => {
    const error = new BailiwickError("HANDLER_FAILED", { message: "outer", cause: branded(parts) });
    expect(JSON.parse(JSON.stringify(error))).toMatchObject({
      message: "outer",
      cause: { name: "Error", message: "twin", stack: "here" },
    });
  });

  it("keeps what a cause of a second copy says of itself", () => {
    const cause = branded({ toJSON: () => ({ code: "STEP_NEW", more: 1 }) });
    const error = new BailiwickError("HANDLER_FAILED", { message: "outer", cause });
    expect(error.toJSON().cause).toEqual({ code: "STEP_NEW", more: 1 });
  });

  it("ends where its causes lead around in a circle", () => {
    const inner = new BailiwickError("STEP_UNKNOWN", { message: "inner" });
    const outer = new BailiwickError("HANDLER_FAILED", { message: "outer", cause: inner });
    inner.cause = outer;
    for (let i = 0; i < 2; i++) {
      expect(JSON.parse(JSON.stringify(outer))).toMatchObject({
        message: "outer",
        cause: {
          code: "STEP_UNKNOWN",
          message: "inner",
          cause: { name: "BailiwickError", message: "outer" },
        },
      });
    }
  });

  it("recognises an error of a second copy of the package, and nothing else", () => {
    const twin = branded({ message: "x" });
    expect(twin instanceof BailiwickError).toBe(true);
    for (const other of [new Error("x"), null, undefined, "x", {}, { code: "STEP_UNKNOWN" }]) {
      expect(other instanceof BailiwickError).toBe(false);
    }
  });

  it("leaves instanceof of a subclass to the prototype chain", () => {
    class Special extends BailiwickError {}
    const special = new Special("STEP_UNKNOWN", { message: "x" });
    const plain = new BailiwickError("STEP_UNKNOWN", { message: "x" });
    expect([special instanceof Special, special instanceof BailiwickError]).toEqual([true, true]);
    expect(plain instanceof Special).toBe(false);
  });
});

describe("errorCodes", () => {
  it("are in alphabetical order, each once", () => {
    expect(errorCodes).toEqual([...new Set(errorCodes)].toSorted());
    expect(Object.isFrozen(errorCodes)).toBe(true);
    expectTypeOf<ErrorCode>().toEqualTypeOf<(typeof errorCodes)[number]>();
  });
});

describe("messageOf", () => {
  it.each([
    [new TypeError("bad"), "bad"],
    [runInNewContext("new Error('foreign')"), "foreign"],
    ["text", "text"],
    [undefined, "undefined"],
    [null, "null"],
    [7, "7"],
  ])("reads %o as %s", (thrown, message) => {
    expect(messageOf(thrown)).toBe(message);
  });

  it("says something of what has no message, and never throws", () => {
    for (const thrown of [{}, Object.create(null), new Error(""), { message: 5 }, Symbol("s"), () => {}]) {
      expect(messageOf(thrown)).not.toBe("");
    }
  });

  it("never throws, and nor does describe, whatever a value does when it is read", () => {
    const refuse = (): never => {
      throw new Error("not to be read");
    };
    const hostile = [
      {
        get message() {
          return refuse();
        },
      },
      new Proxy({}, { get: refuse, has: refuse, getPrototypeOf: refuse }),
      Object.assign(() => {}, { toString: refuse }),
      {
        constructor: {
          get name() {
            return refuse();
          },
        },
      },
    ];
    for (const thrown of hostile) {
      expect(messageOf(thrown)).not.toBe("");
      expect(describeValue(thrown)).not.toBe("");
      expect(thrown instanceof BailiwickError).toBe(false);
      const error = new BailiwickError("HANDLER_FAILED", { message: "outer", cause: thrown });
      expect(JSON.parse(JSON.stringify(error))).toMatchObject({ message: "outer" });
    }
  });
});
