import { BailiwickError, describe, messageOf, type ErrorCode } from "../../kernel/index.js";
import type { SqlStatement } from "./duckdb.js";

/** What DuckDB was doing when it refused, for the error. */
export interface DuckDbRefusal {
  readonly path: string;
  readonly statement?: SqlStatement | undefined;
}

const shownText = 2000;
const shownValue = 60;

/** Which case a message of DuckDB is, by how it begins. */
export function classify(message: string): ErrorCode {
  if (/^IO Error: Could not set lock on file/u.test(message)) return "STORE_LOCKED";
  if (/conflict/iu.test(message) && /^TransactionContext Error|^Transaction/u.test(message))
    return "STORE_CONFLICT";
  if (message.startsWith("Constraint Error:")) return "STORE_CONSTRAINT";
  return "STORE_QUERY_FAILED";
}

/** What DuckDB threw, as an error of this package; errors that are one already as they are. */
export function duckDbError(thrown: unknown, { path, statement }: DuckDbRefusal): BailiwickError {
  if (thrown instanceof BailiwickError) return thrown;
  const message = messageOf(thrown);
  const of = statement === undefined ? "" : ` of the statement ${describe(statement.name ?? statement.text)}`;
  return new BailiwickError(classify(message), {
    message: `The work${of} on the database ${describe(path)} failed: ${message.split("\n")[0]}`,
    details: { path, ...(statement === undefined ? {} : statementDetails(statement)) },
    cause: thrown,
  });
}

/** The text of a statement and what its values look like, cut: a value may be long, and may be a secret. */
function statementDetails({ name, text, values = {} }: SqlStatement): Readonly<Record<string, unknown>> {
  return {
    ...(name === undefined ? {} : { statement: name }),
    text: text.slice(0, shownText),
    values: Object.fromEntries(
      Object.entries(values).map(([key, value]) => [key, describe(value).slice(0, shownValue)]),
    ),
  };
}

/** Work that is given to a database that is closed. */
export function closedError(path: string): BailiwickError {
  return new BailiwickError("STORE_CLOSED", {
    message: `The database ${describe(path)} is closed.`,
    hint: "open it again, or close it only when the work on it has ended.",
    details: { path },
  });
}
