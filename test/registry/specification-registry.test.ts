import { inspect } from "node:util";
import { beforeEach, describe, expect, test } from "vitest";
import { SpecificationRegistry, type NamedSpecification } from "../../src/registry/index.js";
import type { StepSpecificationInput } from "../../src/specification/index.js";
import { caught } from "../support/caught.js";

const load = { stepType: "Load", outputs: { data: {} } };
const train = { stepType: "Train", dependencies: { data: {} }, outputs: { model: {} } };

let registry: SpecificationRegistry;
beforeEach(() => {
  registry = new SpecificationRegistry("orders");
});

describe("registering", () => {
  test("returns what is registered: complete, frozen and a copy", () => {
    const outputs = { data: { aliases: ["rows"] } };
    const given = registry.registerSpecification("load", { stepType: "Load", outputs });
    outputs.data.aliases.push("late");
    expect(registry.getSpecification("load")).toBe(given);
    expect(given.outputs["data"]).toEqual({
      logicalName: "data",
      outputType: "processing_output",
      dataType: "S3Uri",
      aliases: ["rows"],
    });
    expect(() => Object.assign(given.outputs, { extra: {} })).toThrow(TypeError);
  });

  test("the same content again, in whatever order, changes nothing", () => {
    const first = registry.registerSpecification("train", train);
    const again = registry.registerSpecification(" train ", {
      outputs: { model: { dataType: "S3Uri" } },
      dependencies: { data: { required: true, logicalName: "data" } },
      nodeType: "internal",
      stepType: "Train",
    });
    expect(again).toBe(first);
    expect(registry.revision).toBe(1);
  });

  test("other content is refused, with every field that differs", () => {
    registry.registerSpecification("train", train);
    const other: StepSpecificationInput = {
      stepType: "Train",
      version: "2",
      outputs: { model: { aliases: ["m"] } },
    };
    const error = caught(() => registry.registerSpecification("train", other));
    expect(error.code).toBe("STEP_EXISTS");
    expect(error.message).toBe(
      'The step "train" is registered in context "orders" already, with another "nodeType", "dependencies.data", ' +
        '"outputs.model.aliases" and "version".\n' +
        "  hint: choose another step name, or pass { replace: true } to put the new specification in its place.",
    );
    expect(error.details).toMatchObject({
      contextName: "orders",
      stepName: "train",
      fields: [
        { field: "nodeType", before: "internal", after: "source" },
        { field: "dependencies.data" },
        { field: "outputs.model.aliases", before: [], after: ["m"] },
        { field: "version", after: "2" },
      ],
    });
    expect(registry.getSpecification("train")?.version).toBeUndefined();
    expect(registry.revision).toBe(1);
  });

  test("replace puts it in its place", () => {
    for (const name of ["a", "b", "c"]) registry.registerSpecification(name, load);
    registry.registerSpecification("b", train, { replace: true });
    expect(registry.listStepNames()).toEqual(["a", "b", "c"]);
    expect(registry.getSpecification("b")?.stepType).toBe("Train");
    expect(registry.getSpecificationsByType("Load")).toHaveLength(2);
    registry.registerSpecification("a", { ...load, version: "2" }, { replace: true });
    expect(registry.getSpecificationsByType("Load").map(({ version }) => version)).toEqual(["2", undefined]);
    expect(registry.revision).toBe(5);
  });

  test("a step that was taken out comes last when it comes again", () => {
    for (const name of ["a", "b"]) registry.registerSpecification(name, load);
    expect(registry.unregisterSpecification(" a ")).toBe(true);
    expect(registry.unregisterSpecification("a")).toBe(false);
    registry.registerSpecification("a", load);
    expect(registry.listStepNames()).toEqual(["b", "a"]);
    expect(registry.revision).toBe(4);
  });
});

describe("registering many", () => {
  const steps = (...names: string[]): NamedSpecification[] =>
    names.map((stepName) => ({ stepName, specification: load }));

  test("is all, and counts what was new or different", () => {
    registry.registerSpecification("a", load);
    expect(registry.registerAll(steps("a", "b", "c"))).toBe(2);
    expect(registry.registerAll(steps("a", "b"))).toBe(0);
    expect(registry.registerAll([{ stepName: "a", specification: train }], { replace: true })).toBe(1);
    expect(registry.listStepNames()).toEqual(["a", "b", "c"]);
    expect(registry.revision).toBe(4);
  });

  test("or nothing, when one of them is bad", () => {
    registry.registerSpecification("a", load);
    const bad = { stepName: "a", specification: train };
    expect(caught(() => registry.registerAll([...steps("b"), bad])).code).toBe("STEP_EXISTS");
    expect(registry.listStepNames()).toEqual(["a"]);
    expect(registry.revision).toBe(1);
  });

  test("takes any iterable, even one that registers steps itself: none of them is lost", () => {
    function* lazily(): Generator<NamedSpecification> {
      registry.registerSpecification("on the way", load);
      yield* steps("listed");
    }
    expect(registry.registerAll(lazily())).toBe(1);
    expect(registry.listStepNames()).toEqual(["on the way", "listed"]);
  });
});

