import type { RunEvent } from "../../pipeline/index.js";
import { widthOf, type Io } from "../io.js";

/** Shows people how a run goes on. */
export interface ProgressView {
  hear(event: RunEvent): void;
  /** Says something beside what the events say. */
  say(text: string): void;
  /** Takes away what moves. */
  close(): void;
}

/** Bars on a terminal that can move its cursor, plain lines elsewhere; on standard error. */
export async function progressView(io: Io): Promise<ProgressView> {
  if (widthOf(io.stderr) !== undefined && io.env["TERM"] !== "dumb") {
    const { ProgressBars } = await import("./progress-bars.js");
    return new ProgressBars(io);
  }
  const { ProgressLines } = await import("./progress-lines.js");
  return new ProgressLines(io);
}
