import { BailiwickError, normaliseName } from "../kernel/index.js";
import {
  propertyReference,
  type DependencySpecification,
  type PropertyReference,
  type StepSpecification,
} from "../specification/index.js";
import type { Assessment } from "./assessment.js";
import { unknownSteps } from "./resolution-errors.js";
import { explainAlternative, explainInput, type ExplainableWiring } from "./views/explain-input.js";
import type { Explanation } from "./views/explanation.js";
import { resolutionReport, type ResolutionReport } from "./views/resolution-report.js";
import { dotDigraph, mermaidFlowchart, type DrawnWiring } from "./views/wiring-diagram.js";
import type { Ambiguity, ControlEdge, Unresolved, Wire } from "./wire.js";

/** What a {@link Wiring} is made of. */
export interface WiringParts {
  readonly wires: readonly Wire[];
  readonly unresolved: readonly Unresolved[];
  readonly ambiguous?: readonly Ambiguity[];
  readonly controlEdges?: readonly ControlEdge[];
  /** Puts the steps in order; asked when somebody wants to know. */
  readonly putInOrder: () => StepOrder;
  /** The steps that were resolved, in listing order. */
  readonly steps: readonly ResolvedStep[];
  /** What the profile makes of every output for an input; asked when an explanation is. */
  readonly assess: (consumer: string, dependency: DependencySpecification) => Assessment;
}

/** The steps that can run, in an order in which they can, and the cycle that keeps others from it. */
export interface StepOrder {
  readonly order: readonly string[];
  readonly cycle: readonly string[] | undefined;
}

/** A step as it was when it was resolved. */
export interface ResolvedStep {
  readonly name: string;
  readonly specification: StepSpecification;
}

/** A wiring as plain data. */
export interface WiringJson {
  readonly isComplete: boolean;
  readonly order: readonly string[];
  readonly cycle?: readonly string[];
  readonly wires: readonly Wire[];
  readonly unresolved: readonly Unresolved[];
  readonly ambiguous: readonly Ambiguity[];
  readonly controlEdges: readonly ControlEdge[];
}

/**
 * All wires between the steps of a pipeline, and what could not be wired. Made by a `DependencyResolver`;
 * frozen, and not changed by what happens to the registry later.
 */
export class Wiring {
  /** In the order of the consumers, and of the dependencies of each. */
  readonly wires: readonly Wire[];
  /** The dependencies without a wire, optional ones too, in the same order. */
  readonly unresolved: readonly Unresolved[];
  /**
   * The dependencies that several outputs fit equally well, optional ones too, in the same order. Unless the
   * resolver was told to take one, they are among the unresolved ones as well.
   */
  readonly ambiguous: readonly Ambiguity[];
  /** The edges of a known graph that carry no data, by name, with the reason. The classic profile names none. */
  readonly controlEdges: readonly ControlEdge[];
  /** Whether every required dependency is wired. */
  readonly isComplete: boolean;
  readonly #steps: readonly ResolvedStep[];
  readonly #putInOrder: () => StepOrder;
  readonly #assess: WiringParts["assess"];
  #ordered: StepOrder | undefined;
  #specificationsByName: ReadonlyMap<string, StepSpecification> | undefined;
  /** Where the wires of a step begin. */
  #firstWires: ReadonlyMap<string, number> | undefined;

  constructor(parts: WiringParts) {
    const { wires, unresolved, ambiguous = [], controlEdges = [] } = parts;
    this.wires = Object.freeze(wires);
    this.unresolved = Object.freeze(unresolved);
    this.ambiguous = Object.freeze(ambiguous);
    this.controlEdges = Object.freeze(controlEdges);
    this.isComplete = !unresolved.some(({ required }) => required);
    this.#steps = parts.steps;
    this.#putInOrder = parts.putInOrder;
    this.#assess = parts.assess;
    Object.freeze(this);
  }

