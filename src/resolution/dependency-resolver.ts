import { digraph, findCycle, readEdges, topologicalOrder, type Digraph, type Edge } from "../graph/index.js";
import { BailiwickError, describe, parseName } from "../kernel/index.js";
import { SpecificationRegistry } from "../registry/index.js";
import type { DependencySpecification } from "../specification/index.js";
import { chooseByScore } from "./choose-by-score.js";
import { chooseOnGraph } from "./choose-on-graph.js";
import { classicRater } from "./classic-score.js";
import { listStep, OfferIndex, type ListedStep } from "./listed-step.js";
import { cyclicEdges, unknownSteps } from "./resolution-errors.js";
import { SimilarityMemo } from "./name-similarity.js";
import { StepTypeNames } from "./step-type-names.js";
import { byScore, candidate, type Candidate } from "./wire.js";
import { Wiring } from "./wiring.js";

/** How a resolver scores. */
export interface ResolverOptions {
  /** The scoring of the original system, bit for bit. */
  readonly profile?: "classic";
  /**
   * The step types there are. A provider of type `Type_anything` counts as `Type` in the check of compatible
   * sources if `Type` is one of them; of others only the endings `_Training`, `_Testing`, `_Validation` and
   * `_Calibration` are taken off. @defaultValue `[]`
   */
  readonly stepTypeNames?: Iterable<string>;
  /** Older names of step types, `{ [alias]: stepType }`: compatible sources may list them. @defaultValue `{}` */
  readonly aliases?: Readonly<Record<string, string>>;
}

/** What is known about a pipeline before it is resolved. */
export interface ResolveOptions {
  /** Which steps follow which. Dependencies are then bound to steps directly before their own only. */
  readonly edges?: Iterable<Edge>;
}

/**
 * Finds for the dependencies of steps the outputs of other steps that feed them.
 *
 * Reads the registry anew at every call, so it sees every change; it remembers nothing but how similar names
 * are.
 *
 * @example
 * ```ts
 * import { DependencyResolver, SpecificationRegistry } from "bailiwick";
 *
 * const registry = new SpecificationRegistry("demo");
 * registry.registerSpecification("load", { stepType: "Load", outputs: { orders: {} } });
 * registry.registerSpecification("clean", { stepType: "Clean", dependencies: { raw_orders: {} } });
 * const wiring = new DependencyResolver(registry).resolveDependencies().assertComplete();
 * console.log(wiring.order.join(", ")); // => load, clean
 * console.log(String(wiring.inputsOf("clean").raw_orders)); // => load.orders
 * ```
 */
export class DependencyResolver {
  readonly #registry: SpecificationRegistry;
  readonly #stepTypeNames: StepTypeNames;
  readonly #memo = new SimilarityMemo();

  /** @throws BailiwickError `OPTION_INVALID` */
  constructor(
    registry: SpecificationRegistry,
    { profile = "classic", stepTypeNames = [], aliases = {} }: ResolverOptions = {},
  ) {
    if (profile !== "classic") {
      throw new BailiwickError("OPTION_INVALID", {
        message: `The option profile must be "classic", but is ${describe(profile)}.`,
        details: { option: "profile", found: describe(profile) },
      });
    }
    requireRegistry(registry);
    this.#registry = registry;
    this.#stepTypeNames = new StepTypeNames(requireNames("stepTypeNames", stepTypeNames), aliases);
  }

