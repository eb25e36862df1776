import { afterEach, describe, expect, it } from "vitest";
import { processWide } from "../../src/kernel/index.js";

const key = Symbol.for("bailiwick.test.thing");

afterEach(() => {
  Reflect.deleteProperty(globalThis, key);
});

describe("processWide", () => {
  it("makes the value once and finds it again", () => {
    let made = 0;
    const first = processWide("test.thing", () => ({ made: ++made }));
    const second = processWide("test.thing", () => ({ made: ++made }));
    expect(second).toBe(first);
    expect(made).toBe(1);
  });

  it("finds what another copy of the package has put there", () => {
    const theirs = { theirs: true };
    Object.defineProperty(globalThis, key, { value: theirs, configurable: true });
    expect(processWide("test.thing", () => ({ theirs: false }))).toBe(theirs);
  });

  it("does not show among the names of the global object, nor can it be overwritten", () => {
    processWide("test.thing", () => ({}));
    expect(Object.getOwnPropertyDescriptor(globalThis, key)).toMatchObject({
      enumerable: false,
      writable: false,
    });
  });

  it("keeps nothing if making it fails", () => {
    const fail = () => {
      throw new Error("not now");
    };
    expect(() => processWide("test.thing", fail)).toThrow("not now");
    expect(processWide("test.thing", () => ({ ok: true }))).toEqual({ ok: true });
  });
});
