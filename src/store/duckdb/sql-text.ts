import { BailiwickError, describe } from "../../kernel/index.js";
import type { TableName } from "./duckdb.js";

/** A part of an SQL text: plain, a `$parameter`, a `{placeholder}`, or what is left alone (literals, comments, quoted names). */
export interface SqlToken {
  readonly kind: "text" | "parameter" | "placeholder" | "opaque";
  /** As it stands in the text; of a parameter and a placeholder the name alone. */
  readonly text: string;
}

/** In this order: a dollar quote begins like a parameter. */
const tokenPattern = new RegExp(
  [
    String.raw`(?<opaque>[eE]'(?:[^'\\]|\\.|'')*'|'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|/\*[^]*?\*/|\$(?<tag>[A-Za-z_]\w*)?\$[^]*?\$\k<tag>\$)`,
    String.raw`\$(?<parameter>[A-Za-z_]\w*)`,
    String.raw`\{(?<placeholder>[A-Za-z_]\w*)\}`,
  ].join("|"),
  "gu",
);

/** Reads an SQL text, as far as parameters and placeholders need it. O(text). */
export function readSqlText(text: string): readonly SqlToken[] {
  const tokens: SqlToken[] = [];
  let end = 0;
  for (const match of text.matchAll(tokenPattern)) {
    if (match.index > end) tokens.push({ kind: "text", text: text.slice(end, match.index) });
    const { parameter, placeholder } = match.groups ?? {};
    if (parameter !== undefined) tokens.push({ kind: "parameter", text: parameter });
    else if (placeholder !== undefined) tokens.push({ kind: "placeholder", text: placeholder });
    else tokens.push({ kind: "opaque", text: match[0] });
    end = match.index + match[0].length;
  }
  if (end < text.length) tokens.push({ kind: "text", text: text.slice(end) });
  return tokens;
}

/**
 * A name as SQL can carry it, whatever it is: in double quotes, those within it doubled.
 *
 * @throws BailiwickError `SQL_VALUE_INVALID` for an empty one, or one with a NUL
 */
export function quoteIdentifier(name: string): string {
  if (typeof name === "string" && name !== "" && !name.includes("\0"))
    return `"${name.replaceAll('"', '""')}"`;
  throw new BailiwickError("SQL_VALUE_INVALID", {
    message: `A name in SQL must be a text that is not empty and has no NUL, but is ${describe(name)}.`,
    details: { found: describe(name) },
  });
}

/** The name of a table with its schema, quoted. */
export function quoteTable({ schema = "main", table }: TableName): string {
  return `${quoteIdentifier(schema)}.${quoteIdentifier(table)}`;
}
