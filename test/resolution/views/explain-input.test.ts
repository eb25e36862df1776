import { describe, expect, test } from "vitest";
import {
  DependencyResolver,
  type Explanation,
  type Obstacle,
  type Wiring,
} from "../../../src/resolution/index.js";
import type { StepSpecificationInput } from "../../../src/specification/index.js";
import { caught } from "../../support/caught.js";
import { anyStep, classicResolverOf, registryOf, resolverOf } from "../../support/resolvers.js";

type Steps = Readonly<Record<string, StepSpecificationInput>>;
type Edges = readonly (readonly [string, string])[];

function wired(steps: Steps, edges?: Edges, pins: Readonly<Record<string, string>> = {}): Wiring {
  return resolverOf(steps, { pins }).resolveDependencies(undefined, edges === undefined ? {} : { edges });
}

function classicallyWired(steps: Steps, edges?: Edges): Wiring {
  return classicResolverOf(steps).resolveDependencies(undefined, edges === undefined ? {} : { edges });
}

/** Kinds and sentences of what keeps an output from an input. */
function against({ asked }: Explanation): string[] {
  return asked!.obstacles.map(({ kind, reason }: Obstacle) => `${kind}: ${reason}`);
}

const load = { stepType: "Load", outputs: { rows: {} } } as const;
const use = { stepType: "Use", dependencies: { rows: {} } } as const;

