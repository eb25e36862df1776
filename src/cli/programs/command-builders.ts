import type { BuildCommand } from "./add-commands.js";
import type { CommandId } from "./command-entries.js";
import { buildCheck, buildDocs, buildProve } from "./metadata-commands.js";
import { buildGraph, buildRollback, buildRun, buildRuns } from "./run-commands.js";
import {
  buildConfig,
  buildReport,
  buildSimulate,
  buildSimulateInit,
  buildSimulateValidate,
  buildState,
} from "./simulation-commands.js";
import {
  buildCompletion,
  buildContexts,
  buildDoctor,
  buildLock,
  buildResolve,
  buildWhy,
} from "./wiring-commands.js";

/** What gives each command its arguments and options. What a command needs is loaded when it is run. */
export const commandBuilders: Readonly<Record<CommandId, BuildCommand>> = {
  resolve: buildResolve,
  why: buildWhy,
  lock: buildLock,
  run: buildRun,
  rollback: buildRollback,
  runs: buildRuns,
  graph: buildGraph,
  contexts: buildContexts,
  simulate: buildSimulate,
  "simulate.validate": buildSimulateValidate,
  "simulate.init": buildSimulateInit,
  report: buildReport,
  config: buildConfig,
  state: buildState,
  check: buildCheck,
  docs: buildDocs,
  prove: buildProve,
  doctor: buildDoctor,
  completion: buildCompletion,
};
