import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  identifierFault,
  maxNameLength,
  nameFault,
  namePatterns,
  normaliseName,
  parseName,
} from "../../src/kernel/index.js";
import { caught } from "../support/caught.js";

const text = fc.oneof(
  fc.string({ unit: "grapheme" }),
  fc.string({ unit: "binary" }),
  fc.stringMatching(/^[\s\w.\p{L}\p{M}-]{0,6}$/u),
  fc.stringMatching(/^[ a\p{Default_Ignorable_Code_Point}\p{Cf}]{0,4}$/u),
);

describe("normaliseName", () => {
  it("trims and composes", () => {
    expect(normaliseName("  cafe\u0301\n")).toBe("caf\u00E9");
  });

  it("changes nothing the second time", () => {
    fc.assert(fc.property(text, (name) => normaliseName(normaliseName(name)) === normaliseName(name)));
  });
});

describe("nameFault", () => {
  it.each([
    "a",
    "staging/acme",
    "Übung 7",
    "データ",
    "__proto__",
    "constructor",
    "x".repeat(maxNameLength),
    " padded ",
    "می\u200Cخواهم",
    "👩\u200D🔬",
    "❤\uFE0F",
    "葛\u{E0100}",
  ])("finds none in %j", (name) => {
    expect(nameFault(name)).toBeUndefined();
  });

  it.each([
    [undefined, "must be a string, but is undefined"],
    [7, "must be a string, but is 7"],
    ["", 'must not be blank, but is ""'],
    [" \t\u00A0\uFEFF", 'must not be blank, but is " \\t\u00A0\\ufeff"'],
    ["a\nb", 'must not hold control or invisible characters, but is "a\\nb"'],
    ["a\u2028b", 'must not hold control or invisible characters, but is "a\\u2028b"'],
    ["a\uD800b", 'must not hold control or invisible characters, but is "a\\ud800b"'],
    ["x".repeat(257), `must have at most 256 characters, but has 257 ("${"x".repeat(60)}…")`],
  ])("says of %j that it %s", (name, fault) => {
    expect(nameFault(name)).toBe(fault);
  });

  it.each([
    ["an Arabic letter mark", "a\u061Cb", "a\\u061cb"],
    ["a Mongolian vowel separator", "a\u180Eb", "a\\u180eb"],
    ["a zero-width space", "a\u200Bb", "a\\u200bb"],
    ["a Hangul filler", "a\u3164b", "a\\u3164b"],
    ["an interlinear annotation", "a\uFFF9b", "a\\ufff9b"],
    ["a tag", "a\u{E0041}b", "a\\u{e0041}b"],
  ])("refuses %s, which nobody sees, and shows it", (_, name, shown) => {
    const fault = `must not hold control or invisible characters, but is "${shown}"`;
    expect(nameFault(name)).toBe(fault);
    expect(identifierFault(name)).toBe(fault);
  });

  it.each([
    ["\u200Ca", '"\\u200ca"'],
    [" a\u200D\u200C ", '"a\\u200d\\u200c"'],
    ["\u200D", '"\\u200d"'],
  ])("refuses a joiner at the edge of %j", (name, shown) => {
    expect(nameFault(name)).toBe(`must not begin or end with a joiner, but is ${shown}`);
  });

  it("measures the name as it is kept, not as it is written", () => {
    expect(nameFault(` ${"e\u0301".repeat(maxNameLength)} `)).toBeUndefined();
  });
});

describe("identifierFault", () => {
  it.each(["a", "XGBoost-Training", "v1.2_b", "Größe", "данные", "データ", "__proto__", " padded "])(
    "finds none in %j",
    (name) => {
      expect(identifierFault(name)).toBeUndefined();
    },
  );

  it.each([
    [null, "must be a string, but is null"],
    ["  ", 'must not be blank, but is "  "'],
    ["a b", 'may hold letters, digits, "_", "-" and "." only, but is "a b"'],
    ["a/b", 'may hold letters, digits, "_", "-" and "." only, but is "a/b"'],
    ["😀", 'may hold letters, digits, "_", "-" and "." only, but is "😀"'],
  ])("says of %j that it %s", (name, fault) => {
    expect(identifierFault(name)).toBe(fault);
  });
});

describe("namePatterns", () => {
  const isShort = (name: string): boolean => normaliseName(name).length <= maxNameLength;

  it("match what the readers accept before it is trimmed, whatever its length", () => {
    fc.assert(
      fc.property(text.filter(isShort), (name) => {
        expect(namePatterns.name.test(name)).toBe(nameFault(name) === undefined);
        expect(namePatterns.identifier.test(name)).toBe(identifierFault(name) === undefined);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe("parseName", () => {
  it("returns the name as it is kept", () => {
    expect(parseName("context", " staging ")).toBe("staging");
  });

  it("keeps what it returned once", () => {
    fc.assert(
      fc.property(
        text.filter((name) => nameFault(name) === undefined),
        (name) => parseName("step", parseName("step", name)) === parseName("step", name),
      ),
    );
  });

  it("refuses with the code of the kind, and says where the name came from", () => {
    const refusal = caught(() => parseName("context", "  ", "the option context"));
    expect(refusal.code).toBe("CONTEXT_NAME_INVALID");
    expect(refusal.message).toBe(
      'The context name (the option context) must not be blank, but is "  ".\n' +
        '  hint: use a string of 1 to 256 printable characters, for example "staging/acme".',
    );
    expect(refusal.details).toEqual({ found: '"  "', where: "the option context" });
  });

  it("needs no origin", () => {
    const refusal = caught(() => parseName("step", 5));
    expect(refusal.code).toBe("STEP_NAME_INVALID");
    expect(refusal.message).toBe(
      "The step name must be a string, but is 5.\n" +
        '  hint: use a string of 1 to 256 printable characters, for example "load_orders".',
    );
    expect(refusal.details).toEqual({ found: "5" });
  });
});
