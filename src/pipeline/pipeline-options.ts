import { BailiwickError, describe, nameFault, normaliseName, refuseUnknownOptions } from "../kernel/index.js";
import type { Edge } from "../graph/index.js";
import type { ResolverOptions } from "../resolution/index.js";

/** How a pipeline is built. */
export interface PipelineOptions extends ResolverOptions {
  /** @defaultValue the name of the context */
  readonly name?: string;
  /** The known graph: each step takes its inputs from the steps that have an edge to it. */
  readonly edges?: Iterable<Edge>;
}

const optionNames = ["name", "edges", "profile", "stepTypeNames", "aliases"];

/** {@link PipelineOptions}, checked, with the defaults filled in. What the resolver takes, it checks itself. */
export interface CheckedPipelineOptions {
  readonly name: string;
  readonly edges: readonly Edge[] | undefined;
  readonly resolverOptions: ResolverOptions;
}

/** @throws BailiwickError `OPTION_INVALID` */
export function checkPipelineOptions(options: PipelineOptions, contextName: string): CheckedPipelineOptions {
  refuseUnknownOptions(options, optionNames, "buildPipeline()");
  const { name = contextName, edges, ...resolverOptions } = options;
  const fault = nameFault(name);
  if (fault !== undefined) throw invalid("name", fault, name);
  return {
    name: normaliseName(name),
    edges: edges === undefined ? undefined : readEdges(edges),
    resolverOptions,
  };
}

/** Names as the registry holds them; whether there are such steps is for the resolver to say. */
function readEdges(edges: Iterable<Edge>): Edge[] {
  if (typeof edges !== "object" || edges === null || !(Symbol.iterator in edges)) {
    throw invalid("edges", `must be a list of pairs [from, to], but is ${describe(edges)}`, edges);
  }
  return Array.from(edges, (edge: unknown, index): Edge => {
    if (isPairOfTexts(edge)) return [normaliseName(edge[0]), normaliseName(edge[1])];
    throw invalid(
      "edges",
      `must hold pairs [from, to] of step names, but holds ${describe(edge)} at ${index}`,
      edge,
    );
  });
}

function isPairOfTexts(edge: unknown): edge is Edge {
  return Array.isArray(edge) && edge.length === 2 && edge.every((name) => typeof name === "string");
}

function invalid(option: string, fault: string, found: unknown): BailiwickError {
  return new BailiwickError("OPTION_INVALID", {
    message: `The option ${option} of buildPipeline() ${fault}.`,
    details: { option, found: describe(found) },
  });
}
