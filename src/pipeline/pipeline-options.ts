import { BailiwickError, describe, nameFault, normaliseName, refuseUnknownOptions } from "../kernel/index.js";
import { readEdges, type Edge } from "../graph/index.js";
import { parseLock, type ResolverOptions, type WiringLock } from "../resolution/index.js";

/** How a pipeline is built. */
export interface PipelineOptions extends ResolverOptions {
  /** @defaultValue the name of the context */
  readonly name?: string;
  /** The known graph: each step takes its inputs from the steps that have an edge to it. */
  readonly edges?: Iterable<Edge>;
  /**
   * The wiring that was reviewed, as `wiring.lock()` gave it or as the text that `formatLock` made of it. A pipeline
   * with other steps or wires is refused.
   */
  readonly lock?: WiringLock | string;
}

const optionNames = ["name", "edges", "profile", "stepTypeNames", "aliases", "pins", "onAmbiguous", "lock"];

/** {@link PipelineOptions}, checked, with the defaults filled in. What the resolver takes, it checks itself. */
export interface CheckedPipelineOptions {
  readonly name: string;
  readonly edges: readonly Edge[] | undefined;
  readonly lock: WiringLock | undefined;
  readonly resolverOptions: ResolverOptions;
}

/** @throws BailiwickError `OPTION_INVALID`, `LOCK_INVALID` */
export function checkPipelineOptions(options: PipelineOptions, contextName: string): CheckedPipelineOptions {
  refuseUnknownOptions(options, optionNames, "buildPipeline()");
  const { name = contextName, edges, lock, ...resolverOptions } = options;
  const fault = nameFault(name);
  if (fault !== undefined) throw invalid("name", fault, name);
  return {
    name: normaliseName(name),
    edges: edges === undefined ? undefined : readEdges(edges, "buildPipeline()"),
    lock: lock === undefined ? undefined : parseLock(lock),
    resolverOptions,
  };
}

function invalid(option: string, fault: string, found: unknown): BailiwickError {
  return new BailiwickError("OPTION_INVALID", {
    message: `The option ${option} of buildPipeline() ${fault}.`,
    details: { option, found: describe(found) },
  });
}
