import { randomUUID } from "node:crypto";
import { open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { BailiwickError, describe, messageOf } from "../kernel/index.js";
import { pathWithoutLinks } from "./path-without-links.js";

/** A file to be written whole or not at all. */
export interface FileToPut {
  readonly path: string;
  /** The path as errors say it. @defaultValue `path` */
  readonly shownPath?: string;
  /** What stands in it, or what writes it to the path of a draft. */
  readonly content: string | Uint8Array | ((draft: string) => Promise<void>);
}

/** How files are put. */
export interface PutFilesOptions {
  /** What the files are called in an error, with the article. @defaultValue "The file" */
  readonly what?: string;
  /** Called before each file is written, and once before the first is put in its place; what it throws ends the writing. */
  readonly check?: () => void;
}

/**
 * Writes files, each of which is then there whole or as it was: all are written beside their places and brought to the disk
 * first, and put there when the last is. What a link leads to is written, and the link stays. The folders have to be there.
 *
 * @throws BailiwickError `OUTPUT_FILE_UNWRITABLE`; whatever `check` throws
 */
export async function putFiles(
  files: readonly FileToPut[],
  { what = "The file", check = () => undefined }: PutFilesOptions = {},
): Promise<void> {
  const drafts = files.map((file) => {
    const target = pathWithoutLinks(file.path);
    return { ...file, target, draft: `${target}.${randomUUID()}.tmp` };
  });
  let path = "";
  let ended: { readonly thrown: unknown } | undefined;
  const askOn = (): void => {
    try {
      check();
    } catch (thrown) {
      ended = { thrown };
      throw thrown;
    }
  };
  try {
    for (const file of drafts) {
      askOn();
      path = file.shownPath ?? file.path;
      await writeDraft(file.draft, file.content);
    }
    askOn();
    for (const file of drafts) {
      path = file.shownPath ?? file.path;
      await rename(file.draft, file.target);
    }
  } catch (cause) {
    for (const { draft } of drafts) await rm(draft, { force: true }).catch(() => undefined);
    if (ended !== undefined || cause instanceof BailiwickError) throw cause;
    throw fileUnwritable(`${what} ${describe(path)}`, path, cause);
  }
}

/**
 * Puts a draft in the place of a file, in the same file system: on the disk first, then renamed, so that whoever opens the
 * file finds the old or the new one, whenever the power fails.
 *
 * @throws the error of the system
 */
export async function replaceFile(draft: string, path: string): Promise<void> {
  await synchronise(draft);
  await rename(draft, path);
  await synchronise(dirname(path));
}

/** The error for a file or folder that cannot be written, with what to do about it. */
export function fileUnwritable(
  what: string,
  path: string,
  cause: unknown,
  hint = usualHint(cause),
): BailiwickError {
  return new BailiwickError("OUTPUT_FILE_UNWRITABLE", {
    message: `${what} cannot be written: ${messageOf(cause)}.`,
    hint,
    details: { path },
    cause,
  });
}

function usualHint(cause: unknown): string {
  switch ((cause as { code?: unknown } | undefined)?.code) {
    case "ENOSPC":
    case "EDQUOT":
      return "make room on the disk, or name a place on another one.";
    case "ENOENT":
      return "make the folder first, or name one that is there.";
    case "EISDIR":
    case "ENOTDIR":
    case "ENOTEMPTY":
    case "EEXIST":
      return "something else is in that place; name another one.";
    default:
      return "see that the folder can be written, or name another one.";
  }
}

/** Some file systems tell only when a file is synchronised, or closed, that there was no room for it. */
async function writeDraft(draft: string, content: FileToPut["content"]): Promise<void> {
  if (typeof content === "function") {
    await content(draft);
    await synchronise(draft);
    return;
  }
  const file = await open(draft, "wx");
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function synchronise(path: string): Promise<void> {
  const handle = await open(path, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
