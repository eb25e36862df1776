import { readFile } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { argumentInvalid, BailiwickError, deepFreeze, describe, messageOf } from "../../kernel/index.js";
import type { DataTest, DbtProject, ModelFile, SourceTable } from "./dbt-project.js";
import { lineAt, readBlocks } from "./jinja-tokens.js";
import { readMacros } from "./read-macros.js";
import { listProjectFiles } from "./project-files.js";
import { ProjectFaults } from "./project-faults.js";
import { mergeConfigs, readProjectSettings, type ProjectSettings } from "./project-settings.js";
import { readProperties, type ModelProperties, type Properties } from "./properties.js";
import { noteUnknownConstructs, noteUnknownSections, useDbtHint } from "./unsupported.js";
import { readYamlFile } from "./yaml-section.js";

const projectFile = "dbt_project.yml";

/**
 * Reads and checks the files of a dbt project: `dbt_project.yml`, models, properties, macros and data tests. Nothing is
 * rendered. O(size of the files).
 *
 * @param folder the one that `dbt_project.yml` is in
 * @throws BailiwickError `INPUT_FILE_UNREADABLE` if there is no `dbt_project.yml`; with everything that is wrong, each with
 * file and line, `MODEL_PROJECT_INVALID`, or `MODEL_UNSUPPORTED` for what only real dbt knows
 */
export async function readProject(folder: string): Promise<DbtProject> {
  if (typeof folder !== "string" || folder === "") {
    throw argumentInvalid("project", "openEmbeddedEngine()", "the folder of a dbt project", folder);
  }
  return new ProjectReader(resolve(folder)).read();
}

interface TextFile {
  /** Below the project. */
  readonly file: string;
  /** The folders below the path that it was found by, and its name without extension. */
  readonly place: readonly string[];
  readonly text: string;
}

class ProjectReader {
  readonly #folder: string;
  readonly #faults: ProjectFaults;

  constructor(folder: string) {
    this.#folder = folder;
    this.#faults = new ProjectFaults(folder);
  }

