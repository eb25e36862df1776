import type { ContextStats, Pipeline, SpecificationRegistry } from "bailiwick";
import type { Forecast } from "../steps/inference-steps.js";
import type { Metrics, Registration } from "../model/model-store.js";
import type { Screen } from "./screen.js";
import { wrap } from "./wrap.js";

/** Each wire with its score, what the score is made of, and what decided. */
export function showWiring({ line, colors }: Screen, { plan, wiring }: Pipeline): void {
  line(colors.bold(`Wiring of ${plan.pipelineName}`) + ": which output feeds which input");
  line(colors.dim(row("score", "input", "output", "next best", "by")));
  for (const { score, consumer, dependency, provider, output, runnersUp, decidedBy } of wiring.wires) {
    const nextBest = runnersUp[0]?.score.toFixed(2) ?? "none";
    line(row(score.toFixed(2), `${consumer}.${dependency}`, `${provider}.${output}`, nextBest, decidedBy));
  }
  const candidates = wiring.wires.some(({ decidedBy }) => decidedBy === "graph")
    ? "graph: the outputs of the steps directly before were compared by their scores"
    : "score: the outputs of all other steps were compared by their scores";
  line(colors.dim(`  ${candidates}`));
  line();
}

function row(score: string, input: string, output: string, nextBest: string, by: string): string {
  return `  ${score.padEnd(6)} ${input.padEnd(27)} ← ${output.padEnd(22)} ${nextBest.padEnd(10)} ${by}`.trimEnd();
}

/** How much each context holds, and that steps of the same name are not the same step. */
export function showContexts(
  { line, colors }: Screen,
  registries: readonly [SpecificationRegistry, SpecificationRegistry],
  stats: Readonly<Record<string, ContextStats>>,
): void {
  line(colors.bold("Contexts") + ": each has its own registry");
  line(colors.dim(`  ${"context".padEnd(22)}${["steps", "types", "inputs", "outputs"].map(cell).join("")}`));
  for (const { contextName } of registries) {
    const { stepCount, stepTypeCount, dependencyCount, outputCount } = stats[contextName]!;
    const counts = [stepCount, stepTypeCount, dependencyCount, outputCount].map(cell);
    line(`  ${contextName.padEnd(22)}${counts.join("")}`);
  }
  const [first, second] = registries;
  const shared = first.listStepNames().filter((stepName) => second.hasSpecification(stepName));
  const ownOutputs = (registry: SpecificationRegistry, stepName: string): string =>
    Object.keys(registry.getSpecification(stepName)?.outputs ?? {}).join(", ");
  const text = `In both, by the same name: ${shared.join(", ")}. Not the same steps, though:`;
  const differing = shared.find((stepName) => ownOutputs(first, stepName) !== ownOutputs(second, stepName));
  const example =
    differing === undefined
      ? "each context has its own."
      : registries
          .map(
            (registry) => `in ${registry.contextName}, ${differing} gives ${ownOutputs(registry, differing)}`,
          )
          .join("; ");
  for (const textLine of wrap(`${text} ${example}.`, 77)) line(`  ${textLine}`);
  line();
}

function cell(value: string | number): string {
  return String(value).padStart(9);
}

/** What the model is worth. */
export function showMetrics({ line, colors }: Screen, metrics: Metrics): void {
  const { year, days, mae, rmse, naiveMae, naiveRmse, marginPercent, requiredMarginPercent } = metrics;
  const figures = (name: string, ...values: number[]): string =>
    `  ${name.padEnd(30)}${values.map((value) => `${value.toFixed(2)} °C`.padStart(12)).join("")}`;
  line(colors.bold(`Errors on ${year}`) + `: ${days} days that the model had never seen`);
  line(colors.dim(`  ${"".padEnd(30)}${"MAE".padStart(12)}${"RMSE".padStart(12)}`));
  line(colors.green(figures("model", mae, rmse)));
  line(figures('naive ("as warm as today")', naiveMae, naiveRmse));
  const margin = colors.bold(`${marginPercent.toFixed(1)} % less`);
  line(`  The model's mean error is ${margin} than the naive one (required: ${requiredMarginPercent} %).`);
  line();
}

/** What everything was for. */
export function showForecast({ line, colors }: Screen, forecast: Forecast): void {
  const { day, temperature, today, typicalError } = forecast;
  line(colors.bold("Tomorrow") + `: the day after the last one of the data, ${day}`);
  line(
    `  Maximum temperature ${colors.bold(colors.cyan(`${temperature.toFixed(1)} °C`))}, give or take ` +
      `${typicalError.toFixed(1)} °C; the day before had ${today.toFixed(1)} °C.`,
  );
  line();
}

/** Where the files are. */
export function showArtefacts({ line, colors }: Screen, folder: string, { files }: Registration): void {
  line(colors.bold(`Artefacts in ${folder}`));
  for (const file of [...Object.values(files), "registered.json", "forecast.json"]) line(`  ${file}`);
}
