import { optionInvalid, refuseUnknownOptions } from "../../kernel/index.js";
import type { ControlEdge, Unresolved, Wire } from "../wire.js";

/** How a step is set apart from others in a diagram. */
export interface StepMark {
  /** Stands below the name of the step, so that nobody has to tell colours apart: `✗ failed`. */
  readonly label: string;
  /** What the colours mean, for the legend; marks of one kind look alike. */
  readonly kind: string;
  /** The colour of the box, as `#rrggbb`; the text on it is almost black. */
  readonly fill: string;
  /** The colour of its edge, as `#rrggbb`. */
  readonly stroke: string;
}

/** What a diagram shows beside steps and wires. */
export interface DiagramOptions {
  /** By step name. Steps without a mark look as they do in a diagram without marks. @defaultValue none */
  readonly marks?: ReadonlyMap<string, StepMark>;
}

/** What a diagram shows. */
export interface DrawnWiring {
  /** By step, in listing order. */
  readonly specifications: ReadonlyMap<string, unknown>;
  readonly wires: readonly Wire[];
  readonly unresolved: readonly Unresolved[];
  readonly controlEdges: readonly ControlEdge[];
}

/** Characters that could mean something inside a quoted text of Mermaid. */
const special = /[^\p{L}\p{M}\p{N} _.:/-]/gu;

const textColour = "#1b1b1b";

/** Draws steps and wires as a Mermaid flowchart from left to right. Names are escaped. */
export function mermaidFlowchart(wiring: DrawnWiring, options: DiagramOptions = {}): string {
  const ids = idsOf(wiring);
  const { wires, controlEdges } = wiring;
  const marks = checkMarks(options);
  const kinds = kindsOf(wiring, marks);
  return [
    "flowchart LR",
    ...Array.from(ids, ([name, id]) => {
      const mark = marks.get(name);
      if (mark === undefined) return `  ${id}["${escapeMermaid(name)}"]`;
      return `  ${id}["${escapeMermaid(name)}<br/>${escapeMermaid(mark.label)}"]:::${kinds.get(mark.kind)?.id}`;
    }),
    ...wires.map(
      (wire) =>
        `  ${ids.get(wire.provider)} -- "${labelOf(wire, escapeMermaid)}" --> ${ids.get(wire.consumer)}`,
    ),
    ...controlEdges.map(({ from, to }) => `  ${ids.get(from)} -.-> ${ids.get(to)}`),
    ...missingOf(wiring).map(
      ({ id, consumer, dependency }) =>
        `  ${id}("missing") -. "${escapeMermaid(dependency)}" .-> ${ids.get(consumer)}`,
    ),
    ...mermaidLegend(kinds),
    "",
  ].join("\n");
}

function mermaidLegend(kinds: ReadonlyMap<string, Kind>): readonly string[] {
  if (kinds.size === 0) return [];
  return [
    '  subgraph legend["Legend"]',
    ...Array.from(kinds, ([kind, { id }]) => `    ${id}Key["${escapeMermaid(kind)}"]:::${id}`),
    "  end",
    ...Array.from(kinds.values(), ({ id, mark }) => {
      return `  classDef ${id} fill:${mark.fill},stroke:${mark.stroke},color:${textColour}`;
    }),
  ];
}

// Graphviz measures with a serif font unless it is told otherwise, and then signs such as ✓ do not fit into their boxes.
const font = 'fontname="Helvetica,Arial,sans-serif"';

