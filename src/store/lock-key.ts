import { readlinkSync, realpathSync } from "node:fs";
import { homedir } from "node:os";
import { basename, dirname, join, resolve, sep } from "node:path";
import { argumentInvalid, fingerprint } from "../kernel/index.js";

/** What a lock is kept under. */
export interface LockKey {
  /** Equal for equal keys, in every process. */
  readonly id: string;
  /** The key for people: the text, or the file that it leads to. */
  readonly name: string;
}

const maxLinks = 40;

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
  const path = resolveLinks(resolve(text.replace(/^~(?=[\\/]|$)/, homedir)), 0);
  return Object.freeze({ id: fingerprint({ path }), name: path });
}

function isPath(text: string): boolean {
  if (/^[A-Za-z][A-Za-z0-9+.-]+:/.test(text)) return false; // With one letter it is a drive.
  return text.includes("/") || text.includes(sep) || /^[.~]/.test(text);
}

/** The path without symbolic links, also where what it leads to is not there yet. */
function resolveLinks(path: string, links: number): string {
  try {
    return realpathSync.native(path);
  } catch {
    const folder = dirname(path);
    if (folder === path) return path;
    const place = join(resolveLinks(folder, links), basename(path));
    const target = links < maxLinks ? readLink(place) : undefined;
    return target === undefined ? place : resolveLinks(resolve(dirname(place), target), links + 1);
  }
}

function readLink(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined;
  }
}
