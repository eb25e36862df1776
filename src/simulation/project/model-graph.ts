import { BailiwickError } from "../../kernel/index.js";
import { digraph, findCycle, topologicalOrder, type Digraph } from "../../graph/index.js";

/** What the order of models is made from. */
export interface ReferringModel {
  readonly name: string;
  readonly file: string;
  /** Names of models that there are. */
  readonly refs: readonly string[];
}

/** Models and what they refer to; every edge leads from what is referred to. */
export interface ModelGraph {
  readonly graph: Digraph;
  /** The names of all models, each behind what it refers to; of those that could come next, the one listed first. */
  readonly order: readonly string[];
}

/**
 * Puts models in the order of their references. O(models · log models + references).
 *
 * @throws BailiwickError `MODEL_CYCLE` with the path around it and the files on it
 */
export function modelGraph(models: readonly ReferringModel[]): ModelGraph {
  const edges = models.flatMap(({ name, refs }) => refs.map((ref) => [ref, name] as const));
  const graph = digraph(
    models.map(({ name }) => name),
    edges,
  );
  const cycle = findCycle(graph);
  if (cycle !== undefined) throw cycleError(cycle, models);
  return Object.freeze({ graph, order: topologicalOrder(graph) });
}

function cycleError(cycle: readonly string[], models: readonly ReferringModel[]): BailiwickError {
  const fileOf = new Map(models.map(({ name, file }) => [name, file]));
  const files = cycle.slice(1).map((name) => fileOf.get(name) ?? name);
  return new BailiwickError("MODEL_CYCLE", {
    message: `The models refer to each other in a circle: ${cycle.join(" → ")} (${files.join(", ")}).`,
    hint: "let one of them read an earlier state by {{ this }}, or split it in two.",
    details: { cycle, files },
  });
}
