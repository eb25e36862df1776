import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { extname } from "node:path";
import { pipeline } from "node:stream/promises";
import { BailiwickError, describe, messageOf } from "../../kernel/index.js";
import { quoteIdentifier, type DuckDbConnection, type SqlStatement } from "../../store/index.js";

/** A column of a census. */
export interface CensusColumn {
  /** As it is written in the file. */
  readonly name: string;
  /** What a statement calls it. */
  readonly identifier: string;
}

/** A census as a statement reads it. */
export interface CensusSource {
  readonly path: string;
  /** In the order of the file. */
  readonly columns: readonly CensusColumn[];
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
    return {
      path,
      values,
      relation,
      columns: described.map(({ column_name: name }) => ({ name, identifier: name })),
    };
  } catch (error) {
    throw unreadable(path, error);
  }
}

/** A column of the census as text without blanks around it; NULL where that is empty, or the file has no such column. */
export function censusText({ columns }: CensusSource, column: string): string {
  const written = columns.find(({ name }) => name.trim().toLowerCase() === column);
  return written === undefined
    ? "CAST(NULL AS VARCHAR)"
    : `nullif(trim(CAST(${quoteIdentifier(written.identifier)} AS VARCHAR)), '')`;
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

/**
 * The columns are told to the reader, because what it would find out by itself may be wrong where rows are; by their places,
 * because names that are not those of a census may be empty, or come more than once.
 */
async function csvRelation(path: string): Promise<Pick<CensusSource, "columns" | "relation">> {
  const header = await firstLine(path);
  if (header.includes("\0")) throw new TypeError("it is not a text in UTF-8");
  const count = (delimiter: string): number => splitHeader(header, delimiter).length;
  const delimiter = delimiters.reduce((best, one) => (count(one) > count(best) ? one : best));
  const columns = splitHeader(header, delimiter).map((name, at) => ({ name, identifier: `column_${at}` }));
  const types = columns.map(({ identifier }) => `${identifier}: 'VARCHAR'`).join(", ");
  const relation =
    `read_csv($path, auto_detect = false, header = true, strict_mode = true, quote = '"', escape = '"', ` +
    `delim = '${delimiter}', columns = {${types}})`;
  return { columns, relation };
}

/** The names of a header; a delimiter within quotes belongs to a name. */
function splitHeader(header: string, delimiter: string): readonly string[] {
  const names = [""];
  let isQuoted = false;
  for (const sign of header) {
    if (sign === '"') isQuoted = !isQuoted;
    if (sign === delimiter && !isQuoted) names.push("");
    else names[names.length - 1] += sign;
  }
  return names.map((name) =>
    name
      .trim()
      .replace(/^"(.*)"$/u, "$1")
      .replaceAll('""', '"'),
  );
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

/** A statement on the census. */
export function onCensus({ values }: CensusSource, name: string, text: string): SqlStatement {
  return { name, text, values };
}