  async read(): Promise<DbtProject> {
    const section = await readYamlFile(projectFile, await this.#projectText(), this.#faults);
    const settings = section === undefined ? undefined : readProjectSettings(section);
    if (settings === undefined) {
      this.#fault(projectFile, undefined, "the file is empty or has no name");
      this.#faults.throwIfAny();
      throw new TypeError("unreachable: a project without settings has a fault");
    }
    await this.#refusePackages();
    await this.#refuseOthers(settings);
    const files = await this.#files(settings.modelPaths);
    const properties = await this.#properties(files, settings.name);
    const docs = await this.#docs(settings);
    const models = this.#models(files, settings, properties.models, docs);
    const genericTests = settings.testPaths.map((path) => `${path}/generic`);
    const macroTexts = await this.#files([...settings.macroPaths, ...genericTests]);
    const { macros, macroFiles } = readMacros(macroTexts, this.#faults);
    const tests = this.#tests(await this.#files(settings.testPaths), settings, properties.tests);
    const sources = this.#sources(properties.sources);
    this.#faults.throwIfAny();
    return {
      folder: this.#folder,
      name: settings.name,
      variables: deepFreeze(settings.variables),
      models,
      tests: deepFreeze(tests),
      macros,
      macroFiles: deepFreeze(macroFiles),
      sources,
    };
  }

  #fault(file: string, line: number | undefined, message: string, hint?: string): void {
    this.#faults.add({
      code: "MODEL_PROJECT_INVALID",
      file,
      line,
      message,
      ...(hint === undefined ? {} : { hint }),
    });
  }

  #unsupported(file: string, line: number | undefined, what: string): void {
    const message = `${what} not known to the embedded engine`;
    this.#faults.add({ code: "MODEL_UNSUPPORTED", file, line, message, hint: useDbtHint });
  }

  async #projectText(): Promise<string> {
    try {
      return await readFile(join(this.#folder, projectFile), "utf8");
    } catch (cause) {
      throw new BailiwickError("INPUT_FILE_UNREADABLE", {
        message: `There is no dbt project in ${describe(this.#folder)}: ${projectFile} cannot be read.`,
        hint: "give the folder that dbt_project.yml is in.",
        details: { path: join(this.#folder, projectFile), fault: messageOf(cause) },
        cause,
      });
    }
  }

  async #refusePackages(): Promise<void> {
    for (const file of ["packages.yml", "dependencies.yml"]) {
      const text = await readFile(join(this.#folder, file), "utf8").catch(() => undefined);
      if (text === undefined) continue;
      const section = await readYamlFile(file, text, this.#faults);
      if (section !== undefined) noteUnknownSections(section, ["packages", "projects"]);
    }
  }

  async #refuseOthers({ seedPaths, snapshotPaths }: ProjectSettings): Promise<void> {
    for (const { file } of await this.#list(seedPaths)) {
      if (file.endsWith(".csv")) this.#unsupported(file, undefined, "seeds are");
    }
    for (const { file } of await this.#list(snapshotPaths)) {
      if (/\.(?:sql|ya?ml)$/u.test(file)) this.#unsupported(file, undefined, "snapshots are");
    }
  }

  async #list(paths: readonly string[]): ReturnType<typeof listProjectFiles> {
    return (await Promise.all(paths.map((path) => listProjectFiles(this.#folder, path)))).flat();
  }

  async #files(paths: readonly string[]): Promise<readonly TextFile[]> {
    const listed = (await this.#list(paths)).filter(({ file }) => /\.(?:sql|py|ya?ml|md)$/u.test(file));
    return Promise.all(
      listed.map(async ({ file, below }) => ({
        file,
        place: [...below.slice(0, -1), basename(file).replace(/\.\w+$/u, "")],
        text: await readFile(join(this.#folder, file), "utf8"),
      })),
    );
  }

  async #properties(files: readonly TextFile[], project: string): Promise<Properties> {
    const properties: Properties = { models: [], tests: [], sources: [] };
    for (const { file, text } of files) {
      if (!/\.ya?ml$/u.test(file)) continue;
      const section = await readYamlFile(file, text, this.#faults);
      if (section !== undefined) readProperties(section, project, properties);
    }
    return properties;
  }

  /** The texts of `{% docs name %}`. */
  async #docs({ docsPaths }: ProjectSettings): Promise<ReadonlyMap<string, string>> {
    const docs = new Map<string, string>();
    for (const { file, text } of await this.#files(docsPaths)) {
      if (!file.endsWith(".md")) continue;
      for (const block of readBlocks(text)) {
        if (docs.has(block.name)) {
          this.#fault(file, lineAt(text, block.start), `the docs ${describe(block.name)} are there twice`);
        }
        docs.set(block.name, text.slice(block.bodyStart, block.bodyEnd).trim());
      }
    }
    return docs;
  }

  #models(
    files: readonly TextFile[],
    settings: ProjectSettings,
    properties: readonly ModelProperties[],
    docs: ReadonlyMap<string, string>,
  ): ReadonlyMap<string, ModelFile> {
    const byName = this.#propertiesByName(properties);
    const models = new Map<string, ModelFile>();
    for (const { file, place, text } of files) {
      if (file.endsWith(".py")) this.#unsupported(file, undefined, "models in Python are");
      if (!file.endsWith(".sql")) continue;
      const name = place.at(-1) ?? "";
      const other = models.get(name);
      if (other !== undefined) {
        this.#fault(file, undefined, `the model ${describe(name)} is there twice, first in ${other.file}`);
        continue;
      }
      noteUnknownConstructs(file, text, this.#faults);
      const own = byName.get(name);
      const description = own === undefined ? undefined : this.#description(own, docs);
      models.set(
        name,
        Object.freeze({
          kind: "model",
          uniqueId: `model.${settings.name}.${name}`,
          name,
          file,
          fqn: Object.freeze([settings.name, ...place]),
          text,
          config: deepFreeze(mergeConfigs([settings.modelConfig(place), own?.config ?? {}])),
          ...(description === undefined ? {} : { description }),
        } as const),
      );
    }
    for (const { name, section } of byName.values()) {
      if (models.has(name)) continue;
      section.fault(["name"], `there is no model ${describe(name)}`, { hint: "remove it, or name a model." });
    }
    return models;
  }

  #propertiesByName(properties: readonly ModelProperties[]): ReadonlyMap<string, ModelProperties> {
    const byName = new Map<string, ModelProperties>();
    for (const own of properties) {
      const first = byName.get(own.name);
      if (first === undefined) byName.set(own.name, own);
      else {
        const place = `${first.section.file}:${first.section.lineOf()}`;
        own.section.fault([], `the model ${describe(own.name)} is described twice, first in ${place}`);
      }
    }
    return byName;
  }

  #description(
    { description, section }: ModelProperties,
    docs: ReadonlyMap<string, string>,
  ): string | undefined {
    return description?.replaceAll(/\{\{\s*doc\(\s*['"](\w+)['"]\s*\)\s*\}\}/gu, (_, name: string) => {
      const text = docs.get(name);
      if (text === undefined) section.fault(["description"], `there are no docs ${describe(name)}`);
      return text ?? "";
    });
  }

  #tests(
    files: readonly TextFile[],
    settings: ProjectSettings,
    generic: readonly DataTest[],
  ): readonly DataTest[] {
    const singular = files
      .filter(({ file, place }) => file.endsWith(".sql") && place[0] !== "generic")
      .map(({ file, place, text }): DataTest => {
        noteUnknownConstructs(file, text, this.#faults);
        const name = place.at(-1) ?? "";
        return {
          kind: "test",
          uniqueId: `test.${settings.name}.${name}`,
          name,
          file,
          line: 1,
          fqn: [settings.name, ...place],
          config: settings.testConfig(place),
          body: { type: "singular", text },
        };
      });
    const configured = generic.map((test) => {
      const config = mergeConfigs([settings.testConfig(test.fqn.slice(1)), test.config]);
      return { ...test, config };
    });
    return [...configured, ...singular];
  }

  #sources(tables: readonly SourceTable[]): ReadonlyMap<string, SourceTable> {
    const sources = new Map<string, SourceTable>();
    for (const table of tables) sources.set(`${table.source}.${table.name}`, Object.freeze(table));
    return sources;
  }
}
