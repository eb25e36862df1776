import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { BailiwickError, deepFreeze, describe } from "../../kernel/index.js";
import { fileUnwritable } from "../../store/index.js";
import type { ModelEvent, ModelReport, ModelWork, NodeResult } from "../project/model-engine.js";

/** What nodes of a run have in common. */
export interface RunNode {
  readonly uniqueId: string;
  readonly name: string;
  readonly kind: "model" | "test";
  readonly file: string;
}

/** What a node came to. */
export type NodeEnd = Pick<NodeResult, "status" | "rows" | "error">;

/** Keeps and tells how the nodes of a run end. */
export class NodeRun {
  readonly #total: number;
  readonly #work: ModelWork;
  readonly #startedAt = performance.now();
  readonly #results: NodeResult[] = [];

  constructor(total: number, work: ModelWork) {
    this.#total = total;
    this.#work = work;
  }

  readonly tell = (event: ModelEvent): void => this.#work.onEvent?.(Object.freeze(event));

  /** @param index from 1 */
  async node(node: RunNode, index: number, body: () => Promise<NodeEnd>): Promise<NodeResult> {
    this.tell({ type: "node-started", uniqueId: node.uniqueId, index, total: this.#total });
    const startedAt = performance.now();
    return this.#end(node, index, await body(), performance.now() - startedAt);
  }

  /**
   * Several nodes at once, which share the time evenly that they take together.
   *
   * @param index of the first, from 1
   */
  async nodes(
    nodes: readonly RunNode[],
    index: number,
    body: () => Promise<readonly NodeEnd[]>,
  ): Promise<void> {
    nodes.forEach(({ uniqueId }, at) =>
      this.tell({ type: "node-started", uniqueId, index: index + at, total: this.#total }),
    );
    const startedAt = performance.now();
    const ends = await body();
    const durationMs = (performance.now() - startedAt) / nodes.length;
    ends.forEach((end, at) => this.#end(nodes[at]!, index + at, end, durationMs));
  }

  skip(node: RunNode, index: number): NodeResult {
    return this.#end(node, index, { status: "skipped" }, 0);
  }

  report(): ModelReport {
    return deepFreeze({
      succeeded: this.#results.every(({ status }) => status === "success" || status === "warned"),
      results: this.#results,
      durationMs: performance.now() - this.#startedAt,
    });
  }

  #end({ uniqueId, name, kind, file }: RunNode, index: number, end: NodeEnd, durationMs: number): NodeResult {
    const { status, rows, error } = end;
    const result = Object.freeze({
      uniqueId,
      name,
      kind,
      status,
      durationMs,
      file,
      ...(rows === undefined ? {} : { rows }),
      ...(error === undefined ? {} : { error }),
    });
    this.#results.push(result);
    this.tell({ type: "node-ended", result, index, total: this.#total });
    return result;
  }
}

/** Errors that end a whole run: it was aborted, or there is nothing to work on any more. */
const endingCodes = new Set([
  "OPERATION_ABORTED",
  "STORE_CLOSED",
  "STORE_RELEASED",
  "OUTPUT_FILE_UNWRITABLE",
]);

/** What a node has thrown, as its end. @throws what ends the run */
export function errorEnd(error: unknown): NodeEnd {
  if (error instanceof BailiwickError && !endingCodes.has(error.code)) return { status: "error", error };
  throw error;
}

/** Writes a rendered statement where it can be looked at. @throws BailiwickError `OUTPUT_FILE_UNWRITABLE` */
export async function writeCompiled(folder: string | undefined, file: string, text: string): Promise<void> {
  if (folder === undefined) return;
  const path = join(folder, file);
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, `${text}\n`);
  } catch (cause) {
    throw fileUnwritable(
      `The rendered statement ${describe(path)}`,
      path,
      cause,
      "check the folder of compiledPath.",
    );
  }
}
