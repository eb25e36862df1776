import type { BailiwickError } from "../../kernel/index.js";
import type { ModelEvent, ModelWork, NodeResult } from "../project/model-engine.js";
import type { ManifestNode, RunResult } from "./artefacts.js";
import { nodeLineOf, plainText, type LogLine } from "./log-line.js";

/** What ends a node, in the words of dbt, and in those of the report. */
const statuses: Readonly<Record<string, NodeResult["status"]>> = {
  success: "success",
  pass: "success",
  warn: "warned",
  fail: "failed",
  error: "error",
  "runtime error": "error",
  "partial success": "error",
  skipped: "skipped",
};

/** Gathers the results of a request over its attempts, and tells its listener of them. */
export class WorkProgress {
  readonly #onEvent: (event: ModelEvent) => void;
  readonly #places = new Map<string, number>();
  readonly #results = new Map<string, NodeResult>();
  #total = 0;

  constructor(work: ModelWork) {
    this.#onEvent = work.onEvent ?? (() => undefined);
  }

  /** In the order in which they ended. */
  get results(): readonly NodeResult[] {
    return [...this.#results.values()];
  }

  log(level: "debug" | "info" | "warn" | "error", message: string): void {
    this.#onEvent(Object.freeze({ type: "log", level, message }));
  }

  /**
   * Takes a line of dbt. A node that has succeeded is told at once; why another one has not is only known at the end.
   *
   * @param nodeOf looks a node up in the manifest, as far as that can be read by now
   */
  take(line: LogLine | string, nodeOf: (uniqueId: string) => ManifestNode | undefined): void {
    if (typeof line === "string") {
      const text = plainText(line);
      if (text !== "") this.log("info", text);
      return;
    }
    if (line.message !== "") this.log(line.level, line.message);
    const about = nodeLineOf(line);
    if (about === undefined) return;
    const { uniqueId, status } = about;
    if (status === "started") {
      this.#total = Math.max(this.#total, about.total ?? 0);
      this.#place(uniqueId);
      this.#onEvent(Object.freeze({ type: "node-started", uniqueId, ...this.#counted(uniqueId) }));
      return;
    }
    const node = nodeOf(uniqueId);
    if (node === undefined || statuses[status] !== "success") return;
    this.end(node, { ...about, message: undefined, sql: undefined });
  }

  /** Whether the node has ended, so that it is not worked on again. */
  hasEnded(uniqueId: string): boolean {
    return this.#results.has(uniqueId);
  }

  /** Notes how a node has ended, if that was not noted before, and tells it. */
  end(node: ManifestNode, result: RunResult, error?: BailiwickError): void {
    const { uniqueId } = node;
    if (this.#results.has(uniqueId)) return;
    const ended: NodeResult = Object.freeze({
      uniqueId,
      name: node.name,
      kind: kindOf(node),
      status: statuses[result.status] ?? "error",
      durationMs: result.durationMs,
      ...(result.failures === undefined ? {} : { rows: result.failures }),
      file: node.file,
      ...(error === undefined ? {} : { error }),
    });
    this.#results.set(uniqueId, ended);
    this.#place(uniqueId);
    this.#onEvent(Object.freeze({ type: "node-ended", result: ended, ...this.#counted(uniqueId) }));
  }

  /** A node keeps its number when it is worked on again. */
  #place(uniqueId: string): void {
    if (!this.#places.has(uniqueId)) this.#places.set(uniqueId, this.#places.size + 1);
    this.#total = Math.max(this.#total, this.#places.size);
  }

  #counted(uniqueId: string): { readonly index: number; readonly total: number } {
    return { index: this.#places.get(uniqueId) ?? 0, total: this.#total };
  }
}

/** What the report calls a node of the manifest. */
export function kindOf({ kind }: ManifestNode): "model" | "test" {
  return kind === "test" ? "test" : "model";
}

/** Whether a node with this status has ended as it should. */
export function isFine(status: string): boolean {
  return statuses[status] === "success" || statuses[status] === "warned";
}
