import { describe, expect, test } from "vitest";
import type { Edge } from "../../../src/graph/index.js";
import type { ResolverOptions, Wiring } from "../../../src/resolution/index.js";
import type { StepSpecificationInput } from "../../../src/specification/index.js";
import { caught } from "../../support/caught.js";
import { resolverOf } from "../../support/resolvers.js";

type Steps = Readonly<Record<string, StepSpecificationInput>>;

const give = (...outputs: string[]): StepSpecificationInput => ({
  stepType: "Give",
  outputs: portsOf(outputs),
});
const take = (...dependencies: string[]): StepSpecificationInput => ({
  stepType: "Take",
  dependencies: portsOf(dependencies),
});

function portsOf(names: readonly string[]): Record<string, object> {
  return Object.fromEntries(names.map((name) => [name, {}]));
}

function wiringOf(steps: Steps, edges: readonly Edge[], options?: ResolverOptions): Wiring {
  return resolverOf(steps, options).resolveDependencies(undefined, { edges });
}

function feeds({ wires }: Wiring): Record<string, string> {
  return Object.fromEntries(
    wires.map(({ consumer, dependency, provider, output }) => [
      `${consumer}.${dependency}`,
      `${provider}.${output}`,
    ]),
  );
}

describe("of several steps before it, an input takes", () => {
  const chain: readonly Edge[] = [
    ["first", "second"],
    ["second", "third"],
    ["third", "last"],
  ];
  const third = { ...take("clean_rows"), ...give("notes") };

  test("the nearest of those that fit alike", () => {
    const steps = {
      first: give("rows"),
      second: { ...take("rows"), ...give("rows", "clean_rows") },
      third,
      last: take("rows", "notes"),
    };
    expect(feeds(wiringOf(steps, chain))["last.rows"]).toBe("second.rows");
    expect(wiringOf(steps, chain).ambiguous).toEqual([]);
  });

  test("none that is there for another job, unless an edge leads from it", () => {
    const steps = {
      load_training: give("rows"),
      load_validation: give("rows"),
      split: {
        stepType: "Split",
        dependencies: { rows: { required: false } },
        outputs: { model: { outputType: "model_artifacts" } },
      },
      check_validation: take("rows"),
    } as const;
    const far: readonly Edge[] = [
      ["load_training", "split"],
      ["load_validation", "split"],
      ["split", "check_validation"],
    ];
    expect(feeds(wiringOf(steps, far))["check_validation.rows"]).toBe("load_validation.rows");
    const { load_training, split, check_validation } = steps;
    const onlyTraining = wiringOf({ load_training, split, check_validation }, [far[0]!, far[2]!]);
    expect(onlyTraining.unresolved).toMatchObject([
      {
        dependency: "rows",
        reason:
          'of the steps before it none gives "processing_output" or "training_data" as S3Uri that is like it',
      },
    ]);
    const direct = wiringOf({ load_training, check_validation: take("rows") }, [
      ["load_training", "check_validation"],
    ]);
    expect(feeds(direct)).toEqual({ "check_validation.rows": "load_training.rows" });
  });

  test("one further away if the step is better off for it, however good the nearest look alone", () => {
    const source = { compatibleSources: ["Load"] };
    const steps: Steps = {
      far: { stepType: "Load", outputs: { north_rows: {} } },
      near: { stepType: "Load", outputs: { rows_north: { aliases: ["south_rows"] }, rows_south: {} } },
      take: { stepType: "Take", dependencies: { north_rows: source, south_rows: source } },
    };
    const edges: readonly Edge[] = [
      ["far", "near"],
      ["near", "take"],
    ];
    const profile = { name: "exact", extends: "strict", margin: 0.001 } as const;
    expect(feeds(wiringOf(steps, edges, { profile }))).toEqual({
      "take.north_rows": "far.north_rows",
      "take.south_rows": "near.rows_north",
    });
  });
});

