import { BailiwickError, describe, messageOf } from "../../kernel/index.js";

/** What was being done when SQLite refused. */
export type StoreWork = "opened" | "read" | "written";

/** What only writing can come to, whatever it was for: reading writes too, in the files beside the store. */
const failedWrites = /^SQLITE_(?:FULL|IOERR_(?:WRITE|FSYNC|DIR_FSYNC|TRUNCATE|SHMSIZE))/u;

/** SQLite's name for what went wrong, with its extension, as in `SQLITE_IOERR_FSYNC`; `undefined` for anything else. */
function sqliteCode(thrown: unknown): string | undefined {
  if (!(thrown instanceof Error)) return undefined;
  const { code } = thrown as Error & { readonly code?: unknown };
  if (typeof code === "string" && code.startsWith("SQLITE_")) return code;
  // What the driver throws for a file that it cannot open has the number in its text only.
  return /^ConnectionFailed\(.*: 14"\)$/su.test(thrown.message) ? "SQLITE_CANTOPEN" : undefined;
}

/** Whether another connection was in the way. */
export function isBusy(thrown: unknown): boolean {
  return /^SQLITE_(?:BUSY|LOCKED)/u.test(sqliteCode(thrown) ?? "");
}

/** What SQLite threw, as an error of this package; errors that are one already, and those of other origin, as they are. */
export function storeError(thrown: unknown, path: string, work: StoreWork): unknown {
  const code = sqliteCode(thrown);
  if (code === undefined || thrown instanceof BailiwickError) return thrown;
  const store = `The run store ${describe(path)}`;
  const parts = { details: { path, sqliteCode: code }, cause: thrown };
  if (code.startsWith("SQLITE_READONLY")) return readOnlyError(path, thrown);
  if (/^SQLITE_(?:NOTADB|CORRUPT|CANTOPEN)/u.test(code)) return unreadable(path, faultOf(code), thrown);
  if (work === "written" || isBusy(thrown) || failedWrites.test(code)) {
    return new BailiwickError("STORE_WRITE_FAILED", {
      message: `${store} could not be ${work === "opened" ? work : "written"}: ${writeFault(code, thrown)}.`,
      hint: writeHint(code),
      ...parts,
    });
  }
  return unreadable(path, `it could not be ${work}: ${messageOf(thrown)}`, thrown);
}

/** A file that is not, or is no longer, a run store that can be read. */
export function unreadable(path: string, fault: string, cause?: unknown): BailiwickError {
  const code = sqliteCode(cause);
  return new BailiwickError("STORE_UNREADABLE", {
    message: `The run store ${describe(path)} cannot be used: ${fault}.`,
    details: { path, fault, ...(code === undefined ? {} : { sqliteCode: code }) },
    cause,
  });
}

/** A write to a store that only lets itself be read. */
export function readOnlyError(path: string, cause?: unknown): BailiwickError {
  return new BailiwickError("STORE_READ_ONLY", {
    message: `The run store ${describe(path)} can be read but not be written.`,
    hint: "open it with readOnly: true to look at its runs, or make the file and its folder writable.",
    details: { path },
    cause,
  });
}

function faultOf(code: string): string {
  if (code.startsWith("SQLITE_NOTADB")) return "the file is not a SQLite database";
  if (code.startsWith("SQLITE_CORRUPT")) return "the file is damaged";
  return "the file, or one of those beside it, cannot be opened";
}

function writeFault(code: string, thrown: unknown): string {
  if (code.startsWith("SQLITE_FULL")) return "the disk is full";
  if (/^SQLITE_(?:BUSY|LOCKED)/u.test(code)) return "another process has been writing to it all the while";
  if (code.startsWith("SQLITE_IOERR")) return `the system reported an I/O error (${code})`;
  return messageOf(thrown);
}

function writeHint(code: string): string {
  if (code.startsWith("SQLITE_FULL")) return "make room; what was committed before is safe.";
  if (/^SQLITE_(?:BUSY|LOCKED)/u.test(code))
    return "try again, or wait longer with the option busyTimeoutMs.";
  return "what was committed before is safe; check the disk.";
}
