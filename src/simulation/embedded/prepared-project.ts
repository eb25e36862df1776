import type { DuckDb } from "../../store/index.js";
import type { DbtProject } from "../project/dbt-project.js";
import type { CompiledModels } from "./compiled-models.js";
import { readTests, type CompiledTest } from "./compiled-tests.js";

/** Where and how an engine builds. */
export interface EngineSetting {
  readonly database: DuckDb;
  readonly threads: number;
  readonly schema: string;
  readonly compiledPath: string | undefined;
}

/** A project as the variables of a request make it. */
export class PreparedProject {
  readonly project: DbtProject;
  readonly models: CompiledModels;
  #tests: readonly CompiledTest[] | undefined;

  constructor(project: DbtProject, models: CompiledModels) {
    this.project = project;
    this.models = models;
  }

  /** Read when they are first asked for. */
  get tests(): readonly CompiledTest[] {
    this.#tests ??= readTests(this.project, this.models);
    return this.#tests;
  }
}
