import {
  argumentInvalid,
  deepFreeze,
  describe,
  hasBrand,
  isPlainObject,
  optionInvalid,
  processWide,
  refuseUnknownOptions,
} from "../kernel/index.js";

declare const carried: unique symbol;
const brand = Symbol.for("bailiwick.typeToken");

/**
 * A type as a value, so that metadata can name the type of a payload and stay pure data. `Out` is what a handler gets,
 * `In` what is accepted before a schema has read it.
 */
export interface TypeToken<Out = unknown, In = Out> {
  readonly [carried]: { readonly out: Out; readonly in: In };
  /** What documentation calls the type; `""` where nothing was said. */
  readonly name: string;
}

/** What a {@link TypeToken} carries: the type of a value that was read. */
export type TypeOf<T> = T extends { readonly [carried]: { readonly out: infer Out } } ? Out : never;

/** The type of a value before a {@link TypeToken}'s schema has read it. */
export type InputOf<T> = T extends { readonly [carried]: { readonly in: infer In } } ? In : never;

/** One thing that a Standard Schema found wrong. */
export interface SchemaIssue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

/** What a Standard Schema makes of a value: the value read, or what is wrong with it. */
export type SchemaResult<Out> =
  { readonly value: Out; readonly issues?: undefined } | { readonly issues: readonly SchemaIssue[] };

/** Any schema of the Standard Schema interface, version 1: zod, valibot, arktype and others have it. */
export interface StandardSchema<In = unknown, Out = In> {
  readonly "~standard": {
    readonly version: 1;
    readonly vendor: string;
    /** Reads a value, or says what is wrong with it. */
    readonly validate: (value: unknown) => SchemaResult<Out> | Promise<SchemaResult<Out>>;
    readonly types?: { readonly input: In; readonly output: Out } | undefined;
  };
}

/** How a schema is put into words. */
export interface SchemaOptions {
  /** What documentation calls the type. */
  readonly name?: string;
  /** The type as JSON Schema (2020-12), for libraries that cannot make one. */
  readonly jsonSchema?: Readonly<Record<string, unknown>>;
}

/** The schema a token was made from. */
export interface TokenSchema {
  readonly schema: StandardSchema;
  readonly jsonSchema: Readonly<Record<string, unknown>> | undefined;
}

/** Tokens are pure data; what reads values is kept beside them, for every copy of the package. */
const schemas = processWide("token-schemas", () => new WeakMap<object, TokenSchema>());

/**
 * A type for the compiler alone: nothing is checked at run time.
 *
 * @example
 * ```ts
 * import { type } from "bailiwick/metadata";
 *
 * const registered = type<{ userId: string }>("UserRegistered");
 * console.log(registered.name); // => UserRegistered
 * ```
 */
export function type<Out, In = Out>(name = ""): TypeToken<Out, In> {
  return makeToken(name, "type()");
}

/**
 * A type that a schema checks at run time.
 *
 * @param standard a schema of any library with the Standard Schema interface
 * @throws BailiwickError `OPTION_INVALID` for anything else
 */
export function schema<In, Out>(
  standard: StandardSchema<In, Out>,
  options: SchemaOptions = {},
): TypeToken<Out, In> {
  if (!isStandardSchema(standard)) {
    throw argumentInvalid("schema", "schema()", "a schema with the Standard Schema interface", standard);
  }
  refuseUnknownOptions(options, ["name", "jsonSchema"], "schema()");
  const { name = "", jsonSchema } = options;
  if (jsonSchema !== undefined && !isPlainObject(jsonSchema))
    throw optionInvalid("jsonSchema", "schema()", "a JSON Schema as an object", jsonSchema);
  const made = makeToken<Out, In>(name, "schema()");
  // A copy, because what is frozen has to be ours.
  const kept = jsonSchema === undefined ? undefined : deepFreeze(cloneData(jsonSchema));
  schemas.set(made, Object.freeze({ schema: standard, jsonSchema: kept }));
  return made;
}

/** The schema of a token that was made by {@link schema}; `undefined` for one of {@link type}. */
export function schemaOf(token: TypeToken): TokenSchema | undefined {
  return schemas.get(token);
}

/** One thing that a schema refuses. */
export interface ReadIssue {
  /** The names that lead to it, joined by dots; `""` for the whole value. */
  readonly path: string;
  readonly message: string;
}

/** What a schema made of a value, or what it refuses. */
export type Reading =
  { readonly value: unknown; readonly issues?: undefined } | { readonly issues: readonly ReadIssue[] };

/**
 * Reads a value by a schema. A promise only if the schema returns one.
 *
 * @throws whatever the schema throws, and `TypeError` for a schema that answers with neither a value nor issues
 */
export function readBy(by: StandardSchema, value: unknown): Reading | Promise<Reading> {
  const result: unknown = by["~standard"].validate(value);
  return typeof (result as PromiseLike<unknown> | undefined | null)?.then === "function"
    ? Promise.resolve(result).then(readingOf)
    : readingOf(result);
}

function readingOf(result: unknown): Reading {
  const { issues } = (result ?? {}) as Partial<SchemaResult<unknown>>;
  if (typeof result !== "object" || result === null || !(issues === undefined || Array.isArray(issues)))
    throw new TypeError(`the schema gave ${describe(result)}, which is neither a value nor a list of issues`);
  if (issues === undefined) return result as { readonly value: unknown };
  return { issues: (issues as readonly SchemaIssue[]).map(issueOf) };
}

function issueOf({ path = [], message }: SchemaIssue): ReadIssue {
  return { path: path.map((part) => String(typeof part === "object" ? part.key : part)).join("."), message };
}

/** Whether a value is a {@link TypeToken}, also of a second copy of the package. */
export function isTypeToken(value: unknown): value is TypeToken {
  return hasBrand(value, brand);
}

function makeToken<Out, In>(name: string, owner: string): TypeToken<Out, In> {
  if (typeof name !== "string") throw argumentInvalid("name", owner, "a text as the name of the type", name);
  // What it carries is there for the compiler alone.
  return Object.freeze(Object.defineProperty({ name }, brand, { value: true })) as TypeToken<Out, In>;
}

function cloneData<T extends object>(jsonSchema: T): T {
  try {
    return structuredClone(jsonSchema);
  } catch {
    throw optionInvalid("jsonSchema", "schema()", "a JSON Schema, which is data only", jsonSchema);
  }
}

/** A schema may be a function, and what it says about itself an instance of a class. */
function isStandardSchema(value: unknown): boolean {
  if ((typeof value !== "object" && typeof value !== "function") || value === null) return false;
  const { "~standard": interior } = value as Partial<StandardSchema>;
  return interior?.version === 1 && typeof interior.validate === "function";
}
