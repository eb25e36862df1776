import { once } from "node:events";
import { readdir, stat } from "node:fs/promises";
import { basename, dirname, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { BailiwickError, describe, didYouMean, messageOf } from "../../kernel/index.js";
import type { Io } from "../io.js";

/** A module and one of its exports, as in `module#name`. */
export interface ModuleTarget {
  readonly path: string;
  /** `undefined` where none is chosen. */
  readonly name: string | undefined;
}

/** What a module exports, by name. */
export type ModuleExports = Readonly<Record<string, unknown>>;

/** Takes `module#name` apart. */
export function targetOf(given: string): ModuleTarget {
  const sign = given.lastIndexOf("#");
  return sign === -1
    ? { path: given, name: undefined }
    : { path: given.slice(0, sign), name: given.slice(sign + 1) };
}

/**
 * Runs a module.
 *
 * @param hint what to do about one that is not there
 * @throws BailiwickError `INPUT_FILE_UNREADABLE`
 */
export async function importModule(path: string, { cwd }: Io, hint: string): Promise<ModuleExports> {
  const file = resolve(cwd, path);
  await requireFile(path, file, hint);
  const loaded = new AbortController();
  try {
    return await Promise.race([
      import(pathToFileURL(file).href) as Promise<ModuleExports>,
      untilIdle(loaded.signal),
    ]);
  } catch (cause) {
    throw moduleUnreadable(path, cause);
  } finally {
    loaded.abort();
  }
}

/** Fails when the process has nothing left to do: what a module awaits then never comes, and Node would end silently. */
async function untilIdle(signal: AbortSignal): Promise<never> {
  await once(process, "beforeExit", { signal });
  throw new Error("it awaits something that never comes");
}

/** What Node says of a file that is not there names the module that asked for it, which is one of this package. */
async function requireFile(path: string, file: string, hint: string): Promise<void> {
  const found = await stat(file).catch(() => undefined);
  if (found?.isFile() === true) return;
  const names = found === undefined ? await readdir(dirname(file)).catch(() => []) : [];
  const fault = found === undefined ? `is not there${didYouMean(basename(file), names)}` : "is a folder";
  throw new BailiwickError("INPUT_FILE_UNREADABLE", {
    message: `The module ${describe(path)} ${fault}.`,
    hint,
    details: { path },
  });
}

/** The error of a module that cannot be run, with what to do about it. */
export function moduleUnreadable(path: string, cause: unknown): BailiwickError {
  const hint = hintFor(path, cause);
  return new BailiwickError("INPUT_FILE_UNREADABLE", {
    message: `The module ${describe(path)} cannot be run: ${messageOf(cause)}`,
    ...(hint === undefined ? {} : { hint }),
    details: { path },
    cause,
  });
}

/** An error of this package has a hint of its own in its message, which is nearer to what is wrong. */
function hintFor(path: string, cause: unknown): string | undefined {
  const { code, hint } = (cause ?? {}) as { readonly code?: unknown; readonly hint?: unknown };
  if (code === "ERR_UNKNOWN_FILE_EXTENSION" && /\.[cm]?tsx?$/u.test(path))
    return `Node ${process.versions.node} does not read TypeScript by itself: compile the module, or start with a loader that you have, such as NODE_OPTIONS="--import tsx".`;
  if (cause instanceof BailiwickError && hint !== undefined) return undefined;
  return `node ${path} runs it alone, and shows where it fails; so does BAILIWICK_DEBUG=1.`;
}
