import { describe, expect, test } from "vitest";
import { SpecificationRegistry } from "../../src/registry/index.js";
import {
  calculateSimilarity,
  DependencyResolver,
  type ResolveOptions,
  type ResolverOptions,
} from "../../src/resolution/index.js";
import { defineSpecification, type StepSpecificationInput } from "../../src/specification/index.js";
import { caught } from "../support/caught.js";
import { anyStep, registryOf, classicResolverOf } from "../support/resolvers.js";

const load: StepSpecificationInput = {
  stepType: "Load",
  outputs: {
    raw_data: { propertyPath: "properties.Outputs['raw'].Uri" },
    test_data: {},
    validation_data: {},
  },
};
const clean: StepSpecificationInput = {
  stepType: "Clean",
  dependencies: { raw: { compatibleSources: ["Load"], semanticKeywords: ["raw"] } },
  outputs: { clean_data: { aliases: ["training_data"] } },
};
const train: StepSpecificationInput = {
  stepType: "Train",
  dependencies: { training_data: { compatibleSources: ["Clean"] } },
  outputs: { model: { outputType: "model_artifacts" } },
};
const evaluate: StepSpecificationInput = {
  stepType: "Evaluate",
  dependencies: {
    model_input: { dependencyType: "model_artifacts" },
    holdout: { compatibleSources: ["Load"], semanticKeywords: ["validation"] },
  },
};

describe("resolving steps", () => {
  test("a chain of four steps is wired from end to end, keywords telling equal outputs apart", () => {
    const wiring = classicResolverOf({ evaluate, train, clean, load }).resolveDependencies().assertComplete();
    expect(wiring.wires).toHaveLength(4);
    expect(String(wiring.inputsOf("clean")["raw"])).toBe("load.raw_data");
    expect(String(wiring.inputsOf("train")["training_data"])).toBe("clean.clean_data");
    expect(String(wiring.inputsOf("evaluate")["model_input"])).toBe("train.model");
    expect(String(wiring.inputsOf("evaluate")["holdout"])).toBe("load.validation_data");
    expect(wiring.order).toEqual(["load", "clean", "train", "evaluate"]);
    expect(wiring.cycle).toBeUndefined();
  });

  test("only the steps that are named take part, in the order in which they are named, each once", () => {
    const resolver = classicResolverOf({ load, clean, train });
    const wiring = resolver.resolveDependencies(["train", " load", "train"]);
    expect(wiring.order).toEqual(["load", "train"]);
    expect(wiring.wires.map(({ provider }) => provider)).toEqual(["load"]);
    expect(resolver.resolveDependencies(new Set(["clean"])).unresolved).toHaveLength(1);
  });

  test("no steps make a complete wiring of nothing", () => {
    const wiring = classicResolverOf({}).resolveDependencies();
    expect(wiring.assertComplete().toJSON()).toEqual({
      isComplete: true,
      order: [],
      wires: [],
      unresolved: [],
      ambiguous: [],
      controlEdges: [],
    });
    expect(classicResolverOf({ train }).resolveDependencies([]).isComplete).toBe(true);
  });

  test("steps that feed each other are a cycle; what does not depend on it is ordered", () => {
    const port = (name: string): StepSpecificationInput => ({
      ...anyStep,
      dependencies: { [`${name}_in`]: {} },
      outputs: { [`${name}_out`]: {} },
    });
    const wiring = classicResolverOf({
      b: port("x"),
      a: port("x"),
      other: { ...anyStep, outputs: { model: { outputType: "model_artifacts" } } },
    }).resolveDependencies();
    expect(wiring.cycle).toEqual(["a", "b", "a"]);
    expect(wiring.order).toEqual(["other"]);
    expect(wiring.isComplete).toBe(true);
    expect(wiring.toJSON().cycle).toEqual(["a", "b", "a"]);
  });

  test("every change of the registry is seen", () => {
    const registry = registryOf({ train });
    const resolver = new DependencyResolver(registry, { profile: "classic" });
    expect(resolver.resolveDependencies().isComplete).toBe(false);
    registry.registerSpecification("clean", clean);
    expect(resolver.resolveDependencies(["train", "clean"]).get("train", "training_data")?.provider).toBe(
      "clean",
    );
    registry.registerSpecification("clean", load, { replace: true });
    expect(resolver.resolveDependencies().get("train", "training_data")?.output).toBe("raw_data");
    registry.unregisterSpecification("clean");
    expect(resolver.resolveDependencies().get("train", "training_data")).toBeUndefined();
  });

  test("registries do not see each other's steps", () => {
    expect(classicResolverOf({ train }).resolveDependencies().isComplete).toBe(false);
    expect(classicResolverOf({ train, clean }).resolveDependencies(["clean"]).isComplete).toBe(false);
    expect(classicResolverOf({ load, clean }).resolveDependencies().isComplete).toBe(true);
  });

  test("names that objects know from their prototype are names like any other", () => {
    const registry = new SpecificationRegistry("odd");
    const ports = (name: string): Record<string, object> => Object.fromEntries([[name, {}]]);
    registry.registerSpecification("__proto__", { stepType: "constructor", outputs: ports("__proto__") });
    registry.registerSpecification("constructor", { stepType: "toString", dependencies: ports("__proto__") });
    const resolver = new DependencyResolver(registry, {
      profile: "classic",
      stepTypeNames: ["valueOf"],
      aliases: {},
    });
    for (const edges of [undefined, [["__proto__", "constructor"]] as const]) {
      const wiring = resolver.resolveDependencies(undefined, edges === undefined ? {} : { edges });
      expect(wiring.order).toEqual(["__proto__", "constructor"]);
      const inputs = wiring.inputsOf("constructor");
      expect(Object.keys(inputs)).toEqual(["__proto__"]);
      expect(String(inputs["__proto__"])).toBe("__proto__.__proto__");
      expect(wiring.get("constructor", "toString")).toBeUndefined();
      expect(wiring.get("toString", "__proto__")).toBeUndefined();
    }
  });
});

