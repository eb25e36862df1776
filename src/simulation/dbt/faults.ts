import { BailiwickError, describe, type ErrorCode } from "../../kernel/index.js";
import { openingError } from "../../store/index.js";
import { plainText } from "./log-line.js";

/** What went wrong, and whether it may be gone the next time. */
export interface DbtFault {
  readonly error: BailiwickError;
  readonly isTransient: boolean;
}

/** A node that has failed. */
export interface FailedNode {
  readonly uniqueId: string;
  readonly name: string;
  readonly kind: "model" | "test";
  readonly file: string;
  readonly message: string;
  readonly sql?: string | undefined;
  /** How many rows fail a test. */
  readonly failures?: number | undefined;
}

const transientPattern =
  /Out of Memory Error|out of memory|Too many open files|Resource temporarily unavailable|Connection Error|[Cc]onnection (?:refused|reset|timed out)|TransactionContext Error: .*conflict/iu;

/** DuckDB's own words, out of what dbt has wrapped around them. */
const duckDbPattern = /^(?:[A-Z][A-Za-z]+ )+Error: .*/mu;
const openingPattern =
  /Could not set lock on file|not a valid DuckDB database file|Trying to read a database file with version number|Could not read enough bytes|Corrupt database file/u;

/** Why a node has failed, by what dbt says of it. */
export function nodeFault(node: FailedNode, database: string): DbtFault {
  const { uniqueId, name, kind, file, sql, failures } = node;
  const { heading, body } = parts(node.message);
  const shared = storeFault(node.message, database);
  if (shared !== undefined) return shared;
  const code = nodeCode(node.message, kind, failures);
  const line = /\bline (\d+)\b/u.exec(node.message.startsWith("Compilation") ? node.message : "")?.[1];
  const where = `${file}${line === undefined ? "" : `:${line}`}`;
  const error = new BailiwickError(code, {
    message: `The ${kind} ${describe(name)} (${where}) ${verbs[code] ?? "failed"}: ${sentence(body || heading)}`,
    ...hintOf(code),
    details: {
      uniqueId,
      file,
      ...(line === undefined ? {} : { line: Number(line) }),
      ...(failures === undefined ? {} : { failures }),
      ...(sql === undefined ? {} : { sql }),
      output: plainText(node.message),
    },
  });
  return { error, isTransient: isTransientText(node.message) };
}

function nodeCode(message: string, kind: "model" | "test", failures: number | undefined): ErrorCode {
  if (/enforced contract that failed/u.test(message)) return "MODEL_CONTRACT_BROKEN";
  if (/Required var '.*' not found/u.test(message)) return "MODEL_VARIABLE_UNKNOWN";
  if (/(?:Compilation|Parsing) Error/u.test(message)) return "MODEL_RENDER_FAILED";
  if (kind === "test" && failures !== undefined && /configured to (?:fail|warn) if/u.test(message))
    return "MODEL_TEST_FAILED";
  return "MODEL_SQL_FAILED";
}

const verbs: Readonly<Partial<Record<ErrorCode, string>>> = {
  MODEL_RENDER_FAILED: "could not be compiled",
  MODEL_VARIABLE_UNKNOWN: "could not be compiled",
  MODEL_CONTRACT_BROKEN: "breaks its contract",
  MODEL_SQL_FAILED: "was refused by the database",
};

const hints: Readonly<Partial<Record<ErrorCode, string>>> = {
  MODEL_SQL_FAILED: "the rendered statement is in details.sql.",
  MODEL_TEST_FAILED: "run the statement in details.sql to see the rows.",
  MODEL_CONTRACT_BROKEN: "let the columns of the model be those that its contract declares.",
  MODEL_DEPENDENCY_MISSING: "run `dbt deps` in the folder of the project.",
};

/**
 * Why dbt gave up before, or beside, its nodes.
 *
 * @param text what dbt says it has met
 */
export function projectFault(text: string, project: string, database: string): DbtFault {
  const shared = storeFault(text, database);
  if (shared !== undefined) return shared;
  const { heading, body } = parts(text);
  const code = projectCode(text);
  const file = /\(([^()\s]+\.(?:sql|ya?ml|py|md))\)/u.exec(text)?.[1];
  const line = /\bline (\d+)\b/u.exec(text)?.[1];
  const place = file === undefined ? "" : ` (${file}${line === undefined ? "" : `:${line}`})`;
  const error = new BailiwickError(code, {
    message: `dbt gave up on the project ${describe(project)}${place}: ${sentence(body || heading)}`,
    ...hintOf(code),
    details: {
      project,
      ...(file === undefined ? {} : { file }),
      ...(line === undefined ? {} : { line: Number(line) }),
      output: plainText(text),
    },
  });
  return { error, isTransient: isTransientText(text) };
}

function projectCode(text: string): ErrorCode {
  if (/dbt deps/u.test(text)) return "MODEL_DEPENDENCY_MISSING";
  if (/Found a cycle/u.test(text)) return "MODEL_CYCLE";
  if (/depends on a (?:node|source) named .* which (?:was not found|is disabled)/u.test(text))
    return "MODEL_REF_UNKNOWN";
  if (/Required var '.*' not found/u.test(text)) return "MODEL_VARIABLE_UNKNOWN";
  if (/Compilation Error in \w+ /u.test(text)) return "MODEL_RENDER_FAILED";
  if (
    /(?:Compilation|Parsing|Project|Profile) Error|profile|target|dbt_project\.yml|Env var required/iu.test(
      text,
    )
  )
    return "MODEL_PROJECT_INVALID";
  return duckDbPattern.test(text) ? "MODEL_SQL_FAILED" : "MODEL_ENGINE_FAILED";
}

/** What the store has an error of its own for: a file that cannot be opened, or a disk that is full. */
function storeFault(text: string, database: string): DbtFault | undefined {
  const words = duckDbPattern.exec(dedented(text))?.[0];
  if (words === undefined) return undefined;
  if (/No space left on device|Disk quota exceeded/u.test(words)) {
    const error = new BailiwickError("STORE_WRITE_FAILED", {
      message: `dbt could not write the database ${describe(database)}: ${sentence(words)}`,
      hint: "make room or check the disk.",
      details: { path: database, output: plainText(text) },
    });
    return { error, isTransient: false };
  }
  if (!openingPattern.test(words)) return undefined;
  const error = openingError(new Error(words), database);
  return { error, isTransient: error.code === "STORE_LOCKED" };
}

function isTransientText(text: string): boolean {
  return transientPattern.test(text);
}

function hintOf(code: ErrorCode): { readonly hint?: string } {
  const hint = hints[code];
  return hint === undefined ? {} : { hint };
}

/** dbt writes what kind of fault it is in the first line, and the fault in the indented ones below. */
function parts(text: string): { readonly heading: string; readonly body: string } {
  const [heading = "", ...rest] = dedented(text).split("\n");
  const body = rest.filter((line) => line !== "" && !/^> (?:in|called by) macro/u.test(line));
  return { heading, body: body.slice(0, 2).join(" ") };
}

function dedented(text: string): string {
  return plainText(text)
    .split("\n")
    .map((line) => line.trim())
    .join("\n");
}

function sentence(text: string): string {
  return /[.!?]$/u.test(text) ? text : `${text}.`;
}
