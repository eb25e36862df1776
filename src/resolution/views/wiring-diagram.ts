import type { ControlEdge, Unresolved, Wire } from "../wire.js";

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

/** Draws steps and wires as a Mermaid flowchart from left to right. Names are escaped. */
export function mermaidFlowchart(wiring: DrawnWiring): string {
  const ids = idsOf(wiring);
  const { wires, controlEdges } = wiring;
  return [
    "flowchart LR",
    ...Array.from(ids, ([name, id]) => `  ${id}["${escapeMermaid(name)}"]`),
    ...wires.map(
      (wire) =>
        `  ${ids.get(wire.provider)} -- "${labelOf(wire, escapeMermaid)}" --> ${ids.get(wire.consumer)}`,
    ),
    ...controlEdges.map(({ from, to }) => `  ${ids.get(from)} -.-> ${ids.get(to)}`),
    ...missingOf(wiring).map(
      ({ id, consumer, dependency }) =>
        `  ${id}("missing") -. "${escapeMermaid(dependency)}" .-> ${ids.get(consumer)}`,
    ),
    "",
  ].join("\n");
}

/** Draws steps and wires as a Graphviz graph from left to right. Names are escaped. */
export function dotDigraph(wiring: DrawnWiring): string {
  const ids = idsOf(wiring);
  const { wires, controlEdges } = wiring;
  return [
    "digraph {",
    "  rankdir=LR;",
    "  node [shape=box];",
    ...Array.from(ids, ([name, id]) => `  ${id} [label="${escapeDot(name)}"];`),
    ...wires.map(
      (wire) =>
        `  ${ids.get(wire.provider)} -> ${ids.get(wire.consumer)} [label="${labelOf(wire, escapeDot)}"];`,
    ),
    ...controlEdges.map(({ from, to }) => `  ${ids.get(from)} -> ${ids.get(to)} [style=dotted];`),
    ...missingOf(wiring).flatMap(({ id, consumer, dependency }) => [
      `  ${id} [label="missing", style=rounded];`,
      `  ${id} -> ${ids.get(consumer)} [label="${escapeDot(dependency)}", style=dotted];`,
    ]),
    "}",
    "",
  ].join("\n");
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
