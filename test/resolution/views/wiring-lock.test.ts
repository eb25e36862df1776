import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fingerprint } from "../../../src/kernel/index.js";
import { DependencyResolver, formatLock, profiles, type Wiring } from "../../../src/resolution/index.js";
import type { StepSpecificationInput } from "../../../src/specification/index.js";
import { shuffled } from "../../support/graphs.js";
import { registryOf, resolverOf } from "../../support/resolvers.js";
import { wiringOf, anyWiringParts } from "../../support/any-wiring.js";
import { tries } from "../../support/tries.js";

const steps = {
  north: { stepType: "Load", outputs: { sales: {} } },
  south: { stepType: "Load", outputs: { sales: {} } },
  report: {
    stepType: "Report",
    dependencies: { sales: {}, hints: { required: false, dependencyType: "hyperparameters" } },
  },
} as const;

function stepOf(specification: StepSpecificationInput): string | undefined {
  return resolverOf({ step: specification }).resolveDependencies().lock().steps["step"];
}

describe("the lock of a wiring", () => {
  test("has the wires, the inputs without one, the steps and what was decided from", () => {
    const pins = { "report.sales": { output: "south.sales", reason: "about the south" } };
    const edges = [
      ["south", "report"],
      ["north", "report"],
      ["south", "report"],
    ] as const;
    const lock = resolverOf(steps, { pins }).resolveDependencies(undefined, { edges }).lock();
    expect(lock).toEqual({
      lockVersion: 1,
      profile: { name: "strict", fingerprint: fingerprint(profiles.strict) },
      edges: [
        ["north", "report"],
        ["south", "report"],
      ],
      steps: {
        north: expect.stringMatching(/^[0-9a-f]{16}$/) as string,
        report: expect.stringMatching(/^[0-9a-f]{16}$/) as string,
        south: lock.steps["north"],
      },
      wires: { "report.sales": { output: "south.sales", decidedBy: "pin", reason: "about the south" } },
      unresolved: ["report.hints"],
    });
    expect(lock.steps["report"]).not.toBe(lock.steps["north"]);
  });

  test("tells no known graph from an empty one, and has only the options that matter", () => {
    const resolver = resolverOf(steps, { onAmbiguous: "error", stepTypeNames: [], aliases: {} });
    expect(resolver.resolveDependencies().lock()).not.toHaveProperty("edges");
    expect(resolver.resolveDependencies().lock()).not.toHaveProperty("options");
    expect(resolver.resolveDependencies(undefined, { edges: [] }).lock().edges).toEqual([]);
    const told = resolverOf(steps, {
      onAmbiguous: "report",
      stepTypeNames: ["Report", "Load", "Report"],
      aliases: { Import: "Load", Fetch: "Load" },
    });
    const { options, wires } = told.resolveDependencies().lock();
    expect(options).toEqual({
      onAmbiguous: "report",
      stepTypeNames: ["Load", "Report"],
      aliases: { Fetch: "Load", Import: "Load" },
    });
    expect(wires).toEqual({ "report.sales": "north.sales" });
  });

  test("has of a profile of one's own what differs, and the fingerprint of all", () => {
    const { threshold, names } = profiles.strict;
    const profile = {
      name: "careful",
      extends: "strict",
      threshold,
      margin: 0.05,
      names: {
        stopWords: ["the"],
        fillers: names.fillers,
        abbreviations: { 9: "nine", x: "y", dir: "directory" },
      },
    } as const;
    const { profile: locked } = resolverOf(steps, { profile }).resolveDependencies().lock();
    expect(locked).toEqual({
      name: "careful",
      extends: "strict",
      fingerprint: fingerprint({
        ...profiles.strict,
        margin: 0.05,
        names: {
          ...names,
          stopWords: ["the"],
          abbreviations: { ...names.abbreviations, 9: "nine", x: "y" },
        },
      }),
      changes: { margin: 0.05, names: { stopWords: ["the"], abbreviations: { 9: "nine", x: "y" } } },
    });
    const classic = resolverOf(steps, { profile: { name: "old", extends: "classic" } });
    expect(classic.resolveDependencies().lock().profile).toEqual({
      name: "old",
      extends: "classic",
      fingerprint: fingerprint(profiles.classic),
      changes: {},
    });
  });

  test("names ports with dots so that no two are called the same", () => {
    const dotted = {
      load: { stepType: "Load", outputs: { rows: {}, "raw.rows": { dataType: "Table" } } },
      a: { stepType: "A", dependencies: { "b.rows": { dataType: "Table" } } },
      "a.b": { stepType: "B", dependencies: { rows: { required: false } } },
    };
    const edges = [
      ["load", "a"],
      ["load", "a.b"],
    ] as const;
    const { wires } = resolverOf(dotted).resolveDependencies(undefined, { edges }).lock();
    expect(wires).toEqual({ "a.b.rows": "load.rows", 'a["b.rows"]': 'load["raw.rows"]' });
  });

  test("is frozen all the way down, and its tables have no prototype", () => {
    const profile = { name: "own", extends: "strict", names: { abbreviations: { x: "y" } } } as const;
    const resolver = resolverOf(steps, {
      profile,
      aliases: { a: "b" },
      pins: { "report.sales": "north.sales" },
    });
    const lock = resolver.resolveDependencies(undefined, { edges: [["north", "report"]] }).lock();
    expectDeepFrozen(lock);
    for (const table of [lock.steps, lock.wires, lock.options?.aliases])
      expect(Object.getPrototypeOf(table)).toBeNull();
  });

  test("is not changed by what happens later to the registry and the options", () => {
    const registry = registryOf(steps);
    const aliases: Record<string, string> = { Import: "Load" };
    const names = { fillers: ["data"] };
    const stepTypeNames = ["Load"].values();
    const profile = { name: "own", extends: "strict", names } as const;
    const wiring = new DependencyResolver(registry, {
      aliases,
      profile,
      stepTypeNames,
    }).resolveDependencies();
    const before = formatLock(wiring.lock());
    registry.clear();
    aliases["Fetch"] = "Load";
    names.fillers.push("file");
    expect(formatLock(wiring.lock())).toBe(before);
    expect(before).toContain('"stepTypeNames": ["Load"]');
  });

  test("is the same in whatever order steps, ports, edges and options are listed, in the strict profile", () => {
    fc.assert(
      fc.property(anyWiringParts, fc.nat(), ({ options, ...parts }, seed) => {
        const strict = { ...parts, pins: [], options: { ...options, profile: "strict" as const } };
        const mix = <T>(record: Readonly<Record<string, T>>): Record<string, T> =>
          Object.fromEntries(shuffled(Object.entries(record), seed));
        const mixedSteps = Object.entries(mix(parts.steps)).map(
          ([name, { dependencies = {}, outputs = {}, ...rest }]) => {
            return [name, { outputs: mix(outputs), ...rest, dependencies: mix(dependencies) }] as const;
          },
        );
        const mixed = {
          ...strict,
          steps: Object.fromEntries(mixedSteps),
          options: { ...strict.options, stepTypeNames: shuffled(options.stepTypeNames, seed) },
          edges: parts.edges && shuffled([...parts.edges, ...parts.edges], seed),
        };
        expect(textOf(wiringOf(mixed))).toBe(textOf(wiringOf(strict)));
      }),
      { numRuns: tries(75) },
    );
  });
});