describe("what cannot be resolved", () => {
  test("unknown steps are named together, with the steps that may be meant", () => {
    const resolver = classicResolverOf({ load, train });
    expect(caught(() => resolver.resolveDependencies(["load", "trian", "nobody"]))).toMatchObject({
      code: "STEP_UNKNOWN",
      message:
        'The steps "trian" (did you mean "train"?), "nobody" are not registered in context "test".\n' +
        "  hint: name steps that are there, or register these first.",
      details: { stepNames: ["trian", "nobody"] },
    });
  });

  test("an edge of a step that is not resolved is refused", () => {
    const resolver = classicResolverOf({ load, clean, train });
    const work = (): unknown =>
      resolver.resolveDependencies(["load", "clean"], { edges: [["load", "train"]] });
    expect(caught(work)).toMatchObject({
      code: "STEP_UNKNOWN",
      message: expect.stringContaining(
        'The step "train" is not among the steps, although edges name it.',
      ) as string,
    });
  });

  test("cyclic edges are refused with the path around", () => {
    const resolver = classicResolverOf({ load, clean, train });
    const edges = [
      ["train", "load"],
      ["load", "clean"],
      ["clean", "train"],
    ] as const;
    expect(caught(() => resolver.resolveDependencies(undefined, { edges }))).toMatchObject({
      code: "GRAPH_CYCLE",
      message:
        'The edges lead around in a cycle: "clean" → "train" → "load" → "clean".\n  hint: take out one of these edges.',
      details: { cycle: ["clean", "train", "load", "clean"] },
    });
    const itself = (): unknown => resolver.resolveDependencies(undefined, { edges: [["load", "load"]] });
    expect(caught(itself).details).toEqual({ cycle: ["load", "load"] });
  });

  test.each(["", "  ", "a\nb"])("the step name %j is refused", (name) => {
    const resolver = classicResolverOf({ load });
    expect(caught(() => resolver.resolveDependencies([name])).code).toBe("STEP_NAME_INVALID");
    const inEdge = caught(() => resolver.resolveDependencies(undefined, { edges: [["load", name]] }));
    expect(inEdge.code).toBe("STEP_NAME_INVALID");
    expect(inEdge.message).toContain("in edge 0");
  });

  test("a text in the place of a list of names is refused", () => {
    const error = caught(() => classicResolverOf({ load }).resolveDependencies("load"));
    expect(error).toMatchObject({
      code: "OPTION_INVALID",
      message: 'stepNames must be a list of names, but is "load".\n  hint: write ["load"].',
    });
    expect(caught(() => classicResolverOf({}, { stepTypeNames: "Load" })).code).toBe("OPTION_INVALID");
  });

  test.each([
    [{ stepTypeNames: ["Load", 5] }, "stepTypeNames must hold names, but holds 5 at 1."],
    [{ aliases: { Import: null } }, "aliases must hold names, but holds null at 0."],
    [{ aliases: null }, "The option aliases must be an object of step types by alias, but is null."],
    [
      { aliases: new Map([["Import", "Load"]]) },
      "The option aliases must be an object of step types by alias, but is a Map.",
    ],
  ])("what names step types is checked: %j", (options, message) => {
    expect(caught(() => classicResolverOf({}, options as unknown as ResolverOptions))).toMatchObject({
      code: "OPTION_INVALID",
      message,
    });
  });

  test("a profile that does not exist is refused", () => {
    const options = { profile: "loose" } as unknown as ResolverOptions;
    expect(caught(() => classicResolverOf({}, options))).toMatchObject({
      code: "OPTION_INVALID",
      message: 'The option profile must be "strict", "classic" or an object, but is "loose".',
    });
    expect(classicResolverOf({}, { profile: "classic" }).resolveDependencies().isComplete).toBe(true);
  });
});

