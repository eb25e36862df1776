import { readdir, stat } from "node:fs/promises";
import { basename, dirname, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import {
  BailiwickError,
  describe,
  didYouMean,
  isPlainObject,
  messageOf,
  quoteList,
} from "../../kernel/index.js";
import type { Pipeline } from "../../pipeline/index.js";
import { invalidCommand } from "../command-error.js";
import type { Io } from "../io.js";

/** The exports that are looked for first. */
const usualNames = ["pipeline", "default"];

/**
 * The pipeline that a module exports: the one named behind `#`, else `pipeline`, else the default export, else the only
 * one there is. A function is called, and waited for.
 *
 * @throws BailiwickError `INPUT_FILE_UNREADABLE` for a module that cannot be run, `COMMAND_INVALID` for one without
 * such a pipeline
 */
export async function loadPipeline(target: string, io: Io): Promise<Pipeline> {
  const { path, name } = partsOf(target);
  const exported = await importModule(path, io);
  const chosen = choose(exported, path, name);
  const found: unknown =
    typeof exported[chosen] === "function" ? await made(exported[chosen], path) : exported[chosen];
  if (isPipeline(found)) return found;
  throw noPipeline(path, `its export ${describe(chosen)} is no pipeline, but ${describe(found)}`);
}

/** Whether an argument names a module, and not specification files. */
export function isModule(target: string): boolean {
  return /\.[cm]?[jt]sx?$/u.test(partsOf(target).path);
}

function partsOf(target: string): { readonly path: string; readonly name: string | undefined } {
  const sign = target.lastIndexOf("#");
  return sign === -1
    ? { path: target, name: undefined }
    : { path: target.slice(0, sign), name: target.slice(sign + 1) };
}

async function importModule(path: string, { cwd }: Io): Promise<Readonly<Record<string, unknown>>> {
  const file = resolve(cwd, path);
  await requireFile(path, file);
  try {
    return (await import(pathToFileURL(file).href)) as Readonly<Record<string, unknown>>;
  } catch (cause) {
    throw moduleUnreadable(path, cause);
  }
}

/** What Node says of a file that is not there names the module that asked for it, which is one of this package. */
async function requireFile(path: string, file: string): Promise<void> {
  const found = await stat(file).catch(() => undefined);
  if (found?.isFile() === true) return;
  const names = found === undefined ? await readdir(dirname(file)).catch(() => []) : [];
  const fault = found === undefined ? `is not there${didYouMean(basename(file), names)}` : "is a folder";
  throw new BailiwickError("INPUT_FILE_UNREADABLE", {
    message: `The module ${describe(path)} ${fault}.`,
    hint: "name a file that exports a pipeline: bailiwick run pipeline.js.",
    details: { path },
  });
}

async function made(make: unknown, path: string): Promise<unknown> {
  try {
    return await (make as () => unknown)();
  } catch (cause) {
    throw moduleUnreadable(path, cause);
  }
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

function choose(exported: Readonly<Record<string, unknown>>, path: string, name: string | undefined): string {
  const names = Object.keys(exported);
  if (name !== undefined) {
    if (names.includes(name)) return name;
    throw noPipeline(path, `it exports no ${describe(name)}${didYouMean(name, names)}`);
  }
  const usual = usualNames.find((candidate) => isCandidate(exported[candidate]));
  if (usual !== undefined) return usual;
  const pipelines = names.filter((candidate) => isPipeline(exported[candidate]));
  const functions = names.filter((candidate) => typeof exported[candidate] === "function");
  const [only, another] = pipelines.length > 0 ? pipelines : functions;
  if (only === undefined)
    throw noPipeline(path, `it exports ${names.length === 0 ? "nothing" : quoteList(names)}`);
  if (another === undefined) return only;
  const list = pipelines.length > 0 ? pipelines : functions;
  throw invalidCommand(
    `the module ${describe(path)} exports several that could be meant: ${quoteList(list)}`,
    `choose one with its name: ${path}#${only}`,
  );
}

function isCandidate(value: unknown): boolean {
  return typeof value === "function" || isPipeline(value);
}

/** One that another copy of the package made is one too. */
function isPipeline(value: unknown): value is Pipeline {
  if (!isPlainObject(value)) return false;
  const { plan, run } = value;
  return isPlainObject(plan) && Array.isArray(plan["steps"]) && typeof run === "function";
}

function noPipeline(path: string, found: string): BailiwickError {
  return invalidCommand(
    `the module ${describe(path)} has no pipeline to offer: ${found}`,
    "export what buildPipeline() gives, or a function that gives it, as pipeline or by default.",
  );
}
