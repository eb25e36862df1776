import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { expect, test } from "vitest";
import { SpecificationRegistry } from "../../../src/registry/index.js";
import { buildPipeline, type Plan, type StepHandlers } from "../../../src/pipeline/index.js";
import { executionFingerprint } from "../../../src/pipeline/plan/fingerprints.js";
import type { StepSpecificationInput } from "../../../src/specification/index.js";
import { acyclicGraph, distancesIn, shuffled } from "../../support/graphs.js";
import { stepsOf } from "../../support/pipelines.js";
import { runNode } from "../../support/run-node.js";

type Steps = Readonly<Record<string, StepSpecificationInput>>;
type Definition = { readonly codeTag?: string; readonly options?: Readonly<Record<string, unknown>> };

/** What the plan of a pipeline is made of, so that one thing of it can be changed. */
interface Parts {
  readonly steps: Steps;
  readonly edges: readonly (readonly [string, string])[];
  readonly definitions?: Readonly<Record<string, Definition>>;
  readonly contextName?: string;
  readonly name?: string;
}

function planOf({ steps, edges, definitions = {}, contextName = "test", name = "nightly" }: Parts): Plan {
  const registry = new SpecificationRegistry(contextName);
  for (const [stepName, step] of Object.entries(steps)) registry.registerSpecification(stepName, step);
  const handlers: StepHandlers = Object.fromEntries(
    Object.keys(steps).map((stepName) => [
      stepName,
      { handle: () => {}, codeTag: "1", ...definitions[stepName] },
    ]),
  );
  return buildPipeline(registry, handlers, { name, edges }).plan;
}

const table = { outputs: { table: {} } };
const base: Parts = {
  steps: {
    load: { stepType: "Load", ...table, description: "reads" },
    check: { stepType: "Check" },
    clean: { stepType: "Clean", dependencies: { table: {} }, outputs: { rows: {} } },
    train: { stepType: "Train", dependencies: { rows: {} }, outputs: { model: {} } },
    audit: { stepType: "Audit" },
  },
  edges: [
    ["load", "check"],
    ["load", "clean"],
    ["check", "clean"],
    ["clean", "train"],
  ],
};

/** The steps whose fingerprints differ. */
function changed(parts: Partial<Parts>): string[] {
  const [before, after] = [planOf(base), planOf({ ...base, ...parts })];
  const now = new Map(after.steps.map(({ stepName, fingerprint }) => [stepName, fingerprint]));
  const differing = before.steps.filter(({ stepName, fingerprint }) => now.get(stepName) !== fingerprint);
  expect(after.fingerprint === before.fingerprint).toBe(differing.length === 0);
  return differing.map(({ stepName }) => stepName);
}

const withStep = (name: string, step: Partial<StepSpecificationInput>): Partial<Parts> => ({
  steps: { ...base.steps, [name]: { ...base.steps[name]!, ...step } },
});

test("what changes in a step changes it and what is behind it, and nothing else", () => {
  expect(changed({})).toEqual([]);
  expect(changed(withStep("clean", { version: "2" }))).toEqual(["clean", "train"]);
  expect(changed({ definitions: { clean: { codeTag: "2" } } })).toEqual(["clean", "train"]);
  expect(changed({ definitions: { clean: { options: { limit: 3 } } } })).toEqual(["clean", "train"]);
  expect(changed({ definitions: { check: { codeTag: "2" } } })).toEqual(["check", "clean", "train"]);
  expect(changed({ definitions: { audit: { codeTag: "2" } } })).toEqual(["audit"]);
  expect(changed({ edges: [...base.edges, ["audit", "train"]] })).toEqual(["train"]);
});

test("a step of another context or pipeline is another one", () => {
  const all = ["load", "check", "clean", "train", "audit"];
  expect(changed({ contextName: "other" })).toEqual(all);
  expect(changed({ name: "weekly" })).toEqual(all);
});

