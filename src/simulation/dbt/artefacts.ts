import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { digraph, findCycle, topologicalOrder, type Edge } from "../../graph/index.js";
import { BailiwickError, describe, isPlainObject, messageOf } from "../../kernel/index.js";
import type { ModelNode } from "../project/model-engine.js";

/** How dbt says that a node has ended. */
export interface RunResult {
  readonly uniqueId: string;
  readonly status: string;
  readonly message: string | undefined;
  readonly durationMs: number;
  /** How many rows fail a test. */
  readonly failures: number | undefined;
  /** The rendered statement. */
  readonly sql: string | undefined;
}

/** A model or a test as `manifest.json` has it. */
export interface ManifestNode {
  readonly uniqueId: string;
  readonly name: string;
  readonly kind: string;
  /** Below the folder of the project. */
  readonly file: string;
  readonly tags: readonly string[];
  readonly materialized: string;
  readonly description: string;
  readonly dependsOn: readonly string[];
}

/** Removes what an earlier run has left, so that it is not taken for what the next one says. */
export function clearRunResults(targetPath: string): void {
  rmSync(join(targetPath, "run_results.json"), { force: true });
}

/**
 * Reads how the nodes of a run have ended, in that order.
 *
 * @param invocationId of the run; `undefined` if it is not known
 * @throws BailiwickError `MODEL_ENGINE_FAILED` for a file that is not there, torn, or of another run
 */
export function readRunResults(targetPath: string, invocationId: string | undefined): readonly RunResult[] {
  const { path, json } = readArtefact(targetPath, "run_results.json", invocationId);
  const { results } = json;
  if (!Array.isArray(results)) throw unusable(path, 'it has no list "results"');
  return results.map((result: unknown) => {
    if (!isPlainObject(result)) throw unusable(path, "one of its results is no object");
    const { unique_id: uniqueId, status, message, execution_time: seconds, failures } = result;
    if (typeof uniqueId !== "string" || typeof status !== "string") {
      throw unusable(path, "one of its results has no unique_id or no status");
    }
    return {
      uniqueId,
      status,
      message: typeof message === "string" ? message : undefined,
      durationMs: typeof seconds === "number" ? seconds * 1000 : 0,
      failures: typeof failures === "number" ? failures : undefined,
      sql: typeof result["compiled_code"] === "string" ? result["compiled_code"].trim() : undefined,
    };
  });
}

/**
 * Reads the models and tests of the project, by their ids.
 *
 * @throws BailiwickError `MODEL_ENGINE_FAILED`, as {@link readRunResults}
 */
export function readManifest(
  targetPath: string,
  invocationId: string | undefined,
): ReadonlyMap<string, ManifestNode> {
  const { path, json } = readArtefact(targetPath, "manifest.json", invocationId);
  if (!isPlainObject(json["nodes"])) throw unusable(path, 'it has no object "nodes"');
  const nodes = Object.entries(json["nodes"]).map(([uniqueId, node]): [string, ManifestNode] => {
    if (!isPlainObject(node)) throw unusable(path, `its node ${describe(uniqueId)} is no object`);
    const config = isPlainObject(node["config"]) ? node["config"] : {};
    const dependsOn = isPlainObject(node["depends_on"]) ? node["depends_on"]["nodes"] : undefined;
    const read: ManifestNode = {
      uniqueId,
      name: textOf(node["name"]),
      kind: textOf(node["resource_type"]),
      file: textOf(node["original_file_path"]),
      tags: textsOf(node["tags"]),
      materialized: textOf(config["materialized"]),
      description: textOf(node["description"]),
      dependsOn: textsOf(dependsOn),
    };
    return [uniqueId, read];
  });
  return new Map(nodes);
}

/**
 * The models of a manifest in the order of their references; of those that could come next, the first by name.
 *
 * @throws BailiwickError `MODEL_CYCLE`, which dbt only finds when it is to build
 */
export function modelsOf(manifest: ReadonlyMap<string, ManifestNode>): readonly ModelNode[] {
  const models = [...manifest.values()].filter(({ kind }) => kind === "model");
  const names = models.map(({ uniqueId }) => uniqueId).toSorted(byText);
  const isModel = new Set(names);
  const edges = models.flatMap(({ uniqueId, dependsOn }) =>
    dependsOn.filter((id) => isModel.has(id)).map((id): Edge => [id, uniqueId]),
  );
  const graph = digraph(names, edges);
  const cycle = findCycle(graph);
  if (cycle !== undefined) throw cycleError(cycle.map((id) => manifest.get(id)?.name ?? id));
  return Object.freeze(
    topologicalOrder(graph).flatMap((uniqueId): ModelNode[] => {
      const node = manifest.get(uniqueId);
      return node === undefined ? [] : [modelNode(node, manifest)];
    }),
  );
}

function cycleError(cycle: readonly string[]): BailiwickError {
  return new BailiwickError("MODEL_CYCLE", {
    message: `Models refer to each other in a circle: ${cycle.join(" → ")}.`,
    hint: "take one of the references out.",
    details: { cycle },
  });
}

function modelNode(node: ManifestNode, manifest: ReadonlyMap<string, ManifestNode>): ModelNode {
  const { uniqueId, name, file, tags, description, dependsOn } = node;
  const refs = dependsOn.flatMap((id) => {
    const other = manifest.get(id);
    return other?.kind === "model" ? [other.name] : [];
  });
  return Object.freeze({
    uniqueId,
    name,
    file,
    materialized: node.materialized as ModelNode["materialized"],
    tags: Object.freeze([...tags]),
    refs: Object.freeze(refs),
    ...(description === "" ? {} : { description }),
  });
}

function readArtefact(
  targetPath: string,
  name: string,
  invocationId: string | undefined,
): { readonly path: string; readonly json: Readonly<Record<string, unknown>> } {
  const path = join(targetPath, name);
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    throw unusable(path, "dbt has not written it", error);
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw unusable(path, `it is torn: ${messageOf(error)}`, error);
  }
  if (!isPlainObject(json) || !isPlainObject(json["metadata"])) throw unusable(path, "it has no metadata");
  const { invocation_id: found } = json["metadata"];
  if (invocationId !== undefined && found !== invocationId) {
    throw unusable(path, `it is of another run of dbt, ${describe(found)} in place of ${invocationId}`);
  }
  return { path, json };
}

function unusable(path: string, fault: string, cause?: unknown): BailiwickError {
  return new BailiwickError("MODEL_ENGINE_FAILED", {
    message: `What dbt says in ${describe(path)} cannot be used: ${fault}.`,
    hint: "look at the logs of dbt beside it; give each run a targetPath of its own.",
    details: { path, fault },
    cause,
  });
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === "string") : [];
}

function byText(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}
