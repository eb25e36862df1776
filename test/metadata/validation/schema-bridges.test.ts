import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import {
  createValidators,
  defineRegistry,
  fromSchema,
  schema,
  schemaOf,
  toStandardSchema,
  validationRules,
  wire,
  type StandardSchema,
} from "../../../src/metadata/index.js";
import { jsonSchemaOfToken } from "../../../src/metadata/routes/json-schemas.js";
import { caught } from "../../support/caught.js";
import { sampleRules, sampleValidators } from "./sample-rules.js";

const wiring = wire(sampleRules, sampleValidators);

const one = defineRegistry(validationRules, {
  email: {
    description: "An email address",
    category: "authentication",
    of: "text",
    constraints: { maxLength: 255 },
    examples: ["user@example.com"],
    counterexamples: ["user.example.com"],
  },
});

/** A rule whose validator is a schema. */
function readerOf(given: StandardSchema<string, string>) {
  return createValidators(wire(one, { validate: { email: fromSchema(given) } })).email;
}

describe("fromSchema", () => {
  it.each([
    ["zod", z.email().toLowerCase(), "Invalid email address"],
    ["valibot", v.pipe(v.string(), v.email(), v.toLowerCase()), 'Invalid email: Received "user.example.com"'],
  ])("reads with a schema of %s", (_, given, message) => {
    const email = readerOf(given);
    expect(email.parse("User@Example.com")).toBe("user@example.com");
    expect(email.check("user.example.com")).toEqual({ ok: false, faults: [`is refused: ${message}`] });
  });

  it("tells everything that the schema finds", () => {
    const email = readerOf(z.string().min(3, "too short").regex(/@/, "no @"));
    expect(email.check("x")).toEqual({ ok: false, faults: ["is refused: too short", "is refused: no @"] });
  });

  it.each([
    ["zod", z.string().refine(async () => Promise.resolve(true))],
    [
      "valibot",
      v.pipeAsync(
        v.string(),
        v.checkAsync(async () => Promise.resolve(true)),
      ),
    ],
  ])("refuses a schema of %s that has to be awaited, when it is used", (_, given) => {
    const error = caught(() => readerOf(given).parse("x"));
    expect(error.code).toBe("VALIDATION_RULE_FAILED");
    expect(error.message).toContain("is asynchronous, but validation does not wait");
  });

  it.each([[undefined], [null], [{}], [{ "~standard": {} }], [/x/]])("refuses %s", (given) => {
    expect(caught(() => fromSchema(given as StandardSchema)).message).toContain(
      "fromSchema() needs a schema with the Standard Schema interface",
    );
  });
});

describe("toStandardSchema", () => {
  const email = toStandardSchema(wiring, "email");

  it("reads as the rule does", () => {
    const { validate } = email["~standard"];
    expect(validate("User@Example.com")).toEqual({ value: "user@example.com" });
    expect(validate("user.example.com")).toEqual({
      issues: [{ message: "must have one @ between name and host" }],
    });
  });

  it("goes through to a rule of another registry and back", () => {
    expect(readerOf(email).parse("User@Example.com")).toBe("user@example.com");
  });

  it("is a type of this package, with its JSON Schema", () => {
    const token = schema(email, { name: "Email" });
    expect(schemaOf(token)?.schema).toBe(email);
    expect(jsonSchemaOfToken(token, "input")).toEqual({
      type: "string",
      description: "An email address, in lower case",
      minLength: 5,
      maxLength: 255,
      examples: ["user@example.com", "Test.User@example.org"],
    });
  });

  it("tells its JSON Schema in the versions that it knows only", () => {
    const { jsonSchema } = email["~standard"];
    expect(jsonSchema.output({ target: "draft-07" })).toEqual(jsonSchema.input({ target: "draft-2020-12" }));
    expect(caught(() => jsonSchema.input({ target: "openapi-3.0" })).message).toContain(
      "one of the targets draft-2020-12, draft-07",
    );
  });

  it("refuses a rule that does not exist, and suggests one", () => {
    const error = caught(() => toStandardSchema(wiring, "emial" as "email"));
    expect(error.code).toBe("METADATA_ENTRY_UNKNOWN");
    expect(error.message).toContain('did you mean "email"');
  });

  it("refuses what is no wiring", () => {
    expect(caught(() => toStandardSchema({} as typeof wiring, "email")).message).toContain(
      "toStandardSchema() needs a wiring of validation rules",
    );
  });
});
