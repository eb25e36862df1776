import { BailiwickError, canonicalJson, counted, quoteList } from "../../kernel/index.js";
import type { Wiring } from "../../resolution/index.js";
import type { SpecificationFileProblem, StepSpecification } from "../../specification/index.js";
import type { Check } from "./check.js";

/** The problems of specification files, or `undefined` if an error is about something else. */
export function checkFiles(error: unknown): readonly Check[] | undefined {
  if (!(error instanceof BailiwickError) || !error.code.startsWith("SPECIFICATION_FILE_")) return undefined;
  const problems = error.details["problems"] as readonly SpecificationFileProblem[];
  return problems.map(({ file = "text", line, column, field, message }) => ({
    check: "specification",
    level: "problem",
    message: [line === undefined ? file : `${file}:${line}:${column}`, field, message]
      .filter((part) => part !== "")
      .join(" "),
    fix: line === undefined ? "check the path and the permissions." : "mend the line.",
  }));
}

/** Checks the steps of a wiring, by name: what they lack, and what nobody takes of them. */
export function checkWiring(wiring: Wiring, steps: ReadonlyMap<string, StepSpecification>): readonly Check[] {
  const found = [
    ...openInputs(wiring),
    ...cycleOf(wiring),
    ...untakenSteps(wiring, steps),
    ...twinOutputs(steps),
  ];
  const { length: wireCount } = wiring.wires;
  if (found.some(({ level }) => level === "problem")) return found;
  const message = `${counted(steps.size, "step")} with ${counted(wireCount, "wire")} can run.`;
  return [{ check: "wiring", level: "ok", message }, ...found];
}

function* openInputs({ unresolved, ambiguous }: Wiring): Generator<Check> {
  const settled = new Set<string>();
  for (const { consumer, dependency, required, candidates, pin } of ambiguous) {
    const input = `${consumer}.${dependency}`;
    settled.add(input);
    const outputs = candidates.map(({ provider, output }) => `${provider}.${output}`);
    yield {
      check: "input-ambiguous",
      level: required ? "problem" : "note",
      message: `${input} could be fed by ${quoteList(outputs, "or")}, which fit it equally well.`,
      fix: `settle it with ${pin}, or tell the outputs apart by alias, job type or compatible sources.`,
    };
  }
  for (const { consumer, dependency, required, reason } of unresolved) {
    const input = `${consumer}.${dependency}`;
    if (!required || settled.has(input)) continue;
    yield {
      check: "input-unfed",
      level: "problem",
      message: `Nothing feeds ${input}: ${reason}.`,
      fix: "add a step that gives it, mend a name, alias or type, or declare it with required: false.",
    };
  }
}

function* cycleOf({ cycle }: Wiring): Generator<Check> {
  if (cycle === undefined) return;
  yield {
    check: "cycle",
    level: "problem",
    message: `The wires lead around in a cycle: ${cycle.join(" → ")}.`,
    fix: "hand in the known graph with --graph, or use the strict profile.",
  };
}

/** A step at the end may give the results of the pipeline; one that has part in no wire at all is forgotten. */
function* untakenSteps(
  { wires, controlEdges }: Wiring,
  steps: ReadonlyMap<string, StepSpecification>,
): Generator<Check> {
  const giving = new Set(wires.map(({ provider }) => provider));
  const joined = new Set([
    ...wires.flatMap(({ provider, consumer }) => [provider, consumer]),
    ...controlEdges.flatMap(({ from, to }) => [from, to]),
  ]);
  for (const [stepName, { outputs }] of steps) {
    const names = Object.keys(outputs);
    if (names.length === 0 || giving.has(stepName)) continue;
    const isAlone = !joined.has(stepName) && steps.size > 1;
    yield {
      check: isAlone ? "step-isolated" : "step-untaken",
      level: isAlone ? "problem" : "note",
      message: isAlone
        ? `No wire leads to or from ${stepName}.`
        : `Nobody takes anything from ${stepName}, which gives ${quoteList(names)}.`,
      fix: isAlone
        ? "mend its names and types, or take the step out."
        : "nothing, if that is what the pipeline is for; else mend the names and types.",
    };
  }
}

/** Outputs that nothing but the graph could tell apart: the same names, type and data type, and the same job type. */
function* twinOutputs(steps: ReadonlyMap<string, StepSpecification>): Generator<Check> {
  const twins = new Map<string, string[]>();
  for (const [stepName, { outputs, stepType, jobType }] of steps) {
    for (const { logicalName, aliases, outputType, dataType } of Object.values(outputs)) {
      const names = [logicalName, ...aliases].toSorted();
      const likeness = canonicalJson({ names, outputType, dataType, stepType, jobType: jobType ?? "" });
      const known = twins.get(likeness);
      if (known === undefined) twins.set(likeness, [`${stepName}.${logicalName}`]);
      else known.push(`${stepName}.${logicalName}`);
    }
  }
  for (const outputs of twins.values()) {
    if (outputs.length < 2) continue;
    yield {
      check: "outputs-alike",
      level: "note",
      message: `${quoteList(outputs)} have the same names, types, step type and job type.`,
      fix: "give one of them an alias that the others do not have, or its step a job type.",
    };
  }
}
