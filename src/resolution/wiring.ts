import { BailiwickError, normaliseName } from "../kernel/index.js";
import { propertyReference, type PropertyReference, type StepSpecification } from "../specification/index.js";
import { unknownSteps } from "./resolution-errors.js";
import { compareLocks } from "./views/compare-locks.js";
import { explainAlternative, explainInput } from "./views/explain-input.js";
import type { Explanation } from "./views/explanation.js";
import { parseLock } from "./views/parse-lock.js";
import { resolutionReport, type ResolutionReport } from "./views/resolution-report.js";
import { drawSvg } from "./views/draw-svg.js";
import { dotDigraph, mermaidFlowchart, type DiagramOptions } from "./views/wiring-diagram.js";
import type { WiringDrift } from "./views/wiring-drift.js";
import { takeLock, type WiringLock } from "./views/wiring-lock.js";
import type { Ambiguity, ControlEdge, Unresolved, Wire } from "./wire.js";
import type { ResolvedStep, WiringJson, WiringParts } from "./wiring-parts.js";

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
  readonly #placeOf: WiringParts["placeOf"];
  readonly #putInOrder: WiringParts["putInOrder"];
  readonly #findCycle: WiringParts["findCycle"];
  readonly #assess: WiringParts["assess"];
  readonly #basis: WiringParts["basis"];
  #order: readonly string[] | undefined;
  #cycle: readonly string[] | undefined;
  #specificationsByName: ReadonlyMap<string, StepSpecification> | undefined;

  constructor(parts: WiringParts) {
    const { wires, unresolved, ambiguous = [], controlEdges = [] } = parts;
    this.wires = Object.freeze(wires);
    this.unresolved = Object.freeze(unresolved);
    this.ambiguous = Object.freeze(ambiguous);
    this.controlEdges = Object.freeze(controlEdges);
    this.isComplete = !unresolved.some(({ required }) => required);
    this.#steps = parts.steps;
    this.#placeOf = parts.placeOf;
    this.#putInOrder = parts.putInOrder;
    this.#findCycle = parts.findCycle;
    this.#assess = parts.assess;
    this.#basis = parts.basis;
    Object.freeze(this);
  }

  /**
   * The steps in an order in which they can run; of those that could come next, the one listed first does. If
   * there is a {@link Wiring.cycle}, the steps on it and behind it are left out.
   *
   * Found out at the first reading, like the cycle: O(wires + steps · log steps).
   */
  get order(): readonly string[] {
    return (this.#order ??= this.#putInOrder());
  }

  /**
   * A cycle of steps that feed each other, the first one again at the end; `undefined` if there is none, which a
   * known graph makes sure of, and so does the strict profile.
   */
  get cycle(): readonly string[] | undefined {
    if (this.order.length === this.#steps.length) return undefined;
    return (this.#cycle ??= this.#findCycle());
  }

  get #specifications(): ReadonlyMap<string, StepSpecification> {
    return (this.#specificationsByName ??= new Map(
      this.#steps.map(({ name, specification }) => [name, specification]),
    ));
  }

  /** The wire of a dependency, or `undefined` if it has none. O(log wires). */
  get(consumer: string, dependency: string): Wire | undefined {
    const name = asName(dependency);
    for (const wire of this.#wiresOf(asName(consumer))) if (wire.dependency === name) return wire;
    return undefined;
  }

  /**
   * What a step is given, by the name of its dependency; frozen, without a prototype. Dependencies without a
   * wire are left out. O(log wires + dependencies of the step).
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

  /** The wires of a step, which stand next to each other, in the order of the steps. */
  *#wiresOf(consumer: string): Generator<Wire> {
    const place = this.#placeOf(consumer);
    if (place === undefined) return;
    let [low, high] = [0, this.wires.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#placeOf(this.wires[middle]!.consumer)! < place) low = middle + 1;
      else high = middle;
    }
    for (let index = low; this.wires[index]?.consumer === consumer; index++) yield this.wires[index]!;
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
    return explainInput(this.#facts, input);
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
    return explainAlternative(this.#facts, input, output);
  }

  /** The wiring in numbers: inputs wired and not, what decided, what is missing. O(inputs). */
  report(): ResolutionReport {
    return resolutionReport(this.#facts);
  }

  /**
   * A Mermaid flowchart: a box for each step, an arrow for each wire, a dotted one for each edge that carries no
   * data and, from a box "missing", for each required input without a wire.
   *
   * @throws BailiwickError `OPTION_INVALID`
   */
  toMermaid(options?: DiagramOptions): string {
    return mermaidFlowchart(this.#facts, options);
  }

  /** What {@link Wiring.toMermaid} shows, as a Graphviz graph in the DOT language. */
  toDot(options?: DiagramOptions): string {
    return dotDigraph(this.#facts, options);
  }

  /**
   * What {@link Wiring.toDot} says as a picture: an SVG document in which every step and wire has a title that can
   * be read out. Graphviz is loaded for it.
   */
  async toSvg(options?: DiagramOptions): Promise<string> {
    return drawSvg(this.toDot(options));
  }

  /**
   * This wiring for the record: plain, frozen data to be written with `formatLock`, kept with the code, and handed
   * to `buildPipeline` as `lock`. In the strict profile the same steps in any order give the same lock.
   *
   * O(n log n) in steps, wires and edges.
   */
  lock(): WiringLock {
    return takeLock(this.#facts, this.#basis());
  }

  /**
   * What has changed since a lock was taken: the wires, and what can be the cause of each change. The lock may be
   * its text.
   *
   * @throws BailiwickError `LOCK_INVALID`
   *
   * @example
   * ```ts
   * import { DependencyResolver, SpecificationRegistry } from "bailiwick";
   *
   * const registry = new SpecificationRegistry("demo");
   * registry.registerSpecification("load", { stepType: "Load", outputs: { orders: {} } });
   * registry.registerSpecification("clean", { stepType: "Clean", dependencies: { orders: {} } });
   * const lock = new DependencyResolver(registry).resolveDependencies().lock();
   *
   * registry.registerSpecification("load", { stepType: "Load", outputs: { rows: {} } }, { replace: true });
   * registry.registerSpecification("import", { stepType: "Import", outputs: { orders: {} } });
   * const drift = new DependencyResolver(registry).resolveDependencies().compareTo(lock);
   * console.log(drift.moved[0]?.from, drift.moved[0]?.to); // => load.orders import.orders
   * console.log(drift.steps.changed, drift.steps.added); // => [ 'load' ] [ 'import' ]
   * ```
   */
  compareTo(lock: WiringLock | string): WiringDrift {
    return compareLocks(parseLock(lock), this.lock());
  }
  /** What the ways to show a wiring are made from. */
  get #facts() {
    const { wires, unresolved, ambiguous, controlEdges } = this;
    const [specifications, assess] = [this.#specifications, this.#assess];
    return { specifications, assess, wires, unresolved, ambiguous, controlEdges };
  }
}

/** What is no text names nothing. */
function asName(name: unknown): string {
  return typeof name === "string" ? normaliseName(name) : "";
}
