import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  BailiwickError,
  identifierFault,
  maxNameLength,
  nameFault,
  namePatterns,
  normaliseName,
  parseName,
} from "../../src/kernel/index.js";

const text = fc.oneof(
  fc.string({ unit: "grapheme" }),
  fc.string({ unit: "binary" }),
  fc.stringMatching(/^[\s\w.\p{L}\p{M}-]{0,6}$/u),
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
  ])("finds none in %j", (name) => {
    expect(nameFault(name)).toBeUndefined();
  });

  it.each([
    [undefined, "must be a string, but is undefined"],
    [7, "must be a string, but is 7"],
    ["", 'must not be blank, but is ""'],
    [" \t\u00A0\uFEFF", `must not be blank, but is ${JSON.stringify(" \t\u00A0\uFEFF")}`],
    ["a\nb", 'must not hold control characters, but is "a\\nb"'],
    ["a\u2028b", 'must not hold control characters, but is "a\u2028b"'],
    ["a\uD800b", 'must not hold control characters, but is "a\\ud800b"'],
    ["x".repeat(257), `must have at most 256 characters, but has 257 ("${"x".repeat(60)}…")`],
  ])("says of %j that it %s", (name, fault) => {
    expect(nameFault(name)).toBe(fault);
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
    const refusal = errorOf(() => parseName("context", "  ", "the option context"));
    expect(refusal.code).toBe("CONTEXT_NAME_INVALID");
    expect(refusal.message).toBe(
      'The context name (the option context) must not be blank, but is "  ".\n' +
        '  hint: use a string of 1 to 256 printable characters, for example "staging/acme".',
    );
    expect(refusal.details).toEqual({ found: '"  "', where: "the option context" });
  });

  it("needs no origin", () => {
    const refusal = errorOf(() => parseName("step", 5));
    expect(refusal.code).toBe("STEP_NAME_INVALID");
    expect(refusal.message).toBe(
      "The step name must be a string, but is 5.\n" +
        '  hint: use a string of 1 to 256 printable characters, for example "load_orders".',
    );
    expect(refusal.details).toEqual({ found: "5" });
  });
});

function errorOf(work: () => unknown): BailiwickError {
  try {
    work();
  } catch (error) {
    if (error instanceof BailiwickError) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}
