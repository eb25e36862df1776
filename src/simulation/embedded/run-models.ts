import { throwIfAborted } from "../../kernel/index.js";
import type { DuckDb, DuckDbConnection } from "../../store/index.js";
import type { ModelReport, ModelWork } from "../project/model-engine.js";
import type { CompiledModel, RenderSetting } from "./compiled-models.js";
import type { EngineSetting, PreparedProject } from "./prepared-project.js";
import { materialise, type Relation, type RunQuery } from "./materialise.js";
import { errorEnd, NodeRun, writeCompiled, type NodeEnd } from "./node-run.js";
import { sqlError } from "./sql-errors.js";
import type { CompiledSql } from "./sql-lines.js";

/** How models are built. */
export type ModelRunSetting = EngineSetting & ModelWork & { readonly isFullRefresh: boolean };

const what = "the building of models";

/**
 * Builds models one after the other, each in a transaction of its own.
 *
 * @param models in the order of their references
 * @throws BailiwickError `OPERATION_ABORTED`; what the database itself fails with
 */
export async function runModels(
  { models: all }: PreparedProject,
  models: readonly CompiledModel[],
  setting: ModelRunSetting,
): Promise<ModelReport> {
  const { database, signal, schema } = setting;
  throwIfAborted(signal, what);
  const built = models.filter(({ materialized }) => materialized !== "ephemeral");
  const run = new NodeRun(built.length, setting);
  const relations =
    built.length === 0 ? new Map<string, Relation>() : await readRelations(database, schema, signal);
  const failed = new Set<string>();
  let index = 0;
  for (const model of models) {
    const isBehind = model.refs.some((ref) => failed.has(ref));
    if (isBehind) failed.add(model.name);
    if (model.materialized === "ephemeral") continue;
    index++;
    if (isBehind) {
      run.skip(model, index);
      continue;
    }
    throwIfAborted(signal, what);
    const build = new ModelBuild(all, model, setting, relations.get(model.name), run);
    const { status } = await run.node(model, index, () => build.end());
    if (status === "success") relations.set(model.name, model.materialized === "view" ? "view" : "table");
    else failed.add(model.name);
  }
  return run.report();
}

/** Tables and views of the schema. */
async function readRelations(
  database: DuckDb,
  schema: string,
  signal: AbortSignal | undefined,
): Promise<Map<string, Relation>> {
  const text = `
    SELECT table_name AS name, 'table' AS kind FROM duckdb_tables()
    WHERE schema_name = $schema AND database_name = current_database()
    UNION ALL
    SELECT view_name, 'view' FROM duckdb_views() WHERE schema_name = $schema AND database_name = current_database()`;
  const rows = await database.read((connection) => connection.rows({ text, values: { schema } }), { signal });
  return new Map(rows.map((row) => [String(row["name"]), row["kind"] as Relation]));
}

class ModelBuild {
  readonly #models: PreparedProject["models"];
  readonly #model: CompiledModel;
  readonly #setting: ModelRunSetting;
  readonly #existing: Relation | undefined;
  readonly #render: RenderSetting;

  constructor(
    models: PreparedProject["models"],
    model: CompiledModel,
    setting: ModelRunSetting,
    existing: Relation | undefined,
    { tell }: NodeRun,
  ) {
    const isFullRefresh = (model.config["full_refresh"] as boolean | undefined) ?? setting.isFullRefresh;
    const isIncremental = model.materialized === "incremental" && existing === "table" && !isFullRefresh;
    this.#models = models;
    this.#model = model;
    this.#setting = setting;
    this.#existing = existing;
    this.#render = { isIncremental, isFullRefresh, tell };
  }

  async end(): Promise<NodeEnd> {
    try {
      const rows = await this.#build();
      return { status: "success", ...(rows === undefined ? {} : { rows }) };
    } catch (error) {
      return errorEnd(error);
    }
  }

  async #build(): Promise<number | undefined> {
    const [models, model, render] = [this.#models, this.#model, this.#render];
    const { database, schema, signal, compiledPath } = this.#setting;
    const sql = models.compile(model, render);
    await writeCompiled(compiledPath, model.file, sql.text);
    const work = {
      model,
      schema,
      existing: this.#existing,
      isIncremental: render.isIncremental,
      query: sql.text,
      preHooks: models.hooks(model, "pre_hook", render),
      postHooks: models.hooks(model, "post_hook", render),
    };
    const runQuery = this.#runQuery(sql);
    return database
      .transaction((connection) => materialise(connection, work, runQuery), { signal })
      .catch((error: unknown) => {
        throw sqlError(error, this.#origin(sql, 0));
      });
  }

  #runQuery(sql: CompiledSql): RunQuery {
    return async (connection: DuckDbConnection, { text, linesBefore }) => {
      try {
        const [row] = await connection.rows({ text, name: this.#model.name });
        return Number(row?.["Count"] ?? 0);
      } catch (error) {
        throw sqlError(error, this.#origin(sql, linesBefore));
      }
    };
  }

  #origin(sql: CompiledSql, linesBefore: number): Parameters<typeof sqlError>[1] {
    const renderMarked = (file: string): string | undefined => {
      const source = this.#models.list.find((model) => model.file === file);
      if (source === undefined) return undefined;
      const values = { this: this.#models.tableOf(source.name) };
      return this.#models.renderMarked(file, source.source.text, this.#render, values);
    };
    return { name: this.#model.name, sql, linesBefore, renderMarked };
  }
}
