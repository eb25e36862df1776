import { argumentInvalid, optionInvalid, refuseUnknownOptions } from "../../kernel/index.js";
import type { DuckDb } from "../../store/index.js";
import type { ModelEngine } from "../project/model-engine.js";
import { readProject } from "../project/read-project.js";
import { EmbeddedEngine } from "./embedded-engine.js";

/** What an embedded engine works on. */
export interface EmbeddedEngineOptions {
  /** The folder of a dbt project, the one that `dbt_project.yml` is in. */
  readonly project: string;
  /** Where the models are built. It stays open when the engine is closed. */
  readonly database: DuckDb;
  /**
   * How many statements of data tests run at once at most, a whole number from 1 to 64. Models are built one after the other, since
   * transactions of one database wait for each other; each uses all threads of DuckDB's. @defaultValue 4
   */
  readonly threads?: number;
  /** The schema in which the tables of the models are. @defaultValue "main" */
  readonly schema?: string;
  /** A folder into which every rendered statement is written, by the path of its file. */
  readonly compiledPath?: string;
}

const owner = "openEmbeddedEngine()";
const optionNames = ["project", "database", "threads", "schema", "compiledPath"];
const mostThreads = 64;

/**
 * Opens an engine that renders the models of a dbt project and builds them in this process, without Python. The files are
 * read once, here; a change of them needs another engine.
 *
 * @throws BailiwickError `INPUT_FILE_UNREADABLE` if there is no project; `MODEL_PROJECT_INVALID`, `MODEL_RENDER_FAILED` for
 * Jinja that cannot be read, or `MODEL_UNSUPPORTED` for what only real dbt knows, with file and line; `OPTION_INVALID`
 */
export async function openEmbeddedEngine(options: EmbeddedEngineOptions): Promise<ModelEngine> {
  refuseUnknownOptions(options, optionNames, owner);
  const { project: folder, database, threads = 4, schema = "main", compiledPath } = options;
  if (typeof (database as Partial<DuckDb> | undefined)?.transaction !== "function") {
    throw optionInvalid("database", owner, "a database of openDuckDb()", database);
  }
  if (!Number.isInteger(threads) || threads < 1 || threads > mostThreads) {
    throw optionInvalid("threads", owner, `a whole number from 1 to ${mostThreads}`, threads);
  }
  for (const [name, value] of Object.entries({ schema, compiledPath })) {
    if (value !== undefined && (typeof value !== "string" || value === "")) {
      throw argumentInvalid(name, owner, `a ${name} that is a text and not empty`, value);
    }
  }
  const project = await readProject(folder);
  return EmbeddedEngine.of(project, { database, threads, schema, compiledPath });
}
