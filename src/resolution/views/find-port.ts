import { BailiwickError, describe, didYouMean, normaliseName, quoteList } from "../../kernel/index.js";
import type {
  DependencySpecification,
  OutputSpecification,
  StepSpecification,
} from "../../specification/index.js";
import { clearerNames, PortDirectory, readBracketedName, shortName, type ListedPort } from "../port-names.js";
import { unknownSteps } from "../resolution-errors.js";

type Specifications = ReadonlyMap<string, StepSpecification>;

/**
 * The input that `step.dependency` names.
 *
 * @throws BailiwickError `STEP_UNKNOWN`, `PORT_UNKNOWN`, `OPTION_INVALID`
 */
export function findInput(
  name: unknown,
  specifications: Specifications,
): ListedPort<DependencySpecification> {
  return findPort(name, "input", specifications, ({ dependencies }) => dependencies);
}

/**
 * The output that `step.output` names.
 *
 * @throws BailiwickError `STEP_UNKNOWN`, `PORT_UNKNOWN`, `OPTION_INVALID`
 */
export function findOutput(name: unknown, specifications: Specifications): ListedPort<OutputSpecification> {
  return findPort(name, "output", specifications, ({ outputs }) => outputs);
}

type PortKind = "input" | "output";

/** The ports of a step, by name. */
type PortsOf<Port> = (specification: StepSpecification) => Readonly<Record<string, Port>>;

function findPort<Port>(
  given: unknown,
  kind: PortKind,
  specifications: Specifications,
  portsOf: PortsOf<Port>,
): ListedPort<Port> {
  if (typeof given !== "string") {
    throw new BailiwickError("OPTION_INVALID", {
      message: `An ${kind} is named by a text, but was named by ${describe(given)}.`,
      hint: `write ${describe(form(kind))}.`,
      details: { option: kind, found: describe(given) },
    });
  }
  const name = normaliseName(given);
  const directory = new PortDirectory<Port>();
  for (const [stepName, specification] of specifications) {
    for (const [portName, port] of Object.entries(portsOf(specification)))
      directory.add(stepName, portName, port);
  }
  const [found, ...others] = directory.find(name);
  if (found === undefined) throw unknownPort(name, kind, specifications, directory);
  if (others.length > 0) throw unclearPort(name, [found, ...others]);
  return found;
}

function unclearPort(name: string, ports: readonly ListedPort<unknown>[]): BailiwickError {
  return new BailiwickError("PORT_UNKNOWN", {
    message: `The name ${describe(name)} can be read in two ways, because names hold dots.`,
    hint: `${clearerNames(ports)}.`,
    details: {
      found: name,
      readings: ports.map(({ stepName, portName }) => ({ step: stepName, port: portName })),
    },
  });
}

function unknownPort(
  name: string,
  kind: PortKind,
  specifications: Specifications,
  directory: PortDirectory<unknown>,
): BailiwickError {
  const step = stepNamedIn(name, specifications);
  const meant = readBracketedName(name)?.stepName ?? name.slice(0, Math.max(0, name.lastIndexOf(".")));
  if (step === undefined && meant !== "")
    return unknownSteps([meant], "part of the wiring", [...specifications.keys()]);
  const known = directory.ports().filter(({ stepName }) => step === undefined || stepName === step);
  const names = known.map(shortName);
  const hint =
    step === undefined
      ? `write ${describe(form(kind))}.`
      : names.length === 0
        ? `${step} has no ${kind}s.`
        : `the ${kind}s of ${step} are ${quoteList(names)}.`;
  return new BailiwickError("PORT_UNKNOWN", {
    message: `The wiring has no ${kind} ${describe(name)}${didYouMean(name, names)}.`,
    hint,
    details: { found: name, [`${kind}s`]: names },
  });
}

/** The step that the name of a port begins with, the longest if there are several. */
function stepNamedIn(name: string, specifications: Specifications): string | undefined {
  const bracketed = readBracketedName(name)?.stepName;
  if (bracketed !== undefined) return specifications.has(bracketed) ? bracketed : undefined;
  const steps = [...specifications.keys()].filter((step) => name.startsWith(`${step}.`));
  return steps.toSorted((a, b) => b.length - a.length)[0];
}

function form(kind: PortKind): string {
  return kind === "input" ? "step.dependency" : "step.output";
}
