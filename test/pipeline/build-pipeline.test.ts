import { describe, expect, test } from "vitest";
import type { BailiwickError } from "../../src/kernel/index.js";
import { buildPipeline, type StepHandlers } from "../../src/pipeline/index.js";
import { RegistryManager, SpecificationRegistry } from "../../src/registry/index.js";
import { DependencyResolver } from "../../src/resolution/index.js";
import { chain } from "../support/graphs.js";
import { pipelineOf, pipelineOn, stepsOf } from "../support/pipelines.js";
import { thrownBy } from "../support/promises.js";
import { caught } from "../support/caught.js";
import { registryOf } from "../support/resolvers.js";

const nothing = (): void => {};

/** A step that makes what `publish` needs, and `publish`. */
const twoSteps = stepsOf({ nodes: ["load", "publish"], edges: [["load", "publish"]] });

describe("what can run", () => {
  test("is wired by what the steps declare and runs from end to end", async () => {
    const pipeline = buildPipeline(registryOf(twoSteps), {
      load: () => ({ load: 20 }),
      publish: ({ inputs }) => ({ publish: Number(inputs["load"]) + 1 }),
    });
    expect(pipeline.wiring.get("publish", "load")?.provider).toBe("load");
    const report = await pipeline.run();
    expect(report.assertSucceeded().outputs).toEqual({ load: { load: 20 }, publish: { publish: 21 } });
  });

  test("has the name of its context unless it is given one of its own", () => {
    const registry = registryOf({ one: { stepType: "Any" } });
    expect(buildPipeline(registry, { one: nothing }).plan.pipelineName).toBe("test");
    const named = buildPipeline(registry, { one: nothing }, { name: " nightly " });
    expect(named.plan).toMatchObject({ pipelineName: "nightly", contextName: "test" });
  });

  test("is frozen, and draws itself", () => {
    const pipeline = pipelineOn(
      { nodes: ["load", "publish"], edges: [["load", "publish"]] },
      { load: nothing, publish: nothing },
    );
    expect(Object.isFrozen(pipeline)).toBe(true);
    expect(pipeline.toMermaid()).toBe(
      ["flowchart LR", '  step0["load"]', '  step1["publish"]', '  step0 -- "load" --> step1', ""].join("\n"),
    );
    expect(pipeline.toDot()).toBe(pipeline.wiring.toDot());
    expect(pipeline.toDot()).toContain('step0 -> step1 [label="load"];');
  });

  test("is not reached by what happens to the registry and to the handlers later", async () => {
    const registry = registryOf(twoSteps);
    const handlers: Record<string, StepHandlers[string]> = {
      load: () => ({ load: "first" }),
      publish: ({ inputs }) => ({ publish: inputs["load"] }),
    };
    const pipeline = buildPipeline(registry, handlers);
    registry.clear();
    registry.registerSpecification("load", { stepType: "Other", outputs: { other: {} } });
    handlers["load"] = () => ({ load: "second" });
    delete handlers["publish"];
    const report = await pipeline.run();
    expect(report.outputs["publish"]).toEqual({ publish: "first" });
  });

  test("takes inputs along the edges of the known graph, and follows edges without data", async () => {
    const steps = {
      first: { stepType: "Source", outputs: { table: {} } },
      second: { stepType: "Source", outputs: { table: {} } },
      last: { stepType: "Sink", dependencies: { table: {} } },
      cleanup: { stepType: "Cleanup" },
    };
    const seen: unknown[] = [];
    const pipeline = buildPipeline(
      registryOf(steps),
      {
        first: () => ({ table: "of first" }),
        second: () => ({ table: "of second" }),
        last: ({ inputs }) => void seen.push(inputs["table"]),
        cleanup: () => void seen.push("cleaned up"),
      },
      // A name may be written as loosely here as where it was registered.
      { edges: new Set([["second", " last "] as const, ["last", "cleanup"] as const]) },
    );
    expect(pipeline.plan.steps.find(({ stepName }) => stepName === "cleanup")?.after).toEqual(["last"]);
    await pipeline.run();
    expect(seen).toEqual(["of second", "cleaned up"]);
  });

  test("may have any names, those of prototypes and of promises too", async () => {
    const nodes = ["__proto__", "constructor", "then", "toString", "hasOwnProperty"];
    const edges = nodes.slice(1).map((name, index) => [nodes[index]!, name] as const);
    const handlers: StepHandlers = Object.fromEntries(
      nodes.map((name) => [name, ({ inputs }) => ({ [name]: [...Object.values(inputs).flat(), name] })]),
    );
    const pipeline = pipelineOn({ nodes, edges }, handlers);
    const report = (await pipeline.run()).assertSucceeded();
    expect(Object.keys(report.outputs)).toEqual(nodes);
    expect(report.outputs["hasOwnProperty"]).toEqual({ hasOwnProperty: nodes });
    expect(report.outputs["__proto__"]).toEqual(JSON.parse('{ "__proto__": ["__proto__"] }'));
  });
});