describe("the outputs that are compatible with a dependency", () => {
  const dependencyOf = (
    specification: StepSpecificationInput,
  ): Parameters<DependencyResolver["findCompatibleOutputs"]>[0] =>
    Object.values(defineSpecification(specification).dependencies)[0]!;

  test("are those of all steps that give an accepted type, best first", () => {
    const resolver = classicResolverOf({ load, clean, train });
    const candidates = resolver.findCompatibleOutputs(dependencyOf(clean));
    expect(candidates.map(({ provider, output }) => `${provider}.${output}`)).toEqual([
      "load.raw_data",
      "load.test_data",
      "load.validation_data",
      "clean.clean_data",
    ]);
    expect(candidates[0]!.score).toBeGreaterThan(0.5);
    expect(resolver.findCompatibleOutputs(dependencyOf(evaluate))).toMatchObject([{ output: "model" }]);
  });

  test("are none where no step gives the type, or no step is registered", () => {
    expect(classicResolverOf({ load, clean }).findCompatibleOutputs(dependencyOf(evaluate))).toEqual([]);
    expect(classicResolverOf({}).findCompatibleOutputs(dependencyOf(clean))).toEqual([]);
  });

  test("score higher for an expected source, and for keywords", () => {
    const score = (compatibleSources: string[], semanticKeywords: string[]): number => {
      const dependency = dependencyOf({
        ...anyStep,
        dependencies: { input: { compatibleSources, semanticKeywords } },
      });
      return classicResolverOf({ load }).findCompatibleOutputs(dependency)[0]!.score;
    };
    const both = score(["Load"], ["raw", "data"]);
    expect(both).toBeGreaterThan(score(["Load"], []));
    expect(both).toBeGreaterThan(score([], ["raw", "data"]));
    expect(score([], ["raw"])).toBeGreaterThan(score(["Other"], ["raw"]));
  });

  test("are ordered by keywords where nothing else tells them apart", () => {
    const outputs = { training_data: {}, validation_data: {} };
    const dependency = dependencyOf({
      ...anyStep,
      dependencies: { qq: { semanticKeywords: ["validation"] } },
    });
    const candidates = classicResolverOf({ split: { ...anyStep, outputs } }).findCompatibleOutputs(
      dependency,
    );
    expect(candidates.map(({ output }) => output)).toEqual(["validation_data", "training_data"]);
  });

  test("have the same data type before a related one, and that before another", () => {
    const outputs = { a: { dataType: "Integer" }, b: { dataType: "S3Uri" }, c: { dataType: "String" } };
    const dependency = dependencyOf({ ...anyStep, dependencies: { qq: { dataType: "String" } } });
    const candidates = classicResolverOf({ give: { ...anyStep, outputs } }).findCompatibleOutputs(dependency);
    expect(candidates.map(({ parts }) => parts.dataType)).toEqual([0.2, 0.1, 0]);
  });
});

