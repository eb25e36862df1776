import type { Unresolved, Wire } from "./wire.js";

/** Characters that could mean something inside a quoted text of Mermaid. */
const special = /[^\p{L}\p{M}\p{N} _.:/-]/gu;

/** Draws steps and wires as a Mermaid flowchart from left to right. Names are escaped. */
export function mermaidFlowchart(
  stepNames: readonly string[],
  wires: readonly Wire[],
  unresolved: readonly Unresolved[],
): string {
  const ids = new Map(stepNames.map((name, index) => [name, `step${index}`]));
  const missing = unresolved.filter(({ required }) => required);
  return [
    "flowchart LR",
    ...stepNames.map((name) => `  ${ids.get(name)}["${escape(name)}"]`),
    ...wires.map(({ provider, output, consumer, dependency }) => {
      const label = output === dependency ? escape(output) : `${escape(output)} → ${escape(dependency)}`;
      return `  ${ids.get(provider)} -- "${label}" --> ${ids.get(consumer)}`;
    }),
    ...missing.map(({ consumer, dependency }, index) => {
      return `  missing${index}("missing") -. "${escape(dependency)}" .-> ${ids.get(consumer)}`;
    }),
    "",
  ].join("\n");
}

function escape(text: string): string {
  return text.replaceAll(special, (character) => `#${character.codePointAt(0)};`);
}