test("a handler's key is read as a step name is: trimmed and composed", async () => {
  const composed = "caf\u00e9";
  const registry = registryOf({ [composed]: { stepType: "Any" } });
  const report = await buildPipeline(registry, { " cafe\u0301 ": nothing }).run();
  expect(report.status).toBe("succeeded");
});

test("the text of an error lists 25 faults and counts the rest", () => {
  const handlers = Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`unknown_${i}`, nothing]));
  const error = thrownBy(() => buildPipeline(registryOf({ load: { stepType: "Any" } }), handlers));
  expect(error).toMatchObject({ message: expect.stringContaining("\n  - and 76 more\n") });
  expect((error as BailiwickError).details["faults"]).toHaveLength(101);
});

describe("what cannot run is refused", () => {
  test("with everything that is wrong, in one error", () => {
    const registry = registryOf({
      load: { stepType: "Load", outputs: { orders: {} } },
      train: {
        stepType: "Train",
        dependencies: { table: { dependencyType: "training_data" }, hints: { required: false } },
      },
      deploy: { stepType: "Deploy", dependencies: { model: { dependencyType: "model_artifacts" } } },
    });
    const handlers = { load: 7, trian: nothing, other: nothing } as unknown as StepHandlers;
    const { unresolved } = new DependencyResolver(registry).resolveDependencies();
    const reasons = Object.fromEntries(unresolved.map(({ dependency, reason }) => [dependency, reason]));
    const error = thrownBy(() => buildPipeline(registry, handlers, { name: "nightly" }));
    const faults = [
      'no handler for "train" and "deploy"',
      'the handler for "load" must be a function or a definition with a function handle, but is 7',
      'a handler for "trian", which is not a step (did you mean "train"?)',
      'a handler for "other", which is not a step',
      `nothing provides train.table: ${reasons["table"]}`,
      `nothing provides deploy.model: ${reasons["model"]}`,
    ];
    expect(error).toMatchObject({
      code: "PIPELINE_INVALID",
      message: [
        'The pipeline "nightly" of context "test" cannot run:',
        ...faults.map((fault) => `  - ${fault}`),
        "  hint: register a step that gives what is missing, or declare the input with required: false.",
      ].join("\n"),
      details: { pipelineName: "nightly", contextName: "test", faults },
    });
  });

  test.each([
    ["a context without steps", {}, {}, "the context has no steps"],
    ["handlers that are inherited", { toString: {} }, {}, 'no handler for "toString"'],
    [
      "handlers in a Map",
      { load: {} },
      new Map(),
      "the handlers must be an object by step name, but are a Map",
    ],
    [
      "no handlers",
      { load: {} },
      undefined,
      "the handlers must be an object by step name, but are undefined",
    ],
    [
      "two spellings of one step's name",
      { load: {} },
      { load: nothing, " load ": nothing },
      'two handlers for "load"',
    ],
  ])("%s", (_, steps, handlers, fault) => {
    const specifications = Object.keys(steps).map((name) => [name, { stepType: "Any" }]);
    const registry = registryOf(Object.fromEntries(specifications));
    const error = thrownBy(() => buildPipeline(registry, handlers as StepHandlers));
    expect(error).toMatchObject({ code: "PIPELINE_INVALID", details: { faults: [fault] } });
  });

  test("wires that lead around in a cycle", () => {
    const port = (name: string) => ({ [name]: {} });
    const registry = registryOf({
      egg: { stepType: "Egg", dependencies: port("hen"), outputs: port("egg") },
      hen: { stepType: "Hen", dependencies: port("egg"), outputs: port("hen") },
    });
    const faultsWith = (profile: "strict" | "classic"): unknown =>
      caught(() => buildPipeline(registry, { egg: nothing, hen: nothing }, { profile })).details["faults"];
    expect(faultsWith("classic")).toEqual(["the wires form a cycle: egg → hen → egg"]);
    expect(faultsWith("strict")).toEqual([
      "nothing provides egg.hen: hen.hen would close the cycle hen → egg → hen",
    ]);
  });

  test("a required input that several outputs fit, unless told to take one", () => {
    const registry = registryOf({
      north: { stepType: "Load", outputs: { sales: {} } },
      south: { stepType: "Load", outputs: { sales: {} } },
      report: { stepType: "Report", dependencies: { sales: {} } },
    });
    const handlers = { north: nothing, south: nothing, report: nothing };
    expect(thrownBy(() => buildPipeline(registry, handlers))).toMatchObject({
      code: "PIPELINE_INVALID",
      details: {
        faults: [
          'report.sales is ambiguous: "north.sales" and "south.sales" fit it equally well; settle it with pins: { "report.sales": "north.sales" }',
        ],
      },
    });
    const { wiring } = buildPipeline(registry, handlers, { onAmbiguous: "report" });
    expect(wiring.get("report", "sales")).toMatchObject({ provider: "north" });
    expect(wiring.ambiguous).toHaveLength(1);
  });

  test("edges that lead around in a cycle, or name a step that is not there", () => {
    const registry = registryOf({ load: { stepType: "Load" }, clean: { stepType: "Clean" } });
    const build = (edges: readonly (readonly [string, string])[]) => () =>
      buildPipeline(registry, { load: nothing, clean: nothing }, { edges });
    expect(
      thrownBy(
        build([
          ["load", "clean"],
          ["clean", "load"],
        ]),
      ),
    ).toMatchObject({ code: "GRAPH_CYCLE" });
    expect(thrownBy(build([["laod", "clean"]]))).toMatchObject({
      code: "STEP_UNKNOWN",
      message: expect.stringContaining('"laod" (did you mean "load"?)'),
    });
  });

  test("the steps of a context that was cleared", () => {
    const manager = new RegistryManager();
    const registry = manager.getRegistry("gone");
    registry.registerSpecification("load", { stepType: "Load" });
    manager.clearContext("gone");
    expect(thrownBy(() => buildPipeline(registry, {}))).toMatchObject({
      code: "PIPELINE_INVALID",
      details: { contextName: "gone", faults: ["the context has no steps"] },
    });
  });

  test("something else than a registry, with a word on how it comes about", () => {
    const build = (registry: unknown) => () => buildPipeline(registry as SpecificationRegistry, {});
    expect(thrownBy(build(undefined))).toMatchObject({
      code: "OPTION_INVALID",
      message: [
        "buildPipeline needs a SpecificationRegistry, but was given undefined.",
        '  hint: if it is the registry of a decorated builder, a field may hide the getter: write "declare readonly registry".',
      ].join("\n"),
      details: { option: "registry", found: "undefined" },
    });
    expect(thrownBy(build("nightly"))).toMatchObject({
      code: "OPTION_INVALID",
      message: [
        'buildPipeline needs a SpecificationRegistry, but was given "nightly".',
        "  hint: pass getRegistry(contextName) or the registry of a decorated builder.",
      ].join("\n"),
    });
  });
});

