import {
  BailiwickError,
  describe,
  didYouMean,
  messageOf,
  quoteList,
  type ErrorCode,
} from "../../kernel/index.js";
import type { SqlStatement } from "./duckdb.js";

/** What DuckDB was doing when it refused. */
export interface DuckDbWorkplace {
  readonly path: string;
  readonly statement?: SqlStatement | undefined;
  /** The tables that there are, in case that one is missing. */
  readonly tables?: readonly string[];
}

const shownText = 2000;

/** DuckDB tells cases apart by its texts only. The first that matches is it. */
const cases: readonly (readonly [pattern: RegExp, code: ErrorCode])[] = [
  [/No space left on device|Disk quota exceeded/u, "STORE_WRITE_FAILED"],
  [/Corrupt database file|Could not read enough bytes/u, "STORE_UNREADABLE"],
  [/^IO Error: Could not set lock on file/u, "STORE_LOCKED"],
  [/in read-only mode/u, "STORE_READ_ONLY"],
  // When a commit finds a key twice, it is another transaction's: one's own is found by the statement.
  [/^TransactionContext Error: (?:.*conflict|Failed to commit: .*constraint violation)/isu, "STORE_CONFLICT"],
  [/^(?:Failed to append: |Constraint Error: )(?:.*constraint|.*[Dd]uplicate key)/su, "STORE_CONSTRAINT"],
  [/^Constraint Error: /u, "STORE_CONSTRAINT"],
  [/^IO Error: .*(?:Could not write|Could not sync|fsync)/su, "STORE_WRITE_FAILED"],
];

/** Whether an error was thrown because a statement was interrupted. */
export function isInterrupt(thrown: unknown): boolean {
  return /^INTERRUPT Error/u.test(messageOf(thrown));
}

/** Whether the instance of a database is of no more use after an error, and has to be opened anew. */
export function isFatal(thrown: unknown): boolean {
  return /^FATAL Error|database has been invalidated/u.test(messageOf(thrown));
}

/** Whether an error names a table or a column that is not there. */
export function isMissing(thrown: unknown): boolean {
  return missingOf(messageOf(thrown)) !== undefined;
}

/** What DuckDB threw, as an error of this package; errors that are one already as they are. */
export function duckDbError(thrown: unknown, workplace: DuckDbWorkplace): BailiwickError {
  if (thrown instanceof BailiwickError) return thrown;
  const message = messageOf(thrown);
  const missing = missingOf(message);
  if (missing !== undefined) return missingError(missing, thrown, workplace);
  const { path, statement } = workplace;
  const code = cases.find(([pattern]) => pattern.test(message))?.[1] ?? "STORE_QUERY_FAILED";
  const hint = hints[code];
  return new BailiwickError(code, {
    message: `${subjectOf(statement)} failed on the database ${describe(path)}: ${firstLine(message)}`,
    ...(hint === undefined ? {} : { hint }),
    details: { path, ...statementDetails(statement) },
    cause: thrown,
  });
}

const hints: Readonly<Partial<Record<ErrorCode, string>>> = {
  STORE_WRITE_FAILED: "make room or check the disk; what was committed before is safe.",
  STORE_UNREADABLE: "the file is damaged; replace it by a copy.",
  STORE_READ_ONLY: "open the database without readOnly to write.",
  STORE_CONFLICT: "something else wrote to the same rows or tables; try again.",
  STORE_CONSTRAINT: "nothing of the transaction was kept; give rows that the table takes.",
};

function subjectOf(statement: SqlStatement | undefined): string {
  return statement === undefined ? "The work" : `The statement ${describe(statement.name ?? statement.text)}`;
}

function firstLine(message: string): string {
  const [line = ""] = message.split("\n");
  return /[.!?]$/u.test(line) ? line : `${line}.`;
}

/** The text of a statement and what its values look like, cut: a value may be long, and may be a secret. */
function statementDetails(statement: SqlStatement | undefined): Readonly<Record<string, unknown>> {
  if (statement === undefined) return {};
  const { name, text, values = {} } = statement;
  const shown = Object.entries(values).map(([key, value]) => [key, describe(value)]);
  return {
    ...(name === undefined ? {} : { statement: name }),
    text: text.slice(0, shownText),
    values: Object.fromEntries(shown) as Record<string, string>,
  };
}

interface Missing {
  readonly table?: string | undefined;
  readonly column?: string | undefined;
  /** Columns that there are. */
  readonly columns: readonly string[];
}

const missingPatterns = [
  /^Catalog Error: Table with name "?(?<table>.+?)"? does not exist/u,
  /^Binder Error: Referenced (?:table|update column) "?(?<column>.+?)"? not found/u,
  /^Binder Error: Referenced column "(?<column>.+?)" not found/u,
  /^Binder Error: Table "(?<table>.+?)" does not have a column (?:named|with name) "(?<column>.+?)"/u,
];

function missingOf(message: string): Missing | undefined {
  for (const pattern of missingPatterns) {
    const match = pattern.exec(message);
    if (match === null) continue;
    const candidates =
      /(?:Candidate bindings|Did you mean):[: ]*(?<list>.+)/u.exec(message)?.groups?.list ?? "";
    const columns = [...candidates.matchAll(/"(.+?)"/gu)].map(([, name = ""]) => name);
    return { table: match.groups?.table, column: match.groups?.column, columns };
  }
  return undefined;
}

function missingError(
  { table, column, columns }: Missing,
  cause: unknown,
  { path, statement, tables = [] }: DuckDbWorkplace,
): BailiwickError {
  const needs = `${subjectOf(statement)} needs`;
  const where = `in the database ${describe(path)}`;
  const details = { path, ...statementDetails(statement) };
  if (column !== undefined) {
    const of = table === undefined ? "" : ` of the table ${describe(table)}`;
    return new BailiwickError("STORE_TABLE_MISSING", {
      message: `${needs} the column ${describe(column)}${of}, which is not ${where}${didYouMean(column, columns)}.`,
      ...(columns.length === 0 ? {} : { hint: `there are ${quoteList(columns)}, among others.` }),
      details: { ...details, ...(table === undefined ? {} : { table }), column, columns },
      cause,
    });
  }
  const wanted = table ?? "";
  return new BailiwickError("STORE_TABLE_MISSING", {
    message: `${needs} the table ${describe(wanted)}, which is not ${where}${didYouMean(wanted, tables)}.`,
    hint: tables.length === 0 ? "it has no tables." : `it has ${quoteList(tables)}.`,
    details: { ...details, table: wanted, tables },
    cause,
  });
}

/** Work that is given to a database that is closed. */
export function closedError(path: string): BailiwickError {
  return new BailiwickError("STORE_CLOSED", {
    message: `The database ${describe(path)} is closed.`,
    hint: "open it again, or close it only when the work on it has ended.",
    details: { path },
  });
}

/** A database, or the work that has a connection of it, that only reads. */
export function readOnlyError(path: string, fault: string, hint: string, cause?: unknown): BailiwickError {
  return new BailiwickError("STORE_READ_ONLY", {
    message: `The database ${describe(path)} can be read but not be written: ${fault}.`,
    hint,
    details: { path, fault },
    cause,
  });
}

/** Something that is asked for within work that it would have to wait for. */
export function withinWorkError(path: string, what: string): BailiwickError {
  return new BailiwickError("TRANSACTION_OPEN", {
    message: `${what} of the database ${describe(path)} was called within work on it, and would wait for itself.`,
    hint: "call it when the work has ended, or use the connection that the work was given.",
    details: { path, what },
  });
}
