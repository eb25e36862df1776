import { counted, deepFreeze } from "../../kernel/index.js";
import type { StepSpecification } from "../../specification/index.js";
import type { Ambiguity, ControlEdge, Unresolved, Wire } from "../wire.js";

/** What became of some inputs. Wired and unresolved ones make up all of them. */
export interface InputCounts {
  readonly total: number;
  readonly wired: number;
  readonly unresolved: number;
  /** Those that several outputs fit equally well: they are unresolved, or with `onAmbiguous: "report"` wired. */
  readonly ambiguous: number;
}

/** A required input without a wire. */
export interface RequiredGap {
  readonly consumer: string;
  readonly dependency: string;
  /** Why nothing was bound to it, as the end of a sentence. */
  readonly reason: string;
}

/** A wiring in numbers, of the steps that were resolved and no others. Frozen, plain data. */
export interface ResolutionReport {
  readonly isComplete: boolean;
  /** How many steps were resolved. */
  readonly steps: number;
  readonly inputs: { readonly required: InputCounts; readonly optional: InputCounts };
  /** How many wires were decided by what. */
  readonly decidedBy: Readonly<Record<Wire["decidedBy"], number>>;
  /** How many edges of the known graph carry no data. The classic profile names none. */
  readonly controlEdges: number;
  /** The required inputs without a wire, in the order of the consumers and of their dependencies. */
  readonly gaps: readonly RequiredGap[];
  /** The same for people: lines for a terminal, without colours, a long list of gaps cut. */
  readonly text: string;
}

/** What a report counts. */
export interface ReportedWiring {
  readonly specifications: ReadonlyMap<string, StepSpecification>;
  readonly wires: readonly Wire[];
  readonly unresolved: readonly Unresolved[];
  readonly ambiguous: readonly Ambiguity[];
  readonly controlEdges: readonly ControlEdge[];
}

/** How many gaps the text lists. */
const mostListed = 10;

/** Counts what became of a wiring. O(inputs). */
export function resolutionReport(wiring: ReportedWiring): ResolutionReport {
  const { specifications, wires, unresolved, controlEdges } = wiring;
  const gaps = unresolved
    .filter(({ required }) => required)
    .map(({ consumer, dependency, reason }): RequiredGap => ({ consumer, dependency, reason }));
  const decided = (by: Wire["decidedBy"]): number => wires.filter(({ decidedBy }) => decidedBy === by).length;
  const facts = {
    isComplete: gaps.length === 0,
    steps: specifications.size,
    inputs: { required: countInputs(wiring, true), optional: countInputs(wiring, false) },
    decidedBy: {
      score: decided("score"),
      graph: decided("graph"),
      assignment: decided("assignment"),
      pin: decided("pin"),
    },
    controlEdges: controlEdges.length,
    gaps,
  };
  return deepFreeze({ ...facts, text: reportText(facts) });
}

function countInputs(
  { specifications, wires, unresolved, ambiguous }: ReportedWiring,
  required: boolean,
): InputCounts {
  const isMeant = (input: { readonly required: boolean }): boolean => input.required === required;
  const dependencies = Array.from(specifications.values(), (step) => Object.values(step.dependencies)).flat();
  return {
    total: dependencies.filter(isMeant).length,
    wired: wires.filter(({ consumer, dependency }) =>
      isMeant(specifications.get(consumer)!.dependencies[dependency]!),
    ).length,
    unresolved: unresolved.filter(isMeant).length,
    ambiguous: ambiguous.filter(isMeant).length,
  };
}

function reportText(facts: Omit<ResolutionReport, "text">): string {
  const { isComplete, steps, inputs, decidedBy, controlEdges, gaps } = facts;
  const { required, optional } = inputs;
  const row = (title: string, cells: readonly (string | number)[]): string =>
    `  ${title.padEnd(8)}${cells.map((cell) => String(cell).padStart(12)).join("")}`;
  const counts = ({ total, wired, unresolved, ambiguous }: InputCounts): readonly number[] => [
    total,
    wired,
    unresolved,
    ambiguous,
  ];
  const wires = required.wired + optional.wired;
  const more = gaps.length - mostListed;
  return [
    `${counted(steps, "step")}, ${counted(wires, "wire")}, ${isComplete ? "complete" : "incomplete"}`,
    row("inputs", ["total", "wired", "unresolved", "ambiguous"]),
    row("required", counts(required)),
    row("optional", counts(optional)),
    `  decided by score ${decidedBy.score}, graph ${decidedBy.graph}, assignment ${decidedBy.assignment}, pin ${decidedBy.pin}`,
    `  edges without data ${controlEdges}`,
    ...(gaps.length === 0 ? [] : ["  missing:"]),
    ...gaps
      .slice(0, mostListed)
      .map(({ consumer, dependency, reason }) => `    ${consumer}.${dependency}: ${reason}`),
    ...(more > 0 ? [`    and ${more} more`] : []),
  ].join("\n");
}