describe("what keeps an output from an input in the strict profile", () => {
  test("is that it is of the step itself", () => {
    const wiring = wired({ load, use: { ...use, outputs: { rows: {} } } });
    expect(against(wiring.whyNot("use.rows", "use.rows"))).toEqual(["own-step: is an output of use itself"]);
  });

  test("is its type and its data type, which no score outweighs", () => {
    const odd = { rows: { outputType: "model_artifacts", dataType: "Float" } } as const;
    const { asked } = wired({ load, use, odd: { ...anyStep, outputs: odd } }).whyNot("use.rows", "odd.rows");
    expect(asked).toEqual({
      provider: "odd",
      output: "rows",
      parts: [],
      obstacles: [
        {
          kind: "type",
          reason: 'is model_artifacts, where "processing_output" or "training_data" is wanted',
        },
        { kind: "data-type", reason: "is given as Float, where S3Uri is wanted" },
      ],
    });
  });

  test("is a score that is too low, and a name that is too unlike", () => {
    const wiring = wired({ load, use, other: { ...anyStep, outputs: { metrics: {}, rows_seen: {} } } });
    expect(against(wiring.whyNot("use.rows", "other.metrics"))).toEqual([
      "threshold: does not score more than 0.65",
      "name-floor: is called metrics, like rows by 0, less than 0.25",
    ]);
    expect(against(wiring.whyNot("use.rows", "other.rows_seen"))).toEqual([
      "outranked: is outranked by load.rows (1)",
    ]);
  });

  test("is a name that is too unlike, whatever else speaks for it", () => {
    const rows = { compatibleSources: ["Load"] };
    const wiring = resolverOf(
      { load: { ...load, outputs: { dump: {} } }, use: { ...use, dependencies: { rows } } },
      { profile: { name: "by source", extends: "strict", weights: { name: 0.1 } } },
    ).resolveDependencies();
    expect(against(wiring.whyNot("use.rows", "load.dump"))).toEqual([
      "name-floor: is called dump, like rows by 0, less than 0.25",
    ]);
  });

  test("is that another one comes from a compatible source", () => {
    const rows = { compatibleSources: ["Load"] };
    const wiring = resolverOf(
      {
        load: { ...load, outputs: { raw_rows: {} } },
        copy: { ...anyStep, outputs: { rows: {} } },
        use: { ...use, dependencies: { rows } },
      },
      { profile: { name: "by name", extends: "strict", weights: { source: 0.1 } } },
    ).resolveDependencies();
    expect(wiring.get("use", "rows")?.provider).toBe("load");
    expect(against(wiring.whyNot("use.rows", "copy.rows"))).toEqual([
      "other-source: is not from a compatible source, and load.raw_rows is",
    ]);
  });

  test("is that its step does not come before in the known graph", () => {
    const steps = { load, use, late: load };
    const wiring = wired(steps, [
      ["load", "use"],
      ["use", "late"],
    ]);
    expect(against(wiring.whyNot("use.rows", "late.rows"))).toEqual([
      "not-before: does not come before use in the known graph",
    ]);
  });

  test("is that its step is further away and there for another job", () => {
    const steps = { load_validation: load, mix: { ...anyStep, outputs: { note: {} } }, use_training: use };
    const wiring = wired(steps, [
      ["load_validation", "mix"],
      ["mix", "use_training"],
    ]);
    expect(against(wiring.whyNot("use_training.rows", "load_validation.rows"))).toEqual([
      "job-type: is there for validation and not for training, and no edge leads from load_validation to use_training",
    ]);
  });

  test("is not another job that only the names of steps speak of", () => {
    const steps = {
      load_eu: load,
      load_us: { ...anyStep, outputs: { metrics: {} } },
      mix: { ...anyStep, outputs: { note: {} } },
      use_us: use,
    };
    const wiring = wired(steps, [
      ["load_eu", "mix"],
      ["load_us", "mix"],
      ["mix", "use_us"],
    ]);
    const { asked } = wiring.whyNot("use_us.rows", "load_eu.rows");
    expect(asked?.parts.at(-1)?.note).toBe("load_eu is there for eu, use_us for us");
    expect(asked?.obstacles.map(({ kind }) => kind)).not.toContain("job-type");
  });

  test("is that its step is further away, even if it scores the same", () => {
    const steps = { load, copy: { ...use, outputs: { rows: {} } }, use };
    const wiring = wired(steps, [
      ["load", "copy"],
      ["copy", "use"],
    ]);
    expect(against(wiring.whyNot("use.rows", "load.rows"))).toEqual([
      "outranked: is outranked by copy.rows (1), which is nearer",
    ]);
  });

  test("is the cycle that it would close, with the path around", () => {
    const steps = {
      fit: { ...anyStep, dependencies: { rows: {}, scores: { required: false } }, outputs: { model: {} } },
      judge: { ...anyStep, dependencies: { model: {} }, outputs: { fair_scores: {}, scores: {} } },
      load,
    };
    const { asked } = wired(steps, undefined, { "judge.model": "fit.model" }).whyNot(
      "fit.scores",
      "judge.scores",
    );
    expect(asked?.obstacles).toEqual([
      {
        kind: "cycle",
        reason: "would close the cycle judge → fit → judge",
        cycle: ["judge", "fit", "judge"],
      },
    ]);
  });

  test("is that it feeds another input of the step already", () => {
    const rows = { rows: {}, more_rows: { required: false } };
    for (const edges of [undefined, [["load", "use"]]] as const) {
      const wiring = wired({ load, use: { ...use, dependencies: rows } }, edges);
      expect(against(wiring.whyNot("use.more_rows", "load.rows"))).toEqual([
        "in-use: feeds use.rows already",
      ]);
    }
  });

  test("is that others fit as well, with the pin that chooses it", () => {
    const steps = { north: load, south: load, use, far: { ...load, outputs: { old_rows: {} } } };
    const wiring = wired(steps);
    const explanation = wiring.whyNot("use.rows", "south.rows");
    expect(against(explanation)).toEqual([
      'ambiguous: fits as well as "north.rows"; choose it with pins: { "use.rows": "south.rows" }',
    ]);
    expect(explanation.ambiguity).toBe(wiring.ambiguous[0]);
    expect(explanation.chosen).toBeUndefined();
    expect(against(wiring.whyNot("use.rows", "far.old_rows"))).toEqual([
      "outranked: is outranked by north.rows (1)",
    ]);
  });

  test("is that others fit as well, although the wiring reports only the first of them", () => {
    const fields = Array.from({ length: 12 }, (_, index) => [
      `field_${String(index).padStart(2, "0")}`,
      load,
    ]);
    const steps = { ...(Object.fromEntries(fields) as Steps), use };
    const wiring = resolverOf(steps, { onAmbiguous: "report" }).resolveDependencies();
    const { verdict, ambiguity } = wiring.why("use.rows");
    expect(ambiguity?.candidates).toHaveLength(5);
    expect(verdict).toMatch(/^at least 5 outputs fit it equally well/);
    const { asked } = wiring.whyNot("use.rows", "field_11.rows");
    expect(asked?.obstacles.map(({ kind }) => kind)).toEqual(["ambiguous"]);
    expect(asked?.obstacles[0]?.reason).toMatch(
      /^fits as well as "field_00.rows", .* "use.rows": "field_11.rows" }$/,
    );
  });

  test("is, where a guess was asked for, only that another one comes first", () => {
    const wiring = resolverOf(
      { south: load, north: load, use },
      { onAmbiguous: "report" },
    ).resolveDependencies();
    expect(wiring.why("use.rows")).toMatchObject({
      chosen: { provider: "north", obstacles: [] },
      verdict:
        '2 outputs fit it equally well, and this one comes first; settle it with pins: { "use.rows": "north.rows" }',
    });
    expect(against(wiring.whyNot("use.rows", "south.rows"))).toEqual([
      'ambiguous: fits as well as "north.rows"; choose it with pins: { "use.rows": "south.rows" }',
    ]);
  });

  test("is the pin of another one; the pinned one shows what the pin overrules", () => {
    const steps = { load, use, other: { ...anyStep, outputs: { metrics: {} } } };
    const wiring = wired(steps, undefined, { "use.rows": "other.metrics" });
    const explanation = wiring.whyNot("use.rows", "load.rows");
    expect(against(explanation)).toEqual(["pin: is not other.metrics, which is pinned"]);
    expect(explanation).toMatchObject({
      decidedBy: "pin",
      verdict: "a person decided, and gave no reason",
      chosen: {
        obstacles: [
          { kind: "threshold", reason: "does not score more than 0.65" },
          { kind: "name-floor", reason: "is called metrics, like rows by 0, less than 0.25" },
        ],
      },
    });
  });

  test("is that the wiring as a whole is better without it", () => {
    const steps = {
      near: { ...anyStep, outputs: { notes: {} } },
      load,
      use,
    };
    const wiring = wired(steps, [
      ["load", "near"],
      ["near", "use"],
    ]);
    expect(against(wiring.whyNot("use.rows", "load.rows"))).toEqual([
      "assignment: would be better for this input alone, but not for the wiring as a whole",
    ]);
    expect(wiring.why("use.rows")).toMatchObject({
      decidedBy: "assignment",
      verdict:
        "another output would be better for this input alone, but not for the wiring as a whole; " +
        "the edge from near speaks for it, although it does not score more than 0.65",
    });
  });

  test("is not that it is weak where the chosen one is weak too", () => {
    const steps = { a: { ...anyStep, outputs: { notes: {}, rows_day_notes: {} } }, use };
    const wiring = wired(steps, [["a", "use"]]);
    expect(wiring.get("use", "rows")?.output).toBe("rows_day_notes");
    expect(against(wiring.whyNot("use.rows", "a.notes"))).toEqual([
      "outranked: is outranked by a.rows_day_notes (0.5)",
    ]);
  });

  test("is nothing if it is wired: asked and chosen are the same", () => {
    const wiring = wired({ load, use });
    const explanation = wiring.whyNot("use.rows", "load.rows");
    expect(explanation.asked).toBe(explanation.chosen);
    expect(explanation.asked?.obstacles).toEqual([]);
    expect(explanation.text).toBe(wiring.why("use.rows").text);
  });
});

