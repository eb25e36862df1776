import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { extname } from "node:path";
import { pipeline } from "node:stream/promises";
import { BailiwickError, describe, messageOf } from "../../kernel/index.js";
import { quoteIdentifier, type DuckDbConnection, type SqlStatement } from "../../store/index.js";

/** A census as a statement reads it: every value as text without blanks around it, none as NULL. */
export interface CensusSource {
  readonly path: string;
  /** As they are written in the file, in order. */
  readonly columns: readonly string[];
  /** What stands behind `FROM`, with the parameter `$path`. */
  readonly relation: string;
  /** The path with what DuckDB takes for wildcards taken out. */
  readonly values: { readonly path: string };
}

const longestHeader = 65_536;
const delimiters = [",", ";", "\t", "|"];

/**
 * Looks at the columns of a census.
 *
 * @throws BailiwickError `SIMULATION_CENSUS_INVALID` for a file that is not there or cannot be read
 */
export async function openCensus(path: string, connection: DuckDbConnection): Promise<CensusSource> {
  const values = { path: path.replaceAll(/[[*?]/g, "[$&]") };
  try {
    if (extname(path).toLowerCase() !== ".parquet") return { path, values, ...(await csvRelation(path)) };
    const relation = "read_parquet($path)";
    const described = await connection.rows<{ column_name: string }>({
      text: `SELECT column_name FROM (DESCRIBE FROM ${relation})`,
      values,
    });
    return { path, values, relation, columns: described.map(({ column_name }) => column_name) };
  } catch (error) {
    throw unreadable(path, error);
  }
}

/** A column of the census as trimmed text; one that the file does not have is NULL. */
export function censusText({ columns }: CensusSource, column: string): string {
  const written = columns.find((name) => name.trim().toLowerCase() === column);
  return written === undefined
    ? "CAST(NULL AS VARCHAR)"
    : `nullif(trim(CAST(${quoteIdentifier(written)} AS VARCHAR)), '')`;
}

/** A fingerprint of the bytes of a file. */
export async function fileFingerprint(path: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(path), hash);
  return hash.digest("hex").slice(0, 16);
}

/** The file as it is cannot be read; what DuckDB says of rows with too many or too few values is in the message. */
export function unreadable(path: string, error: unknown): BailiwickError {
  const cause = error instanceof BailiwickError && error.cause !== undefined ? error.cause : error;
  const isMissing = (cause as { code?: unknown } | null)?.code === "ENOENT";
  const fault = isMissing ? "it is not there" : (messageOf(cause).split("\nPossible")[0] ?? "");
  return new BailiwickError("SIMULATION_CENSUS_INVALID", {
    message: `The census ${describe(path)} cannot be read: ${fault.trim().replace(/\.?$/u, ".")}`,
    hint: isMissing
      ? "simulation.census.path says where it is, relative to the folder of the configuration."
      : "it has to be a CSV file in UTF-8 with a header, or a Parquet file with the ending .parquet.",
    details: { path, faults: [{ rule: isMissing ? "missing-file" : "unreadable", count: 1, samples: [] }] },
    cause,
  });
}

/** The columns are told to the reader: what it would find out by itself may be wrong where rows are. */
async function csvRelation(path: string): Promise<Pick<CensusSource, "columns" | "relation">> {
  const header = await firstLine(path);
  const delimiter = delimiters.reduce((best, one) => (split(header, one) > split(header, best) ? one : best));
  const columns = header.split(delimiter).map((name) => name.trim().replace(/^"(.*)"$/u, "$1"));
  const types = columns.map((name) => `${quoteText(name)}: 'VARCHAR'`).join(", ");
  const relation =
    `read_csv($path, auto_detect = false, header = true, strict_mode = true, quote = '"', escape = '"', ` +
    `delim = ${quoteText(delimiter)}, columns = {${types}})`;
  return { columns, relation };
}

function split(header: string, delimiter: string): number {
  return header.split(delimiter).length;
}

async function firstLine(path: string): Promise<string> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(longestHeader), 0, longestHeader, 0);
    return (
      buffer
        .toString("utf8", 0, bytesRead)
        .replace(/^\uFEFF/u, "")
        .split(/\r?\n/u)[0] ?? ""
    );
  } finally {
    await file.close();
  }
}

function quoteText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** A statement on the census. */
export function onCensus({ values }: CensusSource, name: string, text: string): SqlStatement {
  return { name, text, values };
}