describe("reading", () => {
  beforeEach(() => {
    registry.registerSpecification("load", load);
    registry.registerSpecification("re\u0301gion", { stepType: "Lade\u0308n" });
  });

  test("finds steps and types under every spelling", () => {
    expect(registry.hasSpecification(" load\n")).toBe(true);
    expect(registry.getSpecification("région")?.stepType).toBe("Ladën");
    expect(registry.getSpecificationsByType(" Lade\u0308n ")).toHaveLength(1);
  });

  test("what is no name is no step", () => {
    for (const odd of [undefined, null, 7, {}, "", " "]) {
      expect(registry.getSpecification(odd as string)).toBeUndefined();
      expect(registry.hasSpecification(odd as string)).toBe(false);
      expect(registry.getSpecificationsByType(odd as string)).toEqual([]);
    }
  });

  test("goes over the steps as they are when it begins", () => {
    const seen: string[] = [];
    for (const [stepName, { stepType }] of registry) {
      seen.push(`${stepName}: ${stepType}`);
      registry.registerSpecification(`copy of ${stepName}`, load);
    }
    expect(seen).toHaveLength(2);
    expect(registry.size).toBe(4);
    expect(new Map(registry).get("load")).toBe(registry.getSpecification("load"));
  });

  test("gives lists that are the caller's own", () => {
    registry.listStepNames().length = 0;
    registry.listSpecifications().length = 0;
    registry.listStepTypes().length = 0;
    registry.getSpecificationsByType("Load").length = 0;
    expect(registry.size).toBe(2);
    expect(registry.listStepTypes()).toHaveLength(2);
  });

  test("says in a line what it holds, and as JSON all of it", () => {
    expect(String(registry)).toBe('SpecificationRegistry(context="orders", steps=2)');
    expect(inspect([registry])).toBe('[ SpecificationRegistry(context="orders", steps=2) ]');
    expect(JSON.stringify(registry)).toBe(JSON.stringify(registry.snapshot()));
  });
});

test("a registry of no manager is made by name, and takes the time from the clock it is given", () => {
  let time = 1000;
  const own = new SpecificationRegistry(" own ", { clock: { now: () => time } });
  time = 2000;
  own.registerSpecification("load", load);
  expect(own.contextName).toBe("own");
  expect(own.stats).toMatchObject({ stepCount: 1, createdAt: 1000, lastUsedAt: 2000 });
  expect(Object.isFrozen(own.stats)).toBe(true);
  expect(new SpecificationRegistry().contextName).toBe("default");
  expect(caught(() => new SpecificationRegistry(null as never)).code).toBe("CONTEXT_NAME_INVALID");
});

test("the statistics of a transaction's registry are those that the context will have", async () => {
  let time = 1000;
  const own = new SpecificationRegistry("own", { clock: { now: () => time } });
  const inside = await own.transaction((draft) => {
    time = 2000;
    draft.registerSpecification("load", load);
    return draft.stats;
  });
  expect(inside).toEqual(own.stats);
  expect(inside).toMatchObject({ stepCount: 1, createdAt: 1000, lastUsedAt: 2000 });
});

describe("snapshots", () => {
  test("are plain, frozen and in order", () => {
    registry.registerSpecification("train", train);
    registry.registerSpecification("load", load);
    const snapshot = registry.snapshot();
    expect(snapshot).toMatchObject({
      version: 1,
      contextName: "orders",
      steps: [{ stepName: "train" }, { stepName: "load" }],
    });
    expect([snapshot, snapshot.steps, snapshot.steps[0]].every(Object.isFrozen)).toBe(true);
    registry.clear();
    expect(snapshot.steps).toHaveLength(2);
  });

  test("restore the steps of another context under one's own name", () => {
    registry.registerSpecification("load", load);
    const production = new SpecificationRegistry("production");
    production.registerSpecification("old", train);
    production.restore(registry.snapshot());
    expect(production.listStepNames()).toEqual(["load"]);
    expect(production.contextName).toBe("production");
    expect(production.revision).toBe(2);
    production.registerSpecification("train", train);
    expect(registry.size).toBe(1);
  });
});

describe("differences", () => {
  test("name steps that come, go and change, field by field", () => {
    registry.registerSpecification("load", load);
    registry.registerSpecification("train", train);
    registry.registerSpecification("report", { stepType: "Report", version: "1" });
    const other = new SpecificationRegistry("candidate");
    other.registerSpecification("publish", { stepType: "Publish" });
    other.registerSpecification("report", { stepType: "Report" });
    other.registerSpecification("train", {
      ...train,
      dependencies: { data: { compatibleSources: ["Load"] }, labels: {} },
    });
    const diff = registry.diff(other);
    expect(diff).toMatchObject({
      added: ["publish"],
      removed: ["load"],
      changed: [
        {
          stepName: "train",
          fields: [
            { field: "dependencies.data.compatibleSources", before: [], after: ["Load"] },
            { field: "dependencies.labels", after: { logicalName: "labels" } },
          ],
        },
        { stepName: "report", fields: [{ field: "version", before: "1" }] },
      ],
      isEmpty: false,
    });
    expect(Object.keys(diff.changed[1]!.fields[0]!)).toEqual(["field", "before"]);
    expect(diff).toEqual(registry.diff(other.snapshot()));
    expect(Object.isFrozen(diff.changed[0]!.fields)).toBe(true);
  });

  test("name ports called like members of Object.prototype", () => {
    registry.registerSpecification("step", { stepType: "T", outputs: { constructor: {} } });
    const other = new SpecificationRegistry();
    const outputs = JSON.parse('{ "__proto__": {}, "toString": {} }') as Record<string, object>;
    other.registerSpecification("step", { stepType: "T", outputs });
    expect(registry.diff(other).changed[0]?.fields.map(({ field }) => field)).toEqual([
      "outputs.constructor",
      "outputs.__proto__",
      "outputs.toString",
    ]);
  });
});
