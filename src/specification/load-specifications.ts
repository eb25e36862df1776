import { join, resolve } from "node:path";
import { messageOf, throwIfAborted } from "../kernel/index.js";
import {
  entriesOf,
  readSteps,
  type LocatedStep,
  type SpecificationFileEntry,
} from "./parse-specifications.js";
import type { FramedProblem } from "./source-text.js";
import { specificationFileError } from "./specification-file-error.js";

const operation = "loading specification files";
const maxFileSize = 5_000_000;
const filePattern = /\.(?:ya?ml|json)$/iu;

/**
 * Reads the step specifications of files and folders; of a folder every `*.yaml`, `*.yml` and `*.json` in it,
 * sorted by path, also in folders further down, except what begins with a dot. A file is read once, however
 * often it is named. What a file may hold, {@link parseSpecifications} tells.
 *
 * The signal ends the loading between two files.
 *
 * @throws BailiwickError `SPECIFICATION_FILE_UNREADABLE` if a file is missing, cannot be read, is not UTF-8 or
 * is larger than 5 MB, with the first cause; `SPECIFICATION_FILE_INVALID` if all can be read but something is
 * wrong with what they hold, or two places name the same step. Either holds all problems of all files.
 * `OPERATION_ABORTED`.
 */
export async function loadSpecifications(
  paths: string | Iterable<string>,
  { signal }: { readonly signal?: AbortSignal } = {},
): Promise<readonly SpecificationFileEntry[]> {
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
  for await (const file of filesOf(typeof paths === "string" ? [paths] : paths, refuse)) {
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

type Refuse = (path: string, cause: unknown) => void;

/** Every file once: those named, and those in the folders named. */
async function* filesOf(paths: Iterable<string>, refuse: Refuse): AsyncGenerator<string, void, void> {
  const seen = new Set<string>();
  const found = await Promise.all(Array.from(paths, filesAt));
  for (const { path, files, cause } of found) {
    if (cause !== undefined) refuse(path, cause);
    for (const file of files) {
      if (seen.has(resolve(file))) continue;
      seen.add(resolve(file));
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

async function readText(file: string): Promise<string> {
  const { readFile, stat } = await import("node:fs/promises");
  const found = await stat(file);
  if (!found.isFile()) throw new Error("it is not a file");
  if (found.size > maxFileSize) throw new Error(`it has ${found.size} bytes, more than ${maxFileSize}`);
  return new TextDecoder("utf-8", { fatal: true }).decode(await readFile(file));
}
