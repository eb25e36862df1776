import { BailiwickError, deepFreeze, describe, didYouMean, quoteList } from "../../kernel/index.js";
import type { SqlStatement, TableName } from "./duckdb.js";
import { quoteIdentifier, quoteTable, readSqlText, type SqlToken } from "./sql-text.js";
import {
  parseSqlType,
  requireSqlValue,
  valueInvalid,
  type SqlParameter,
  type SqlType,
  type SqlTypeParts,
  type SqlValueOf,
} from "./sql-types.js";

/** The types of parameters by their names. */
export type SqlTypes = Readonly<Record<string, SqlType>>;

/** What a template is made of. */
export interface SqlTemplateParts<Types extends SqlTypes, Identifier extends string> {
  /** Says in errors which statement it is. */
  readonly name: string;
  /** One statement. Values are written `$name`, names of tables and columns `{name}`. */
  readonly text: string;
  readonly parameters?: Types;
  /** Which `{names}` there are. */
  readonly identifiers?: readonly Identifier[];
}

/** The values of a template's parameters; any of them may be `null`. */
export type SqlTemplateValues<Types extends SqlTypes> = {
  readonly [Name in keyof Types]: SqlValueOf<Types[Name]> | null;
};

/** What {@link SqlTemplate.bind} takes: values, and names if the template has places for them. */
export type SqlTemplateArguments<Types extends SqlTypes, Identifier extends string> = [Identifier] extends [
  never,
]
  ? keyof Types extends never
    ? readonly []
    : readonly [values: SqlTemplateValues<Types>]
  : readonly [
      values: SqlTemplateValues<Types>,
      identifiers: Readonly<Record<Identifier, string | TableName>>,
    ];

/** A statement with places for values of known types, and for names; frozen. */
export interface SqlTemplate<Types extends SqlTypes = SqlTypes, Identifier extends string = string> {
  readonly name: string;
  readonly text: string;
  readonly parameters: Types;
  readonly identifiers: readonly Identifier[];
  /**
   * The statement with its values, which are checked and stay beside the text, and its names, which are quoted into it.
   *
   * @throws BailiwickError `SQL_VALUE_INVALID` for a value or name that is missing, not declared, or not of its type
   */
  bind(...given: SqlTemplateArguments<Types, Identifier>): SqlStatement;
}

const namePattern = /^[A-Za-z_]\w*$/u;

/**
 * Makes a template of a statement. Texts in quotes and comments are left alone, whatever stands in them.
 *
 * @throws BailiwickError `SQL_TEMPLATE_INVALID` if a parameter or a name in the text is not declared, one that is
 * declared is not in the text, or a type is unknown
 *
 * @example
 * ```ts
 * import { defineSql } from "bailiwick/state";
 *
 * const eventsOfYear = defineSql({
 *   name: "events of a year",
 *   text: "SELECT count(*) AS events FROM {events} WHERE simulation_year = $year",
 *   parameters: { year: "INTEGER" },
 *   identifiers: ["events"],
 * });
 * const statement = eventsOfYear.bind({ year: 2025 }, { events: { table: "fct_yearly_events" } });
 * console.log(statement.text);
 * // => SELECT count(*) AS events FROM "main"."fct_yearly_events" WHERE simulation_year = $year
 * ```
 */
export function defineSql<
  // oxlint-disable-next-line typescript/no-generated-empty-object-type -- a template without parameters has no names of any
  const Types extends SqlTypes = Record<never, never>,
  const Identifier extends string = never,
>(parts: SqlTemplateParts<Types, Identifier>): SqlTemplate<Types, Identifier> {
  const { name, text, parameters = {} as Types, identifiers = [] } = parts;
  if (typeof name !== "string" || name.trim() === "") {
    throw new BailiwickError("SQL_TEMPLATE_INVALID", {
      message: `A template of SQL needs a name, but has ${describe(name)}.`,
      details: { found: describe(name) },
    });
  }
  if (typeof text !== "string") throw templateInvalid(name, `needs a text, but has ${describe(text)}`);
  const types = readTypes(name, parameters);
  const tokens = readSqlText(text);
  requireSame(name, "parameter", namesOf(tokens, "parameter"), [...types.keys()]);
  requireSame(name, "placeholder", namesOf(tokens, "placeholder"), identifiers);
  const template = { name, text, parameters: { ...parameters }, identifiers: [...identifiers] };
  const bind = (...[values = {}, names = {}]: readonly unknown[]): SqlStatement =>
    Object.freeze({
      name,
      text: fill(name, tokens, identifiers, names),
      values: checkValues(name, types, values),
      types: template.parameters,
    });
  return deepFreeze({ ...template, bind });
}

