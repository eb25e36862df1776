import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { isTypeToken, schema, schemaOf, type } from "../../src/metadata/index.js";
import { readBy } from "../../src/metadata/type-token.js";
import { caught } from "../support/caught.js";

describe("type", () => {
  it("makes a frozen token with the name that documentation uses", () => {
    const token = type<{ userId: string }>("UserRegistered");
    expect(token).toEqual({ name: "UserRegistered" });
    expect(Object.isFrozen(token)).toBe(true);
    expect(type<string>().name).toBe("");
    expect(schemaOf(token)).toBeUndefined();
  });

  it("refuses a name that is no text", () => {
    expect(caught(() => type(1 as unknown as string)).message).toBe(
      "type() needs a text as the name of the type, but was given 1.",
    );
  });
});

describe("schema", () => {
  it.each([
    ["zod", z.string()],
    ["valibot", v.string()],
    // A schema may be a function, as those of some libraries are.
    ["a function", Object.assign(() => 1, { "~standard": z.string()["~standard"] })],
  ])("keeps a schema of %s beside the token, not in it", (_, given) => {
    const token = schema(given, { name: "Text", jsonSchema: { type: "string" } });
    expect(Object.keys(token)).toEqual(["name"]);
    expect(token.name).toBe("Text");
    expect(schemaOf(token)).toEqual({ schema: given, jsonSchema: { type: "string" } });
    expect(Object.isFrozen(schemaOf(token))).toBe(true);
  });

  it("copies and freezes the JSON Schema", () => {
    const jsonSchema = { type: "object", properties: { a: {} } };
    const kept = schemaOf(schema(z.object({}), { jsonSchema }))?.jsonSchema;
    jsonSchema.type = "string";
    expect(kept).toEqual({ type: "object", properties: { a: {} } });
    expect(Object.isFrozen(kept?.["properties"])).toBe(true);
  });

  it.each([
    null,
    undefined,
    "string",
    {},
    { "~standard": null },
    { "~standard": { version: 1 } },
    { "~standard": { version: 2, validate: () => ({ value: 1 }) } },
  ])("refuses %o, which is no schema of version 1", (given) => {
    const error = caught(() => schema(given as never));
    expect(error.code).toBe("OPTION_INVALID");
    expect(error.message).toMatch(
      /^schema\(\) needs a schema with the Standard Schema interface, but was given /,
    );
  });

  it("refuses options that nobody reads, and JSON Schemas that are none", () => {
    expect(caught(() => schema(z.string(), { title: "T" } as never)).message).toContain(
      '"title" is not an option of schema()',
    );
    expect(caught(() => schema(z.string(), { jsonSchema: true as never })).message).toBe(
      "The option jsonSchema of schema() must be a JSON Schema as an object, but is true.",
    );
    expect(caught(() => schema(z.string(), { jsonSchema: { f: () => 1 } })).message).toBe(
      "The option jsonSchema of schema() must be a JSON Schema, which is data only, but is an object.",
    );
  });
});

describe("readBy", () => {
  const giving = (result: unknown) => ({
    "~standard": { version: 1 as const, vendor: "test", validate: () => result as never },
  });

  it("gives the value, or what is wrong with the ways that lead there", () => {
    const order = z.object({ lines: z.array(z.number()) });
    expect(readBy(order, { lines: [1] })).toMatchObject({ value: { lines: [1] } });
    expect(readBy(order, { lines: [1, "two"] })).toEqual({
      issues: [{ path: "lines.1", message: expect.any(String) as string }],
    });
    expect(readBy(giving({ issues: [{ message: "no", path: [{ key: "a" }, Symbol("b")] }] }), 1)).toEqual({
      issues: [{ path: "a.Symbol(b)", message: "no" }],
    });
    expect(readBy(giving({ issues: [{ message: "no" }] }), 1)).toEqual({
      issues: [{ path: "", message: "no" }],
    });
  });

  it("waits only for a schema that returns a promise", async () => {
    const waiting = readBy(giving(Promise.resolve({ value: 1 })), 0);
    expect(waiting).toBeInstanceOf(Promise);
    expect(await waiting).toEqual({ value: 1 });
    await expect(readBy(giving(Promise.resolve(undefined)), 0)).rejects.toThrow(TypeError);
  });

  it.each([undefined, null, true, "text", { issues: "none" }, { issues: null }])(
    "says of %j that it is no answer of a schema",
    (result) => {
      expect(() => readBy(giving(result), 0)).toThrow(
        /^the schema gave .+, which is neither a value nor a list of issues$/,
      );
    },
  );
});

describe("isTypeToken", () => {
  it("knows tokens, and nothing that only looks like one", () => {
    expect(isTypeToken(type())).toBe(true);
    expect(isTypeToken(schema(z.string()))).toBe(true);
    for (const other of [{ name: "E" }, null, "E", () => 1]) expect(isTypeToken(other)).toBe(false);
  });
});
