import { loadSimulationConfig, type LoadedConfig } from "../../simulation/index.js";
import { pathFrom, type Io } from "../io.js";

/** What commands take that read a configuration. */
export interface ConfigOptions {
  /** As in `simulation.growth.target_rate=0.05`. */
  readonly set?: readonly string[];
}

/** The configuration of a file, with the environment and `--set` over it. @throws what `loadSimulationConfig` throws */
export async function readConfig(file: string, { set = [] }: ConfigOptions, io: Io): Promise<LoadedConfig> {
  return loadSimulationConfig(pathFrom(io.cwd, file), { set, env: io.env });
}
