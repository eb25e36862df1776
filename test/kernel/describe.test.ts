import { runInNewContext } from "node:vm";
import fc from "fast-check";
import { describe as suite, expect, it } from "vitest";
import { describe, quoteList } from "../../src/kernel/index.js";

suite("a described value", () => {
  it.each([
    ["text", '"text"'],
    ["line\nbreak", '"line\\nbreak"'],
    ["", '""'],
    [12, "12"],
    [Number.NaN, "NaN"],
    [true, "true"],
    [undefined, "undefined"],
    [null, "null"],
    [10n, "10n"],
    [Symbol("s"), "Symbol(s)"],
    [[], "an empty array"],
    [[1, 2], "an array of 2"],
    [{}, "an object"],
    [Object.create(null), "an object"],
    [{ constructor: null }, "an object"],
    [new Map(), "a Map"],
    [new Error("x"), "an Error"],
    [new (class {})(), "an object"],
    [runInNewContext("new Set()"), "a Set"],
    [function work() {}, "the function work"],
    [Object.defineProperty(() => {}, "name", { value: "a\nb" }), "the function a\\u000ab"],
    [Symbol("a\u2028b"), "Symbol(a\\u2028b)"],
    ["right\u202Eleft\u200B", '"right\\u202eleft\\u200b"'],
    ["\u007F\u0085\u2028\uD800", '"\\u007f\\u0085\\u2028\\ud800"'],
    ["tag\u{E0001}", '"tag\\u{e0001}"'],
    ["\u200D\u200C", '"\\u200d\\u200c"'],
    ["👩\u200D🔬", '"👩\u200D🔬"'],
    [() => {}, "a function"],
  ])("says %o as %s", (value, words) => {
    expect(describe(value)).toBe(words);
  });

  it("cuts a long text after 60 characters", () => {
    expect(describe("x".repeat(60))).toBe(`"${"x".repeat(60)}"`);
    expect(describe("x".repeat(61))).toBe(`"${"x".repeat(60)}…"`);
  });

  it("gives one short line for anything", () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        const words = describe(value);
        expect(words).not.toBe("");
        expect(words).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}]/u);
      }),
    );
  });
});

suite("a quoted list", () => {
  it.each([
    [[], "none"],
    [["a"], '"a"'],
    [["a", "b"], '"a" and "b"'],
    [["a", "b", "c"], '"a", "b" and "c"'],
  ])("joins %j to %s", (values, words) => {
    expect(quoteList(values)).toBe(words);
  });

  it("takes another conjunction and counts what it does not show", () => {
    expect(quoteList(["a", "b"], "or")).toBe('"a" or "b"');
    expect(quoteList(["a", "b", "c", "d"], "and", 2)).toBe('"a", "b" and 2 more');
    expect(quoteList(["a", "b"], "and", 2)).toBe('"a" and "b"');
  });
});
