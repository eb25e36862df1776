import type { RunEvent } from "../../pipeline/index.js";
import type { Io } from "../io.js";
import { styleOf, type Style } from "../style.js";
import { eventText } from "./event-text.js";
import type { ProgressView } from "./progress-view.js";
import { labelOf } from "./run-progress.js";

/** How long a step that says how far it is stays unheard. */
const quietMs = 5000;

/** Says in lines what happens, for files and for terminals that cannot do more. */
export class ProgressLines implements ProgressView {
  readonly #output: Io["stderr"];
  readonly #style: Style;
  #startedAt: number | undefined;
  readonly #lastHeard = new Map<string, number>();

  constructor({ stderr, env }: Pick<Io, "stderr" | "env">) {
    this.#output = stderr;
    this.#style = styleOf(stderr, env);
  }

  hear(event: RunEvent): void {
    this.#startedAt ??= event.at;
    const text = event.type === "step-progress" ? this.#progressText(event) : eventText(event, this.#style);
    if (text === undefined) return;
    const seconds = ((event.at - this.#startedAt) / 1000).toFixed(1);
    this.#output.write(`${this.#style.dim(`${seconds.padStart(6)} s`)}  ${text}\n`);
  }

  say(text: string): void {
    this.#output.write(`${text}\n`);
  }

  close(): void {
    this.#lastHeard.clear();
  }

  #progressText(event: Extract<RunEvent, { readonly type: "step-progress" }>): string | undefined {
    const label = labelOf(event);
    const heardAt = this.#lastHeard.get(label) ?? this.#startedAt ?? event.at;
    if (event.at - heardAt < quietMs) return undefined;
    this.#lastHeard.set(label, event.at);
    const message = event.message === undefined ? "" : `: ${event.message}`;
    return `${label} ${Math.floor(event.fraction * 100)} %${message}`;
  }
}
