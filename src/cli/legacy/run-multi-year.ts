import { resolve } from "node:path";
import { Command, CommanderError } from "commander";
import { hasColors } from "../has-colors.js";
import { exitCodes, type ExitCode, type Io } from "../io.js";
import { main } from "../main.js";
import { readManifest } from "../package-manifest.js";

/** What the commands of `run_multi_year.py` take. */
interface LegacyOptions {
  readonly config: string;
  readonly database?: string;
  readonly startYear?: string;
  readonly endYear?: string;
  readonly years?: string;
  readonly resume?: boolean;
  readonly dryRun?: boolean;
  readonly threads?: string;
  readonly failOnValidationError?: boolean;
  readonly verbose?: boolean;
}

/** A call of `bailiwick` that does what a call of the old script did. */
export interface Translation {
  readonly argv: readonly string[];
  /** What of the old call means nothing any more, each in a sentence. */
  readonly notes: readonly string[];
}

const name = "bailiwick-run-multi-year";
const usualConfig = "config/simulation_config.yaml";

/**
 * Runs the command line of the old script: says in one line what it is called now, and does that.
 *
 * @param argv the arguments behind the name of the program
 */
export async function runMultiYearLegacy(argv: readonly string[], io: Io): Promise<ExitCode> {
  let translation: Translation | undefined;
  const program = createProgram(io, (found) => {
    translation = found;
  });
  try {
    await program.parseAsync(argv, { from: "user" });
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return exitCodes.ok;
    const { reportError } = await import("../report-error.js");
    return reportError(error, { argv, program, io });
  }
  if (translation === undefined) return exitCodes.failure;
  io.stderr.write(`${name} is deprecated; this call is now: ${textOf(translation.argv)}\n`);
  for (const note of translation.notes) io.stderr.write(`${name}: ${note}\n`);
  return main(translation.argv, io);
}

function createProgram(io: Io, translated: (translation: Translation) => void): Command {
  const program = new Command(name)
    .description(
      "The options of run_multi_year.py. Deprecated: use bailiwick simulate; see docs/migration.md.",
    )
    .exitOverride()
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
      outputError: () => {}, // faults of the call are reported like all others
      getOutHasColors: () => hasColors(io.stdout, io.env),
      getErrHasColors: () => hasColors(io.stderr, io.env),
    })
    .version(readManifest().version, "-V, --version", "show the version")
    .helpOption("-h, --help", "show help")
    .enablePositionalOptions();
  program
    .command("run", { isDefault: true })
    .description("simulate years: bailiwick simulate")
    .option("-c, --config <file>", "the configuration", usualConfig)
    .option("--database <file>", "the DuckDB file, in place of that of the configuration")
    .option("--start-year <year>", "the first year")
    .option("--end-year <year>", "the last year")
    .option("--years <A-B>", "the first and the last year")
    .option("--resume", "go on with the latest run")
    .option("--dry-run", "show what would be done")
    .option("--threads <count>", "how many threads")
    .option("--fail-on-validation-error", "what is done anyway now")
    .option("-v, --verbose", "has no meaning any more")
    .action((options: LegacyOptions) => translated(translateRun(options, io)));
  program
    .command("validate")
    .description("check the configuration: bailiwick simulate validate")
    .option("-c, --config <file>", "the configuration", usualConfig)
    .action(({ config }: LegacyOptions) => translated({ argv: ["simulate", "validate", config], notes: [] }));
  program
    .command("checkpoint")
    .description("show what was run: bailiwick runs list")
    .option("-c, --config <file>", "the configuration", usualConfig)
    .option("--database <file>", "the DuckDB file, in place of that of the configuration")
    .action(async ({ config, database }: LegacyOptions) => {
      const store = await storeOf(config, database, io);
      translated({ argv: ["runs", "list", "--store", store], notes: [] });
    });
  return program;
}

function translateRun(options: LegacyOptions, io: Io): Translation {
  const { config, database, threads, resume, dryRun, failOnValidationError, verbose } = options;
  return {
    argv: [
      "simulate",
      config,
      ...yearsOf(options),
      // The old script took the path from where it was called, and a setting is relative to the configuration.
      ...(database === undefined ? [] : ["--set", `duckdb_path=${resolve(io.cwd, database)}`]),
      ...(threads === undefined ? [] : ["--threads", threads]),
      ...(resume === true ? ["--resume"] : []),
      ...(dryRun === true ? ["--dry-run"] : []),
    ],
    notes: [
      ...(failOnValidationError === true
        ? [
            "--fail-on-validation-error is the default now; --set validation.fail_on_error=false turns it off.",
          ]
        : []),
      ...(verbose === true ? ["-v means nothing any more; --log FILE writes down all that happens."] : []),
    ],
  };
}

/** `--years` wins over the two others, as it did. */
function yearsOf({ years, startYear, endYear }: LegacyOptions): readonly string[] {
  if (years !== undefined) return ["--years", years];
  if (startYear !== undefined && endYear !== undefined) return ["--years", `${startYear}-${endYear}`];
  return [
    ...(startYear === undefined ? [] : ["--set", `years.start=${startYear}`]),
    ...(endYear === undefined ? [] : ["--set", `years.end=${endYear}`]),
  ];
}

/** Where the runs on a database are recorded. */
async function storeOf(config: string, database: string | undefined, io: Io): Promise<string> {
  const { loadSimulationConfig, simulationFiles } = await import("../../simulation/index.js");
  if (database !== undefined) return simulationFiles(resolve(io.cwd, database)).runs;
  const loaded = await loadSimulationConfig(resolve(io.cwd, config), { env: io.env });
  return simulationFiles(loaded.config.duckdb_path).runs;
}

/** A call as one would write it in a shell. */
function textOf(argv: readonly string[]): string {
  return ["bailiwick", ...argv.map((word) => (/^[\w./=:@%+,-]+$/u.test(word) ? word : `'${word}'`))].join(
    " ",
  );
}