describe("an input that outputs fit equally well", () => {
  const steps = { north: give("rows"), south: give("rows"), report: take("rows") };
  const edges: readonly Edge[] = [
    ["north", "report"],
    ["south", "report"],
  ];

  test("takes none of them, and what they could feed carries nothing", () => {
    const wiring = wiringOf(steps, edges);
    expect(wiring.wires).toEqual([]);
    expect(wiring.ambiguous).toMatchObject([
      {
        consumer: "report",
        dependency: "rows",
        required: true,
        candidates: [{ provider: "north" }, { provider: "south" }],
        pin: 'pins: { "report.rows": "north.rows" }',
      },
    ]);
    expect(wiring.controlEdges).toEqual(
      edges.map(([from, to]) => ({ from, to, reason: 'it is not clear what feeds "report.rows"' })),
    );
    const error = caught(() => wiring.assertComplete());
    expect(error.code).toBe("WIRING_INCOMPLETE");
    expect(error.message).toContain(
      'report.rows: "north.rows" and "south.rows" fit it equally well; settle it with pins: { "report.rows": "north.rows" }',
    );
  });

  test("takes the first of them if told to, and says so", () => {
    const wiring = wiringOf(steps, edges, { onAmbiguous: "report" });
    expect(feeds(wiring.assertComplete())).toEqual({ "report.rows": "north.rows" });
    expect(wiring.ambiguous).toHaveLength(1);
    expect(wiring.unresolved).toEqual([]);
    expect(wiring.controlEdges.map(({ from }) => from)).toEqual(["south"]);
  });

  test("names the best of them first, which is the one that would be taken", () => {
    const sources = { zulu: give("orders_of_day"), alpha: give("day_orders_of") };
    const wiring = wiringOf(
      { ...sources, report: take("orders_of_day") },
      [
        ["zulu", "report"],
        ["alpha", "report"],
      ],
      { onAmbiguous: "report", profile: { name: "wide", extends: "strict", margin: 0.1 } },
    );
    expect(wiring.ambiguous[0]!.candidates.map(({ provider, score }) => [provider, score])).toEqual([
      ["zulu", 1],
      ["alpha", 0.97],
    ]);
    expect(wiring.ambiguous[0]!.pin).toBe('pins: { "report.orders_of_day": "zulu.orders_of_day" }');
    expect(wiring.wires).toMatchObject([{ provider: "zulu" }]);
  });

  test("of the 10,000 there are is shown with the first five", () => {
    const outputs = Array.from({ length: 10_000 }, (_, index) => [
      `rows_${index}`,
      { aliases: [`all_${index}`] },
    ]);
    const many = {
      give: { stepType: "Give", outputs: Object.fromEntries(outputs) as Record<string, object> },
      report: take("rows"),
    };
    for (const wiring of [wiringOf(many, [["give", "report"]]), resolverOf(many).resolveDependencies()]) {
      expect(wiring.wires).toEqual([]);
      expect(wiring.ambiguous.map(({ candidates }) => candidates.length)).toEqual([5]);
      expect(wiring.unresolved[0]!.reason.length).toBeLessThan(1000);
    }
  });
});

describe("an output that fits two inputs of a step", () => {
  const steps = { give: give("rows"), take: take("rows", "more_rows") };
  const edges: readonly Edge[] = [["give", "take"]];

  test("feeds the one that it fits better", () => {
    const wiring = wiringOf(steps, edges);
    expect(feeds(wiring)).toEqual({ "take.rows": "give.rows" });
    expect(wiring.unresolved).toMatchObject([
      { dependency: "more_rows", reason: "give.rows feeds another input" },
    ]);
  });

  test("feeds the one that needs it, although it fits the other better", () => {
    const needy = {
      ...steps,
      take: { stepType: "Take", dependencies: { rows: { required: false }, more_rows: {} } },
    };
    const wiring = wiringOf(needy, edges);
    expect(feeds(wiring)).toEqual({ "take.more_rows": "give.rows" });
    expect(wiring.isComplete).toBe(true);
  });

  test("feeds both if a person says so", () => {
    const pins = { "take.rows": "give.rows", "take.more_rows": "give.rows" };
    expect(feeds(wiringOf(steps, edges, { pins }))).toEqual(pins);
    expect(feeds(wiringOf(steps, edges, { pins: { "take.more_rows": "give.rows" } }))).toEqual({
      "take.more_rows": "give.rows",
    });
  });
});

