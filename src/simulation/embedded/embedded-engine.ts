import {
  BailiwickError,
  canonicalJson,
  describe,
  didYouMean,
  isPlainObject,
  quoteList,
  refuseUnknownOptions,
  requireSignal,
} from "../../kernel/index.js";
import type { DbtProject } from "../project/dbt-project.js";
import type {
  ModelEngine,
  ModelNode,
  ModelReport,
  ModelRequest,
  ModelWork,
} from "../project/model-engine.js";
import { selectNodes, type SelectableNode } from "../project/select-nodes.js";
import { CompiledModels, type CompiledModel } from "./compiled-models.js";
import { addTests, type CompiledTest } from "./compiled-tests.js";
import { builtInTests } from "./generic-tests.js";
import { Jinja } from "./jinja.js";
import { PreparedProject, type EngineSetting } from "./prepared-project.js";
import { callNames } from "./project-calls.js";
import { runModels } from "./run-models.js";
import { runTests } from "./run-tests.js";

/** Builds and tests models in this process; see `openEmbeddedEngine()`. */
export class EmbeddedEngine implements ModelEngine {
  readonly name = "embedded";
  readonly #project: DbtProject;
  readonly #jinja: Jinja;
  readonly #setting: EngineSetting;
  readonly #running = new Set<Promise<unknown>>();
  #prepared: { readonly key: string; readonly value: PreparedProject } | undefined;
  #closed: Promise<void> | undefined;

  static async of(project: DbtProject, setting: EngineSetting): Promise<EmbeddedEngine> {
    const own = builtInTests.filter(({ name }) => !project.macros.has(name));
    const macroFiles = [...project.macroFiles, ...own];
    const macroNames = [...project.macros.keys(), ...own.map(({ name }) => name)];
    const jinja = await Jinja.of(macroFiles, macroNames, callNames);
    for (const { file, text } of project.models.values()) jinja.add(file, text);
    addTests(project, jinja);
    return new EmbeddedEngine(project, jinja, setting);
  }

  private constructor(project: DbtProject, jinja: Jinja, setting: EngineSetting) {
    this.#project = project;
    this.#jinja = jinja;
    this.#setting = setting;
  }

  async models(work: ModelWork = {}): Promise<readonly ModelNode[]> {
    this.#requireWork(work, "models()");
    const { models } = this.#prepare({});
    return Object.freeze(models.list.map(asNode));
  }

  async run(request: ModelRequest, work: ModelWork = {}): Promise<ModelReport> {
    return this.#do("run()", request, work, (prepared) => {
      const models = select(prepared.models, prepared.models.list, request);
      const isFullRefresh = request.fullRefresh ?? false;
      return runModels(prepared, models, { ...this.#setting, isFullRefresh, ...work });
    });
  }

  async test(request: ModelRequest, work: ModelWork = {}): Promise<ModelReport> {
    return this.#do("test()", request, work, (prepared) => {
      const chosen = select(prepared.models, [...prepared.models.list, ...prepared.tests], request);
      const tests = chosen.filter((node) => node.kind === "test");
      return runTests(prepared, tests, { ...this.#setting, ...work });
    });
  }

  async close(): Promise<void> {
    this.#closed ??= Promise.allSettled(this.#running).then(() => this.#jinja.free());
    return this.#closed;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #do(
    owner: string,
    request: ModelRequest,
    work: ModelWork,
    body: (prepared: PreparedProject) => Promise<ModelReport>,
  ): Promise<ModelReport> {
    requireRequest(request, owner);
    this.#requireWork(work, owner);
    const running = (async () => body(this.#prepare(request.variables)))();
    this.#running.add(running);
    try {
      return await running;
    } finally {
      this.#running.delete(running);
    }
  }

  /** The last one is kept: the stages of a year ask with the same variables. */
  #prepare(requested: ModelRequest["variables"]): PreparedProject {
    const variables = { ...this.#project.variables, ...requested };
    const key = canonicalJson(variables);
    if (this.#prepared?.key !== key) {
      const models = new CompiledModels(this.#project, this.#jinja, this.#setting.schema, variables);
      this.#prepared = { key, value: new PreparedProject(this.#project, models) };
    }
    return this.#prepared.value;
  }

  #requireWork(work: ModelWork, owner: string): void {
    refuseUnknownOptions(work, ["signal", "onEvent"], owner);
    requireSignal(work.signal, owner);
    if (this.#closed === undefined) return;
    throw new BailiwickError("STORE_CLOSED", {
      message: `The model engine of the project ${describe(this.#project.name)} is closed.`,
      hint: "open another one.",
      details: { project: this.#project.folder },
    });
  }
}

function select<Node extends CompiledModel | CompiledTest>(
  { byName }: CompiledModels,
  nodes: readonly Node[],
  { select: texts, exclude }: ModelRequest,
): readonly Node[] {
  const selectable = nodes.map((node): SelectableNode => {
    return { ...node, parents: node.refs.flatMap((name) => byName.get(name)?.uniqueId ?? []) };
  });
  const chosen = new Set(selectNodes(selectable, { select: texts, exclude }).map(({ uniqueId }) => uniqueId));
  return nodes.filter(({ uniqueId }) => chosen.has(uniqueId));
}

function asNode({ uniqueId, name, file, materialized, tags, refs, description }: CompiledModel): ModelNode {
  const described = description === undefined ? {} : { description };
  return Object.freeze({ uniqueId, name, file, materialized, tags, refs, ...described });
}

const requestKeys = ["select", "exclude", "variables", "fullRefresh"];

function requireRequest(request: unknown, owner: string): asserts request is ModelRequest {
  const invalid = (fault: string, hint: string): BailiwickError =>
    new BailiwickError("OPTION_INVALID", {
      message: `The request of ${owner} ${fault}.`,
      hint,
      details: { owner, fault },
    });
  if (!isPlainObject(request))
    throw invalid(`must be an object, but is ${describe(request)}`, "write { variables: {} }.");
  const unknown = Object.keys(request).find((key) => !requestKeys.includes(key));
  if (unknown !== undefined) {
    throw invalid(
      `has a member ${describe(unknown)}${didYouMean(unknown, requestKeys)}`,
      `known are ${quoteList(requestKeys)}.`,
    );
  }
  const { variables, fullRefresh = false } = request;
  if (!isPlainObject(variables)) {
    throw invalid(`needs variables as an object, but has ${describe(variables)}`, "write { variables: {} }.");
  }
  try {
    canonicalJson(variables);
  } catch (error) {
    throw invalid(`has variables that are not plain JSON`, `${String(error)}.`);
  }
  if (typeof fullRefresh !== "boolean") {
    throw invalid(`needs true or false for fullRefresh, but has ${describe(fullRefresh)}`, "leave it out.");
  }
}