describe("what keeps an output from an input in the classic profile", () => {
  test("is its type, its step, its score, and what scores more or comes first", () => {
    const wiring = classicallyWired({
      first: load,
      second: load,
      fit: { ...anyStep, outputs: { model: { outputType: "model_artifacts" }, rows: {} } },
      odd: { ...anyStep, outputs: { rows: { outputType: "training_data", dataType: "Float" } } },
      use: { ...use, outputs: { rows: {} } },
    });
    expect(against(wiring.whyNot("use.rows", "second.rows"))).toEqual([
      "outranked: is outranked by first.rows (0.9), which comes first in the listing",
    ]);
    expect(against(wiring.whyNot("use.rows", "fit.model"))).toEqual([
      'type: is model_artifacts, where "processing_output" or "training_data" is wanted',
    ]);
    expect(against(wiring.whyNot("use.rows", "use.rows"))).toEqual(["own-step: is an output of use itself"]);
    expect(against(wiring.whyNot("use.rows", "odd.rows"))).toEqual([
      "threshold: does not score more than 0.5",
    ]);
  });

  test("is in a known graph also its place and what it feeds already", () => {
    const steps = {
      load,
      use: { ...use, dependencies: { more_rows: { required: false }, rows: {} } },
      late: load,
    };
    const wiring = classicallyWired(steps, [
      ["load", "use"],
      ["use", "late"],
    ]);
    expect(against(wiring.whyNot("use.more_rows", "load.rows"))).toEqual(["in-use: feeds use.rows already"]);
    expect(against(wiring.whyNot("use.rows", "late.rows"))).toEqual([
      "not-before: does not come directly before use in the known graph",
    ]);
  });

  test("is no cycle, and without a graph not what it feeds already", () => {
    const twice = { rows: {}, more_rows: {} };
    const wiring = classicallyWired({ load, use: { ...use, dependencies: twice } });
    expect(wiring.whyNot("use.more_rows", "load.rows").asked?.obstacles).toEqual([]);
  });
});

