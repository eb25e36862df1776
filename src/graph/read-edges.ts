import { BailiwickError, describe, isList, parseName } from "../kernel/index.js";
import type { Edge } from "./digraph.js";

/**
 * Reads edges of unknown origin: pairs of names, as the registry holds names. Whether there are such nodes is
 * for the graph to say.
 *
 * @param owner what takes the option `edges`, as in `buildPipeline()`
 * @throws BailiwickError `OPTION_INVALID`, `STEP_NAME_INVALID`
 */
export function readEdges(edges: unknown, owner: string): Edge[] {
  if (!isList(edges))
    throw invalid(owner, `must be a list of pairs [from, to], but is ${describe(edges)}`, edges);
  return Array.from(edges, (edge: unknown, index): Edge => {
    if (!isPairOfTexts(edge)) {
      throw invalid(
        owner,
        `must hold pairs [from, to] of step names, but holds ${describe(edge)} at ${index}`,
        edge,
      );
    }
    const where = `in edge ${index}`;
    return [parseName("step", edge[0], where), parseName("step", edge[1], where)];
  });
}

function isPairOfTexts(edge: unknown): edge is Edge {
  return Array.isArray(edge) && edge.length === 2 && edge.every((name) => typeof name === "string");
}

function invalid(owner: string, fault: string, found: unknown): BailiwickError {
  return new BailiwickError("OPTION_INVALID", {
    message: `The option edges of ${owner} ${fault}.`,
    details: { option: "edges", found: describe(found) },
  });
}
