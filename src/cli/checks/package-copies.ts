import { readdir, readFile, realpath } from "node:fs/promises";
import { dirname, join } from "node:path";
import { isPlainObject } from "../../kernel/index.js";

/** A package as it lies on the disk. */
export interface PackageCopy {
  readonly version: string;
  readonly folder: string;
}

/**
 * Every copy of a package that programs in a folder can come upon: in the `node_modules` of the folder and
 * of those above it, and in those of the packages there. A copy that several links lead to counts once.
 * O(packages).
 */
export async function findCopies(folder: string, name: string): Promise<readonly PackageCopy[]> {
  const found = new Map<string, PackageCopy>();
  for (const place of withParents(folder)) {
    for await (const modules of moduleFolders(join(place, "node_modules"))) {
      const copy = await copyAt(join(modules, name));
      if (copy !== undefined) found.set(copy.folder, copy);
    }
  }
  return [...found.values()];
}

function withParents(folder: string): readonly string[] {
  const parent = dirname(folder);
  return parent === folder ? [folder] : [folder, ...withParents(parent)];
}

/** A `node_modules` folder and all further down in it, also where pnpm keeps them; links are not followed. */
async function* moduleFolders(folder: string): AsyncGenerator<string, void, void> {
  yield folder;
  for (const name of await foldersIn(folder)) {
    const path = join(folder, name);
    if (name === ".pnpm" || name.startsWith("@")) {
      for (const inner of await foldersIn(path)) yield* moduleFolders(join(path, inner, "node_modules"));
    } else if (!name.startsWith(".")) yield* moduleFolders(join(path, "node_modules"));
  }
}

/** None if there is no such folder. */
async function foldersIn(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
}

async function copyAt(folder: string): Promise<PackageCopy | undefined> {
  try {
    const manifest: unknown = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
    const version = isPlainObject(manifest) ? manifest["version"] : undefined;
    if (typeof version !== "string") return undefined;
    return { version, folder: await realpath(folder) };
  } catch {
    return undefined; // there is no such package here
  }
}