describe("the parts of a score", () => {
  const notesOf = (wiring: Wiring): Record<string, string> =>
    Object.fromEntries(wiring.why("use_training.rows").chosen!.parts.map(({ kind, note }) => [kind, note]));

  test("say in the strict profile what was found", () => {
    const rows = { compatibleSources: ["Load"], semanticKeywords: ["raw", "big"] };
    const loads = { stepType: "Load", outputs: { x: { aliases: ["raw_rows"] } } };
    const consumer = { stepType: "Use", dependencies: { rows } };
    expect(notesOf(wired({ load_training: loads, use_training: consumer }))).toEqual({
      name: '"rows" against its alias "raw_rows"',
      source: "Load is a compatible source",
      keywords: "1 of 2 found in its names",
      jobType: "both are there for training",
    });
    const note = (provider: string, name: string, dependency = {}): string => {
      const steps = { [provider]: load, [name]: { ...use, dependencies: { rows: dependency } } };
      const { asked } = wired(steps).whyNot(`${name}.rows`, `${provider}.rows`);
      return asked!.parts.find(({ kind }) => kind === "jobType")!.note;
    };
    expect(note("load", "use")).toBe("neither step is there for a job");
    expect(note("load", "use_training")).toBe("use_training is there for training, load for no job");
    expect(note("load_training", "use")).toBe(
      "load_training is there for training, which use does not mention",
    );
    expect(note("load_training", "use", { semanticKeywords: ["training"] })).toBe(
      "load_training is there for training, which use mentions",
    );
    expect(note("load_training", "use_validation")).toBe(
      "load_training is there for training, use_validation for validation",
    );
  });

  test("are all 0 in the strict profile where nothing that weighs is said", () => {
    const weights = { name: 0, keywords: 0, jobType: 0 };
    const profile = { name: "by source", extends: "strict", weights } as const;
    const { gatedOut } = resolverOf({ load, use }, { profile }).resolveDependencies().why("use.rows");
    expect(gatedOut[0]).toMatchObject({ score: 0, obstacles: [{ kind: "threshold" }] });
    expect(gatedOut[0]?.parts.map(({ value, most }) => [value, most])).toEqual([
      [0, 0],
      [0, 0],
      [0, 0],
      [0, 0],
    ]);
    const rows = { compatibleSources: ["Store"] };
    const other = wired({ load, use: { ...use, dependencies: { rows } } }).why("use.rows");
    expect(other.chosen?.parts[1]).toEqual({
      kind: "source",
      value: 0,
      most: 0.25 / 0.75,
      note: "Load is not a compatible source",
    });
  });

  test("say in the classic profile what was found, and what the ceiling takes off", () => {
    const rows = { compatibleSources: ["Load"], semanticKeywords: ["rows"] };
    const { chosen } = classicallyWired({ load, use: { ...use, dependencies: { rows } } }).why("use.rows");
    expect(chosen?.parts.map(({ kind, note }) => `${kind}: ${note}`)).toEqual([
      "type: processing_output, as wanted",
      "dataType: S3Uri, as wanted",
      "name: it is called the same",
      "exactName: a name is the same",
      "source: Load is a compatible source",
      "keywords: 1 of 1 found in its name",
      "ceiling: no score is above 1",
    ]);
    expect(chosen?.parts.at(-1)?.value).toBeCloseTo(-0.05, 12);
    const other = classicallyWired({
      load: { ...load, outputs: { table: { outputType: "training_data", dataType: "String" } } },
      use: { ...use, dependencies: { rows: { compatibleSources: ["Store"] } } },
    });
    expect(other.whyNot("use.rows", "load.table").asked?.parts.map(({ note }) => note)).toEqual([
      "training_data is accepted as processing_output",
      "String stands in for S3Uri",
      '"rows" against "table"',
      "no name is the same",
      "Load is not a compatible source",
      "no keywords are listed",
    ]);
  });
});

