import { BailiwickError, isPlainObject, messageOf } from "../../kernel/index.js";
import type { CompiledSql } from "./sql-lines.js";
import { placeInSql, sourceLine } from "./sql-lines.js";

/** What a statement was made from. */
export interface StatementOrigin {
  readonly name: string;
  readonly sql: CompiledSql;
  /** How many lines stand before the query in the statement that failed. */
  readonly linesBefore: number;
  /** Renders the source of a part again, with marks of its lines. */
  readonly renderMarked: (file: string) => string | undefined;
}

const ofTheStatement = new Set([
  "STORE_QUERY_FAILED",
  "STORE_TABLE_MISSING",
  "STORE_CONSTRAINT",
  "STORE_READ_ONLY",
]);

/**
 * What DuckDB has refused of a model, with the line of the model's file where it can be told; errors of the database itself,
 * as a full disk, as they are.
 */
export function sqlError(thrown: unknown, origin: StatementOrigin): unknown {
  if (!(thrown instanceof BailiwickError) || !ofTheStatement.has(thrown.code)) return thrown;
  const message = messageOf(thrown.cause ?? thrown);
  const statementLine = Number(/^LINE (?<line>\d+):/mu.exec(message)?.groups?.["line"]);
  const line = statementLine - origin.linesBefore;
  const place = Number.isNaN(line) || line < 1 ? undefined : placeInSql(origin.sql, line);
  const file = place?.part.file ?? origin.sql.parts.at(-1)?.file ?? origin.name;
  const fileLine = place === undefined ? undefined : lineInFile(origin, place.part, place.line);
  const shown = fileLine === undefined ? file : `${file}:${fileLine}`;
  const hint = shownLine(origin.sql.text, line) ?? thrown.hint;
  return new BailiwickError("MODEL_SQL_FAILED", {
    message: `${shown}: ${firstSentence(message)}`,
    ...(hint === undefined ? {} : { hint }),
    details: {
      ...(isPlainObject(thrown.details) ? thrown.details : {}),
      name: origin.name,
      file,
      ...(fileLine === undefined ? {} : { line: fileLine }),
      ...(Number.isNaN(line) || line < 1 ? {} : { renderedLine: line }),
      sql: origin.sql.text,
    },
    cause: thrown,
  });
}

function lineInFile(
  { renderMarked }: StatementOrigin,
  part: { readonly file: string; readonly text: string },
  line: number,
): number | undefined {
  const marked = renderMarked(part.file);
  return marked === undefined ? undefined : sourceLine(marked, part.text, line);
}

function firstSentence(message: string): string {
  const [first = ""] = message.split("\n");
  return /[.!?]$/u.test(first) ? first : `${first}.`;
}

function shownLine(sql: string, line: number): string | undefined {
  const text = sql.split("\n")[line - 1]?.trim();
  return text === undefined || text === "" ? undefined : `the rendered line is ${JSON.stringify(text)}.`;
}