describe("many steps", () => {
  test("10,000 that wait for nobody but the first", async () => {
    const names = Array.from({ length: 10_000 }, (_, index) => `n${index}`);
    const registry = new SpecificationRegistry("wide");
    registry.registerSpecification("source", { stepType: "Source", outputs: { rows: {} } });
    for (const name of names) {
      registry.registerSpecification(name, { stepType: "Sink", dependencies: { rows: {} } });
    }
    let started = 0;
    const consumer: StepHandlers[string] = ({ inputs }) => {
      started += Number(inputs["rows"]);
    };
    const handlers = Object.fromEntries(names.map((name) => [name, consumer]));
    const pipeline = buildPipeline(registry, { ...handlers, source: () => ({ rows: 1 }) });
    expect(pipeline.plan.levels.map((level) => level.length)).toEqual([1, 10_000]);
    const reports = [await pipeline.run(), await pipeline.run({ concurrency: 3 })];
    expect(reports.map(({ status }) => status)).toEqual(["succeeded", "succeeded"]);
    expect(started).toBe(20_000);
  });

  test("5,000 one after the other", async () => {
    const graph = chain(5000);
    const handlers: StepHandlers = Object.fromEntries(
      graph.nodes.map((name) => [
        name,
        ({ inputs }) => ({
          [name]: 1 + Object.values(inputs).reduce((sum: number, n) => sum + Number(n), 0),
        }),
      ]),
    );
    const pipeline = pipelineOn(graph, handlers);
    expect(pipeline.plan.levels).toHaveLength(5000);
    const report = (await pipeline.run()).assertSucceeded();
    expect(report.outputs["n4999"]).toEqual({ n4999: 5000 });
  });

  test("10,000 that are cancelled all at once", async () => {
    const controller = new AbortController();
    const names = Array.from({ length: 10_000 }, (_, index) => `n${index}`);
    let waiting = 0;
    const wait: StepHandlers[string] = ({ signal }) =>
      new Promise((_, reject) => {
        signal.addEventListener("abort", () => reject(signal.reason as Error));
        if (++waiting === names.length) controller.abort();
      });
    const pipeline = pipelineOf(Object.fromEntries(names.map((name) => [name, wait])));
    const report = await pipeline.run({ signal: controller.signal });
    expect(new Set(report.steps.map(({ status }) => status))).toEqual(new Set(["cancelled"]));
  });
});

describe("the hint of a pipeline that cannot run fits what is wrong", () => {
  const load = { stepType: "Load", outputs: { rows: {} } };
  const train = { stepType: "Train", dependencies: { rows: {} } };
  const handlers = { load: () => ({ rows: [] }), train: () => {} };
  const hintOf = (build: () => unknown): unknown => (thrownBy(build) as { hint?: unknown }).hint;

  test("handlers that are missing", () => {
    const registry = registryOf({ load });
    expect(hintOf(() => buildPipeline(registry, {}))).toContain("give every step of the context one handler");
  });

  test("an edge that is missing", () => {
    const registry = registryOf({ load, train });
    expect(hintOf(() => buildPipeline(registry, handlers, { edges: [] }))).toContain("add the edge");
  });

  test("a cycle", () => {
    const both = { stepType: "Both", dependencies: { rows: {} }, outputs: { rows: {} } };
    const registry = registryOf({ a: both, b: both });
    expect(hintOf(() => buildPipeline(registry, { a: handlers.load, b: handlers.load }))).toContain(
      "{ edges }",
    );
  });
});
