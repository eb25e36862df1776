import { posix } from "node:path";
import { digraph, findCycle, type Edge } from "../../src/graph/index.js";
import { readModule, type ModuleSyntax, type ModuleUse } from "./module-syntax.js";
import type { Fault, SourceFile } from "./source-files.js";

/** A room of the house: its row, and what only some rooms may do. */
interface Room {
  readonly row: number;
  /** Folders within it, each for the variants of one thing. */
  readonly variants?: readonly string[];
  /** May use the file system. */
  readonly readsFiles?: true;
  /** May use a database driver. */
  readonly usesDatabases?: true;
}

/** The rooms of the house. A room may use rooms of a lower row; this table is the only place that says so. */
const rooms: Readonly<Record<string, Room>> = {
  kernel: { row: 0 },
  graph: { row: 1 },
  specification: { row: 1, readsFiles: true },
  metadata: {
    row: 1,
    variants: ["compliance", "events", "kinds", "rate-limits", "routes", "runtime", "validation"],
  },
  store: { row: 1, variants: ["duckdb", "sqlite"], readsFiles: true, usesDatabases: true },
  registry: { row: 2 },
  state: { row: 2, variants: ["integrity", "reading", "statements", "years"] },
  jobs: { row: 2, variants: ["adapters"] },
  quality: { row: 2, variants: ["rules"] },
  resolution: { row: 3, variants: ["classic", "strict", "ranking", "inference", "views"] },
  pipeline: { row: 4, variants: ["plan", "run", "recording", "views"] },
  simulation: {
    row: 5,
    variants: ["config", "project", "embedded", "dbt", "reports", "views", "run", "stages"],
    readsFiles: true,
  },
  web: { row: 6 },
  cli: {
    row: 7,
    variants: ["commands", "completion", "checks", "legacy", "programs", "runs", "simulations"],
    readsFiles: true,
  },
};

const limits = { linesOfFile: 300, filesOfFolder: 15 };
const frontDoor = "src/index.ts";
const packageName = "bailiwick";
const fileModules = /^(?:node:)?fs(?:\/promises)?$/;
const databaseModules = /^(?:@duckdb\/|duckdb|libsql|@libsql\/|better-sqlite3|node:sqlite)/;

interface Module extends SourceFile, ModuleSyntax {
  /** `undefined` for a file that lies in no room. */
  readonly room: string | undefined;
}

/** Everything in which the files below `src/` break the rules of the house. */
export function checkLayers(files: readonly SourceFile[]): Fault[] {
  const modules = files.map((file): Module => ({ ...file, ...readModule(file), room: roomOf(file.path) }));
  return [
    ...modules.flatMap((module) => [...placeFaults(module), ...shapeFaults(module)]),
    ...modules.flatMap((module) => module.uses.flatMap((use) => useFaults(module, use))),
    ...folderFaults(modules),
    ...cycleFaults(modules),
  ];
}

function roomOf(path: string): string | undefined {
  const [, room, ...below] = path.split("/");
  return below.length === 0 ? undefined : room;
}

function placeFaults({ path, room }: Module): Fault[] {
  if (path === frontDoor) return [];
  const fault = (message: string): Fault[] => [{ path, line: 1, message }];
  if (room === undefined) return fault(`lies in no room: beside ${frontDoor} there are only rooms; move it.`);
  const known = rooms[room];
  if (known === undefined) {
    return fault(
      `lies in the room "${room}", which does not exist; use one of ${Object.keys(rooms).join(", ")}.`,
    );
  }
  const folders = path.split("/").slice(2, -1);
  if (folders.length === 0 || (folders.length === 1 && known.variants?.includes(folders[0]!) === true))
    return [];
  return fault(
    `lies in the folder "${folders.join("/")}" of ${room}, but folders within a room are for variants of one thing` +
      ` (here: ${known.variants?.join(", ") ?? "none"}); move it up.`,
  );
}

