import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";
import { findDbt } from "../../src/simulation/index.js";
import { requirement } from "./requirement.js";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** Whether the real dbt is at hand. */
export const hasDbt = requirement(
  "dbt",
  () => {
    try {
      return findDbt({ project: root }).executable !== "";
    } catch {
      return false;
    }
  },
  "there is no dbt; `npm run setup:dbt` sets it up",
);

/** The real dbt. */
export function realDbt(): string {
  return findDbt({ project: root }).executable;
}

/** A folder that is gone after the test. */
export async function folderOfTest(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "bailiwick-dbt-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
  return folder;
}

/** Writes files below a folder, each by its path. */
export function writeFiles(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
}

/** A profile as the engine needs it: the database and the threads are in the environment. */
export function profileOf(name: string): string {
  return `${name}:
  target: dev
  outputs:
    dev:
      type: duckdb
      path: "{{ env_var('BAILIWICK_DATABASE') }}"
      threads: "{{ env_var('BAILIWICK_THREADS') | int }}"
`;
}

/** What every project of dbt has. */
export const projectFiles: Readonly<Record<string, string>> = {
  "dbt_project.yml": `name: tiny
version: "1.0.0"
config-version: 2
profile: tiny
vars: { count: 3 }
models: { tiny: { +materialized: table } }
`,
  "profiles.yml": profileOf("tiny"),
};

/** Writes a script of the shell that can be called in the place of dbt. */
export function writeScript(folder: string, text: string, name = "dbt"): string {
  const path = join(folder, name);
  writeFileSync(path, `#!/bin/sh\n${text}\n`);
  chmodSync(path, 0o755);
  return path;
}
