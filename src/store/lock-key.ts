import { homedir } from "node:os";
import { sep } from "node:path";
import { argumentInvalid, fingerprint } from "../kernel/index.js";
import { pathWithoutLinks } from "./path-without-links.js";

/** What a lock is kept under. */
export interface LockKey {
  /** Equal for equal keys, in every process. */
  readonly id: string;
  /** The key for people: the text, or the file that it leads to. */
  readonly name: string;
}

/**
 * What the lock of a text is kept under. A text with a separator of folders, or with a dot or a tilde at its beginning,
 * is a path: all that lead to one file are one key, also before the file is there. Anything else, URLs among it, is
 * taken by its letters. Whether a file is there does not decide it: it could be made while the lock is held.
 *
 * @throws BailiwickError `OPTION_INVALID` for what is no text, or a blank one
 */
export function lockKey(text: string): LockKey {
  if (typeof text !== "string" || text.trim() === "") {
    throw argumentInvalid("key", "lock()", "a text as its key", text);
  }
  if (!isPath(text)) return Object.freeze({ id: fingerprint({ name: text }), name: text });
  const path = pathWithoutLinks(text.replace(/^~(?=[\\/]|$)/, homedir));
  return Object.freeze({ id: fingerprint({ path }), name: path });
}

function isPath(text: string): boolean {
  if (/^[A-Za-z][A-Za-z0-9+.-]+:/.test(text)) return false; // With one letter it is a drive.
  return text.includes("/") || text.includes(sep) || /^[.~]/.test(text);
}
