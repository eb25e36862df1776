import { BailiwickError, normaliseName } from "../kernel/index.js";
import { propertyReference, type PropertyReference, type StepSpecification } from "../specification/index.js";
import { unknownSteps } from "./resolution-errors.js";
import type { Ambiguity, ControlEdge, Unresolved, Wire } from "./wire.js";
import { compareLocks } from "./views/compare-locks.js";
import { parseLock } from "./views/parse-lock.js";
import type { WiringDrift } from "./views/wiring-drift.js";
import { takeLock, type LockBasis, type WiringLock } from "./views/wiring-lock.js";
import { mermaidFlowchart } from "./wiring-diagram.js";

/** What a {@link Wiring} is made of. */
export interface WiringParts {
  readonly wires: readonly Wire[];
  readonly unresolved: readonly Unresolved[];
  readonly ambiguous?: readonly Ambiguity[];
  readonly controlEdges?: readonly ControlEdge[];
  readonly order: readonly string[];
  readonly cycle?: readonly string[];
  /** The specifications of the steps that were resolved, by name, in listing order. */
  readonly specifications: ReadonlyMap<string, StepSpecification>;
  readonly basis: LockBasis;
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
  /**
   * The steps in an order in which they can run; of those that could come next, the one listed first does. If
   * there is a {@link Wiring.cycle}, the steps on it and behind it are left out.
   */
  readonly order: readonly string[];
  /**
   * A cycle of steps that feed each other, the first one again at the end. Only there if there is one, which a
   * known graph rules out, and so does the strict profile.
   */
  declare readonly cycle?: readonly string[];
  /** Whether every required dependency is wired. */
  readonly isComplete: boolean;
  readonly #specifications: ReadonlyMap<string, StepSpecification>;
  readonly #basis: LockBasis;
  readonly #wiresOf: ReadonlyMap<string, ReadonlyMap<string, Wire>>;

  constructor(parts: WiringParts) {
    const { wires, unresolved, ambiguous = [], controlEdges = [], order, cycle, specifications } = parts;
    this.wires = Object.freeze([...wires]);
    this.unresolved = Object.freeze([...unresolved]);
    this.ambiguous = Object.freeze([...ambiguous]);
    this.controlEdges = Object.freeze([...controlEdges]);
    this.order = order;
    if (cycle !== undefined) this.cycle = cycle;
    this.isComplete = !unresolved.some(({ required }) => required);
    this.#specifications = specifications;
    this.#basis = parts.basis;
    const wiresOf = new Map(Array.from(specifications.keys(), (name) => [name, new Map<string, Wire>()]));
    for (const wire of wires) wiresOf.get(wire.consumer)!.set(wire.dependency, wire);
    this.#wiresOf = wiresOf;
    Object.freeze(this);
  }

  /** The wire of a dependency, or `undefined` if it has none. O(1). */
  get(consumer: string, dependency: string): Wire | undefined {
    return this.#wiresOf.get(asName(consumer))?.get(asName(dependency));
  }

  /**
   * What a step is given, by the name of its dependency; frozen, without a prototype. Dependencies without a
   * wire are left out. O(dependencies of the step).
   *
   * @throws BailiwickError `STEP_UNKNOWN` if the step is none of those that were resolved.
   */
  inputsOf(consumer: string): Readonly<Record<string, PropertyReference>> {
    const wires = this.#wiresOf.get(asName(consumer));
    if (wires === undefined)
      throw unknownSteps([consumer], "part of the wiring", [...this.#specifications.keys()]);
    const inputs = Object.create(null) as Record<string, PropertyReference>;
    for (const { dependency, provider, output } of wires.values()) {
      inputs[dependency] = propertyReference(provider, this.#specifications.get(provider)!.outputs[output]!);
    }
    return Object.freeze(inputs);
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

  /** A Mermaid flowchart: a box for each step, an arrow for each wire, a dotted one for each required input without. */
  toMermaid(): string {
    return mermaidFlowchart([...this.#specifications.keys()], this.wires, this.unresolved);
  }

  /**
   * This wiring for the record: plain, frozen data to be written with `formatLock`, kept with the code, and handed
   * to `buildPipeline` as `lock`. In the strict profile the same steps in any order give the same lock.
   *
   * O(n log n) in steps, wires and edges.
   */
  lock(): WiringLock {
    const { wires, unresolved } = this;
    return takeLock({ wires, unresolved, specifications: this.#specifications, basis: this.#basis });
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
}

/** What is no text names nothing. */
function asName(name: unknown): string {
  return typeof name === "string" ? normaliseName(name) : "";
}
