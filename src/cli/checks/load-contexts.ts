import { readdir, stat } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import type { RegistryManager } from "../../registry/index.js";
import { loadSpecifications } from "../../specification/index.js";
import { pathFrom, type Io } from "../io.js";
import { importModule } from "./load-module.js";

/** A context to be made, and the specification files and folders it is made of. */
interface ContextSource {
  readonly name: string;
  readonly paths: readonly string[];
}

const modulePattern = /\.[cm]?[jt]s$/u;
const missing = "name a module that makes contexts, specification files or folders.";
const filePattern = /\.(?:ya?ml|json)$/iu;

/**
 * Makes the contexts of all sources: runs the modules, which make theirs in the manager of the process, and
 * puts the specifications of files and folders into contexts beside them.
 *
 * @throws BailiwickError `INPUT_FILE_UNREADABLE` for a module that fails; what `loadSpecifications` and
 * `registerAll` throw.
 */
export async function loadContexts(
  sources: readonly string[],
  manager: RegistryManager,
  io: Io,
): Promise<RegistryManager> {
  for (const source of sources) {
    if (modulePattern.test(source) && !source.includes("=")) await importModule(source, io, missing);
    else {
      for (const { name, paths } of await contextsAt(source, io)) {
        const entries = await loadSpecifications(paths);
        manager.getRegistry(name).registerAll(entries);
      }
    }
  }
  return manager;
}

async function contextsAt(source: string, { cwd }: Io): Promise<readonly ContextSource[]> {
  const sign = source.indexOf("=");
  if (sign !== -1) return [{ name: source.slice(0, sign), paths: [pathFrom(cwd, source.slice(sign + 1))] }];
  const path = pathFrom(cwd, source);
  const name = basename(resolve(path));
  const isFolder = await stat(path).then(
    (found) => found.isDirectory(),
    () => false, // that it is missing is said when it is loaded
  );
  if (!isFolder) return [{ name: name.replace(/(?:\.steps?)?\.(?:ya?ml|json)$/iu, ""), paths: [path] }];
  const found = await contextsIn(path, name);
  return found.length === 0 ? [{ name, paths: [path] }] : found;
}

/** Each folder that holds specification files, however deep, and the files beside these folders. */
async function contextsIn(folder: string, ownName: string): Promise<readonly ContextSource[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const seen = entries
    .filter((entry) => !entry.name.startsWith("."))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const files = seen.filter((entry) => !entry.isDirectory() && filePattern.test(entry.name));
  const folders: ContextSource[] = [];
  for (const { name } of seen.filter((entry) => entry.isDirectory())) {
    const path = join(folder, name);
    const below = await readdir(path, { recursive: true });
    if (below.some((file) => filePattern.test(file))) folders.push({ name, paths: [path] });
  }
  const own = { name: ownName, paths: files.map(({ name }) => join(folder, name)) };
  return files.length === 0 ? folders : [own, ...folders];
}
