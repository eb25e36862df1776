import { readFileSync, realpathSync } from "node:fs";
import { dirname, join } from "node:path";
import { BailiwickError, describe, isPlainObject, throwIfAborted } from "../../kernel/index.js";
import { engineMissing } from "./find-dbt.js";
import { runProcessGroup } from "./process-group.js";

/** The versions of an installed dbt. */
export interface DbtVersion {
  readonly executable: string;
  /** Of `dbt-core`. */
  readonly core: string;
  /** Of `dbt-duckdb`; absent if it is not installed. */
  readonly adapter?: string;
  /** Of the Python package `duckdb`; absent where the executable belongs to no Python that could be asked. */
  readonly duckdb?: string;
  /** Why the engine does not work with it: a `MODEL_ENGINE_VERSION` error. Absent if nothing speaks against it. */
  readonly problem?: BailiwickError;
}

/** The lines of versions that the engine was made for and is tested with. */
export const supportedDbt = Object.freeze({ core: "1.11", adapter: "1.10", duckdb: "1.5" });

const asking = "asking dbt for its version";

const ask = `
import json
from importlib.metadata import PackageNotFoundError, version
def find(name):
    try:
        return version(name)
    except PackageNotFoundError:
        return None
print(json.dumps({name: find(name) for name in ("dbt-core", "dbt-duckdb", "duckdb")}))`;

/**
 * Asks an executable of dbt for its versions. The Python that it runs on is asked, which takes a tenth of a second; dbt itself
 * only where there is none.
 *
 * @throws BailiwickError `MODEL_ENGINE_MISSING` if it cannot be started, `MODEL_ENGINE_FAILED` if it does not say,
 * `OPERATION_ABORTED`
 */
export async function dbtVersion(
  executable: string,
  { signal }: { readonly signal?: AbortSignal } = {},
): Promise<DbtVersion> {
  const python = pythonOf(executable);
  const found =
    (python === undefined ? undefined : await askPython(python, signal)) ??
    (await askDbt(executable, signal));
  const problem = versionProblem(found, executable);
  return Object.freeze({ executable, ...found, ...(problem === undefined ? {} : { problem }) });
}

type Versions = Pick<DbtVersion, "core" | "adapter" | "duckdb">;

/** Why versions are not those that the engine works with; `undefined` if nothing speaks against them. */
export function versionProblem(versions: Versions, executable: string): BailiwickError | undefined {
  const names = { core: "dbt-core", adapter: "dbt-duckdb", duckdb: "the Python package duckdb" } as const;
  for (const part of ["core", "adapter", "duckdb"] as const) {
    const found = versions[part];
    if (found === undefined ? part === "duckdb" : found.startsWith(`${supportedDbt[part]}.`)) continue;
    return new BailiwickError("MODEL_ENGINE_VERSION", {
      message: `${describe(executable)} has ${names[part]} ${found ?? "not at all"}, but ${supportedDbt[part]} is needed.`,
      hint: "run `npm run setup:dbt`, or name a dbt of that version with BAILIWICK_DBT.",
      details: { executable, part, found: found ?? null, expected: supportedDbt[part] },
    });
  }
  return undefined;
}

/** The Python beside a dbt that is a script of it, as in a virtual environment. */
function pythonOf(executable: string): string | undefined {
  try {
    const real = realpathSync(executable);
    const isScript = /^#!.*python/u.test(readFileSync(real, "utf8").slice(0, 300));
    return isScript ? join(dirname(real), "python") : undefined;
  } catch {
    return undefined;
  }
}

async function askPython(python: string, signal: AbortSignal | undefined): Promise<Versions | undefined> {
  const answer = (await linesOf(python, ["-I", "-c", ask], signal)).lines.at(-1) ?? "";
  let json: unknown;
  try {
    json = JSON.parse(answer);
  } catch {
    return undefined;
  }
  if (!isPlainObject(json)) return undefined;
  const { "dbt-core": core, "dbt-duckdb": adapter, duckdb } = json;
  if (typeof core !== "string") return undefined;
  return {
    core,
    ...(typeof adapter === "string" ? { adapter } : {}),
    ...(typeof duckdb === "string" ? { duckdb } : {}),
  };
}

async function askDbt(executable: string, signal: AbortSignal | undefined): Promise<Versions> {
  const { code, lines } = await linesOf(executable, ["--no-use-colors", "--version"], signal);
  const text = lines.join("\n");
  const core = /installed:\s*(\d[\w.]*)/u.exec(text)?.[1];
  const adapter = /duckdb:\s*(\d[\w.]*)/u.exec(text)?.[1];
  if (core !== undefined) return { core, ...(adapter === undefined ? {} : { adapter }) };
  if (code === 126 || code === 127) throw engineMissing(describe(executable), [executable]);
  throw new BailiwickError("MODEL_ENGINE_FAILED", {
    message: `${describe(executable)} does not tell its version: \`--version\` ended with ${code ?? "a signal"}.`,
    hint: "check that it is dbt, and that it runs by itself.",
    details: { executable, output: text },
  });
}

async function linesOf(
  executable: string,
  args: readonly string[],
  signal: AbortSignal | undefined,
): Promise<{ readonly code: number | null; readonly lines: readonly string[] }> {
  const env = { ...process.env, DO_NOT_TRACK: "1", DBT_SEND_ANONYMOUS_USAGE_STATS: "false" };
  throwIfAborted(signal, asking);
  const { code, tail } = await runProcessGroup({
    executable,
    args,
    cwd: process.cwd(),
    env,
    timeoutMs: 60_000,
    graceMs: 1000,
    signal,
    onLine: () => undefined,
  });
  throwIfAborted(signal, asking);
  return { code, lines: tail };
}
