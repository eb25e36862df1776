import {
  digraph,
  findCycle,
  orderOfEdges,
  orderOfNumberedEdges,
  readEdges,
  type Digraph,
  type Edge,
} from "../graph/index.js";
import { argumentInvalid, BailiwickError, describe, isPlainObject, parseName } from "../kernel/index.js";
import { SpecificationRegistry } from "../registry/index.js";
import {
  dependencyTypes,
  type DependencySpecification,
  type StepSpecification,
} from "../specification/index.js";
import { listStep, type ListedStep } from "./listed-step.js";
import type { Matching } from "./matching.js";
import { readPins, type Pins } from "./pins.js";
import { matchingOf, readProfile, type Profile } from "./profile.js";
import { cyclicEdges, unknownSteps } from "./resolution-errors.js";
import { requireAliases, requireTexts, StepTypeNames } from "./step-type-names.js";
import { candidate, type Candidate, type Wire } from "./wire.js";
import type { LockBasis } from "./views/wiring-lock.js";
import { Wiring } from "./wiring.js";
import { StepPlaces } from "./inference/step-places.js";

/** How a resolver scores. */
export interface ResolverOptions {
  /**
   * How candidates are scored and chosen: `"strict"`, `"classic"` (as the original system, bit for bit), or one
   * of these with other values. @defaultValue `"strict"`
   */
  readonly profile?: "strict" | "classic" | Profile;
  /** Wires that a person decided. They are always there, whatever the scores say. @defaultValue `{}` */
  readonly pins?: Pins;
  /**
   * What becomes of an input that several outputs fit equally well: with `"error"` it gets none, so that a
   * required one counts as missing; with `"report"` it takes the first of them that are reported. It
   * is in `wiring.ambiguous` either way. The classic profile knows no ambiguity. @defaultValue `"error"`
   */
  readonly onAmbiguous?: "error" | "report";
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
  /** Which steps follow which. Dependencies are then bound to steps before their own only, in the classic profile directly before. */
  readonly edges?: Iterable<Edge>;
}