  /**
   * The steps in an order in which they can run; of those that could come next, the one listed first does. If
   * there is a {@link Wiring.cycle}, the steps on it and behind it are left out.
   *
   * Found out at the first reading, like the cycle: O(wires + steps · log steps).
   */
  get order(): readonly string[] {
    return this.#stepOrder.order;
  }

  /**
   * A cycle of steps that feed each other, the first one again at the end; `undefined` if there is none, which a
   * known graph makes sure of, and so does the strict profile.
   */
  get cycle(): readonly string[] | undefined {
    return this.#stepOrder.cycle;
  }

  get #stepOrder(): StepOrder {
    return (this.#ordered ??= this.#putInOrder());
  }

  get #specifications(): ReadonlyMap<string, StepSpecification> {
    return (this.#specificationsByName ??= new Map(
      this.#steps.map(({ name, specification }) => [name, specification]),
    ));
  }

  /** The wire of a dependency, or `undefined` if it has none. O(dependencies of the step). */
  get(consumer: string, dependency: string): Wire | undefined {
    const name = asName(dependency);
    for (const wire of this.#wiresOf(asName(consumer))) if (wire.dependency === name) return wire;
    return undefined;
  }

  /**
   * What a step is given, by the name of its dependency; frozen, without a prototype. Dependencies without a
   * wire are left out. O(dependencies of the step).
   *
   * @throws BailiwickError `STEP_UNKNOWN` if the step is none of those that were resolved.
   */
  inputsOf(consumer: string): Readonly<Record<string, PropertyReference>> {
    const name = asName(consumer);
    if (!this.#specifications.has(name))
      throw unknownSteps([consumer], "part of the wiring", [...this.#specifications.keys()]);
    const inputs = Object.create(null) as Record<string, PropertyReference>;
    for (const { dependency, provider, output } of this.#wiresOf(name)) {
      inputs[dependency] = propertyReference(provider, this.#specifications.get(provider)!.outputs[output]!);
    }
    return Object.freeze(inputs);
  }

  /** The wires of a step, which stand next to each other. */
  *#wiresOf(consumer: string): Generator<Wire> {
    this.#firstWires ??= firstByConsumer(this.wires);
    const first = this.#firstWires.get(consumer);
    if (first === undefined) return;
    for (let index = first; this.wires[index]?.consumer === consumer; index++) yield this.wires[index]!;
  }

  /**
   * Returns this wiring if it is complete.
   *
   * @throws BailiwickError `WIRING_INCOMPLETE`, naming every required dependency without a wire, what came
   * nearest to it and why that was not enough; `GRAPH_CYCLE` if all that is missing is so because it would
   * close a cycle.
   */
  assertComplete(): this {
    if (this.isComplete) return this;
    const missing = this.unresolved.filter(({ required }) => required);
    const count = missing.length === 1 ? "1 required input" : `${missing.length} required inputs`;
    const lines = missing.map(
      ({ consumer, dependency, reason }) => `  - ${consumer}.${dependency}: ${reason}`,
    );
    const isCyclic = missing.every(({ cycle }) => cycle !== undefined);
    throw new BailiwickError(isCyclic ? "GRAPH_CYCLE" : "WIRING_INCOMPLETE", {
      message: [`The wiring lacks ${count}:`, ...lines].join("\n"),
      hint: "register a step that gives what is missing (in a known graph: lead an edge from it to the consumer), pin what is ambiguous, or declare the input with required: false.",
      details: { missing, ...(isCyclic ? { cycle: missing[0]!.cycle } : {}) },
    });
  }

  /** The wiring as plain, frozen data; the same steps in the same order give the same data. */
  toJSON(): WiringJson {
    const { isComplete, order, cycle, wires, unresolved, ambiguous, controlEdges } = this;
    const around = cycle === undefined ? {} : { cycle };
    return Object.freeze({ isComplete, order, ...around, wires, unresolved, ambiguous, controlEdges });
  }

  /**
   * Explains an input, which is named as in a pin: the parts of the score that won and what decided, or why
   * nothing feeds it; what else could feed it, and what cannot for which reasons; the pin that settles what is
   * ambiguous.
   *
   * Made when it is asked for, from the specifications as they were resolved. O(outputs · log outputs + wires).
   *
   * @throws BailiwickError `STEP_UNKNOWN` if the step is none of those that were resolved, `PORT_UNKNOWN` if it
   * has no such dependency or the name can be read in two ways, `OPTION_INVALID` for anything but a text.
   *
   * @example
   * ```ts
   * import { DependencyResolver, SpecificationRegistry } from "bailiwick";
   *
   * const registry = new SpecificationRegistry("demo");
   * registry.registerSpecification("load", { stepType: "Load", outputs: { orders: {}, customers: {} } });
   * registry.registerSpecification("clean", { stepType: "Clean", dependencies: { raw_orders: {} } });
   * const wiring = new DependencyResolver(registry).resolveDependencies();
   * console.log(wiring.why("clean.raw_orders").text.split("\n")[0]); // => clean.raw_orders <- load.orders, decided by score
   * ```
   */
  why(input: string): Explanation {
    return explainInput(this.#explainable(), input);
  }

  /**
   * Explains why an input is not fed by an output, both named as in a pin: everything that keeps it from it, and
   * both scores. If it is fed by that very output, the explanation says so: its `asked` is its `chosen`.
   *
   * Like {@link Wiring.why} in everything else.
   *
   * @throws BailiwickError `STEP_UNKNOWN`, `PORT_UNKNOWN`, `OPTION_INVALID` for either name.
   *
   * @example
   * ```ts
   * import { DependencyResolver, SpecificationRegistry } from "bailiwick";
   *
   * const registry = new SpecificationRegistry("demo");
   * registry.registerSpecification("load", { stepType: "Load", outputs: { orders: {}, customers: {} } });
   * registry.registerSpecification("clean", { stepType: "Clean", dependencies: { raw_orders: {} } });
   * const wiring = new DependencyResolver(registry).resolveDependencies();
   * const { asked } = wiring.whyNot("clean.raw_orders", "load.customers");
   * for (const { kind, reason } of asked?.obstacles ?? []) console.log(`${kind}: ${reason}`);
   * // => threshold: does not score more than 0.65
   * // => name-floor: is called customers, like raw_orders by 0, less than 0.25
   * ```
   */
  whyNot(input: string, output: string): Explanation {
    return explainAlternative(this.#explainable(), input, output);
  }

  /** The wiring in numbers: inputs wired and not, what decided, what is missing. O(inputs). */
  report(): ResolutionReport {
    const { wires, unresolved, ambiguous, controlEdges } = this;
    return resolutionReport({
      specifications: this.#specifications,
      wires,
      unresolved,
      ambiguous,
      controlEdges,
    });
  }

  /**
   * A Mermaid flowchart: a box for each step, an arrow for each wire, a dotted one for each edge that carries no
   * data and, from a box "missing", for each required input without a wire.
   */
  toMermaid(): string {
    return mermaidFlowchart(this.#drawn());
  }

  /** What {@link Wiring.toMermaid} shows, as a Graphviz graph in the DOT language. */
  toDot(): string {
    return dotDigraph(this.#drawn());
  }

  #explainable(): ExplainableWiring {
    const { wires, unresolved, ambiguous } = this;
    return { specifications: this.#specifications, wires, unresolved, ambiguous, assess: this.#assess };
  }

  #drawn(): DrawnWiring {
    const { wires, unresolved, controlEdges } = this;
    return { steps: this.#specifications.keys(), wires, unresolved, controlEdges };
  }
}

function firstByConsumer(wires: readonly Wire[]): ReadonlyMap<string, number> {
  const first = new Map<string, number>();
  let before: string | undefined;
  wires.forEach(({ consumer }, index) => {
    if (consumer !== before) first.set(consumer, index);
    before = consumer;
  });
  return first;
}

/** What is no text names nothing. */
function asName(name: unknown): string {
  return typeof name === "string" ? normaliseName(name) : "";
}
