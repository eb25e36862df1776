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

/** A component, and the token that it came from first. */
interface Component {
  readonly schema: JsonSchema;
  readonly token: TypeToken | undefined;
}

/**
 * The schemas of a document, while it is written: types with names are components, the others stand where they are used.
 * A type that accepts otherwise than it answers is two of them, the later one called `…Input` or `…Output`.
 */
export class OpenApiSchemas {
  readonly #toJsonSchema: ToJsonSchema | undefined;
  readonly #components = new Map<string, Component>();

  constructor(toJsonSchema: ToJsonSchema | undefined) {
    this.#toJsonSchema = toJsonSchema;
  }

  /** The type of a body, by reference where it has a name. */
  of(token: TypeToken, direction: SchemaDirection): JsonSchema {
    const schema = this.inline(token, direction);
    if (token.name === "") return schema;
    const other = direction === "input" ? "Input" : "Output";
    const before = this.#components.get(keyOf(token.name));
    const isOther = before?.token === token && !isSame(before.schema, schema);
    return this.#component(isOther ? token.name + other : token.name, schema, token);
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
    return this.#component(problemName, problemSchema, undefined);
  }

  components(): Record<string, JsonSchema> {
    const sorted = [...this.#components].toSorted(([one], [other]) => (one < other ? -1 : 1));
    return Object.fromEntries(sorted.map(([key, { schema }]) => [key, schema]));
  }

  #component(name: string, schema: JsonSchema, token: TypeToken | undefined): JsonSchema {
    const key = keyOf(name);
    const before = this.#components.get(key);
    if (before === undefined) this.#components.set(key, { schema, token });
    else if (!isSame(before.schema, schema)) {
      throw new BailiwickError("ROUTE_CONFLICT", {
        message: `Two types of the routes are called ${describe(name)}, but are not the same.`,
        hint: "give the tokens names of their own.",
        details: { name },
      });
    }
    return { $ref: `#/components/schemas/${key}` };
  }
}

/** What a component may be called. */
function keyOf(name: string): string {
  return name.replaceAll(/[^A-Za-z0-9._-]/g, "_");
}

function isSame(one: JsonSchema, other: JsonSchema): boolean {
  return canonicalJson(one) === canonicalJson(other);
}