  /**
   * Wires steps of the registry: those that are named, in that order, or all. A name that comes twice counts
   * once. Where scores are equal, the order of the steps decides.
   *
   * Without `edges` every dependency takes the output that scores best for it among all other steps, and the
   * wiring may be cyclic. With `edges` only the steps directly before the consumer are asked, an output feeds
   * a consumer at most once, and the wiring is never cyclic. A dependency for which no output scores more
   * than 0.5 is reported, not thrown.
   *
   * O(dependencies · outputs of accepted types) scores, or O(edges) times that of one step.
   *
   * @throws BailiwickError `STEP_UNKNOWN` for steps that are not registered and for edges of steps that are
   * not resolved, `STEP_NAME_INVALID`, `GRAPH_CYCLE` for cyclic edges, `OPTION_INVALID`.
   */
  resolveDependencies(stepNames?: Iterable<string>, { edges }: ResolveOptions = {}): Wiring {
    const steps = this.#listSteps(stepNames ?? this.#registry.listStepNames());
    const names = steps.map(({ name }) => name);
    const specifications = new Map(steps.map(({ name, specification }) => [name, specification]));
    if (edges !== undefined) {
      const graph = knownGraph(names, edges);
      const choices = chooseOnGraph(steps, graph, this.#memo);
      return new Wiring({ ...choices, specifications, order: topologicalOrder(graph) });
    }
    const choices = chooseByScore(steps, this.#memo);
    const graph = digraph(
      names,
      choices.wires.map(({ provider, consumer }) => [provider, consumer]),
    );
    const cycle = findCycle(graph);
    const order = topologicalOrder(graph);
    return new Wiring({ ...choices, specifications, order, ...(cycle === undefined ? {} : { cycle }) });
  }

  /**
   * Every output in the registry that is of a type which the dependency accepts, best first; of equal scores
   * the one registered first. Those that score 0.5 or less are listed too, but would not be wired.
   *
   * O(outputs · log outputs).
   */
  findCompatibleOutputs(dependency: DependencySpecification): Candidate[] {
    return new OfferIndex(this.#listSteps(this.#registry.listStepNames()))
      .acceptedBy(dependency)
      .map(classicRater(dependency, this.#memo))
      .toSorted(byScore)
      .map(candidate);
  }

  #listSteps(stepNames: Iterable<string>): ListedStep[] {
    const { contextName } = this.#registry;
    const names = new Set(
      Array.from(requireNames("stepNames", stepNames), (name) => parseName("step", name, "to be resolved")),
    );
    const unknown: string[] = [];
    const steps: ListedStep[] = [];
    for (const name of names) {
      const specification = this.#registry.getSpecification(name);
      if (specification === undefined) unknown.push(name);
      else steps.push(listStep(name, specification, this.#stepTypeNames));
    }
    if (unknown.length === 0) return steps;
    throw unknownSteps(
      unknown,
      `registered in context ${describe(contextName)}`,
      this.#registry.listStepNames(),
    );
  }
}

/** A text is an iterable too, of letters: not what its writer meant. */
function requireNames(option: string, names: unknown): Iterable<string> {
  if (typeof names === "object" && names !== null && Symbol.iterator in names)
    return names as Iterable<string>;
  throw new BailiwickError("OPTION_INVALID", {
    message: `${option} must be a list of names, but is ${describe(names)}.`,
    ...(typeof names === "string" ? { hint: `write [${describe(names)}].` } : {}),
    details: { option, found: describe(names) },
  });
}

function requireRegistry(registry: unknown): void {
  if (registry instanceof SpecificationRegistry) return;
  throw new BailiwickError("OPTION_INVALID", {
    message: `A DependencyResolver needs a SpecificationRegistry, but was given ${describe(registry)}.`,
    hint: "pass getRegistry(contextName) or the registry of a decorated builder.",
    details: { option: "registry", found: describe(registry) },
  });
}

function knownGraph(stepNames: readonly string[], edges: Iterable<Edge>): Digraph {
  const parsed = readEdges(edges, "resolveDependencies()");
  const known = new Set(stepNames);
  const unknown = new Set(parsed.flat().filter((name) => !known.has(name)));
  if (unknown.size > 0)
    throw unknownSteps(
      [...unknown],
      "among the steps, although edges name " + (unknown.size === 1 ? "it" : "them"),
      stepNames,
    );
  const graph = digraph(stepNames, parsed);
  const cycle = findCycle(graph);
  if (cycle !== undefined) throw cyclicEdges(cycle);
  return graph;
}
