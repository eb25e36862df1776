import cliProgress from "cli-progress";
import type { SimulationProgress } from "../../simulation/index.js";
import { widthOf, type Io } from "../io.js";
import { progressLine } from "../runs/progress-layout.js";
import { styleOf, type Style } from "../style.js";
import { durationText } from "../texts.js";
import { stageText } from "./simulation-lines.js";
import type { SimulationView } from "./simulation-view.js";

/** Shows a bar for all years, with the time left, and one for the stage that runs. */
export class SimulationBars implements SimulationView {
  readonly #io: Io;
  readonly #style: Style;
  readonly #bars: cliProgress.MultiBar;
  #latest: SimulationProgress | undefined;
  /** When the latest was heard, by the clock here. */
  #heardAt = 0;
  #stageStartedMs = 0;

  constructor(io: Io) {
    this.#io = io;
    this.#style = styleOf(io.stderr, io.env);
    this.#bars = new cliProgress.MultiBar({
      stream: io.stderr as unknown as NodeJS.WritableStream,
      format: (_options, _params, payload: { readonly line: (progress: SimulationProgress) => string }) =>
        this.#latest === undefined ? "" : payload.line(this.#latest),
      fps: 10,
      hideCursor: true,
      clearOnComplete: true,
      gracefulExit: false,
    });
  }

  hear(progress: SimulationProgress): void {
    if (this.#latest === undefined) {
      this.#bars.create(1, 0, { line: (latest: SimulationProgress) => this.#totalLine(latest) });
      this.#bars.create(1, 0, { line: (latest: SimulationProgress) => this.#stageLine(latest) });
    }
    this.#latest = progress;
    this.#heardAt = performance.now();
    if (progress.type === "stage-started") this.#stageStartedMs = progress.elapsedMs;
    const text = progress.type === "stage-failed" ? stageText(progress, this.#style) : undefined;
    if (text !== undefined) this.say(text);
  }

  say(text: string): void {
    if (this.#latest === undefined) this.#io.stderr.write(`${text}\n`);
    else for (const line of text.split("\n")) this.#bars.log(`${line}\u001B[K\n`);
  }

  close(): void {
    if (this.#latest === undefined) return;
    this.#bars.update(); // what was said last is written here only
    this.#bars.stop();
    this.#latest = undefined;
  }

  #totalLine({ type, year, index, total, remainingMs, elapsedMs }: SimulationProgress): string {
    const since = performance.now() - this.#heardAt;
    const done = type === "stage-finished" || type === "stage-reused" ? index : index - 1;
    const left = remainingMs === null ? [] : [`${durationText(Math.max(0, remainingMs - since))} left`];
    return progressLine({
      label: String(year),
      fraction: done / total,
      facts: [`${done}/${total}`, ...(done === total ? [] : left), durationText(elapsedMs + since)],
      columns: this.#columns(),
      paint: type === "stage-failed" ? this.#style.red : this.#style.green,
    });
  }

  #stageLine({ stage, node, elapsedMs }: SimulationProgress): string {
    const since = performance.now() - this.#heardAt;
    return progressLine({
      label: `  ${stage}`,
      fraction: node === undefined ? undefined : (node.index - 1) / node.total,
      facts: [
        durationText(elapsedMs + since - this.#stageStartedMs),
        ...(node === undefined ? [] : [node.name]),
      ],
      columns: this.#columns(),
      paint: this.#style.green,
    });
  }

  #columns(): number {
    return (widthOf(this.#io.stderr) ?? 80) - 1;
  }
}
