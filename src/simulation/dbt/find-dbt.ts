import { accessSync, constants, statSync } from "node:fs";
import { delimiter, dirname, join, resolve } from "node:path";
import { argumentInvalid, BailiwickError, describe, refuseUnknownOptions } from "../../kernel/index.js";

/** Where {@link findDbt} looks. */
export interface FindDbtOptions {
  /** A path, or the name of a program on the `PATH`. Nothing else is looked for then. */
  readonly executable?: string | undefined;
  /** The folder of the dbt project: it and the folders above may have a `.venv-dbt`. */
  readonly project?: string | undefined;
  /** @defaultValue that of the process */
  readonly env?: NodeJS.ProcessEnv | undefined;
}

/** The dbt that was found. */
export interface FoundDbt {
  /** Absolute. */
  readonly executable: string;
  /** What has named it: the option, `BAILIWICK_DBT`, the `.venv-dbt` of the project, or `PATH`. */
  readonly foundBy: "option" | "environment" | "venv" | "path";
}

const owner = "findDbt()";

/**
 * Finds the executable of dbt: the one that is named, by the option or by the environment variable `BAILIWICK_DBT`; otherwise
 * `.venv-dbt/bin/dbt` in the folder of the project or above it, in the working directory, and then on the `PATH`.
 *
 * @throws BailiwickError `MODEL_ENGINE_MISSING`, with where was looked; `OPTION_INVALID`
 */
export function findDbt(options: FindDbtOptions = {}): FoundDbt {
  refuseUnknownOptions(options, ["executable", "project", "env"], owner);
  const { executable, project, env = process.env } = options;
  requireText(executable, "executable", "the path or the name of a program");
  requireText(project, "project", "the path of a folder");
  const named = executable ?? (env["BAILIWICK_DBT"] === "" ? undefined : env["BAILIWICK_DBT"]);
  if (named !== undefined) {
    const candidates = named.includes("/") ? [resolve(named)] : onPath(named, env);
    const foundBy = executable === undefined ? "environment" : "option";
    const what = foundBy === "option" ? "the option executable" : "BAILIWICK_DBT";
    return firstOf([[foundBy, candidates]], `${describe(named)}, which ${what} names,`);
  }
  const folders = project === undefined ? [] : foldersUpFrom(resolve(project));
  const venvs = [...new Set([...folders, process.cwd()])].map((folder) =>
    join(folder, ".venv-dbt", "bin", "dbt"),
  );
  const places: [FoundDbt["foundBy"], string[]][] = [
    ["venv", venvs],
    ["path", onPath("dbt", env)],
  ];
  return firstOf(places, "dbt");
}

function requireText(value: unknown, argument: string, expected: string): void {
  if (value === undefined || (typeof value === "string" && value !== "" && !value.includes("\0"))) return;
  throw argumentInvalid(argument, owner, expected, value);
}

function firstOf(
  places: readonly (readonly [FoundDbt["foundBy"], readonly string[]])[],
  what: string,
): FoundDbt {
  for (const [foundBy, candidates] of places) {
    const executable = candidates.find(isExecutable);
    if (executable !== undefined) return Object.freeze({ executable, foundBy });
  }
  throw engineMissing(
    what,
    places.flatMap(([, candidates]) => candidates),
  );
}

/** A dbt that is not there, or cannot be started. */
export function engineMissing(what: string, looked: readonly string[], cause?: unknown): BailiwickError {
  return new BailiwickError("MODEL_ENGINE_MISSING", {
    message: `${what} is not there, or is not a program that can be started.`,
    hint: "run `npm run setup:dbt` (where the package is installed: `node node_modules/bailiwick/scripts/setup-dbt.mjs .venv-dbt`), name a dbt with BAILIWICK_DBT, or use the embedded engine, which needs none.",
    details: { looked },
    cause,
  });
}

function foldersUpFrom(folder: string): string[] {
  const above = dirname(folder);
  return above === folder ? [folder] : [folder, ...foldersUpFrom(above)];
}

function onPath(name: string, env: NodeJS.ProcessEnv): string[] {
  const folders = (env["PATH"] ?? "").split(delimiter).filter((folder) => folder !== "");
  return folders.map((folder) => resolve(folder, name));
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
