import type { RunEvent } from "../../pipeline/index.js";
import type { Style } from "../style.js";
import { durationText } from "../texts.js";
import { labelOf } from "./run-progress.js";

/**
 * What happened, in one line or, for an error, several. `undefined` for what only bars show, and for what the summary
 * says anyway.
 */
export function eventText(event: RunEvent, { green, red, yellow, dim }: Style): string | undefined {
  switch (event.type) {
    case "step-started": {
      const attempt = event.attempt === 1 ? "" : `, attempt ${event.attempt}`;
      return `${labelOf(event)} started${attempt}${dim(`: ${bare(event.reason)}`)}`;
    }
    case "step-succeeded":
      return `${labelOf(event)} ${green("succeeded")} in ${durationText(event.durationMs)}`;
    case "step-reused":
      return `${labelOf(event)} ${green("reused")}${dim(`: ${bare(event.reason)}`)}`;
    case "step-retried":
      return `${labelOf(event)} ${yellow("failed")}, again in ${durationText(event.delayMs)}: ${firstLine(event.error)}`;
    case "step-failed":
      return `${labelOf(event)} ${red("failed")} after ${durationText(event.durationMs)}: ${firstLine(event.error)}`;
    case "step-cancelled":
      return `${labelOf(event)} ${yellow("cancelled")} after ${durationText(event.durationMs)}`;
    case "step-skipped":
      return `${labelOf(event)} ${dim(`skipped: ${event.reason}`)}`;
    case "step-log":
      return `${labelOf(event)}: ${event.message}`;
    case "step-compensated":
      return `${labelOf(event)} ${yellow("taken back")} in ${durationText(event.durationMs)}`;
    case "compensation-failed":
      return `${labelOf(event)} ${red("could not be taken back")}: ${firstLine(event.error)}`;
    case "run-started":
    case "run-finished":
    case "step-progress":
      return undefined;
  }
}

/** A reason without the word that it begins with, which is there already. */
function bare(reason: string): string {
  return reason.replace(/^(?:ran|reused): /u, "");
}

function firstLine({ message }: Error): string {
  return message.split("\n", 1)[0] ?? "";
}
