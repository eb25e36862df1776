import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { jsonSchemaOf, type NumberConstraints, type TextConstraints } from "../../../src/metadata/index.js";
import { compileConstraints, constraintsFaults } from "../../../src/metadata/validation/constraints.js";

const faultsOf = (of: "text" | "number", constraints: TextConstraints | NumberConstraints, value: unknown) =>
  compileConstraints(of, constraints)(value);

describe("constraints of texts", () => {
  it.each([
    [{}, "", []],
    [{ minLength: 1 }, "", ["must have at least 1 character, but has 0"]],
    [{ minLength: 8 }, "secret", ["must have at least 8 characters, but has 6"]],
    [{ maxLength: 3 }, "abcd", ["must have at most 3 characters"]],
    [{ maxLength: 1 }, "👩", []],
    [{ minLength: 2 }, "👩", ["must have at least 2 characters, but has 1"]],
    [{ maxLength: 0 }, "x", ["must have at most 0 characters"]],
    [{ pattern: "b" }, "abc", []],
    [{ pattern: "^b" }, "abc", ["must match /^b/u"]],
    [{ pattern: "^.$" }, "👩", []],
    [
      { minLength: 3, pattern: "^b" },
      "a",
      ["must have at least 3 characters, but has 1", "must match /^b/u"],
    ],
  ])("%j make of %j: %j", (constraints, value, faults) => {
    expect(faultsOf("text", constraints, value)).toEqual(faults);
  });

  it("does not ask the pattern about a text that is too long", () => {
    const slow = { maxLength: 10, pattern: "^(a+)+$" };
    expect(faultsOf("text", slow, `${"a".repeat(10_000_000)}b`)).toEqual(["must have at most 10 characters"]);
  });

  it.each([
    [7, "a number"],
    [NaN, "NaN"],
    [null, "null"],
    [undefined, "undefined"],
    [["a"], "an array"],
    [{}, "of type object"],
    [true, "of type boolean"],
  ])("refuse %j, which is no text", (value, kind) => {
    expect(faultsOf("text", {}, value)).toEqual([`must be a text, but is ${kind}`]);
  });
});

describe("constraints of numbers", () => {
  it.each([
    [{}, -1.5, []],
    [{ gt: 0 }, 0, ["must be greater than 0"]],
    [{ gt: 0 }, 5e-324, []],
    [{ ge: 0 }, 0, []],
    [{ ge: 0 }, -1, ["must be at least 0"]],
    [{ lt: 1 }, 1, ["must be less than 1"]],
    [{ le: 1 }, 1, []],
    [{ le: 1 }, 1.01, ["must be at most 1"]],
    [{ multipleOf: 0.01 }, 19.99, []],
    [{ multipleOf: 0.01 }, 19.999, ["must be a multiple of 0.01"]],
    [{ gt: 10, multipleOf: 2 }, 3, ["must be greater than 10", "must be a multiple of 2"]],
  ])("%j make of %d: %j", (constraints, value, faults) => {
    expect(faultsOf("number", constraints, value)).toEqual(faults);
  });

  it.each([
    ["7", "a text"],
    [NaN, "NaN"],
    [Infinity, "Infinity"],
    [7n, "of type bigint"],
    [null, "null"],
  ])("refuse %s, which is no finite number", (value, kind) => {
    expect(faultsOf("number", {}, value)).toEqual([`must be a finite number, but is ${kind}`]);
  });
});

describe("constraintsFaults", () => {
  it.each([
    ["text", { minLength: 0, maxLength: 0, pattern: "" }],
    ["text", { minLength: undefined }],
    ["number", { gt: -1, ge: 0, lt: 2, le: 1, multipleOf: 0.5 }],
    ["number", { ge: 1, le: 1 }],
  ])("finds none in %s %j", (of, constraints) => {
    expect(constraintsFaults(of, constraints)).toEqual([]);
  });

  it.each([
    ["list", {}, 'of must be "text" or "number", but is "list"'],
    ["text", undefined, "constraints must be an object, but are undefined"],
    [
      "text",
      { maxLenght: 1 },
      '"maxLenght" is no constraint of a text (did you mean "maxLength"?); known are "minLength", "maxLength" and "pattern"',
    ],
    [
      "number",
      { maxLength: 1 },
      '"maxLength" is no constraint of a number; known are "gt", "ge", "lt", "le" and "multipleOf"',
    ],
    ["text", { minLength: -1 }, "minLength must be a number of characters, but is -1"],
    ["text", { maxLength: 1.5 }, "maxLength must be a number of characters, but is 1.5"],
    ["text", { minLength: 2, maxLength: 1 }, "no text has at least 2 and at most 1 characters"],
    ["text", { pattern: 7 }, "pattern must be a text, but is 7"],
    ["number", { gt: NaN }, "gt must be a finite number, but is NaN"],
    ["number", { le: "1" }, 'le must be a finite number, but is "1"'],
    ["number", { multipleOf: 0 }, "multipleOf must be greater than 0, but is 0"],
    ["number", { ge: 2, le: 1 }, "no number is as gt, ge, lt and le say: 2 to 1"],
    ["number", { gt: 1, le: 1 }, "no number is as gt, ge, lt and le say: 1 to 1"],
    ["number", { ge: 1, lt: 1 }, "no number is as gt, ge, lt and le say: 1 to 1"],
  ])("says of %s %j what is wrong", (of, constraints, fault) => {
    expect(constraintsFaults(of, constraints)).toEqual([fault]);
  });

  it("says why a pattern cannot be read", () => {
    expect(constraintsFaults("text", { pattern: "(" })).toEqual([
      expect.stringMatching(/^pattern cannot be read: Invalid regular expression/),
    ]);
  });
});

describe("jsonSchemaOf", () => {
  const rule = {
    description: "A value",
    category: "values",
    examples: ["x"],
    counterexamples: [""],
  } as const;

  it("tells the constraints by their names in JSON Schema", () => {
    expect(
      jsonSchemaOf({ ...rule, of: "text", constraints: { minLength: 1, maxLength: 5, pattern: "x" } }),
    ).toEqual({
      type: "string",
      description: "A value",
      minLength: 1,
      maxLength: 5,
      pattern: "x",
      examples: ["x"],
    });
    expect(
      jsonSchemaOf({
        ...rule,
        of: "number",
        examples: [1],
        counterexamples: [9],
        constraints: { gt: 0, ge: 1, lt: 9, le: 8, multipleOf: 1 },
      }),
    ).toMatchObject({
      type: "number",
      exclusiveMinimum: 0,
      minimum: 1,
      exclusiveMaximum: 9,
      maximum: 8,
      multipleOf: 1,
    });
  });

  it("means what is enforced, as another reader of JSON Schema understands it", () => {
    const bound = fc.option(fc.nat(6), { nil: undefined });
    const text = fc.record({
      minLength: bound,
      maxLength: bound,
      pattern: fc.constantFrom("a", "^b", undefined),
    });
    const value = fc.stringMatching(/^[abc]{0,8}$/);
    fc.assert(
      fc.property(text, value, (all, given) => {
        const constraints = Object.fromEntries(
          Object.entries(all).filter(([, one]) => one !== undefined),
        ) as TextConstraints;
        const other = z.fromJSONSchema({ ...jsonSchemaOf({ ...rule, of: "text", constraints }) });
        expect(other.safeParse(given).success).toBe(faultsOf("text", constraints, given).length === 0);
      }),
    );
  });
});
