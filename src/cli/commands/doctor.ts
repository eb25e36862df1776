import { jsonText } from "../texts.js";
import { exitCodes, type ExitCode, type Io } from "../io.js";
import { styleOf } from "../style.js";
import { wireSpecifications, type WiringOptions } from "../wire-specifications.js";
import type { Check } from "../checks/check.js";
import { checksText } from "../checks/checks-text.js";
import { checkEnvironment } from "../checks/check-environment.js";
import type { SimulationCheckOptions } from "../checks/check-simulation.js";
import { checkFiles, checkWiring } from "../checks/check-specifications.js";

/** What `bailiwick doctor` takes. */
export interface DoctorOptions extends WiringOptions, SimulationCheckOptions {
  readonly json?: boolean;
}

/** Checks the installation, the specifications, and what a simulation needs. A problem is a finding, a note is none. */
export async function doctor(paths: readonly string[], options: DoctorOptions, io: Io): Promise<ExitCode> {
  const environment = await checkEnvironment(io.cwd);
  const specifications = paths.length === 0 ? [] : await checkPaths(paths, options, io);
  const simulation = await checkSimulationIfAsked(options, io);
  const checks = [...environment, ...specifications, ...simulation];
  const isHealthy = checks.every(({ level }) => level !== "problem");
  if (options.json === true) io.stdout.write(jsonText({ isHealthy, checks }));
  else io.stdout.write(checksText(checks, styleOf(io.stdout, io.env)));
  return isHealthy ? exitCodes.ok : exitCodes.findings;
}

/** What it needs is loaded only then. */
async function checkSimulationIfAsked(options: DoctorOptions, io: Io): Promise<readonly Check[]> {
  if (options.config === undefined && options.database === undefined) return [];
  const { checkSimulation } = await import("../checks/check-simulation.js");
  return checkSimulation(options, io);
}

async function checkPaths(
  paths: readonly string[],
  options: DoctorOptions,
  io: Io,
): Promise<readonly Check[]> {
  try {
    const { wiring, registry } = await wireSpecifications(paths, options, io);
    return checkWiring(wiring, new Map(registry));
  } catch (error) {
    const found = checkFiles(error);
    if (found === undefined) throw error;
    return found;
  }
}