/**
 * Finds for the dependencies of steps the outputs of other steps that feed them.
 *
 * Looks at the registry at every call, so it sees every change. Without `edges` and pins it remembers what it found
 * out: after a few specifications have been replaced, only what they touch is looked at again.
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
  readonly #matching: Matching;
  readonly #pins: Pins;
  readonly #guesses: boolean;
  #listed: readonly ListedStep[] = [];
  #places = new StepPlaces([]);
  readonly #basis: Omit<LockBasis, "edges">;

  /** @throws BailiwickError `OPTION_INVALID`, `PROFILE_INVALID` */
  constructor(registry: SpecificationRegistry, options: ResolverOptions = {}) {
    const {
      profile = "strict",
      stepTypeNames = [],
      aliases = {},
      pins = {},
      onAmbiguous = "error",
    } = options;
    requireRegistry(registry);
    this.#registry = registry;
    const complete = readProfile(profile);
    this.#matching = matchingOf(complete);
    this.#pins = pins;
    this.#guesses = parseOnAmbiguous(onAmbiguous) === "report";
    const { variantSuffixes } = this.#matching;
    // Copies: the list may be one that can be read once, and the object one that changes.
    const stepTypes = requireTexts("stepTypeNames", [...requireNames("stepTypeNames", stepTypeNames)]);
    const olderNames = requireAliases(aliases);
    this.#basis = { profile: complete, onAmbiguous, stepTypeNames: stepTypes, aliases: olderNames };
    this.#stepTypeNames = new StepTypeNames(stepTypes, olderNames, variantSuffixes);
  }

  /**
   * Wires steps of the registry: those that are named, in that order, or all. A name that comes twice counts
   * once.
   *
   * In the strict profile the same steps in any order give the same wiring, it is never cyclic, and an output
   * feeds a consumer at most once unless pinned. With `edges` a dependency takes outputs of steps that come
   * before its own, without them the wires infer a graph. In the classic profile, without `edges` every
   * dependency takes the output that scores best among all other steps, and the wiring may be cyclic; with
   * `edges` only the steps directly before the consumer are asked; of equal scores the order decides. A
   * dependency that nothing fits is reported, not thrown.
   *
   * Equal declarations are looked at once, and outputs that cannot be among the best are not scored: O(steps) where
   * specifications repeat, O(dependencies · outputs of accepted types) at worst.
   *
   * @throws BailiwickError `STEP_UNKNOWN` for steps that are not registered and for edges of steps that are
   * not resolved, `STEP_NAME_INVALID`, `GRAPH_CYCLE` for cyclic edges, `PIN_INVALID`, `OPTION_INVALID`.
   */
  resolveDependencies(stepNames?: Iterable<string>, { edges }: ResolveOptions = {}): Wiring {
    const steps = this.#listSteps(stepNames);
    const graph = edges === undefined ? undefined : knownGraph(steps, edges);
    const pins = readPins(this.#pins, {
      steps,
      graph,
      accepts: (dependency, offer) => this.#matching.accepts(dependency, offer),
      isRegistered: (name) => this.#registry.hasSpecification(name),
    });
    const matching = this.#matching;
    const task = { steps, graph, pins, guesses: this.#guesses };
    const choices = matching.choose(task);
    const places = this.#places;
    const all = (): readonly Edge[] => [...edgesOf(graph), ...choices.wires.map(edgeOf)];
    return new Wiring({
      ...choices,
      steps,
      placeOf: (step) => places.of(step),
      putInOrder: () =>
        choices.edges === undefined
          ? orderOfEdges(places.names, all())
          : orderOfNumberedEdges(places.names, choices.edges),
      findCycle: () => findCycle(digraph(places.names, all())),
      assess: (consumer, dependency) => matching.assess(task, consumer, dependency),
      basis: () => ({ ...this.#basis, edges: graph === undefined ? undefined : edgesOf(graph) }),
    });
  }

  /**
   * Every output in the registry that is of a type which the dependency accepts, best first; of equal scores
   * the one first by name (in the classic profile: by registration). Those that score too low to be wired are
   * listed too.
   *
   * O(outputs · log outputs).
   *
   * @throws BailiwickError `OPTION_INVALID` for a dependency that is not complete.
   */
  findCompatibleOutputs(dependency: DependencySpecification): Candidate[] {
    requireDependency(dependency);
    const steps = this.#listSteps();
    return this.#matching.rate(dependency, steps).map(candidate);
  }

  /** The steps that are named, or all. Those that are what they were the last time are the same objects. */
  #listSteps(stepNames?: Iterable<string>): readonly ListedStep[] {
    const found = stepNames === undefined ? undefined : this.#findSteps(stepNames);
    const names = found === undefined ? this.#registry.listStepNames() : [...found.keys()];
    const specifications = found === undefined ? this.#registry.listSpecifications() : [...found.values()];
    const steps: ListedStep[] = [];
    let areNamesKnown = names.length === this.#listed.length;
    for (let index = 0; index < names.length; index++) {
      const [name, specification] = [names[index]!, specifications[index]!];
      const known = this.#listed[index];
      areNamesKnown &&= known!.name === name;
      if (known?.specification === specification && known.name === name) steps.push(known);
      else steps.push(listStep(name, specification, this.#stepTypeNames, index, known));
    }
    if (!areNamesKnown) this.#places = new StepPlaces(names);
    this.#listed = steps;
    return steps;
  }

  #findSteps(stepNames: Iterable<string>): ReadonlyMap<string, StepSpecification> {
    const { contextName } = this.#registry;
    const found = new Map<string, StepSpecification>();
    const unknown = new Set<string>();
    for (const given of requireNames("stepNames", stepNames)) {
      const name = parseName("step", given, "to be resolved");
      const specification = this.#registry.getSpecification(name);
      if (specification === undefined) unknown.add(name);
      else found.set(name, specification);
    }
    if (unknown.size === 0) return found;
    throw unknownSteps(
      [...unknown],
      `registered in context ${describe(contextName)}`,
      this.#registry.listStepNames(),
    );
  }
}

function parseOnAmbiguous(value: unknown): "error" | "report" {
  if (value === "error" || value === "report") return value;
  throw new BailiwickError("OPTION_INVALID", {
    message: `The option onAmbiguous must be "error" or "report", but is ${describe(value)}.`,
    details: { option: "onAmbiguous", found: describe(value) },
  });
}

function edgesOf(graph: Digraph | undefined): readonly Edge[] {
  if (graph === undefined) return [];
  return graph.nodes.flatMap((from, node) =>
    graph.successors[node]!.map((successor): Edge => [from, graph.nodes[successor]!]),
  );
}

function edgeOf({ provider, consumer }: Wire): Edge {
  return [provider, consumer];
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

const isText = (value: unknown): boolean => typeof value === "string";
const areTexts = (value: unknown): boolean => Array.isArray(value) && value.every(isText);

const dependencyFields: Record<keyof DependencySpecification, (value: unknown) => boolean> = {
  logicalName: isText,
  dependencyType: (value) => dependencyTypes.some((type) => type === value),
  dataType: isText,
  required: (value) => typeof value === "boolean",
  compatibleSources: areTexts,
  semanticKeywords: areTexts,
  description: (value) => value === undefined || isText(value),
};

/** Only what was registered or defined has been checked before. */
function requireDependency(dependency: unknown): void {
  const [owner, expected] = ["findCompatibleOutputs()", "a complete dependency"];
  if (!isPlainObject(dependency)) throw argumentInvalid("dependency", owner, expected, dependency);
  const faulty = Object.entries(dependencyFields).find(([field, fits]) => !fits(dependency[field]));
  if (faulty === undefined) return;
  const [field] = faulty;
  const found = describe(dependency[field]);
  throw new BailiwickError("OPTION_INVALID", {
    message: `${owner} needs ${expected}, but its ${field} is ${found}.`,
    hint: "take it from a specification, which fills in the defaults: getSpecification(stepName).dependencies.",
    details: { option: `dependency.${field}`, found },
  });
}

function knownGraph(steps: readonly ListedStep[], edges: Iterable<Edge>): Digraph {
  const stepNames = steps.map(({ name }) => name);
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
