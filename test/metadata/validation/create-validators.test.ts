import { describe, expect, it } from "vitest";
import {
  createValidators,
  defineRegistry,
  invalid,
  validationRules,
  wire,
  type Wiring,
} from "../../../src/metadata/index.js";
import { caught } from "../../support/caught.js";
import { sampleRules, sampleValidators } from "./sample-rules.js";

const wiring = wire(sampleRules, sampleValidators);
const validators = createValidators(wiring);

describe("parse", () => {
  it("gives the value as its validator brings it into form", () => {
    expect(validators.email.parse("User@Example.com")).toBe("user@example.com");
  });

  it("gives the value as it is where the constraints say everything", () => {
    expect(validators.percentage.parse(12.5)).toBe(12.5);
  });

  it("refuses what the constraints do not allow, with everything that is wrong", () => {
    const error = caught(() => validators.token.parse("xyz"));
    expect(error.code).toBe("VALIDATION_VALUE_INVALID");
    expect(error.message).toBe(
      'The value of "token" must have at least 8 characters, but has 3; it must match /^[0-9a-f]+$/u.',
    );
    expect(error.details["faults"]).toEqual([
      "must have at least 8 characters, but has 3",
      "must match /^[0-9a-f]+$/u",
    ]);
  });

  it("refuses what the validator refuses", () => {
    expect(caught(() => validators.email.parse("user.example.com")).message).toBe(
      'The value of "email" must have one @ between name and host.',
    );
  });

  it("never tells the value, which may be secret", () => {
    for (const raw of ["hunter2", 4711, ["hunter2"], { password: "hunter2" }]) {
      const error = caught(() => validators.token.parse(raw));
      expect(JSON.stringify(error)).not.toMatch(/hunter2|4711/);
    }
  });
});

describe("check", () => {
  it("gives the same as a report", () => {
    expect(validators.email.check("User@Example.com")).toEqual({ ok: true, value: "user@example.com" });
    expect(validators.email.check("a")).toEqual({
      ok: false,
      faults: ["must have at least 5 characters, but has 1"],
    });
    expect(Object.isFrozen(validators.email.check("a"))).toBe(true);
  });
});

/** A validator of short texts. */
function readerOf(validate: (value: string) => unknown) {
  const rules = defineRegistry(validationRules, {
    word: {
      description: "A word",
      category: "texts",
      of: "text",
      constraints: { maxLength: 5 },
      examples: ["word"],
      counterexamples: ["longer"],
    },
  });
  return createValidators(wire(rules, { validate: { word: validate as (value: string) => string } })).word;
}

describe("a validator", () => {
  it("is handed the entry that it reads for", () => {
    const rules = defineRegistry(validationRules, {
      word: {
        description: "A word",
        category: "texts",
        of: "text",
        constraints: {},
        examples: ["texts"],
        counterexamples: ["word"],
      },
    });
    const { word } = createValidators(
      wire(rules, { validate: { word: (_, { id, entry }) => `${id} of ${entry.category}` } }),
    );
    expect(word.parse("x")).toBe("word of texts");
  });

  it("gets only what the constraints allow, and is held to them", () => {
    const seen: unknown[] = [];
    const word = readerOf((value) => {
      seen.push(value);
      return value.repeat(2);
    });
    expect(word.check("longer").ok).toBe(false);
    expect(word.check(undefined).ok).toBe(false);
    expect(seen).toEqual([]);
    expect(word.check("abc")).toEqual({ ok: false, faults: ["must have at most 5 characters"] });
    expect(word.check("ab")).toEqual({ ok: true, value: "abab" });
  });

  it("can refuse for several reasons", () => {
    const word = readerOf(() => {
      throw invalid("must be one", "must be another");
    });
    expect(word.check("x")).toEqual({ ok: false, faults: ["must be one", "must be another"] });
  });

  it("can ask another rule", () => {
    const word = readerOf((value) => validators.email.parse(value));
    expect(word.check("a@b.c")).toEqual({ ok: true, value: "a@b.c" });
    expect(word.check("x")).toMatchObject({ ok: false });
  });

  it("that throws anything else is at fault, and the value is not", () => {
    const cause = new TypeError("undefined is not a function");
    const word = readerOf(() => {
      throw cause;
    });
    for (const read of ["parse", "check"] as const) {
      const error = caught(() => word[read]("x"));
      expect(error).toMatchObject({ code: "VALIDATION_RULE_FAILED", cause });
      expect(error.message).toContain('"word" threw a TypeError: undefined is not a function.');
    }
  });

  it("that fails within another one is told by its own name", () => {
    const inner = readerOf(() => 7);
    const outer = readerOf((value) => inner.parse(value));
    expect(caught(() => outer.parse("x")).message).toContain('"word" returned 7');
  });

  it.each([[undefined], [7], [null], [["x"]]])("that returns %j is at fault", (returned) => {
    expect(caught(() => readerOf(() => returned).parse("x")).message).toContain(
      "which is not what it was given",
    );
  });

  it("that is asynchronous is refused, and what it rejects with is nobody's", async () => {
    const word = readerOf(async () => Promise.reject(new Error("late")));
    expect(caught(() => word.parse("x")).message).toContain(
      '"word" is asynchronous, but validation does not wait',
    );
    await new Promise((done) => setImmediate(done));
  });
});

describe("createValidators", () => {
  it("names every rule whose constraints cannot be enforced", () => {
    const rules = defineRegistry(validationRules, {
      one: {
        description: "One",
        category: "texts",
        of: "text",
        constraints: { minLength: 2, maxLength: 1 },
        examples: ["x"],
        counterexamples: ["y"],
        requires: { validate: false },
      },
      two: {
        description: "Two",
        category: "texts",
        of: "text",
        constraints: { pattern: "[" },
        examples: ["x"],
        counterexamples: ["y"],
        requires: { validate: false },
      },
    });
    const error = caught(() => createValidators(wire(rules, {})));
    expect(error.code).toBe("VALIDATION_CONSTRAINTS_INVALID");
    expect(error.details["faults"]).toEqual([
      "one: no text has at least 2 and at most 1 characters",
      expect.stringContaining("two: pattern cannot be read"),
    ]);
  });

  it("has nothing but the rules", () => {
    expect(Object.keys(validators)).toEqual([...sampleRules.ids]);
    expect("constructor" in validators).toBe(false);
    expect(Object.isFrozen(validators)).toBe(true);
  });

  it.each([[undefined], [{}], [sampleRules], [{ registry: sampleRules }]])("refuses %j", (given) => {
    const error = caught(() => createValidators(given as unknown as Wiring<typeof sampleRules>));
    expect(error.code).toBe("OPTION_INVALID");
    expect(error.message).toContain("createValidators() needs a wiring of validation rules");
  });
});
