import { previousExecution } from "../plan/execution-graph.js";
import { trait, type StepTable } from "../plan/step-table.js";
import type { Inputs, Outputs, StepIo } from "../step-handler.js";
import type { Announcer } from "./records.js";
import type { RunSetup } from "./execution.js";
import { standing, type Ledger } from "./ledger.js";

const noInputs: Inputs = Object.freeze(Object.create(null) as Inputs);

/** For a run that nobody listens to. */
const unheard: Pick<StepIo, "log" | "progress"> = { log: () => {}, progress: () => {} };

/** Makes what handlers work with, out of what the run knows by then. */
export class StepIos {
  readonly #setup: RunSetup;
  readonly #ledger: Ledger;
  readonly #announcer: Announcer | undefined;
  readonly #table: StepTable;
  /** What the keys of a partition begin with. */
  readonly #keyBegins: readonly string[];

  constructor(
    setup: RunSetup,
    table: StepTable,
    runId: string,
    ledger: Ledger,
    announcer: Announcer | undefined,
  ) {
    this.#setup = setup;
    this.#ledger = ledger;
    this.#announcer = announcer;
    this.#table = table;
    this.#keyBegins = setup.graph.partitions.map((partition) => `${runId}/${partition?.key ?? ""}/`);
  }

  /** The inputs of an execution: frozen, without a prototype. */
  inputsOf(execution: number): Inputs {
    const step = execution % this.#table.stepNames.length;
    return this.#inputsOf(execution, step);
  }

  /** What the next attempt at an execution works with. */
  ioOf(execution: number, signal: AbortSignal): StepIo {
    const { graph, keeper } = this.#setup;
    const { stepNames, options, traits } = this.#table;
    const step = execution % stepNames.length;
    const at = (execution - step) / stepNames.length;
    const attempt = this.#ledger.attempts[execution]!;
    const { log, progress } = this.#announcer === undefined ? unheard : this.#speech(execution, attempt);
    return Object.freeze({
      inputs: this.#inputsOf(execution, step),
      signal,
      partition: graph.partitions[at],
      previous: (traits[step]! & trait.usesPrevious) === 0 ? undefined : this.#previousOf(execution),
      options: options[step]!,
      attempt,
      idempotencyKey:
        keeper === undefined ? this.#keyBegins[at]! + stepNames[step]! : keeper.idempotencyKey(execution),
      log,
      progress,
    });
  }

  #inputsOf(execution: number, step: number): Inputs {
    const { traits, inputsFrom, providers } = this.#table;
    if ((traits[step]! & trait.hasInputs) === 0) return noInputs;
    let row = inputsFrom[step]!;
    const first = execution - step;
    const values = Object.create(null) as Record<string, unknown>;
    for (const { dependency, output } of this.#setup.graph.steps[step]!.inputs) {
      values[dependency] = this.#ledger.outputs[first + providers[row++]!]?.[output];
    }
    return Object.freeze(values);
  }

  #previousOf(execution: number): Outputs | undefined {
    const previous = previousExecution(this.#setup.graph, execution);
    return this.#ledger.outputs[previous] ?? this.#setup.keeper?.previous(execution);
  }

  #speech(execution: number, attempt: number): Pick<StepIo, "log" | "progress"> {
    const isHeard = (): boolean =>
      this.#ledger.standings[execution] === standing.running && this.#ledger.attempts[execution] === attempt;
    return {
      log: (message, data) => {
        if (!isHeard()) return;
        const news = { type: "step-log", message, ...(data === undefined ? {} : { data }) } as const;
        this.#announcer?.tellStep(execution, news);
      },
      progress: (fraction, message) => {
        if (!isHeard()) return;
        const cut = Math.min(1, Math.max(0, fraction)) || 0;
        const more = message === undefined ? {} : { message };
        this.#announcer?.tellStep(execution, { type: "step-progress", fraction: cut, ...more });
      },
    };
  }
}
