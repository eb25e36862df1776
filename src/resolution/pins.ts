import { digraph, findCycle, type Digraph } from "../graph/index.js";
import { BailiwickError, describe, didYouMean, isPlainObject } from "../kernel/index.js";
import type { DependencySpecification } from "../specification/index.js";
import type { ListedStep } from "./listed-step.js";
import type { Offer } from "./rating.js";

/** What a person decided an input is fed by: `step.output`, with or without the reason. */
export type Pin = string | { readonly output: string; readonly reason?: string };

/** Wires that a person decided, by the input: `{ "step.dependency": "step.output" }`. */
export type Pins = Readonly<Record<string, Pin>>;

/** A pin, read and found to fit. */
export interface PinnedInput {
  readonly offer: Offer;
  readonly reason: string | undefined;
}

/** Pins by consumer and dependency. */
export type PinnedInputs = ReadonlyMap<string, ReadonlyMap<string, PinnedInput>>;

/** The pin of a dependency. */
export function pinOf(pins: PinnedInputs, consumer: string, dependency: string): PinnedInput | undefined {
  return pins.get(consumer)?.get(dependency);
}

/** What pins are checked against. */
export interface PinContext {
  readonly steps: readonly ListedStep[];
  readonly graph: Digraph | undefined;
  /** Whether an offer is of a type that the dependency accepts. */
  readonly accepts: (dependency: DependencySpecification, offer: Offer) => boolean;
  /** Steps that are there but take no part: their inputs may be pinned, and the pin waits. */
  readonly isRegistered: (stepName: string) => boolean;
}

/**
 * Reads pins and checks them: steps and ports exist, types fit, nothing is pinned against the known graph or
 * around in a circle. A pin for an input of a registered step that takes no part is left out.
 *
 * @throws BailiwickError `PIN_INVALID` with all faults.
 */
export function readPins(pins: unknown, context: PinContext): PinnedInputs {
  if (!isPlainObject(pins)) {
    throw new BailiwickError("OPTION_INVALID", {
      message: `The option pins must be an object by input, but is ${describe(pins)}.`,
      hint: 'write { "step.dependency": "step.output" }.',
      details: { option: "pins", found: describe(pins) },
    });
  }
  const faults: string[] = [];
  const read = new Map<string, Map<string, PinnedInput>>();
  for (const [input, pin] of Object.entries(pins)) {
    const found = readPin(input, pin, context);
    if (typeof found === "string") faults.push(`the pin of ${describe(input)} ${found}`);
    else if (found !== undefined) {
      const ofConsumer = read.get(found.consumer) ?? new Map<string, PinnedInput>();
      read.set(found.consumer, ofConsumer.set(found.dependency, found));
    }
  }
  if (faults.length === 0) faults.push(...cycleFaults(read, context));
  if (faults.length === 0) return read;
  throw new BailiwickError("PIN_INVALID", {
    message: ["The pins cannot be kept:", ...faults.map((fault) => `  - ${fault}`)].join("\n"),
    hint: 'a pin reads { "step.dependency": "step.output" }, or { output: "step.output", reason: "why" } in place of the text.',
    details: { faults },
  });
}

interface Found extends PinnedInput {
  readonly consumer: string;
  readonly dependency: string;
}

/** The pin, or what is wrong with it, or nothing if its step takes no part. */
function readPin(input: string, pin: unknown, context: PinContext): Found | string | undefined {
  const given: unknown = isPlainObject(pin) ? pin["output"] : pin;
  const reason: unknown = isPlainObject(pin) ? pin["reason"] : undefined;
  if (typeof given !== "string") return `must be "step.output", but is ${describe(given)}`;
  if (reason !== undefined && typeof reason !== "string")
    return `must have a text as its reason, but has ${describe(reason)}`;
  const inputs = context.steps.flatMap((step) =>
    Object.values(step.specification.dependencies).map((dependency) => ({ step, dependency })),
  );
  const consumer = inputs.filter(
    ({ step, dependency }) => `${step.name}.${dependency.logicalName}` === input,
  );
  const offers = context.steps.flatMap((step) => step.offers);
  const named = offers.filter(({ provider, output }) => `${provider}.${output.logicalName}` === given);
  if (consumer.length === 0) {
    const step = longestStep(input);
    if (step !== undefined && !context.steps.some(({ name }) => name === step) && context.isRegistered(step))
      return undefined;
    const names = inputs.map((other) => `${other.step.name}.${other.dependency.logicalName}`);
    return `names no input of the steps to be resolved${didYouMean(input, names)}`;
  }
  if (named.length === 0) {
    const names = offers.map(({ provider, output }) => `${provider}.${output.logicalName}`);
    return `names ${describe(given)}, which is no output of the steps to be resolved${didYouMean(given, names)}`;
  }
  if (consumer.length > 1 || named.length > 1)
    return "can be read in two ways, because names hold dots; rename a step or a port";
  const [{ step, dependency }, offer] = [consumer[0]!, named[0]!];
  if (offer.provider === step.name) return `names ${describe(given)}, an output of the step itself`;
  if (!context.accepts(dependency, offer)) {
    return (
      `names ${describe(given)}, whose type does not fit: it is ${offer.output.outputType} (${offer.output.dataType}), ` +
      `and ${dependency.dependencyType} (${dependency.dataType}) is wanted`
    );
  }
  return { consumer: step.name, dependency: dependency.logicalName, offer, reason };
}

function longestStep(input: string): string | undefined {
  const dot = input.lastIndexOf(".");
  return dot < 0 ? undefined : input.slice(0, dot);
}

function* cycleFaults(pins: PinnedInputs, { steps, graph }: PinContext): Generator<string> {
  const pinned = [...pins].flatMap(([consumer, ofConsumer]) =>
    Array.from(ofConsumer.values(), ({ offer }) => [offer.provider, consumer] as const),
  );
  const known = graph?.nodes.flatMap((from, node) =>
    graph.successors[node]!.map((successor) => [from, graph.nodes[successor]!] as const),
  );
  const cycle = findCycle(
    digraph(
      steps.map(({ name }) => name),
      [...(known ?? []), ...pinned],
    ),
  );
  if (cycle === undefined) return;
  const against = graph === undefined ? "lead" : "go against the edges: together they lead";
  yield `the pins ${against} around in a cycle: ${cycle.map((name) => describe(name)).join(" → ")}`;
}
