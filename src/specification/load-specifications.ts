import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { messageOf, refuseUnknownOptions, throwIfAborted } from "../kernel/index.js";
import {
  entriesOf,
  readSteps,
  type LocatedStep,
  type SpecificationFileEntry,
} from "./parse-specifications.js";
import type { FramedProblem } from "./source-text.js";
import { invalidOption, specificationFileError } from "./specification-file-error.js";

const operation = "loading specification files";
const maxFileSize = 5_000_000;
const expectedPath = "a string, a file: URL or an iterable of these";
const filePattern = /\.(?:ya?ml|json)$/iu;

/**
 * Reads the step specifications of files and folders, each a path or a `file:` URL; of a folder every `*.yaml`,
 * `*.yml` and `*.json` in it, sorted by path, also in folders further down, except what begins with a dot and
 * what only a link to a folder leads to. A file is read once, however often it is named or linked to. What a
 * file may hold, {@link parseSpecifications} tells.
 *
 * The signal ends the loading between two files.
 *
 * @throws BailiwickError `SPECIFICATION_FILE_UNREADABLE` if a file is missing, cannot be read, is not UTF-8 or
 * is larger than 5 MB, with the first cause; `SPECIFICATION_FILE_INVALID` if all can be read but something is
 * wrong with what they hold, or two places name the same step. Either holds all problems of all files.
 * `OPTION_INVALID`; `OPERATION_ABORTED`.
 */
export async function loadSpecifications(
  paths: string | URL | Iterable<string | URL>,
  options: { readonly signal?: AbortSignal } = {},
): Promise<readonly SpecificationFileEntry[]> {
  refuseUnknownOptions(options, ["signal"], "loadSpecifications()");
  const { signal } = options;
  if (signal !== undefined && !(signal instanceof AbortSignal)) {
    throw invalidOption("option signal of loadSpecifications()", "an AbortSignal", signal);
  }
  const places = placesOf(paths);
  throwIfAborted(signal, operation);
  const steps: LocatedStep[] = [];
  const named = new Map<string, LocatedStep>();
  const problems: FramedProblem[] = [];
  const causes: unknown[] = [];
  const refuse = (file: string, cause: unknown): void => {
    causes.push(cause);
    problems.push({
      offset: 0,
      problem: { file, field: "", message: `cannot be read: ${messageOf(cause)}` },
      frame: [],
    });
  };
  for await (const file of filesOf(places, refuse)) {
    throwIfAborted(signal, operation);
    const text = await readText(file).catch((cause: unknown) => refuse(file, cause));
    if (text === undefined) continue;
    const reading = await readSteps(text, { file }, named);
    steps.push(...reading.steps);
    problems.push(...reading.problems);
  }
  if (causes.length > 0) throw specificationFileError("SPECIFICATION_FILE_UNREADABLE", problems, causes[0]);
  if (problems.length > 0) throw specificationFileError("SPECIFICATION_FILE_INVALID", problems);
  return entriesOf(steps);
}

function placesOf(paths: unknown): readonly string[] {
  if (typeof paths === "string" || paths instanceof URL) return [pathOf(paths)];
  if (typeof (paths as Partial<Iterable<unknown>> | null | undefined)?.[Symbol.iterator] !== "function") {
    throw invalidOption("argument paths of loadSpecifications()", expectedPath, paths);
  }
  return Array.from(paths as Iterable<unknown>, pathOf);
}

function pathOf(path: unknown): string {
  if (typeof path === "string") return path;
  if (path instanceof URL && path.protocol === "file:") return fileURLToPath(path);
  const found = path instanceof URL ? path.href : path;
  throw invalidOption("argument paths of loadSpecifications()", expectedPath, found);
}

type Refuse = (path: string, cause: unknown) => void;

/** Every file once: those named, and those in the folders named. */
async function* filesOf(paths: readonly string[], refuse: Refuse): AsyncGenerator<string, void, void> {
  const { realpath } = await import("node:fs/promises");
  const seen = new Set<string>();
  const found = await Promise.all(Array.from(paths, filesAt));
  for (const { path, files, cause } of found) {
    if (cause !== undefined) refuse(path, cause);
    for (const file of files) {
      const identity = await realpath(file).catch(() => resolve(file));
      if (seen.has(identity)) continue;
      seen.add(identity);
      yield file;
    }
  }
}

async function filesAt(path: string): Promise<{ path: string; files: readonly string[]; cause?: unknown }> {
  try {
    const { stat } = await import("node:fs/promises");
    if (!(await stat(path)).isDirectory()) return { path, files: [path] };
    const files = await filesIn(path);
    if (files.length === 0) throw new Error("the folder holds no *.yaml, *.yml or *.json");
    return { path, files: files.toSorted() };
  } catch (cause) {
    return { path, files: [], cause };
  }
}

async function filesIn(folder: string): Promise<readonly string[]> {
  const { readdir, stat } = await import("node:fs/promises");
  const entries = await readdir(folder, { withFileTypes: true });
  const files = await Promise.all(
    entries.map(async (entry) => {
      const path = join(folder, entry.name);
      if (entry.name.startsWith(".")) return [];
      if (entry.isDirectory()) return filesIn(path);
      if (!filePattern.test(entry.name)) return [];
      const linked = entry.isSymbolicLink() ? await stat(path).catch(() => undefined) : undefined;
      return linked?.isDirectory() === true ? [] : [path];
    }),
  );
  return files.flat();
}

/** The text of a file; what keeps it from being read is thrown. */
export async function readText(file: string): Promise<string> {
  const { readFile, stat } = await import("node:fs/promises");
  const found = await stat(file);
  if (!found.isFile()) throw new Error("it is not a file");
  if (found.size > maxFileSize) throw new Error(`it has ${found.size} bytes, more than ${maxFileSize}`);
  return new TextDecoder("utf-8", { fatal: true }).decode(await readFile(file));
}
