import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonicalJson, fingerprint, fingerprintPattern } from "../../src/kernel/index.js";

describe("canonicalJson", () => {
  it("sorts keys, drops white space and undefined members", () => {
    expect(canonicalJson({ b: [1, "x", null], a: { d: true, c: undefined } })).toBe(
      '{"a":{"d":true},"b":[1,"x",null]}',
    );
  });

  it("sorts by code units, as RFC 8785 asks", () => {
    expect(canonicalJson({ "\u{1F600}": 1, "\uFB33": 2, "\u00E9": 3, A: 4, 10: 5, 9: 6 })).toBe(
      '{"10":5,"9":6,"A":4,"\u00E9":3,"\u{1F600}":1,"\uFB33":2}',
    );
  });

  it.each([
    [-0, "0"],
    [1e21, "1e+21"],
    [0.1, "0.1"],
    ["\u0007", '"\\u0007"'],
    ["\uD800", '"\\ud800"'],
  ])("writes %o as %s", (value, text) => {
    expect(canonicalJson(value)).toBe(text);
  });

  it("keeps the key __proto__", () => {
    expect(canonicalJson(JSON.parse('{ "b": 1, "__proto__": { "x": 1 } }'))).toBe(
      '{"__proto__":{"x":1},"b":1}',
    );
  });

  it("says the same data the same way, whatever the order of its keys", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(canonicalJson(reversed(value))).toBe(canonicalJson(value));
      }),
    );
  });

  it("loses nothing: JSON reads back what was said", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it.each([
    ["function", () => {}],
    ["symbol", Symbol("s")],
    ["bigint", 1n],
    ["number", Number.NaN],
    ["number", Number.POSITIVE_INFINITY],
    ["undefined", undefined],
    ["object", new Map()],
    ["object", new Date(0)],
  ])("refuses a %s it has no form for", (type, value) => {
    const refusal = new TypeError(`canonical JSON has no form for ${type}`);
    expect(() => canonicalJson(value)).toThrow(refusal);
    expect(() => canonicalJson({ deep: [value] })).toThrow(refusal);
  });
});

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([key, member]) => [key, reversed(member)] as const);
  return Object.fromEntries(entries.toReversed());
}

describe("fingerprint", () => {
  it("is the beginning of the SHA-256 of the canonical JSON", () => {
    // printf '{"a":[1],"b":"x"}' | sha256sum
    expect(fingerprint({ b: "x", a: [1] })).toBe("9fae53c0de2a098f");
    expect(fingerprint({ a: [1], b: "x" })).toMatch(fingerprintPattern);
  });

  it("is equal for equal data only", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
        expect(fingerprint(a) === fingerprint(b)).toBe(canonicalJson(a) === canonicalJson(b));
      }),
    );
  });
});
