import type { SimulationProgress } from "../../simulation/index.js";

/** Shows people how a simulation goes on. */
export interface SimulationView {
  hear(progress: SimulationProgress): void;
  /** Says something beside what the progress says. */
  say(text: string): void;
  /** Takes away what moves. */
  close(): void;
}
