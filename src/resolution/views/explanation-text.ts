import type { ScorePart } from "../assessment.js";
import type { ConsideredOutput, Explanation } from "./explanation.js";

/** How many outputs a list shows. */
const mostListed = 5;

/** An explanation for people: lines for a terminal. */
export function explanationText(facts: Omit<Explanation, "text">): string {
  const { asked, chosen } = facts;
  const lines = asked === undefined || asked === chosen ? whyLines(facts) : whyNotLines(asked, facts);
  return lines.join("\n");
}

function whyLines(facts: Omit<Explanation, "text">): readonly string[] {
  const { chosen, ambiguity, runnersUp, gatedOut } = facts;
  const isSettled = chosen !== undefined && ambiguity === undefined;
  // Of an input without a wire, the verdict names the best of the scored outputs, which the lists show.
  const isListed = [...runnersUp, ...gatedOut].some(({ score }) => score !== undefined);
  const showsVerdict = chosen !== undefined || ambiguity !== undefined || !isListed;
  return [
    outcomeLine(facts),
    ...(showsVerdict ? [`  ${facts.verdict}`] : []),
    ...(chosen === undefined ? [] : [...scoreLines(chosen), ...overruledLines(chosen)]),
    ...listLines(isSettled ? "runners-up" : "could feed it", runnersUp),
    ...listLines("cannot feed it", gatedOut),
  ];
}

function whyNotLines(asked: ConsideredOutput, facts: Omit<Explanation, "text">): readonly string[] {
  const { chosen, verdict } = facts;
  return [
    `${inputName(facts)} is not fed by ${outputName(asked)}, which`,
    ...asked.obstacles.map(({ reason }) => `  - ${reason}`),
    ...scoreLines(asked),
    outcomeLine(facts),
    `  ${verdict}`,
    ...(chosen === undefined ? [] : scoreLines(chosen)),
  ];
}

function outcomeLine(facts: Omit<Explanation, "text">): string {
  const { chosen, decidedBy, required } = facts;
  const input = inputName(facts);
  if (chosen === undefined) return `${input} <- nothing, ${required ? "required" : "optional"}`;
  return `${input} <- ${outputName(chosen)}, decided by ${decidedBy}`;
}

/** What a pin overrules. */
function overruledLines({ obstacles }: ConsideredOutput): readonly string[] {
  return obstacles.map(({ reason }) => `  although it ${reason}`);
}

/** The score with its parts, in columns. */
function scoreLines(output: ConsideredOutput): readonly string[] {
  const { score, parts } = output;
  if (score === undefined) return [];
  const width = Math.max(...parts.map(({ kind }) => kind.length));
  return [
    `  ${outputName(output)} scores ${score.toFixed(4)}:`,
    ...parts.map((part) => `    ${part.kind.padEnd(width)}  ${amount(part)}  ${part.note}`),
  ];
}

function amount({ value, most }: ScorePart): string {
  if (most === 0 && value === 0) return "-".padStart(7).padEnd("-0.0000 of 0.0000".length);
  const limit = most === 0 ? "" : ` of ${most.toFixed(4)}`;
  return `${value.toFixed(4).padStart(7)}${limit}`.padEnd("-0.0000 of 0.0000".length);
}

function listLines(title: string, outputs: readonly ConsideredOutput[]): readonly string[] {
  if (outputs.length === 0) return [];
  const shown = outputs.slice(0, mostListed);
  const width = Math.max(...shown.map((output) => outputName(output).length));
  const more = outputs.length - shown.length;
  return [
    `  ${title}:`,
    ...shown.map((output) => {
      const score = output.score === undefined ? "-".padStart(6) : output.score.toFixed(4);
      return `    ${outputName(output).padEnd(width)}  ${score}  ${output.obstacles[0]!.reason}`;
    }),
    ...(more > 0 ? [`    and ${more} more`] : []),
  ];
}

function inputName({ consumer, dependency }: Pick<Explanation, "consumer" | "dependency">): string {
  return `${consumer}.${dependency}`;
}

function outputName({ provider, output }: Pick<ConsideredOutput, "provider" | "output">): string {
  return `${provider}.${output}`;
}