describe("an explanation", () => {
  test("is of the specifications as they were resolved", () => {
    const registry = registryOf({ load, use });
    const wiring = new DependencyResolver(registry).resolveDependencies();
    const before = new DependencyResolver(registry).resolveDependencies().why("use.rows");
    registry.registerSpecification("load", { stepType: "Load", outputs: { other: {} } }, { replace: true });
    registry.clear();
    expect(wiring.why("use.rows")).toEqual(before);
  });

  test("of an input that nothing feeds gives the reason of the wiring", () => {
    const wiring = wired({ use });
    expect(wiring.why(" use.rows ")).toEqual({
      consumer: "use",
      dependency: "rows",
      required: true,
      accepts: ["processing_output", "training_data"],
      dataType: "S3Uri",
      verdict: wiring.unresolved[0]!.reason,
      runnersUp: [],
      gatedOut: [],
      text: `use.rows <- nothing, required\n  ${wiring.unresolved[0]!.reason}`,
    });
  });

  test("tells outputs apart whose full names are the same, in whatever order they are listed", () => {
    const steps = [
      ["a", { ...anyStep, outputs: { "b.rows": {} } }],
      ["a.b", { ...anyStep, outputs: { rows: {} } }],
      ["use", { ...anyStep, dependencies: { other: {} } }],
    ] as const;
    const wiring = wired(Object.fromEntries(steps));
    const { gatedOut } = wiring.why("use.other");
    expect(gatedOut.map(({ provider }) => provider)).toEqual(["a", "a.b"]);
    expect(wired(Object.fromEntries(steps.toReversed())).why("use.other")).toEqual(wiring.why("use.other"));
  });

  test("gives the reason of a pin", () => {
    const pins = { "use.rows": { output: "load.rows", reason: "there is no other" } };
    expect(resolverOf({ load, use }, { pins }).resolveDependencies().why("use.rows").verdict).toBe(
      "there is no other",
    );
  });
});

test("a name that is no text is refused", () => {
  const wiring = wired({ load, use });
  expect(caught(() => wiring.why(undefined as unknown as string))).toMatchObject({
    code: "OPTION_INVALID",
    message: 'An input is named by a text, but was named by undefined.\n  hint: write "step.dependency".',
  });
  expect(caught(() => wiring.whyNot("use.rows", 5 as unknown as string)).code).toBe("OPTION_INVALID");
});
