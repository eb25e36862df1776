import { parsePartitions, type RunOptions } from "../../pipeline/index.js";
import { invalidCommand } from "../command-error.js";

/** What of a run the command line decides. */
export interface RunChoices {
  readonly resume?: string | true;
  readonly only?: string;
  readonly from?: string;
  readonly until?: string;
  readonly force?: string;
  readonly over?: string;
  readonly concurrency?: string;
  readonly failureMode?: "stop" | "finish-independent" | "kill";
  readonly seed?: string;
}

/** The options of a run as the command line says them. What steps there are is for the pipeline to check. */
export function runOptions(choices: RunChoices): RunOptions {
  const { resume, only, from, until, force, over, concurrency, failureMode, seed } = choices;
  return {
    ...(resume === undefined ? {} : { resume: resume === true ? "latest" : resume }),
    ...(only === undefined ? {} : { only: namesIn("--only", only) }),
    ...(from === undefined ? {} : { from: namesIn("--from", from) }),
    ...(until === undefined ? {} : { until: namesIn("--until", until) }),
    ...(force === undefined ? {} : { force: force === "all" ? true : namesIn("--force", force) }),
    ...(over === undefined ? {} : { over: parsePartitions(over) }),
    ...(concurrency === undefined ? {} : { concurrency: wholeNumber("--concurrency", concurrency, 1) }),
    ...(failureMode === undefined ? {} : { failureMode }),
    ...(seed === undefined ? {} : { seed: wholeNumber("--seed", seed, 0) }),
  };
}

function namesIn(option: string, list: string): readonly string[] {
  const names = list.split(",").map((name) => name.trim());
  const filled = names.filter((name) => name !== "");
  if (filled.length > 0) return filled;
  throw invalidCommand(`${option} names no step`, "write names with commas between them, or leave it out.");
}

function wholeNumber(option: string, text: string, least: number): number {
  if (/^\d{1,15}$/u.test(text) && Number(text) >= least) return Number(text);
  throw invalidCommand(
    `${option} takes a whole number from ${least} up, but was given "${text}"`,
    `write it as in ${option} 4.`,
  );
}
