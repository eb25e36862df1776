import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import { BailiwickError } from "../../../src/kernel/index.js";
import {
  loadSimulationConfig,
  type ConfigProblem,
  type LoadConfigOptions,
  type LoadedConfig,
} from "../../../src/simulation/index.js";

/** Several lines as one text. */
export const lines = (...text: readonly string[]): string => text.join("\n");

/** What every configuration must have, in three lines. */
export const least = lines("scenario_id: S", "plan_design_id: P", "years: { start: 2025, end: 2029 }", "");

const folder = mkdtempSync(join(tmpdir(), "bailiwick-config-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The path of a file with a text; all are in one folder that is there as long as the tests of the file run. */
export function configFile(text: string | Uint8Array, name = "simulation.yaml"): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

/** Loads a text as a file, without the environment of the tests. */
export async function load(text: string, options: LoadConfigOptions = {}): Promise<LoadedConfig> {
  return loadSimulationConfig(configFile(text), { env: {}, ...options });
}

/** The error that loading ends with. */
export async function errorOf(loading: Promise<LoadedConfig>): Promise<BailiwickError> {
  const error = await loading.then(
    () => new Error("nothing was thrown"),
    (thrown: unknown) => thrown,
  );
  if (error instanceof BailiwickError) return error;
  throw error;
}

/** What is wrong with a text, nothing if it loads; each as `LINE:COLUMN PATH MESSAGE`, or with the variable or argument in place of the first. */
export async function problemsOf(text: string, options: LoadConfigOptions = {}): Promise<readonly string[]> {
  const outcome = await load(text, options).catch((thrown: unknown) => thrown);
  if (!(outcome instanceof BailiwickError)) return [];
  const { code, details } = outcome;
  if (code !== "CONFIG_INVALID") throw outcome;
  const problems = details["problems"] as readonly ConfigProblem[];
  return problems.map(({ path, message, origin }) => {
    const place = {
      file: () => (origin.kind === "file" ? `${origin.line}:${origin.column}` : ""),
      environment: () => (origin.kind === "environment" ? origin.variable : ""),
      set: () => (origin.kind === "set" ? `--set ${origin.argument}` : ""),
      default: () => "default",
    }[origin.kind]();
    return [place, path, message].filter((part) => part !== "").join(" ");
  });
}
