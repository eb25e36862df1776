import { BailiwickError, describe, messageOf } from "../../kernel/index.js";
import { duckDbError, readOnlyError } from "./duckdb-errors.js";

const hintToRead = "make the file and its folder writable, or open it with readOnly: true.";

/** What DuckDB threw when it was to open a file, as an error of this package. */
export function openingError(thrown: unknown, path: string): BailiwickError {
  const message = messageOf(thrown);
  if (message.startsWith("IO Error: Could not set lock on file")) return lockedError(message, path, thrown);
  const version = /version number (\d+), but we can only read versions? .*?(\d+)\./u.exec(message);
  if (version !== null) return versionError(Number(version[1]), Number(version[2]), path, thrown);
  if (message.includes("not a valid DuckDB database file")) {
    return unreadable(path, "the file is not a DuckDB database", thrown);
  }
  if (/Could not read enough bytes|Corrupt database file/u.test(message)) {
    return unreadable(path, "the file is damaged or has been cut off", thrown);
  }
  if (/Permission denied|Read-only file system/u.test(message)) {
    return readOnlyError(path, "the system does not let it be written", hintToRead, thrown);
  }
  if (message.includes("with a different configuration")) {
    return new BailiwickError("OPTION_INVALID", {
      message: `The database ${describe(path)} is open in this process already, with other options.`,
      hint: "open it everywhere through openDuckDb(), with the same options.",
      details: { path },
      cause: thrown,
    });
  }
  const error = duckDbError(thrown, { path });
  return error.code === "STORE_QUERY_FAILED"
    ? unreadable(path, `it could not be opened: ${message.split("\n")[0]}`, thrown)
    : error;
}

function lockedError(message: string, path: string, cause: unknown): BailiwickError {
  const holder = /Conflicting lock is held in (?<program>.+) \(PID (?<pid>\d+)\)/u.exec(message)?.groups;
  const isReader = message.includes("open this database in read-only mode");
  const who = holder === undefined ? "another process" : `the process ${holder.pid} (${holder.program})`;
  return new BailiwickError("STORE_LOCKED", {
    message: `The database ${describe(path)} cannot be opened: ${who} has it open${isReader ? " for reading" : ""}.`,
    hint: isReader
      ? "wait for it with lockTimeoutMs, end it, or open the database with readOnly: true."
      : "wait for it with lockTimeoutMs, or end it.",
    details: {
      path,
      ...(holder === undefined ? {} : { pid: Number(holder.pid), program: holder.program }),
      isReader,
    },
    cause,
  });
}

function versionError(version: number, known: number, path: string, cause: unknown): BailiwickError {
  if (version < known) return unreadable(path, `its storage version ${version} is too old to be read`, cause);
  return new BailiwickError("STORE_NEWER", {
    message: `The database ${describe(path)} has the storage version ${version}, but this DuckDB reads ${known} at most.`,
    hint: "update the package, or export the data with the DuckDB that wrote it; nothing was changed.",
    details: { path, version, known },
    cause,
  });
}

/** A file that is not, or is no longer, a database that can be read. */
export function unreadable(path: string, fault: string, cause?: unknown): BailiwickError {
  return new BailiwickError("STORE_UNREADABLE", {
    message: `The database ${describe(path)} cannot be used: ${fault}.`,
    details: { path, fault },
    cause,
  });
}

/** A file or folder that is not to be written. */
export function unwritable(path: string, cause: unknown): BailiwickError {
  return readOnlyError(path, "the file or its folder is not writable", hintToRead, cause);
}
