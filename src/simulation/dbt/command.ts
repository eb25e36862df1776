import { optionInvalid } from "../../kernel/index.js";
import type { ModelRequest } from "../project/model-engine.js";

/** How dbt is called each time, whatever it is to do. */
export interface DbtSettings {
  readonly executable: string;
  /** All paths are absolute. */
  readonly project: string;
  readonly profilesFolder: string;
  readonly database: string;
  readonly targetPath: string;
  readonly logPath: string;
  readonly threads: number;
  readonly target: string | undefined;
}

/** What dbt is asked to do. */
export type DbtCommand = "run" | "test" | "parse";

/** The system takes no longer one: 128 KiB on Linux, with the zero at its end. */
const longestArgument = 128 * 1024 - 1;

/**
 * The arguments of one call.
 *
 * @throws BailiwickError `OPTION_INVALID` for variables that are too long for an argument
 */
export function dbtArguments(command: DbtCommand, settings: DbtSettings, request: ModelRequest): string[] {
  const { project, profilesFolder, targetPath, logPath, threads, target } = settings;
  const { select = [], exclude = [], variables, fullRefresh = false } = request;
  const vars = JSON.stringify(variables);
  if (Buffer.byteLength(vars) > longestArgument) {
    const expected = `${longestArgument} bytes of JSON at most, which is what the system takes`;
    throw optionInvalid("variables", `${command}()`, expected, `${vars.slice(0, 40)}…`);
  }
  const where = ["--project-dir", project, "--profiles-dir", profilesFolder];
  const artefacts = ["--target-path", targetPath, "--log-path", logPath];
  const output = ["--log-format", "json", "--log-level", "info", "--no-use-colors"];
  const of = target === undefined ? [] : ["--target", target];
  return [
    command,
    ...output,
    ...where,
    ...artefacts,
    ...of,
    "--threads",
    String(threads),
    "--vars",
    vars,
    ...(command === "test" ? ["--exclude-resource-type", "unit_test"] : []),
    ...(command === "run" && fullRefresh ? ["--full-refresh"] : []),
    // These take all that follows them up to the next option.
    ...(select.length === 0 ? [] : ["--select", ...select]),
    ...(exclude.length === 0 ? [] : ["--exclude", ...exclude]),
  ];
}

/** Settings of dbt in the environment would change what a call does; these are for its models. */
const kept = /^DBT_ENV_(?:SECRET|CUSTOM_ENV)/u;

/** The environment of dbt: that of this process, without its settings, and with where the database is. */
export function dbtEnvironment(
  { database, threads }: DbtSettings,
  env: NodeJS.ProcessEnv = process.env,
): NodeJS.ProcessEnv {
  const others = Object.entries(env).filter(([name]) => !name.startsWith("DBT_") || kept.test(name));
  return {
    ...Object.fromEntries(others),
    BAILIWICK_DATABASE: database,
    BAILIWICK_THREADS: String(threads),
    DBT_SEND_ANONYMOUS_USAGE_STATS: "false",
    DO_NOT_TRACK: "1",
    PYTHONUNBUFFERED: "1",
    PYTHONUTF8: "1",
  };
}
