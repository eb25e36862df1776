import type { SimulationProgress } from "../../simulation/index.js";
import { widthOf, type Io } from "../io.js";

/** Shows people how a simulation goes on. */
export interface SimulationView {
  hear(progress: SimulationProgress): void;
  /** Says something beside what the progress says. */
  say(text: string): void;
  /** Takes away what moves. */
  close(): void;
}

/** Bars on a terminal that can move its cursor, plain lines elsewhere; on standard error. */
export async function simulationView(io: Io): Promise<SimulationView> {
  if (widthOf(io.stderr) !== undefined && io.env["TERM"] !== "dumb") {
    const { SimulationBars } = await import("./simulation-bars.js");
    return new SimulationBars(io);
  }
  const { SimulationLines } = await import("./simulation-lines.js");
  return new SimulationLines(io);
}