describe("a pin", () => {
  test("settles what else is ambiguous", () => {
    const steps = { give: give("rows"), other: give("rows"), take: take("rows", "more_rows") };
    const edges: readonly Edge[] = [
      ["give", "take"],
      ["other", "take"],
    ];
    expect(wiringOf(steps, edges).ambiguous).toHaveLength(2);
    const wiring = wiringOf(steps, edges, { pins: { "take.more_rows": "give.rows" } });
    expect(feeds(wiring)).toEqual({ "take.rows": "other.rows", "take.more_rows": "give.rows" });
    expect(wiring.ambiguous).toEqual([]);
    expect(wiring.wires.map(({ decidedBy }) => decidedBy)).toEqual(["graph", "pin"]);
  });

  test("makes its edge carry data, so that no other wire has to", () => {
    const steps = {
      give: give("rows", "unlike"),
      take: { stepType: "Take", dependencies: { rows: {}, hints: { required: false } } },
    };
    const edges: readonly Edge[] = [["give", "take"]];
    expect(feeds(wiringOf(steps, edges, { pins: { "take.rows": "give.rows" } }))).toEqual({
      "take.rows": "give.rows",
    });
  });
});

describe("an edge that carries no data says why", () => {
  const edges: readonly Edge[] = [
    ["gate", "take"],
    ["give", "take"],
  ];

  test("no type fits", () => {
    const model = { stepType: "Gate", outputs: { model: { outputType: "model_artifacts" } } } as const;
    for (const gate of [model, { stepType: "Gate" }]) {
      const { controlEdges } = wiringOf({ gate, give: give("rows"), take: take("rows") }, edges);
      expect(controlEdges).toEqual([
        { from: "gate", to: "take", reason: "no output of gate is of a type that an input of take takes" },
      ]);
      expect(Object.isFrozen(controlEdges[0])).toBe(true);
    }
  });

  test("others feed all that it could", () => {
    const wiring = wiringOf({ gate: give("signal"), give: give("rows"), take: take("rows") }, edges);
    expect(feeds(wiring)).toEqual({ "take.rows": "give.rows" });
    expect(wiring.controlEdges).toEqual([
      {
        from: "gate",
        to: "take",
        reason: 'others feed "take.rows", the only inputs that an output of gate would fit',
      },
    ]);
  });
});

test("an edge carries data where it can, even what is nothing like the input", () => {
  const wiring = wiringOf({ give: give("blob"), take: take("rows") }, [["give", "take"]]);
  expect(wiring.wires).toMatchObject([{ provider: "give", score: 0, decidedBy: "graph" }]);
});

test("steps and edges that are not there are refused, and cyclic edges", () => {
  const steps = { give: give("rows"), take: take("rows") };
  const resolver = resolverOf(steps);
  expect(caught(() => resolver.resolveDependencies(["give", "taek"])).code).toBe("STEP_UNKNOWN");
  expect(caught(() => wiringOf(steps, [["give", "taek"]])).details).toEqual({ stepNames: ["taek"] });
  expect(caught(() => wiringOf(steps, [], { pins: { "taek.rows": "give.rows" } })).code).toBe("PIN_INVALID");
  const around: readonly Edge[] = [
    ["give", "take"],
    ["take", "give"],
  ];
  expect(caught(() => wiringOf(steps, around))).toMatchObject({
    code: "GRAPH_CYCLE",
    details: { cycle: ["give", "take", "give"] },
  });
});
