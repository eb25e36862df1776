import { cp, mkdir, readdir } from "node:fs/promises";
import { join, relative, resolve } from "node:path";
import { BailiwickError, counted, describe } from "../../kernel/index.js";
import { fileUnwritable } from "../../store/index.js";
import { checkCensus, loadSimulationConfig, makeCensus, runMultiYear } from "../../simulation/index.js";
import type { Check } from "../checks/check.js";
import { checksText, problemOf } from "../checks/checks-text.js";
import { invalidCommand } from "../command-error.js";
import { exitCodes, pathFrom, type ExitCode, type Io } from "../io.js";
import { exampleFolder } from "../package-manifest.js";
import { readConfig, type ConfigOptions } from "../simulations/read-config.js";
import { styleOf } from "../style.js";
import { jsonText } from "../texts.js";

/** What `bailiwick simulate init` takes. */
export interface InitOptions {
  readonly employees: string;
  readonly seed: string;
  readonly json?: boolean;
}

const configName = "simulation.yaml";
const mostEmployees = 10_000_000;

/** Makes a project of simulation in a new folder: the models of the example, its configuration, and a census. */
export async function initProject(folder: string, options: InitOptions, io: Io): Promise<ExitCode> {
  const employees = wholeNumber("--employees", options.employees, mostEmployees);
  const seed = wholeNumber("--seed", options.seed, Number.MAX_SAFE_INTEGER);
  const target = resolve(io.cwd, folder);
  await requireEmpty(target, folder);
  const config = join(target, configName);
  await copyExample(target, folder);
  const { census } = (await loadSimulationConfig(config, { env: {} })).config.simulation;
  await makeCensus(census.path, { employees, seed });
  if (options.json === true)
    io.stdout.write(jsonText({ folder: target, config, census: census.path, employees }));
  else io.stdout.write(madeText(folder, relative(target, census.path), employees));
  return exitCodes.ok;
}

function wholeNumber(option: string, text: string, most: number): number {
  if (/^\d{1,16}$/u.test(text) && Number(text) <= most) return Number(text);
  throw invalidCommand(
    `${option} takes a whole number from 0 to ${most}, but was given ${describe(text)}`,
    `write it as in ${option} 500.`,
  );
}

async function requireEmpty(target: string, folder: string): Promise<void> {
  const found = await readdir(target).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw invalidCommand(
      error.code === "ENOTDIR" ? `${describe(folder)} is no folder` : `${describe(folder)}: ${error.message}`,
      "name a folder that is not there yet.",
    );
  });
  const [first] = found;
  if (first === undefined) return;
  throw invalidCommand(
    `the folder ${describe(folder)} is not empty: it has ${describe(first)}`,
    "name one that is not there yet; nothing was written.",
  );
}

async function copyExample(target: string, folder: string): Promise<void> {
  const example = exampleFolder();
  try {
    await mkdir(target, { recursive: true });
    await cp(join(example, configName), join(target, configName));
    await cp(join(example, "dbt"), join(target, "dbt"), { recursive: true, filter: isSource });
  } catch (cause) {
    throw fileUnwritable(`The project ${describe(folder)}`, target, cause);
  }
}

/** What dbt has left in the folder is none of the project. */
function isSource(path: string): boolean {
  return !["target", "logs"].includes(relative(join(exampleFolder(), "dbt"), path));
}

function madeText(folder: string, census: string, employees: number): string {
  const config = join(folder, configName);
  return `${[
    `written ${config}`,
    `written ${join(folder, "dbt")}`,
    `written ${join(folder, census)}, ${counted(employees, "employee")}`,
    "",
    `run it         bailiwick simulate ${config}`,
    `look at it     bailiwick config show ${config}`,
  ].join("\n")}\n`;
}

/** What `bailiwick simulate validate` takes. */
export interface ValidateOptions extends ConfigOptions {
  readonly json?: boolean;
}

/** Checks what a simulation is made from. What is wrong with the configuration is told first: the rest follows from it. */
export async function validateProject(file: string, options: ValidateOptions, io: Io): Promise<ExitCode> {
  const { config } = await readConfig(file, options, io);
  const { scenario_id, plan_design_id, years, simulation } = config;
  const checks: Check[] = [
    {
      check: "config",
      level: "ok",
      message: `The configuration is sound: ${scenario_id}/${plan_design_id}, ${years.start} to ${years.end}.`,
    },
    await checked("census", async () => {
      const employees = await checkCensus(simulation.census.path, years.start);
      return `The census has ${counted(employees, "employee")}.`;
    }),
    await checked("models", async () => {
      const { set = [] } = options;
      const plan = await runMultiYear(pathFrom(io.cwd, file), years.start, years.end, {
        set,
        env: io.env,
        dryRun: true,
      });
      const count = plan.stages.reduce((sum, { models }) => sum + models.length, 0);
      return `The project has ${counted(count, "model")} that are built each year.`;
    }),
  ];
  const isValid = checks.every(({ level }) => level === "ok");
  io.stdout.write(
    options.json === true ? jsonText({ isValid, checks }) : checksText(checks, styleOf(io.stdout, io.env)),
  );
  return isValid ? exitCodes.ok : exitCodes.findings;
}

async function checked(check: string, work: () => Promise<string>): Promise<Check> {
  try {
    return { check, level: "ok", message: await work() };
  } catch (error) {
    if (!(error instanceof BailiwickError)) throw error;
    return problemOf(check, error, "mend what it names.");
  }
}
