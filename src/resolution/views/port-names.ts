import { BailiwickError, describe, didYouMean, normaliseName, quoteList } from "../../kernel/index.js";
import type {
  DependencySpecification,
  OutputSpecification,
  StepSpecification,
} from "../../specification/index.js";
import { unknownSteps } from "../resolution-errors.js";

type Specifications = ReadonlyMap<string, StepSpecification>;

/** A port and the step that has it. */
export interface StepPort<Port> {
  readonly step: string;
  readonly port: Port;
}

/**
 * The input that `step.dependency` names.
 *
 * @throws BailiwickError `STEP_UNKNOWN`, `PORT_UNKNOWN`, `OPTION_INVALID`
 */
export function findInput(name: unknown, specifications: Specifications): StepPort<DependencySpecification> {
  return findPort(name, "input", specifications, ({ dependencies }) => Object.values(dependencies));
}

/**
 * The output that `step.output` names.
 *
 * @throws BailiwickError `STEP_UNKNOWN`, `PORT_UNKNOWN`, `OPTION_INVALID`
 */
export function findOutput(name: unknown, specifications: Specifications): StepPort<OutputSpecification> {
  return findPort(name, "output", specifications, ({ outputs }) => Object.values(outputs));
}

type PortKind = "input" | "output";

function findPort<Port extends { readonly logicalName: string }>(
  given: unknown,
  kind: PortKind,
  specifications: Specifications,
  portsOf: (specification: StepSpecification) => readonly Port[],
): StepPort<Port> {
  if (typeof given !== "string") {
    throw new BailiwickError("OPTION_INVALID", {
      message: `An ${kind} is named by a text, but was named by ${describe(given)}.`,
      hint: `write ${describe(form(kind))}.`,
      details: { option: kind, found: describe(given) },
    });
  }
  const name = normaliseName(given);
  const ports = [...specifications].flatMap(([step, specification]) =>
    portsOf(specification).map((port): StepPort<Port> => ({ step, port })),
  );
  const [found, ...others] = ports.filter((port) => fullName(port) === name);
  if (found === undefined) throw unknownPort(name, kind, ports, [...specifications.keys()]);
  if (others.length === 0) return found;
  throw new BailiwickError("PORT_UNKNOWN", {
    message: `The name ${describe(name)} can be read in two ways, because names hold dots.`,
    hint: "rename a step or a port.",
    details: {
      found: name,
      readings: [found, ...others].map(({ step, port }) => ({ step, port: port.logicalName })),
    },
  });
}

function unknownPort(
  name: string,
  kind: PortKind,
  ports: readonly StepPort<{ readonly logicalName: string }>[],
  steps: readonly string[],
): BailiwickError {
  const names = ports.map(fullName);
  const [step] = steps
    .filter((known) => name.startsWith(`${known}.`))
    .toSorted((a, b) => b.length - a.length);
  const dot = name.lastIndexOf(".");
  if (step === undefined && dot > 0) return unknownSteps([name.slice(0, dot)], "part of the wiring", steps);
  const own = names.filter((_, index) => ports[index]!.step === step);
  const hint =
    step === undefined
      ? `write ${describe(form(kind))}.`
      : own.length === 0
        ? `${step} has no ${kind}s.`
        : `the ${kind}s of ${step} are ${quoteList(own)}.`;
  return new BailiwickError("PORT_UNKNOWN", {
    message: `The wiring has no ${kind} ${describe(name)}${didYouMean(name, step === undefined ? names : own)}.`,
    hint,
    details: { found: name, [`${kind}s`]: step === undefined ? names : own },
  });
}

function fullName({ step, port }: StepPort<{ readonly logicalName: string }>): string {
  return `${step}.${port.logicalName}`;
}

function form(kind: PortKind): string {
  return kind === "input" ? "step.dependency" : "step.output";
}
