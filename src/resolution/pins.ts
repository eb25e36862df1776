import { digraph, findCycle, type Digraph } from "../graph/index.js";
import { BailiwickError, describe, didYouMean, isPlainObject, normaliseName } from "../kernel/index.js";
import type { DependencySpecification } from "../specification/index.js";
import type { ListedStep } from "./listed-step.js";
import { clearerNames, PortDirectory, readBracketedName, type PortName } from "./port-names.js";
import type { Offer } from "./rating.js";

/** What a person decided an input is fed by: `step.output`, with or without the reason. */
export type Pin = string | { readonly output: string; readonly reason?: string };

/**
 * Wires that a person decided, by the input: `{ "step.dependency": "step.output" }`. Where names hold dots, so that
 * this can be read in two ways, `step["the.port"]` is clear.
 */
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
  const given = Object.entries(pins);
  if (given.length === 0) return read;
  const ports = portsOf(context);
  for (const [input, pin] of given) {
    const found = readPin(input, pin, ports, context);
    if (typeof found === "string") faults.push(`the pin of ${describe(input)} ${found}`);
    else if (found !== undefined) {
      const ofConsumer = read.get(found.consumer) ?? new Map<string, PinnedInput>();
      if (ofConsumer.has(found.dependency)) faults.push(`${describe(input)} is pinned twice`);
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

/** The ports of the steps to be resolved. */
interface Ports {
  readonly inputs: PortDirectory<DependencySpecification>;
  readonly outputs: PortDirectory<Offer>;
}

function portsOf({ steps }: PinContext): Ports {
  const inputs = new PortDirectory<DependencySpecification>();
  const outputs = new PortDirectory<Offer>();
  for (const { name, specification, offers } of steps) {
    for (const dependency of Object.values(specification.dependencies))
      inputs.add(name, dependency.logicalName, dependency);
    for (const offer of offers) outputs.add(name, offer.output.logicalName, offer);
  }
  return { inputs, outputs };
}

/** The pin, or what is wrong with it, or nothing if its step takes no part. */
function readPin(
  key: string,
  pin: unknown,
  { inputs, outputs }: Ports,
  context: PinContext,
): Found | string | undefined {
  const { output, reason, ...others } = isPlainObject(pin) ? pin : { output: pin };
  if (typeof output !== "string") return `must be "step.output", but is ${describe(output)}`;
  if (reason !== undefined && typeof reason !== "string")
    return `must have a text as its reason, but has ${describe(reason)}`;
  const [unknown] = Object.keys(others);
  if (unknown !== undefined)
    return `has ${describe(unknown)}, which is unknown${didYouMean(unknown, ["output", "reason"])}`;
  const [input, given] = [normaliseName(key), normaliseName(output)];
  const [consumer, ...otherInputs] = inputs.find(input);
  const [provider, ...otherOutputs] = outputs.find(given);
  if (consumer === undefined) {
    if (isOfAbsentStep(input, context)) return undefined;
    return `names no input of the steps to be resolved${didYouMean(input, inputs.names())}`;
  }
  if (provider === undefined)
    return `names ${describe(given)}, which is no output of the steps to be resolved${didYouMean(given, outputs.names())}`;
  if (otherInputs.length > 0) return unclear("can", [consumer, ...otherInputs]);
  if (otherOutputs.length > 0)
    return unclear(`names ${describe(given)}, which can`, [provider, ...otherOutputs]);
  const { stepName, value: dependency } = consumer;
  const offer = provider.value;
  if (offer.provider === stepName) return `names ${describe(given)}, an output of the step itself`;
  if (!context.accepts(dependency, offer)) {
    return (
      `names ${describe(given)}, whose type does not fit: it is ${offer.output.outputType} (${offer.output.dataType}), ` +
      `and ${dependency.dependencyType} (${dependency.dataType}) is wanted`
    );
  }
  return { consumer: stepName, dependency: dependency.logicalName, offer, reason };
}

function unclear(what: string, ports: readonly PortName[]): string {
  return `${what} be read in two ways, because names hold dots; ${clearerNames(ports)}`;
}

/** Whether an input may be one of a step that is registered but takes no part; both names may hold dots. */
function isOfAbsentStep(input: string, { steps, isRegistered }: PinContext): boolean {
  const listed = new Set(steps.map(({ name }) => name));
  const words = input.split(".");
  const bracketed = readBracketedName(input);
  const meant =
    bracketed === undefined
      ? words.slice(1).map((_, index) => words.slice(0, index + 1).join("."))
      : [bracketed.stepName];
  return meant.some((step) => !listed.has(step) && isRegistered(step));
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
