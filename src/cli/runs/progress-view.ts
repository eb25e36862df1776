import type { RunEvent } from "../../pipeline/index.js";

/** Shows people how a run goes on. */
export interface ProgressView {
  hear(event: RunEvent): void;
  /** Says something beside what the events say. */
  say(text: string): void;
  /** Takes away what moves. */
  close(): void;
}