test("descriptions and the order of keys have no say", () => {
  expect(changed(withStep("load", { description: "reads all of it" }))).toEqual([]);
  expect(changed(withStep("load", { outputs: { table: { description: "rows" } } }))).toEqual([]);
  const options = (value: object): Parts => ({ ...base, definitions: { load: { options: { ...value } } } });
  expect(planOf(options({ a: 1, b: 2 })).fingerprint).toBe(planOf(options({ b: 2, a: 1 })).fingerprint);
});

test("the parts say which input and which step before it changed", () => {
  const [before, after] = [planOf(base), planOf({ ...base, definitions: { load: { codeTag: "2" } } })];
  const partsOf = (plan: Plan, name: string) => plan.steps.find(({ stepName }) => stepName === name)!.parts;
  const [was, is] = [partsOf(before, "clean"), partsOf(after, "clean")];
  expect(is).toEqual({ ...was, inputs: { table: expect.any(String) }, after: { check: expect.any(String) } });
  expect(is.inputs["table"]).not.toBe(was.inputs["table"]);
  expect(is.after["check"]).not.toBe(was.after["check"]);
});

test("steps named like members of every object are fingerprinted like others", () => {
  const step = { stepType: "Any" };
  const own = Object.fromEntries([
    ["__proto__", step],
    ["constructor", step],
  ]);
  const { steps: planned } = planOf({ steps: own, edges: [["__proto__", "constructor"]] });
  expect(Object.keys(planned[1]!.parts.after)).toEqual(["__proto__"]);
});

test("whatever the order in which steps are registered, fingerprints are the same; a changed one is behind the change", () => {
  fc.assert(
    fc.property(acyclicGraph, fc.nat(), fc.nat(), (graph, seed, at) => {
      const parts = (nodes: readonly string[], definitions: Parts["definitions"] = {}): Parts => ({
        steps: Object.fromEntries(nodes.map((name) => [name, stepsOf(graph)[name]!])),
        edges: graph.edges,
        definitions,
      });
      const plan = planOf(parts(graph.nodes));
      expect(planOf(parts(shuffled(graph.nodes, seed))).fingerprint).toBe(plan.fingerprint);
      const victim = graph.nodes[at % graph.nodes.length]!;
      const after = planOf(parts(graph.nodes, { [victim]: { codeTag: "2" } }));
      const distance = distancesIn(graph);
      plan.steps.forEach(({ stepName, fingerprint }, index) => {
        const isBehind = stepName === victim || distance(victim, stepName) < Infinity;
        expect(after.steps[index]!.fingerprint !== fingerprint).toBe(isBehind);
      });
    }),
  );
});

test("another process makes the same fingerprint of the same plan", async () => {
  const program = `
    import { buildPipeline, getRegistry } from "./dist/index.js";
    const registry = getRegistry("test");
    for (const [name, step] of Object.entries(${JSON.stringify(base.steps)})) registry.registerSpecification(name, step);
    const handlers = Object.fromEntries(registry.listStepNames().map((name) => [name, { handle: () => {}, codeTag: "1" }]));
    console.log(buildPipeline(registry, handlers, { name: "nightly", edges: ${JSON.stringify(base.edges)} }).plan.fingerprint);
  `;
  const cwd = fileURLToPath(new URL("../../..", import.meta.url));
  const { output, errors } = await runNode(["--input-type=module", "--eval", program], { cwd });
  expect(errors).toBe("");
  expect(output.trim()).toBe(planOf(base).fingerprint);
});

test("an execution is told from others by its step, its partition, and what it goes on from", () => {
  const made = [
    executionFingerprint("a", "2025", undefined),
    executionFingerprint("b", "2025", undefined),
    executionFingerprint("a", "2026", undefined),
    executionFingerprint("a", "2026", null),
    executionFingerprint("a", "2026", "c"),
  ];
  expect(new Set(made).size).toBe(made.length);
});
