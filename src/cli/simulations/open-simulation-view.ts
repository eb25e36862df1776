import { widthOf, type Io } from "../io.js";
import type { SimulationView } from "./simulation-view.js";

/** Bars on a terminal that can move its cursor, plain lines elsewhere; on standard error. */
export async function openSimulationView(io: Io): Promise<SimulationView> {
  if (widthOf(io.stderr) !== undefined && io.env["TERM"] !== "dumb") {
    const { SimulationBars } = await import("./simulation-bars.js");
    return new SimulationBars(io);
  }
  const { SimulationLines } = await import("./simulation-lines.js");
  return new SimulationLines(io);
}
