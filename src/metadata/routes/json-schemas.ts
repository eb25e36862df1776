import { isPlainObject } from "../../kernel/index.js";
import { schemaOf, type StandardSchema, type TypeToken } from "../type-token.js";

/** A JSON Schema (2020-12). */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** What a type is asked as: what is accepted, or what comes of reading it. */
export type SchemaDirection = "input" | "output";

/** Makes JSON Schemas of schemas whose library cannot; `undefined` for one that it does not know either. */
export type ToJsonSchema = (schema: StandardSchema, direction: SchemaDirection) => JsonSchema | undefined;

/**
 * The JSON Schema of a type: the one that its token was given, else what `toJsonSchema` makes, else what the schema says
 * of itself by the Standard JSON Schema interface. `undefined` for a type that only the compiler knows.
 *
 * @throws whatever `toJsonSchema` or the schema throws
 */
export function jsonSchemaOfToken(
  token: TypeToken,
  direction: SchemaDirection,
  toJsonSchema?: ToJsonSchema,
): JsonSchema | undefined {
  const known = schemaOf(token);
  if (known === undefined) return undefined;
  return (
    known.jsonSchema ?? toJsonSchema?.(known.schema, direction) ?? ownJsonSchema(known.schema, direction)
  );
}

function ownJsonSchema(
  { "~standard": standard }: StandardSchema,
  direction: SchemaDirection,
): JsonSchema | undefined {
  const { jsonSchema } = standard as { readonly jsonSchema?: Readonly<Record<string, unknown>> };
  const make = jsonSchema?.[direction];
  if (typeof make !== "function") return undefined;
  const made: unknown = make.call(jsonSchema, { target: "draft-2020-12" });
  return isPlainObject(made) ? made : undefined;
}

/** A property of an object, as its JSON Schema describes it. */
export interface JsonProperty {
  readonly name: string;
  readonly schema: JsonSchema;
  readonly isRequired: boolean;
}

/** The properties of the objects that a JSON Schema describes; `undefined` if it does not list any. */
export function propertiesOf(schema: JsonSchema | undefined): readonly JsonProperty[] | undefined {
  const properties = schema?.["properties"];
  if (!isPlainObject(properties)) return undefined;
  const required = schema?.["required"];
  return Object.entries(properties).map(([name, property]) => ({
    name,
    schema: isPlainObject(property) ? property : {},
    isRequired: Array.isArray(required) && required.includes(name),
  }));
}
