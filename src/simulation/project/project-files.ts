import { readdir } from "node:fs/promises";
import { join, relative, sep } from "node:path";

/** A file below one of the paths of a project. */
export interface ListedFile {
  /** Below the folder of the project, with `/`. */
  readonly file: string;
  /** Its folders below the path, and its name. */
  readonly below: readonly string[];
}

/** All files below a path of a project, in the order of their names; none if there is no such folder. */
export async function listProjectFiles(folder: string, path: string): Promise<readonly ListedFile[]> {
  const root = join(folder, path);
  const entries = await readdir(root, { recursive: true, withFileTypes: true }).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  });
  return entries
    .filter((entry) => entry.isFile() && !entry.name.startsWith("."))
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted()
    .map((file) => ({
      file: relative(folder, file).split(sep).join("/"),
      below: relative(root, file).split(sep),
    }));
}
