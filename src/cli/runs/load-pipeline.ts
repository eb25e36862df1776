import { describe, didYouMean, isPlainObject, quoteList, type BailiwickError } from "../../kernel/index.js";
import type { Pipeline } from "../../pipeline/index.js";
import { importModule, moduleUnreadable, targetOf, type ModuleExports } from "../checks/load-module.js";
import { invalidCommand } from "../command-error.js";
import type { Io } from "../io.js";

/** The exports that are looked for first. */
const usualNames = ["pipeline", "default"];

const missing = "name a file that exports a pipeline: bailiwick run pipeline.js.";

/**
 * The pipeline that a module exports: the one named behind `#`, else `pipeline`, else the default export, else the only
 * one there is. A function is called, and waited for.
 *
 * @throws BailiwickError `INPUT_FILE_UNREADABLE` for a module that cannot be run, `COMMAND_INVALID` for one without
 * such a pipeline
 */
export async function loadPipeline(target: string, io: Io): Promise<Pipeline> {
  const { path, name } = targetOf(target);
  const exported = await importModule(path, io, missing);
  const chosen = choose(exported, path, name);
  const found: unknown =
    typeof exported[chosen] === "function" ? await made(exported[chosen], path) : exported[chosen];
  if (isPipeline(found)) return found;
  throw noPipeline(path, `its export ${describe(chosen)} is no pipeline, but ${describe(found)}`);
}

/** Whether an argument names a module, and not specification files. */
export function isModule(target: string): boolean {
  return /\.[cm]?[jt]sx?$/u.test(targetOf(target).path);
}

async function made(make: unknown, path: string): Promise<unknown> {
  try {
    return await (make as () => unknown)();
  } catch (cause) {
    throw moduleUnreadable(path, cause);
  }
}

function choose(exported: ModuleExports, path: string, name: string | undefined): string {
  const names = Object.keys(exported);
  if (name !== undefined) {
    if (names.includes(name)) return name;
    throw noPipeline(path, `it exports no ${describe(name)}${didYouMean(name, names)}`);
  }
  const usual = usualNames.find((candidate) => isCandidate(exported[candidate]));
  if (usual !== undefined) return usual;
  const pipelines = names.filter((candidate) => isPipeline(exported[candidate]));
  const functions = names.filter((candidate) => typeof exported[candidate] === "function");
  const [only, another] = pipelines.length > 0 ? pipelines : functions;
  if (only === undefined)
    throw noPipeline(path, `it exports ${names.length === 0 ? "nothing" : quoteList(names)}`);
  if (another === undefined) return only;
  const list = pipelines.length > 0 ? pipelines : functions;
  throw invalidCommand(
    `the module ${describe(path)} exports several that could be meant: ${quoteList(list)}`,
    `choose one with its name: ${path}#${only}`,
  );
}

function isCandidate(value: unknown): boolean {
  return typeof value === "function" || isPipeline(value);
}

/** One that another copy of the package made is one too. */
function isPipeline(value: unknown): value is Pipeline {
  if (!isPlainObject(value)) return false;
  const { plan, run } = value;
  return isPlainObject(plan) && Array.isArray(plan["steps"]) && typeof run === "function";
}

function noPipeline(path: string, found: string): BailiwickError {
  return invalidCommand(
    `the module ${describe(path)} has no pipeline to offer: ${found}`,
    "export what buildPipeline() gives, or a function that gives it, as pipeline or by default.",
  );
}
