import { BailiwickError, canonicalJson, describe } from "../../kernel/index.js";
import type { TypeToken } from "../type-token.js";
import {
  jsonSchemaOfToken,
  type JsonSchema,
  type SchemaDirection,
  type ToJsonSchema,
} from "./json-schemas.js";

const problemName = "Problem";

const problemSchema: JsonSchema = Object.freeze({
  type: "object",
  description: "A problem document (RFC 9457).",
  required: ["type", "title", "status", "detail"],
  properties: {
    type: { type: "string", format: "uri-reference" },
    title: { type: "string" },
    status: { type: "integer" },
    detail: { type: "string" },
    errors: {
      type: "array",
      items: {
        type: "object",
        required: ["in", "field", "message"],
        properties: {
          in: { enum: ["params", "query", "headers", "body"] },
          field: { type: "string" },
          message: { type: "string" },
        },
      },
    },
  },
});

/** The schemas of a document, while it is written: types with names are components, the others stand where they are used. */
export class OpenApiSchemas {
  readonly #toJsonSchema: ToJsonSchema | undefined;
  readonly #components = new Map<string, JsonSchema>();

  constructor(toJsonSchema: ToJsonSchema | undefined) {
    this.#toJsonSchema = toJsonSchema;
  }

  /** The type of a body, by reference where it has a name. */
  of(token: TypeToken, direction: SchemaDirection): JsonSchema {
    const schema = this.inline(token, direction);
    return token.name === "" ? schema : this.#component(token.name, schema);
  }

  /** The type in full. One that only the compiler knows says no more than its name. */
  inline(token: TypeToken, direction: SchemaDirection): JsonSchema {
    const schema = jsonSchemaOfToken(token, direction, this.#toJsonSchema);
    if (schema === undefined) return token.name === "" ? {} : { title: token.name };
    const { $schema: _, ...inline } = schema;
    return structuredClone(inline);
  }

  /** What errors are answered with. */
  problem(): JsonSchema {
    return this.#component(problemName, problemSchema);
  }

  components(): Record<string, JsonSchema> {
    return Object.fromEntries([...this.#components].sort(([one], [other]) => (one < other ? -1 : 1)));
  }

  #component(name: string, schema: JsonSchema): JsonSchema {
    const key = name.replaceAll(/[^A-Za-z0-9._-]/g, "_");
    const before = this.#components.get(key);
    if (before !== undefined && canonicalJson(before) !== canonicalJson(schema)) {
      throw new BailiwickError("ROUTE_CONFLICT", {
        message: `Two types of the routes are called ${describe(name)}, but are not the same.`,
        hint: "give the tokens names of their own; a schema that changes what it reads has two types.",
        details: { name },
      });
    }
    this.#components.set(key, schema);
    return { $ref: `#/components/schemas/${key}` };
  }
}
