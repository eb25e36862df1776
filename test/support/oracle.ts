import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { oracleInput, type OracleSpecifications } from "../../bench/resolution/oracle-specification.js";
import { SpecificationRegistry } from "../../src/registry/index.js";
import { DependencyResolver, type ResolverOptions } from "../../src/resolution/index.js";
import { requirement } from "./requirement.js";

/** One pair of names with the similarity that the original calculates. */
export interface OraclePair {
  readonly a: string;
  readonly b: string;
  readonly score: number;
  readonly norm: readonly [string, string];
  readonly parts: Record<"string" | "token" | "semantic" | "substring", number> | null;
}

/** One pipeline with the wirings that the original arrives at. Steps are given by name and key of specification. */
export interface OracleCase {
  readonly kind: "shared_dag" | "random_subset";
  readonly id: string;
  readonly steps: readonly { readonly name: string; readonly spec: string }[];
  readonly edges: readonly (readonly [string, string])[];
  readonly resolve_all: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly errors: Readonly<Record<string, string>>;
  readonly dependencies: Readonly<Record<string, Readonly<Record<string, OracleDependency>>>>;
  readonly unresolved_required: Readonly<Record<string, readonly string[]>>;
  readonly assembler: Readonly<
    Record<string, Readonly<Record<string, { readonly from: string; readonly score: number }>>>
  >;
  readonly assembler_missing_required: Readonly<Record<string, readonly string[]>>;
}

export interface OracleDependency {
  readonly required: boolean;
  readonly resolved: string | null;
  readonly candidates_above_zero: number;
  readonly top: readonly { readonly provider: string; readonly output: string; readonly score: number }[];
}

const folder = new URL("../../../shared/oracle/", import.meta.url);

/** Whether the answers of the original are at hand. */
export const hasOracle = requirement(
  "oracle",
  () => existsSync(folder),
  `the folder ${fileURLToPath(folder)} is absent`,
);

export function oraclePairs(): readonly OraclePair[] {
  return (read("similarity.json") as { pairs: OraclePair[] }).pairs;
}

export function oracleCases(): readonly OracleCase[] {
  return (read("resolutions.json") as { cases: OracleCase[] }).cases;
}

/** Makes for each case a resolver over a registry of its steps, in their order. */
export function oracleResolvers(options: ResolverOptions = { profile: "classic" }): (
  steps: OracleCase["steps"],
) => {
  registry: SpecificationRegistry;
  resolver: DependencyResolver;
} {
  const {
    specs,
    registry_step_names: stepTypeNames,
    legacy_aliases: aliases,
  } = read("specs.json") as OracleSpecifications;
  return (steps) => {
    const registry = new SpecificationRegistry("oracle");
    for (const { name, spec } of steps) registry.registerSpecification(name, oracleInput(specs[spec]!));
    return { registry, resolver: new DependencyResolver(registry, { ...options, stepTypeNames, aliases }) };
  };
}

function read(file: string): unknown {
  return JSON.parse(readFileSync(new URL(file, folder), "utf8"));
}
