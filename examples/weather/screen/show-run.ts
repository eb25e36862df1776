import type { Pipeline, RunEvent, RunListener } from "bailiwick";
import type { Screen } from "./screen.js";
import { wrap } from "./wrap.js";

const barWidth = 20;

/** Tells a run as it happens: a line for each step when it ends, a moving bar while it runs. */
export function showRun(screen: Screen, { plan }: Pipeline): RunListener {
  const { colors, line, status } = screen;
  const nameWidth = Math.max(...plan.order.map((stepName) => stepName.length));
  const notes = new Map<string, string[]>(plan.order.map((stepName) => [stepName, []]));
  const ended = (mark: string, stepName: string, durationMs: number, texts: readonly string[]): void => {
    const head = `  ${mark} ${colors.bold(stepName.padEnd(nameWidth))} ${colors.dim(`${Math.round(durationMs)} ms`.padStart(7))}`;
    const margin = " ".repeat(nameWidth + 14);
    const lines = texts.flatMap((text) => wrap(text, 79 - margin.length));
    line(`${head}  ${lines[0] ?? ""}`.trimEnd());
    for (const text of lines.slice(1)) line(margin + text);
  };
  return (event: RunEvent) => {
    switch (event.type) {
      case "step-started":
        return status(`  … ${event.stepName}`);
      case "step-progress":
        return status(`  … ${event.stepName} ${bar(event.fraction)} ${event.message ?? ""}`);
      case "step-log":
        return void notes.get(event.stepName)?.push(event.message);
      case "step-succeeded":
        return ended(colors.green("✓"), event.stepName, event.durationMs, notes.get(event.stepName) ?? []);
      case "step-failed":
        return ended(colors.red("✗"), event.stepName, event.durationMs, [
          ...(notes.get(event.stepName) ?? []),
          "failed",
        ]);
      case "step-cancelled":
        return ended(colors.yellow("■"), event.stepName, event.durationMs, ["cancelled"]);
      case "step-reused":
        return line(colors.dim(`  = ${event.stepName.padEnd(nameWidth)} done before`));
      case "step-retried":
        return void notes.get(event.stepName)?.push(`attempt ${event.attempt} failed`);
      case "step-compensated":
      case "compensation-failed":
        return undefined; // no step of this example has something to take back
      case "step-skipped":
        return line(colors.dim(`  - ${event.stepName.padEnd(nameWidth)} not started`));
      case "run-started":
        return line(colors.bold(`Run of ${event.pipelineName}`) + (event.isResumed ? ": goes on" : ""));
      case "run-finished":
        line(colors.dim(`  ${event.status} in ${Math.round(event.durationMs)} ms`));
        return line();
    }
  };
}

function bar(fraction: number): string {
  const full = Math.round(fraction * barWidth);
  return `${"█".repeat(full)}${"░".repeat(barWidth - full)} ${String(Math.round(fraction * 100)).padStart(3)} %`;
}
