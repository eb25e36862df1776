import { describe, expect, it } from "vitest";
import {
  checkCompliance,
  defineRegistry,
  invalid,
  proveRules,
  validationRules,
  type ComplianceOptions,
  type Rule,
  type ValidationRule,
} from "../../../src/metadata/index.js";
import { sampleRules, sampleValidators } from "../validation/sample-rules.js";

const own = validationRules.rules.map(({ id }) => id);

describe("the sample", () => {
  const options = { implementations: sampleValidators };

  it("complies, with every rule having looked at something", () => {
    const { ok, findings, checked } = checkCompliance(sampleRules, options);
    expect({ ok, findings }).toEqual({ ok: true, findings: [] });
    expect(checked.filter(({ rule, subjects }) => own.includes(rule) && subjects === 0)).toEqual([]);
  });

  it.each(own)("notices the defect of %s", (rule) => {
    const proof = proveRules(sampleRules, options).find((one) => one.rule === rule);
    expect(proof).toMatchObject({ outcome: "detected" });
  });

  it.each(validationRules.rules.map((rule) => [rule.id, rule] as const))(
    "reports %s if it is made hollow",
    (id, rule) => {
      const hollow: Rule<ValidationRule> = {
        ...rule,
        id: `hollow-${id}`,
        check: () => ({ subjects: 1, skipped: 0, verdicts: [] }),
      };
      const proofs = proveRules(sampleRules, { ...options, rules: [hollow as Rule] });
      expect(proofs.find((one) => one.rule === `hollow-${id}`)?.outcome).toBe("missed");
    },
  );

  it("is not tried where validators are needed and were not given", () => {
    const { checked } = checkCompliance(sampleRules);
    const tried = checked.find(({ rule }) => rule === "examples-pass");
    expect(tried).toMatchObject({ subjects: 2, skipped: 3 });
  });
});

const word = {
  description: "A word",
  category: "texts",
  of: "text",
  constraints: { maxLength: 8 },
  examples: ["word"],
  counterexamples: ["two words", "two word"],
} as const;

/** What the rules of the kind find in one rule and its validator. */
function found(change: object, validate?: (value: string) => unknown): readonly string[] {
  const registry = defineRegistry(validationRules, { word: { ...word, ...change } });
  const options = { implementations: { validate: { word: validate ?? oneWord } } };
  const { findings } = checkCompliance(registry, options as ComplianceOptions<typeof registry>);
  return findings.map(({ rule, message }) => `${rule}: ${message}`);
}

function oneWord(value: string): string {
  if (!/^\w+$/.test(value)) throw invalid("must be one word");
  return value;
}

describe("a rule", () => {
  it("that is in order is not found wanting", () => {
    expect(found({})).toEqual([]);
  });

  it.each([
    [{ description: "" }, "rule-is-described: its description is blank"],
    [{ category: 7 }, "rule-is-described: its category is blank"],
    [{ examples: [] }, "rule-has-examples: it has no examples"],
    [{ examples: undefined }, "rule-has-examples: it has no examples"],
    [{ counterexamples: "x" }, "rule-has-examples: it has no counterexamples"],
    [
      { counterexamples: ["two word", 7] },
      "rule-has-examples: 1 value among its counterexamples should be of type string",
    ],
    [
      { counterexamples: ["two word", "word"] },
      "example-is-given-once: 1 value among its examples and counterexamples stands there before",
    ],
    [
      { constraints: { maxLenght: 8 } },
      'constraints-can-be-met: "maxLenght" is no constraint of a text (did you mean "maxLength"?); known are "minLength", "maxLength" and "pattern"',
    ],
    [{ of: "texts" }, 'constraints-can-be-met: of must be "text" or "number", but is "texts"'],
    [
      { examples: ["incredible"] },
      'examples-meet-constraints: the example "incredible" must have at most 8 characters',
    ],
    [
      { examples: ["in word"] },
      'examples-pass: "in word" is an example, but is refused: it must be one word',
    ],
    [
      { counterexamples: ["two word", "one"] },
      'counterexamples-fail: "one" is a counterexample, but is accepted',
    ],
    [
      { counterexamples: ["two words"] },
      "validator-refuses-something: the constraints refuse every counterexample, so that nothing shows what the validator is for",
    ],
    [
      { acceptsBlank: true },
      "blank-is-decided: acceptsBlank is true, but the empty text is refused: it must be one word",
    ],
    [{ constraints: {} }, "text-is-bounded: it has no maxLength"],
  ])("with %j is found wanting", (change, message) => {
    expect(found(change)).toContain(message);
  });
});

describe("a validator", () => {
  it("that is hollow is found by the counterexamples", () => {
    expect(found({}, (value) => value)).toEqual([
      'counterexamples-fail: "two word" is a counterexample, but is accepted',
      "validator-refuses-something: the validator refuses none of the counterexamples that the constraints allow",
      "blank-is-decided: the empty text is accepted, but acceptsBlank is not true",
    ]);
  });

  it("that changes what it made is found", () => {
    expect(found({}, (value) => `${oneWord(value)}x`)).toContain(
      'result-is-stable: the example "word" is read as "wordx", and that as "wordxx"',
    );
  });

  it("that refuses what it made is found", () => {
    expect(found({}, (value) => `${oneWord(value)}xxx`)).toContain(
      'result-is-stable: the example "word" is read as "wordxxx", and that is refused: it must have at most 8 characters',
    );
  });

  it("that throws something else is found, and the check goes on", () => {
    const findings = found({}, () => {
      throw new TypeError("no such thing");
    });
    expect(findings).toContainEqual(
      expect.stringMatching(/^examples-pass: "word" is an example, but could not be tried: .*no such thing/s),
    );
    expect(findings).toContainEqual(
      expect.stringMatching(/^counterexamples-fail: "two word" .*no such thing/s),
    );
    expect(findings).toContainEqual(expect.stringMatching(/^blank-is-decided: the empty text: could not/));
  });

  it("that is asynchronous is found", () => {
    expect(found({}, async (value) => Promise.resolve(value))).toContainEqual(
      expect.stringMatching(/^examples-pass: .* is asynchronous, but validation does not wait/),
    );
  });

  it("that two rules share is found", () => {
    const registry = defineRegistry(validationRules, { word, name: word });
    const { findings } = checkCompliance(registry, {
      implementations: { validate: { word: oneWord, name: oneWord } },
    });
    expect(findings).toMatchObject([
      {
        rule: "validators-are-distinct",
        id: "name",
        slot: "validate",
        message: "name has the validator of word",
      },
    ]);
  });
});
