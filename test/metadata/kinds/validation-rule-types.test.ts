import { beforeAll, describe, expect, it } from "vitest";
import { typeCases, type TypeCases } from "../../support/type-cases.js";

const shared = `import { createValidators, defineRegistry, fromSchema, invalid, toStandardSchema, validationRules, wire } from "bailiwick/metadata";
import type * as metadata from "bailiwick/metadata";
export { defineRegistry, fromSchema, invalid, toStandardSchema, validationRules, wire };
export type Email = metadata.Brand<string, "email">;
export type Port = metadata.Brand<number, "port">;
export type Share = metadata.Brand<number, "share">;
export type Schema = metadata.StandardSchema<string, Email>;
export declare const textSchema: metadata.StandardSchema<string>;
export declare const numberSchema: metadata.StandardSchema<number>;
const common = { description: "A value", category: "values" } as const;
export const text = { ...common, of: "text", constraints: { maxLength: 9 }, examples: ["x"], counterexamples: ["y"] } as const;
export const number = { ...common, of: "number", constraints: { ge: 1 }, examples: [1], counterexamples: [0] } as const;
export const rules = defineRegistry(validationRules, { email: text, port: number, share: { ...number, requires: { validate: false } } });
export const wiring = wire(rules, { validate: { email: (value) => value.trim(), port: (value) => Math.trunc(value) } });
export const { email, port, share } = createValidators(wiring);
`;

const compiling: TypeCases = {
  "a value that carries the name of the rule that read it": `const address: Email = email.parse("x");
const plain: string = address;
const other: Port = port.parse(1);`,
  "a report of a value": `const result = share.check(1);
const read: Share | readonly string[] = result.ok ? result.value : result.faults;`,
  "a rule as a schema": `const standard: Schema = toStandardSchema(wiring, "email");`,
  "schemas as validators": `wire(rules, { validate: { email: fromSchema(textSchema), port: fromSchema(numberSchema) } });`,
  "a validator that refuses, and one that asks its entry": `wire(rules, { validate: {
  email: () => { throw invalid("must not be"); },
  port: (value, { entry }) => entry.constraints.ge + value,
} });`,
  "a text that may be blank": `defineRegistry(validationRules, { blank: { ...text, acceptsBlank: true } });`,
};

const validators = (...members: readonly string[]) =>
  `wire(rules, { validate: {\n  ${members.join(",\n  ")}\n} });`;
const entry = (fields: string) => `defineRegistry(validationRules, {\n  a: { ${fields} },\n});`;

const mistakes: Readonly<Record<string, readonly [source: string, line: number, code: number]>> = {
  "a text that nothing has read": [`const address: Email = "user@example.com";`, 1, 2322],
  "a value of another rule": [`const one: Share = port.parse(1);`, 1, 2322],
  "a rule that does not exist": [`toStandardSchema(wiring, "emial");`, 1, 2345],
  "a missing validator": [validators("email: (value) => value"), 1, 2741],
  "a validator that is not needed": [
    validators("email: (value) => value", "port: (value) => value", "share: (value: number) => value"),
    4,
    2353,
  ],
  "a validator that returns another type": [
    validators("email: (value) => value.length", "port: (value) => value"),
    2,
    2322,
  ],
  "an asynchronous validator": [
    validators("email: async (value) => value", "port: (value) => value"),
    2,
    2322,
  ],
  "a schema of another type": [
    validators("email: fromSchema(numberSchema)", "port: (value) => value"),
    2,
    2322,
  ],
  "a constraint of numbers on a text": [entry("...text, constraints: { ge: 1 }"), 2, 2322],
  "constraints of both": [entry("...text, constraints: { maxLength: 1, ge: 1 }"), 2, 2322],
  "a misspelt constraint": [entry("...text, constraints: { maxLenght: 1 }"), 2, 2561],
  "no example": [entry("...text, examples: []"), 2, 2322],
  "a number as an example of texts": [entry("...text, examples: [1]"), 2, 2322],
  "no counterexample": [entry("...text, counterexamples: []"), 2, 2322],
  "acceptsBlank for numbers": [entry("...number, acceptsBlank: true"), 2, 2322],
};

let found: ReturnType<typeof typeCases>;

beforeAll(() => {
  const sources = Object.entries(mistakes).map(([name, [source]]) => [name, source] as const);
  found = typeCases(shared, { ...compiling, ...Object.fromEntries(sources) });
});

describe("what compiles", () => {
  it.each(Object.keys(compiling))("is %s", (name) => {
    expect(found[name]).toEqual([]);
  });
});

describe("what does not compile", () => {
  it.each(Object.entries(mistakes))("is %s", (name, [, line, code]) => {
    expect(found[name]).toEqual([[line, code]]);
  });
});
