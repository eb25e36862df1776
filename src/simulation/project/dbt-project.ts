import type { VariableValue } from "./model-engine.js";

/** Settings as they are written, without `+`, hooks with `_`. */
export type RawConfig = Readonly<Record<string, unknown>>;

/** What a model or a data test has in common for a selection. */
export interface ProjectNode {
  readonly uniqueId: string;
  readonly name: string;
  /** Below the folder of the project, with `/`. */
  readonly file: string;
  /** The project, the folders and the name. */
  readonly fqn: readonly string[];
}

/** A file of SQL with Jinja below `model-paths`. */
export interface ModelFile extends ProjectNode {
  readonly kind: "model";
  readonly text: string;
  /** Of `dbt_project.yml` and of the properties; what the file itself says goes over it. */
  readonly config: RawConfig;
  readonly description?: string;
}

/** A data test: one of a column or a table in a properties file, or a file of SQL below `test-paths`. */
export interface DataTest extends ProjectNode {
  readonly kind: "test";
  readonly line: number;
  readonly config: RawConfig;
  readonly body: GenericTest | SingularTest;
}

export interface GenericTest {
  readonly type: "generic";
  /** The name of the test, as in `not_null`. */
  readonly test: string;
  /** The table that is tested. */
  readonly target: { readonly model: string } | { readonly source: string; readonly table: string };
  readonly column?: string;
  /** As written; a text like `ref('x')` stands for its value. */
  readonly parameters: Readonly<Record<string, unknown>>;
}

export interface SingularTest {
  readonly type: "singular";
  readonly text: string;
}

/** A macro or a generic test of the project. */
export interface ProjectMacro {
  /** A generic test is `test_` and its name. */
  readonly name: string;
  readonly isTest: boolean;
  readonly parameters: string;
  readonly file: string;
  readonly line: number;
}

/** A file with macros; everything outside of them is blank, so that lines stay where they are. */
export interface MacroFile {
  readonly file: string;
  readonly text: string;
}

/** A table that exists without a model. */
export interface SourceTable {
  readonly source: string;
  readonly name: string;
  readonly schema: string;
  readonly identifier: string;
}

/** The files of a dbt project, read and checked, with nothing rendered. */
export interface DbtProject {
  readonly folder: string;
  readonly name: string;
  readonly variables: Readonly<Record<string, VariableValue>>;
  /** By name, in the order of their files. */
  readonly models: ReadonlyMap<string, ModelFile>;
  readonly tests: readonly DataTest[];
  readonly macros: ReadonlyMap<string, ProjectMacro>;
  readonly macroFiles: readonly MacroFile[];
  /** By `source.table`. */
  readonly sources: ReadonlyMap<string, SourceTable>;
}