/** Draws steps and wires as a Graphviz graph from left to right. Names are escaped. */
export function dotDigraph(wiring: DrawnWiring, options: DiagramOptions = {}): string {
  const ids = idsOf(wiring);
  const { wires, controlEdges } = wiring;
  const marks = checkMarks(options);
  return [
    "digraph {",
    "  rankdir=LR;",
    `  node [shape=box, margin="0.2,0.08", ${font}];`,
    `  edge [${font}, fontsize=11];`,
    ...Array.from(ids, ([name, id]) => `  ${id} [${dotBox(name, marks.get(name))}];`),
    ...wires.map(
      (wire) =>
        `  ${ids.get(wire.provider)} -> ${ids.get(wire.consumer)} [label="${labelOf(wire, escapeDot)}"];`,
    ),
    ...controlEdges.map(({ from, to }) => `  ${ids.get(from)} -> ${ids.get(to)} [style=dotted];`),
    ...missingOf(wiring).flatMap(({ id, consumer, dependency }) => [
      `  ${id} [label="missing", style=rounded];`,
      `  ${id} -> ${ids.get(consumer)} [label="${escapeDot(dependency)}", style=dotted];`,
    ]),
    ...dotLegend(kindsOf(wiring, marks)),
    "}",
    "",
  ].join("\n");
}

function dotBox(name: string, mark: StepMark | undefined): string {
  if (mark === undefined) return `label="${escapeDot(name)}"`;
  return `label="${escapeDot(name)}\\n${escapeDot(mark.label)}", ${dotColours(mark)}`;
}

function dotColours({ fill, stroke }: StepMark): string {
  return `style=filled, fillcolor="${fill}", color="${stroke}", fontcolor="${textColour}"`;
}

function dotLegend(kinds: ReadonlyMap<string, Kind>): readonly string[] {
  if (kinds.size === 0) return [];
  return [
    "  subgraph cluster_legend {",
    '    label="Legend";',
    `    ${font};`,
    "    node [fontsize=11, height=0.3];",
    ...Array.from(
      kinds,
      ([kind, { id, mark }]) => `    ${id} [label="${escapeDot(kind)}", ${dotColours(mark)}];`,
    ),
    "  }",
  ];
}

/** What marks of one kind share. */
interface Kind {
  readonly id: string;
  readonly mark: StepMark;
}

/** The kinds of marks that the steps have, in the order of the steps. */
function kindsOf(
  { specifications }: DrawnWiring,
  marks: ReadonlyMap<string, StepMark>,
): ReadonlyMap<string, Kind> {
  const kinds = new Map<string, Kind>();
  for (const name of specifications.keys()) {
    const mark = marks.get(name);
    if (mark !== undefined && !kinds.has(mark.kind)) kinds.set(mark.kind, { id: `mark${kinds.size}`, mark });
  }
  return kinds;
}

const colour = /^#[0-9a-f]{6}$/iu;

/** @throws BailiwickError `OPTION_INVALID` */
function checkMarks(options: DiagramOptions): ReadonlyMap<string, StepMark> {
  refuseUnknownOptions(options, ["marks"], "a diagram");
  const { marks = new Map<string, StepMark>() } = options;
  if (!(marks instanceof Map)) throw optionInvalid("marks", "a diagram", "a Map by step name", marks);
  for (const mark of marks.values() as Iterable<unknown>) {
    const { label, kind, fill, stroke } = (mark ?? {}) as Partial<Record<keyof StepMark, unknown>>;
    const isMark =
      [label, kind].every((text) => typeof text === "string") &&
      [fill, stroke].every((text) => typeof text === "string" && colour.test(text));
    if (!isMark)
      throw optionInvalid(
        "marks",
        "a diagram",
        "marks with label, kind, and fill and stroke as #rrggbb",
        mark,
      );
  }
  return marks;
}

function idsOf({ specifications }: DrawnWiring): ReadonlyMap<string, string> {
  return new Map(Array.from(specifications.keys(), (name, index) => [name, `step${index}`]));
}

function labelOf({ output, dependency }: Wire, escape: (text: string) => string): string {
  return output === dependency ? escape(output) : `${escape(output)} → ${escape(dependency)}`;
}

function missingOf({ unresolved }: DrawnWiring): readonly (Unresolved & { readonly id: string })[] {
  return unresolved
    .filter(({ required }) => required)
    .map((input, index) => ({ ...input, id: `missing${index}` }));
}

function escapeMermaid(text: string): string {
  return text.replaceAll(special, (character) => `#${character.codePointAt(0)};`);
}

/** Graphviz reads escapes and HTML entities in labels. */
function escapeDot(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll(/["\\]/g, String.raw`\$&`);
}
