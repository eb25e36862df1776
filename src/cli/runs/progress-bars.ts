import cliProgress from "cli-progress";
import type { RunEvent } from "../../pipeline/index.js";
import { widthOf, type Io } from "../io.js";
import { styleOf, type Style } from "../style.js";
import { durationText } from "../texts.js";
import { eventText } from "./event-text.js";
import { barLine, totalLine } from "./progress-layout.js";
import type { ProgressView } from "./progress-view.js";
import { RunProgress } from "./run-progress.js";

/** More bars than these would push away what stands above. */
const mostSteps = 6;

/** Of what happens, only this stays above the bars: the rest is in them, and in the summary. */
const kept: ReadonlySet<RunEvent["type"]> = new Set([
  "step-retried",
  "step-failed",
  "step-log",
  "step-compensated",
  "compensation-failed",
]);

/** Shows a bar for the run and one for each step that runs, with rate and time left. */
export class ProgressBars implements ProgressView {
  readonly #io: Io;
  readonly #style: Style;
  readonly #progress = new RunProgress();
  readonly #bars: cliProgress.MultiBar;
  #count = 0;
  /** Events have the clock of the run; this is what it is ahead of the one here. */
  #ahead = 0;

  constructor(io: Io) {
    this.#io = io;
    this.#style = styleOf(io.stderr, io.env);
    this.#bars = new cliProgress.MultiBar({
      stream: io.stderr as unknown as NodeJS.WritableStream,
      format: (_options, _params, payload: { readonly place: number }) => this.#line(payload.place),
      fps: 10,
      hideCursor: true,
      clearOnComplete: true,
      gracefulExit: false,
    });
  }

  hear(event: RunEvent): void {
    this.#ahead = event.at - performance.now();
    this.#progress.hear(event);
    if (event.type === "run-started") this.#grow(1);
    if (event.type === "step-started") this.#grow(1 + Math.min(mostSteps, this.#progress.running.length));
    const text = kept.has(event.type) ? eventText(event, this.#style) : undefined;
    if (text !== undefined) this.say(text);
  }

  say(text: string): void {
    if (this.#count === 0) this.#io.stderr.write(`${text}\n`);
    else for (const line of text.split("\n")) this.#bars.log(`${line}\u001B[K\n`);
  }

  close(): void {
    if (this.#count === 0) return;
    this.#bars.update(); // what was said last is written here only
    this.#bars.stop();
    this.#count = 0;
  }

  #grow(count: number): void {
    for (; this.#count < count; this.#count++) this.#bars.create(1, 0, { place: this.#count });
  }

  #line(place: number): string {
    const columns = (widthOf(this.#io.stderr) ?? 80) - 1;
    const now = performance.now() + this.#ahead;
    if (place === 0) return totalLine(this.#progress, now, columns, this.#style);
    const { running } = this.#progress;
    const step = running[place - 1];
    if (step === undefined) return "";
    const more = running.length - mostSteps;
    if (place === mostSteps && more > 0) return this.#style.dim(`  and ${more + 1} more`);
    return barLine(step, durationText(Math.max(0, now - step.startedAt)), columns, this.#style);
  }
}