function* shapeFaults({ path, logic, defaultExports, lineCount }: Module): Generator<Fault> {
  if (!/^[a-z0-9]+(?:-[a-z0-9]+)*\.ts$/.test(posix.basename(path))) {
    yield { path, line: 1, message: "is not named in kebab-case; rename it after its main export." };
  }
  if (lineCount > limits.linesOfFile) {
    yield {
      path,
      line: limits.linesOfFile + 1,
      message: `has ${lineCount} lines; split it, ${limits.linesOfFile} are the limit.`,
    };
  }
  for (const line of defaultExports)
    yield { path, line, message: "exports a default; give the export its name." };
  if (path !== frontDoor) return;
  for (const line of logic) {
    yield {
      path,
      line,
      message: "holds logic, but this file only re-exports; move the statement into a room.",
    };
  }
}

function useFaults(module: Module, { specifier, line }: ModuleUse): Fault[] {
  const message = specifier.startsWith(".")
    ? whyNotFile(module, targetOf(module.path, specifier))
    : whyNotPackage(module, specifier);
  return message === undefined ? [] : [{ path: module.path, line, message }];
}

function whyNotFile({ path, room }: Module, target: string): string | undefined {
  if (!target.startsWith("src/")) return `uses ${target}, which is outside of src/ and not published.`;
  if (target === frontDoor)
    return `uses ${frontDoor}, which lies above every room; use the doors of the rooms below.`;
  const other = roomOf(target);
  if (other === undefined || other === room) return undefined;
  if (target !== `src/${other}/index.ts`) {
    return `uses ${target} past the door of ${other}; import from src/${other}/index.ts, and export there what is missing.`;
  }
  if (path === frontDoor || room === undefined) return undefined;
  const [from, to] = [rooms[room]?.row, rooms[other]?.row];
  if (from === undefined || to === undefined || to < from) return undefined;
  return (
    `lies in ${room} (row ${from}) and uses ${other} (row ${to}), but a room may use lower rows only; ` +
    "turn the arrow round with a port (an interface of the lower room), or move the code."
  );
}

function whyNotPackage({ room }: Module, specifier: string): string | undefined {
  if (specifier === packageName || specifier.startsWith(`${packageName}/`)) {
    return "uses the package by its own name; import from the doors of the rooms below.";
  }
  const known = room === undefined ? undefined : rooms[room];
  if (fileModules.test(specifier) && known?.readsFiles !== true) {
    return `uses ${specifier}, but only ${roomsThat("readsFiles")} touch files; take what it needs as a value or a port.`;
  }
  if (databaseModules.test(specifier) && known?.usesDatabases !== true) {
    return `uses ${specifier}, but only ${roomsThat("usesDatabases")} knows databases; use its door or a port.`;
  }
  return undefined;
}

function roomsThat(may: "readsFiles" | "usesDatabases"): string {
  return Object.keys(rooms)
    .filter((room) => rooms[room]![may])
    .join(", ");
}

function folderFaults(modules: readonly Module[]): Fault[] {
  const sizes = new Map<string, number>();
  for (const { path } of modules) {
    const folder = posix.dirname(path);
    sizes.set(folder, (sizes.get(folder) ?? 0) + 1);
  }
  return [...sizes]
    .filter(([, size]) => size > limits.filesOfFolder)
    .map(([path, size]) => ({
      path,
      line: 1,
      message: `holds ${size} files; join or move some, ${limits.filesOfFolder} are the limit.`,
    }));
}

/** One cycle at a time: what is left of them shows when that one is gone. */
function cycleFaults(modules: readonly Module[]): Fault[] {
  const byPath = new Map(modules.map((module) => [module.path, module]));
  const edges = modules.flatMap(({ path, uses }) =>
    uses
      .map(({ specifier }): Edge => [path, specifier.startsWith(".") ? targetOf(path, specifier) : specifier])
      .filter(([, target]) => byPath.has(target)),
  );
  const cycle = findCycle(digraph(byPath.keys(), edges));
  if (cycle === undefined) return [];
  const [path, next] = cycle as [string, string];
  const use = byPath.get(path)!.uses.find(({ specifier }) => targetOf(path, specifier) === next);
  const message = `closes the cycle ${cycle.join(" → ")}; move what they share into a file of its own.`;
  return [{ path, line: use!.line, message }];
}

function targetOf(path: string, specifier: string): string {
  return posix.join(posix.dirname(path), specifier).replace(/\.js$/, ".ts");
}