function readTypes(name: string, parameters: SqlTypes): ReadonlyMap<string, SqlTypeParts> {
  const types = new Map<string, SqlTypeParts>();
  for (const [parameter, type] of Object.entries(parameters)) {
    const parts = parseSqlType(type);
    if (parts === undefined) {
      throw templateInvalid(
        name,
        `gives the parameter $${parameter} the type ${describe(type)}, which is unknown`,
      );
    }
    types.set(parameter, parts);
  }
  return types;
}

function namesOf(tokens: readonly SqlToken[], kind: SqlToken["kind"]): readonly string[] {
  return [...new Set(tokens.filter((token) => token.kind === kind).map(({ text }) => text))];
}

function requireSame(
  name: string,
  kind: "parameter" | "placeholder",
  used: readonly string[],
  declared: readonly string[],
): void {
  const show = (word: string): string => (kind === "parameter" ? `$${word}` : `{${word}}`);
  const wrong = declared.find((word) => typeof word !== "string" || !namePattern.test(word));
  if (wrong !== undefined)
    throw templateInvalid(name, `declares ${describe(wrong)}, which is not the name of a ${kind}`);
  const undeclared = used.find((word) => !declared.includes(word));
  if (undeclared !== undefined) {
    throw templateInvalid(
      name,
      `uses the ${kind} ${show(undeclared)}, which is not declared${didYouMean(undeclared, declared)}`,
    );
  }
  const unused = declared.find((word) => !used.includes(word));
  if (unused === undefined) return;
  throw templateInvalid(
    name,
    `declares the ${kind} ${show(unused)}, which its text does not use${didYouMean(unused, used)}`,
  );
}

function templateInvalid(name: string, fault: string): BailiwickError {
  return new BailiwickError("SQL_TEMPLATE_INVALID", {
    message: `The template of SQL ${describe(name)} ${fault}.`,
    hint: "declare values under parameters and names of tables and columns under identifiers, each as the text uses it.",
    details: { template: name, fault },
  });
}

function checkValues(
  name: string,
  types: ReadonlyMap<string, SqlTypeParts>,
  values: unknown,
): Readonly<Record<string, SqlParameter>> {
  const given = requireGiven(name, "values", values, [...types.keys()]);
  const checked: Record<string, SqlParameter> = {};
  for (const [parameter, type] of types) {
    const value = given[parameter];
    requireSqlValue(value, type, `the parameter $${parameter} of ${describe(name)}`);
    checked[parameter] = Array.isArray(value) ? Object.freeze([...value]) : value;
  }
  return Object.freeze(checked);
}

function fill(
  name: string,
  tokens: readonly SqlToken[],
  identifiers: readonly string[],
  names: unknown,
): string {
  const given = requireGiven(name, "names", names, identifiers);
  return tokens
    .map(({ kind, text }) => {
      if (kind === "parameter") return `$${text}`;
      if (kind !== "placeholder") return text;
      const value = given[text];
      return typeof value === "object" && value !== null
        ? quoteTable(value as TableName)
        : quoteIdentifier(value as string);
    })
    .join("");
}

function requireGiven(
  name: string,
  what: string,
  given: unknown,
  known: readonly string[],
): Readonly<Record<string, unknown>> {
  const where = `the ${what} of ${describe(name)}`;
  if (typeof given !== "object" || given === null) throw valueInvalid(where, "an object", given);
  const unknown = Object.keys(given).find((key) => !known.includes(key));
  if (unknown === undefined) return given as Readonly<Record<string, unknown>>;
  const expected = `${quoteList(known)}${didYouMean(unknown, known)}`;
  throw valueInvalid(where, known.length === 0 ? "left out" : `of ${expected}`, unknown);
}
