import { previousExecution } from "../plan/execution-graph.js";
import type { PlannedStep } from "../plan/plan.js";
import type { Inputs, Outputs, StepIo } from "../step-handler.js";
import type { Announcer } from "./records.js";
import type { RunSetup } from "./execution.js";
import { standing, type Ledger } from "./ledger.js";

/** Whence the inputs of a plan's steps come: those of step `s` are from the steps `providers[from[s]]` and on. */
interface InputRows {
  readonly from: Int32Array;
  readonly providers: Int32Array;
}

const noInputs: Inputs = Object.freeze(Object.create(null) as Inputs);
const rowsOf = new WeakMap<readonly PlannedStep[], InputRows>();

/** For a run that nobody listens to. */
const unheard: Pick<StepIo, "log" | "progress"> = { log: () => {}, progress: () => {} };

/** Makes what handlers work with, out of what the run knows by then. */
export class StepIos {
  readonly #setup: RunSetup;
  readonly #ledger: Ledger;
  readonly #announcer: Announcer | undefined;
  readonly #rows: InputRows;
  /** What the keys of a partition begin with. */
  readonly #keyBegins: readonly string[];

  constructor(setup: RunSetup, runId: string, ledger: Ledger, announcer: Announcer | undefined) {
    this.#setup = setup;
    this.#ledger = ledger;
    this.#announcer = announcer;
    this.#rows = inputRows(setup.graph.steps);
    this.#keyBegins = setup.graph.partitions.map((partition) => `${runId}/${partition?.key ?? ""}/`);
  }

  /** The inputs of an execution: frozen, without a prototype. */
  inputsOf(execution: number): Inputs {
    const { steps } = this.#setup.graph;
    const step = execution % steps.length;
    const { from, providers } = this.#rows;
    let row = from[step]!;
    if (row === from[step + 1]) return noInputs;
    const first = execution - step;
    const values = Object.create(null) as Record<string, unknown>;
    for (const { dependency, output } of steps[step]!.inputs) {
      values[dependency] = this.#ledger.outputs[first + providers[row++]!]?.[output];
    }
    return Object.freeze(values);
  }

  /** What the next attempt at an execution works with. */
  ioOf(execution: number, signal: AbortSignal): StepIo {
    const { graph, definitions, keeper } = this.#setup;
    const { steps, partitions } = graph;
    const at = Math.floor(execution / steps.length);
    const step = execution - at * steps.length;
    const definition = definitions[step]!;
    const attempt = this.#ledger.attempts[execution]!;
    const { log, progress } = this.#announcer === undefined ? unheard : this.#speech(execution, attempt);
    return Object.freeze({
      inputs: this.inputsOf(execution),
      signal,
      partition: partitions[at],
      previous: definition.usesPrevious ? this.#previousOf(execution) : undefined,
      options: definition.options,
      attempt,
      idempotencyKey:
        keeper === undefined
          ? this.#keyBegins[at]! + steps[step]!.stepName
          : keeper.idempotencyKey(execution),
      log,
      progress,
    });
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

function inputRows(steps: readonly PlannedStep[]): InputRows {
  const known = rowsOf.get(steps);
  if (known !== undefined) return known;
  const from = new Int32Array(steps.length + 1);
  for (const [step, { inputs }] of steps.entries()) from[step + 1] = from[step]! + inputs.length;
  const providers = new Int32Array(from[steps.length]!);
  if (providers.length > 0) fillProviders(steps, providers);
  const rows = { from, providers };
  rowsOf.set(steps, rows);
  return rows;
}

function fillProviders(steps: readonly PlannedStep[], providers: Int32Array): void {
  const indices = new Map<string, number>();
  for (const { stepName } of steps) indices.set(stepName, indices.size);
  let row = 0;
  for (const { inputs } of steps) {
    for (const { provider } of inputs) providers[row++] = indices.get(provider)!;
  }
}
