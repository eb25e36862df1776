import type { SimulationProgress } from "../../simulation/index.js";
import type { Io } from "../io.js";
import { styleOf, type Style } from "../style.js";
import { durationText } from "../texts.js";
import type { SimulationView } from "./simulation-view.js";

/** How long a stage that goes on stays unheard. */
const quietMs = 5000;

/** Says in lines how a simulation goes on, for files and for terminals that cannot do more. */
export class SimulationLines implements SimulationView {
  readonly #output: Io["stderr"];
  readonly #style: Style;
  #heardAt = 0;

  constructor({ stderr, env }: Pick<Io, "stderr" | "env">) {
    this.#output = stderr;
    this.#style = styleOf(stderr, env);
  }

  hear(progress: SimulationProgress): void {
    const text =
      progress.type === "stage-progress" ? this.#goesOn(progress) : stageText(progress, this.#style);
    if (progress.type === "stage-started") this.#heardAt = progress.elapsedMs;
    if (text === undefined) return;
    const seconds = `${(progress.elapsedMs / 1000).toFixed(1).padStart(6)} s`;
    this.#output.write(`${this.#style.dim(seconds)}  ${text}\n`);
  }

  say(text: string): void {
    this.#output.write(`${text}\n`);
  }

  close(): void {
    // Lines stay where they are.
  }

  #goesOn({ year, stage, node, elapsedMs }: SimulationProgress): string | undefined {
    if (node === undefined || elapsedMs - this.#heardAt < quietMs) return undefined;
    this.#heardAt = elapsedMs;
    return `${year} ${stage}: ${node.name} (${node.index} of ${node.total})`;
  }
}

/** What has become of a stage, and how long the rest takes; `undefined` for one that begins. */
export function stageText(
  { type, year, stage, index, total, durationMs, remainingMs }: SimulationProgress,
  { green, red, dim }: Style,
): string | undefined {
  const took = durationMs === undefined ? "" : ` in ${durationText(durationMs)}`;
  const left = remainingMs === null || index === total ? "" : `, about ${durationText(remainingMs)} left`;
  const place = dim(` (${index} of ${total}${left})`);
  switch (type) {
    case "stage-finished":
      return `${year} ${stage} ${green("done")}${took}${place}`;
    case "stage-reused":
      return `${year} ${stage} ${green("known from before")}${place}`;
    case "stage-failed":
      return `${year} ${stage} ${red("failed")}${took.replace(" in ", " after ")}`;
    case "stage-started":
    case "stage-progress":
      return undefined;
  }
}