describe("the fingerprint of a specification", () => {
  const base = {
    stepType: "Train",
    jobType: "training",
    dependencies: { rows: { compatibleSources: ["Load", "Clean"], semanticKeywords: ["rows", "data"] } },
    outputs: { model: { aliases: ["weights", "fit"] }, logs: {} },
  } as const;
  const rows = base.dependencies.rows;

  test.each<[string, StepSpecificationInput]>([
    ["a description", { ...base, description: "fits" }],
    ["a version", { ...base, version: "2" }],
    ["the description of an input", { ...base, dependencies: { rows: { ...rows, description: "in" } } }],
    [
      "a property path, the description of an output and the order of outputs and aliases",
      {
        ...base,
        outputs: {
          logs: { propertyPath: "a.b", description: "out" },
          model: { aliases: ["fit", "weights"] },
        },
      },
    ],
    [
      "the order of sources and keywords",
      {
        ...base,
        dependencies: { rows: { compatibleSources: ["Clean", "Load"], semanticKeywords: ["data", "rows"] } },
      },
    ],
  ])("is not changed by %s", (_, other) => {
    expect(stepOf(other)).toBe(stepOf(base));
  });

  test.each<[string, StepSpecificationInput]>([
    ["the step type", { ...base, stepType: "Fit" }],
    ["the job type", { ...base, jobType: "testing" }],
    ["the name of an input", { ...base, dependencies: { lines: rows } }],
    [
      "the type of an input",
      { ...base, dependencies: { rows: { ...rows, dependencyType: "training_data" } } },
    ],
    ["the data type of an input", { ...base, dependencies: { rows: { ...rows, dataType: "Table" } } }],
    ["whether an input is required", { ...base, dependencies: { rows: { ...rows, required: false } } }],
    [
      "the sources of an input",
      { ...base, dependencies: { rows: { ...rows, compatibleSources: ["Load"] } } },
    ],
    ["the keywords of an input", { ...base, dependencies: { rows: { ...rows, semanticKeywords: [] } } }],
    [
      "the type of an output",
      { ...base, outputs: { ...base.outputs, logs: { outputType: "model_artifacts" } } },
    ],
    ["the data type of an output", { ...base, outputs: { ...base.outputs, logs: { dataType: "Text" } } }],
    ["the aliases of an output", { ...base, outputs: { ...base.outputs, logs: { aliases: ["log"] } } }],
    ["an output more", { ...base, outputs: { ...base.outputs, more: {} } }],
    ["what is an input and what an output", { ...base, dependencies: {}, outputs: {} }],
  ])("is changed by %s", (_, other) => {
    expect(stepOf(other)).not.toBe(stepOf(base));
  });
});

function textOf(wiring: Wiring): string {
  return formatLock(wiring.lock());
}

function expectDeepFrozen(value: unknown): void {
  if (typeof value !== "object" || value === null) return;
  expect(Object.isFrozen(value)).toBe(true);
  for (const member of Object.values(value)) expectDeepFrozen(member);
}