describe("arguments that are none", () => {
  const resolver = new DependencyResolver(new SpecificationRegistry());

  test.each([
    ["a text", { edges: "ab" }],
    ["a number", { edges: 5 }],
    ["an object", { edges: { a: "b" } }],
    ["an edge that is a text", { edges: ["ab"] }],
    ["an edge of three", { edges: [["a", "b", "c"]] }],
    ["an edge that is nothing", { edges: [null] }],
  ])("%s instead of edges", (_, options) => {
    const error = caught(() => resolver.resolveDependencies(undefined, options as unknown as ResolveOptions));
    expect(error.code).toBe("OPTION_INVALID");
  });

  test.each([{ a: 1 }, 5])("%j instead of step names", (names) => {
    const error = caught(() => resolver.resolveDependencies(names as unknown as string[]));
    expect(error).toMatchObject({ code: "OPTION_INVALID" });
  });

  test("nothing instead of a registry", () => {
    const error = caught(() => new DependencyResolver(undefined as unknown as SpecificationRegistry));
    expect(error.message).toContain("needs a SpecificationRegistry, but was given undefined");
  });

  test("names that are no texts are compared with nothing and found nowhere", () => {
    const wiring = resolver.resolveDependencies();
    const notText = undefined as unknown as string;
    expect(caught(() => calculateSimilarity(notText, "a")).code).toBe("OPTION_INVALID");
    expect(wiring.get(notText, notText)).toBeUndefined();
    expect(caught(() => wiring.inputsOf(notText)).code).toBe("STEP_UNKNOWN");
  });
});

describe("a dependency that is not complete is refused, for", () => {
  const complete = defineSpecification(clean).dependencies["raw"]!;
  const find = (dependency: unknown) =>
    classicResolverOf({ load }).findCompatibleOutputs(dependency as typeof complete);

  test.each([
    ["nothing", undefined, "needs a complete dependency, but was given undefined."],
    ["a name", "raw", 'needs a complete dependency, but was given "raw".'],
    ["what is filled in elsewhere", { logicalName: "raw" }, "but its dependencyType is undefined."],
    ["an unknown type", { ...complete, dependencyType: "raw" }, 'but its dependencyType is "raw".'],
    [
      "a text in the place of a list",
      { ...complete, compatibleSources: "Load" },
      'but its compatibleSources is "Load".',
    ],
    [
      "a list of others",
      { ...complete, semanticKeywords: [1] },
      "but its semanticKeywords is an array of 1.",
    ],
    ["a word in the place of yes or no", { ...complete, required: "no" }, 'but its required is "no".'],
    ["a number in the place of a text", { ...complete, description: 1 }, "but its description is 1."],
  ])("%s", (_, dependency, message) => {
    const error = caught(() => find(dependency));
    expect(error.code).toBe("OPTION_INVALID");
    expect(error.message).toContain(message);
  });

  test("not for one that JSON has carried", () => {
    expect(find(JSON.parse(JSON.stringify(complete)))).toEqual(find(complete));
    expect(find(complete)).not.toEqual([]);
  });
});
