import { argumentInvalid, BailiwickError, deepFreeze, describe, isPlainObject } from "../kernel/index.js";
import type { DuckDb, SqlStatement } from "../store/index.js";
import type { TransactionReport } from "./reports.js";

const owner = "executeTransaction()";

/** Texts in quotes and comments, in which nothing is a keyword; and everything else. */
const opaque =
  /[eE]'(?:[^'\\]|\\.|'')*'|'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|\/\*[^]*?\*\/|\$(\w*)\$[^]*?\$\1\$/gu;
const transactional = /^(?:begin|start|commit|end|rollback|abort)\b/iu;

/** Runs statements in one transaction, and says what they have come to. */
export async function executeStatements(
  database: DuckDb,
  operations: unknown,
  signal: AbortSignal | undefined,
): Promise<TransactionReport> {
  const statements = readOperations(operations);
  let failed: { readonly index: number; readonly text: string; readonly error: Error } | undefined;
  try {
    const rowsChanged = await database.transaction(
      async (connection) => {
        let changed = 0;
        failed = undefined;
        for (const [index, statement] of statements.entries()) {
          try {
            changed += await connection.run(statement);
          } catch (error) {
            if (error instanceof Error) failed = { index, text: statement.text, error };
            throw error;
          }
        }
        return changed;
      },
      { signal },
    );
    return Object.freeze({ committed: true, statements: statements.length, rowsChanged });
  } catch (error) {
    const isAborted = error instanceof BailiwickError && error.code === "OPERATION_ABORTED";
    if (failed === undefined || isAborted) throw error;
    return deepFreeze({ committed: false, failed });
  }
}

function readOperations(operations: unknown): readonly SqlStatement[] {
  if (!Array.isArray(operations)) {
    throw argumentInvalid("operations", owner, "a list of statements", operations);
  }
  return operations.map(readOperation);
}

function readOperation(operation: unknown, index: number): SqlStatement {
  const statement = typeof operation === "string" ? { text: operation } : operation;
  const isStatement = isPlainObject(statement) && typeof statement["text"] === "string";
  if (!isStatement || (statement["text"] as string).trim() === "") {
    throw argumentInvalid("operations", owner, `a text, or an object with a text, at ${index}`, operation);
  }
  const { text } = statement as unknown as SqlStatement;
  const parts = text
    .replace(opaque, (match) => (/^(?:--|\/\*)/u.test(match) ? " " : "''"))
    .split(";")
    .map((part) => part.trim())
    .filter((part) => part !== "");
  const forbidden = parts.find((part) => transactional.test(part));
  if (forbidden !== undefined || parts.length > 1) {
    throw new BailiwickError("OPTION_INVALID", {
      message:
        forbidden === undefined
          ? `The operation at ${index} of ${owner} holds ${parts.length} statements: ${describe(text)}.`
          : `The operation at ${index} of ${owner} begins or ends a transaction: ${describe(text)}.`,
      hint: "give each statement as an operation of its own; they run in one transaction.",
      details: { index, text },
    });
  }
  return statement as unknown as SqlStatement;
}
