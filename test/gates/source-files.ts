import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder of the project, without a slash at its end. */
export const projectRoot = fileURLToPath(new URL("../..", import.meta.url)).replace(/[/\\]$/, "");

/** One file of the project. */
export interface SourceFile {
  /** Relative to the project, with `/`. */
  readonly path: string;
  readonly source: string;
}

/** Something wrong at one place, with what to do about it. */
export interface Fault {
  readonly path: string;
  /** From 1. */
  readonly line: number;
  readonly message: string;
}

/** Faults as the text of a failed expectation, one on each line, in order; empty if there is none. */
export function describeFaults(faults: readonly Fault[]): string {
  return faults
    .map(({ path, line, message }) => `${path}:${line} ${message}`)
    .toSorted(new Intl.Collator("en", { numeric: true }).compare)
    .join("\n");
}

/** The files in a folder of the project, and in those below it unless `deep` is false, whose names end so. */
export function filesIn(folder: string, ending: string, { deep = true } = {}): SourceFile[] {
  if (!existsSync(join(projectRoot, folder))) return [];
  return readdirSync(join(projectRoot, folder), { recursive: deep, encoding: "utf8" })
    .map((name) => posix.join(folder, name.replaceAll("\\", "/")))
    .filter((path) => path.endsWith(ending))
    .toSorted()
    .map((path) => ({ path, source: readFileSync(join(projectRoot, path), "utf8") }));
}
