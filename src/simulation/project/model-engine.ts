import type { BailiwickError } from "../../kernel/index.js";

/** A value of a dbt variable: plain JSON. */
export type VariableValue =
  string | number | boolean | null | readonly VariableValue[] | { readonly [name: string]: VariableValue };

/** Which models to build, and with what. */
export interface ModelRequest {
  /**
   * What to build, in dbt's words: `name`, `tag:t`, `path:p`, `config.materialized:table`, with `+` before or behind for what
   * is before or behind it; several are joined. Empty or absent: everything.
   */
  readonly select?: readonly string[];
  readonly exclude?: readonly string[];
  /** The variables of this run, over those of `dbt_project.yml`. */
  readonly variables: Readonly<Record<string, VariableValue>>;
  /** Incremental models are made anew. */
  readonly fullRefresh?: boolean;
}

/** How one node ended. */
export interface NodeResult {
  /** As dbt names it, for example `model.retirement_plan.int_hires`. */
  readonly uniqueId: string;
  readonly name: string;
  readonly kind: "model" | "test";
  /** `failed` is of tests, `skipped` of nodes behind one that has failed. */
  readonly status: "success" | "failed" | "warned" | "error" | "skipped";
  readonly durationMs: number;
  /** Rows that were written, or that failed a test, where the engine knows them. */
  readonly rows?: number;
  /** Below the folder of the project. */
  readonly file: string;
  /** The rendered statement is in its details where there is one. */
  readonly error?: BailiwickError;
}

/** How all nodes of a request ended, in the order in which they ended. */
export interface ModelReport {
  readonly succeeded: boolean;
  readonly results: readonly NodeResult[];
  readonly durationMs: number;
}

/** What an engine tells while it works. */
export type ModelEvent =
  | {
      readonly type: "node-started";
      readonly uniqueId: string;
      readonly index: number;
      readonly total: number;
    }
  | {
      readonly type: "node-ended";
      readonly result: NodeResult;
      readonly index: number;
      readonly total: number;
    }
  | { readonly type: "log"; readonly level: "debug" | "info" | "warn" | "error"; readonly message: string };

/** What goes with one request. */
export interface ModelWork {
  readonly signal?: AbortSignal | undefined;
  /** Told of every node as it starts and ends, and of what is logged. */
  readonly onEvent?: (event: ModelEvent) => void;
}

/** A model as both engines know it. */
export interface ModelNode {
  readonly uniqueId: string;
  readonly name: string;
  readonly file: string;
  readonly materialized: "table" | "view" | "incremental" | "ephemeral";
  readonly tags: readonly string[];
  /** The names of the models it refers to. */
  readonly refs: readonly string[];
  readonly description?: string;
}

/**
 * What builds and tests the models of a dbt project in one DuckDB file. Both engines keep to one contract, and one suite of
 * tests runs on both.
 */
export interface ModelEngine extends AsyncDisposable {
  readonly name: "embedded" | "dbt";
  /** All models in the order of their references. */
  models(work?: ModelWork): Promise<readonly ModelNode[]>;
  /** Builds models in the order of their references. The first fault of a model leaves what is behind it out. */
  run(request: ModelRequest, work?: ModelWork): Promise<ModelReport>;
  /** Runs the data tests of the chosen models. */
  test(request: ModelRequest, work?: ModelWork): Promise<ModelReport>;
  /** Frees what the engine holds; nothing can be asked of it afterwards. The database stays open. */
  close(): Promise<void>;
}
