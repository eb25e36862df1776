import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parsePropertyPath, type PropertyPathSegment } from "../../src/specification/index.js";
import { propertyPathPattern } from "../../src/specification/property-path.js";

describe("parsePropertyPath", () => {
  it.each([
    ["a", ["a"]],
    ["a.b.c", ["a", "b", "c"]],
    ["properties.Outputs['data'].Uri", ["properties", "Outputs", "data", "Uri"]],
    ['a["b c"][0][10].d', ["a", "b c", 0, 10, "d"]],
    ["[0]", [0]],
    ["['']", [""]],
    [String.raw`['it\'s']["\\"]`, ["it's", "\\"]],
    ["ключ.$ref.data-set_2.été", ["ключ", "$ref", "data-set_2", "été"]],
    ["__proto__.constructor", ["__proto__", "constructor"]],
  ])("reads %s", (path, segments) => {
    expect(parsePropertyPath(path)).toEqual(segments);
    expect(propertyPathPattern.test(path)).toBe(true);
  });

  it.each([
    "",
    ".",
    ".a",
    "a.",
    "a..b",
    "a b",
    " a",
    "1a",
    "a.0",
    "a[0]b",
    "a.[0]",
    "a[-1]",
    "a[b]",
    "a['b",
    "a['b\"]",
    "a['it's']",
    "a[]",
    "a/b",
    "a\n",
  ])("finds no path in %j", (path) => {
    expect(parsePropertyPath(path)).toBeUndefined();
    expect(propertyPathPattern.test(path)).toBe(false);
  });

  it("returns a frozen list", () => {
    expect(Object.isFrozen(parsePropertyPath("a.b"))).toBe(true);
  });

  it("reads back every path as it was written", () => {
    const segment = fc.oneof(fc.string().filter(isOneLine), fc.nat());
    fc.assert(
      fc.property(fc.array(segment, { minLength: 1 }), (segments) => {
        expect(parsePropertyPath(segments.map(written).join(""))).toEqual(segments);
      }),
    );
  });

  it("agrees with the pattern that schemas use", () => {
    const piece = fc.constantFrom("a", "b-1", ".", "[", "]", "0", "'", '"', "\\", " ", "é");
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 10 }), (pieces) => {
        const path = pieces.join("");
        expect(propertyPathPattern.test(path)).toBe(parsePropertyPath(path) !== undefined);
      }),
      { numRuns: 2_000 },
    );
  });
});

function written(segment: PropertyPathSegment): string {
  if (typeof segment === "number") return `[${segment}]`;
  return `['${segment.replaceAll(/['\\]/gu, String.raw`\$&`)}']`;
}

function isOneLine(text: string): boolean {
  return !/[\n\r\u2028\u2029]/u.test(text);
}
