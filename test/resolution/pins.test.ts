import { describe, expect, test } from "vitest";
import type { Pins, ResolverOptions } from "../../src/resolution/index.js";
import { caught } from "../support/caught.js";
import { resolverOf } from "../support/resolvers.js";

const steps = {
  load: { stepType: "Load", outputs: { rows: {}, model: { outputType: "model_artifacts" } } },
  clean: { stepType: "Clean", dependencies: { rows: {} }, outputs: { clean_rows: {} } },
  ship: {
    stepType: "Ship",
    dependencies: { rows: {}, hints: { required: false } },
    outputs: { receipt: {} },
  },
} as const;
const edges = [
  ["load", "clean"],
  ["clean", "ship"],
] as const;

function faultsOf(pins: unknown, known: typeof edges | [] = edges): unknown {
  const options = { pins: pins as Pins };
  const error = caught(() =>
    resolverOf(steps, options).resolveDependencies(undefined, known.length === 0 ? {} : { edges: known }),
  );
  expect(error.code).toBe("PIN_INVALID");
  return error.details["faults"];
}

describe("pins", () => {
  test.each(["strict", "classic"] as const)("are kept, whatever the scores say: %s", (profile) => {
    const pins = {
      "ship.rows": { output: "load.rows", reason: "audited" },
      "ship.hints": "load.rows",
    };
    for (const known of [{ edges }, {}]) {
      const wiring = resolverOf(steps, { profile, pins }).resolveDependencies(undefined, known);
      expect(wiring.get("ship", "rows")).toMatchObject({
        provider: "load",
        output: "rows",
        decidedBy: "pin",
        reason: "audited",
      });
      expect(wiring.get("ship", "hints")).toMatchObject({ provider: "load", decidedBy: "pin" });
      expect("reason" in wiring.get("ship", "hints")!).toBe(false);
    }
  });

  test("that name what is not there, or does not fit, are all named", () => {
    expect(
      faultsOf({
        "ship.row": "load.rows",
        "ship.rows": "load.rwos",
        "ship.hints": "load.model",
        "clean.rows": "clean.clean_rows",
        clean: "load.rows",
        "nobody.rows": 7,
        "load.rows": { output: "load.rows", reason: 7 },
      }),
    ).toEqual([
      'the pin of "ship.row" names no input of the steps to be resolved (did you mean "ship.rows"?)',
      'the pin of "ship.rows" names "load.rwos", which is no output of the steps to be resolved (did you mean "load.rows"?)',
      'the pin of "ship.hints" names "load.model", whose type does not fit: it is model_artifacts (S3Uri), and processing_output (S3Uri) is wanted',
      'the pin of "clean.rows" names "clean.clean_rows", an output of the step itself',
      'the pin of "clean" names no input of the steps to be resolved',
      'the pin of "nobody.rows" must be "step.output", but is 7',
      'the pin of "load.rows" must have a text as its reason, but has 7',
    ]);
  });

  test("with something that nobody reads are refused", () => {
    expect(faultsOf({ "ship.rows": { output: "load.rows", reasn: "audited" } })).toEqual([
      'the pin of "ship.rows" has "reasn", which is unknown (did you mean "reason"?)',
    ]);
    expect(faultsOf({ "ship.rows": {}, "clean.rows": null })).toEqual([
      'the pin of "ship.rows" must be "step.output", but is undefined',
      'the pin of "clean.rows" must be "step.output", but is null',
    ]);
  });

  test("are read as names are everywhere, and twice is once too often", () => {
    const accented = {
      load: { stepType: "Load", outputs: { données: {} } },
      ship: { stepType: "Ship", dependencies: { données: {} } },
    };
    const decomposed = { " ship.donne\u0301es ": "load.donne\u0301es " };
    expect(resolverOf(accented, { pins: decomposed }).resolveDependencies().wires).toMatchObject([
      { decidedBy: "pin" },
    ]);
    const twice = { ...decomposed, "ship.donn\u00e9es": "load.donn\u00e9es" };
    expect(
      caught(() => resolverOf(accented, { pins: twice }).resolveDependencies()).details["faults"],
    ).toEqual(['"ship.donn\u00e9es" is pinned twice']);
  });

  test("may not go against the edges, nor around in a circle", () => {
    expect(faultsOf({ "clean.rows": "ship.receipt" })).toEqual([
      'the pins go against the edges: together they lead around in a cycle: "clean" → "ship" → "clean"',
    ]);
    expect(faultsOf({ "clean.rows": "ship.receipt", "ship.rows": "clean.clean_rows" }, [])).toEqual([
      'the pins lead around in a cycle: "clean" → "ship" → "clean"',
    ]);
  });

  test("of a step that takes no part wait for it", () => {
    const resolver = resolverOf(steps, { pins: { "ship.rows": "clean.clean_rows" } });
    expect(resolver.resolveDependencies(["load", "clean"]).wires).toHaveLength(1);
    const dotted = {
      give: { stepType: "Give", outputs: { rows: {} } },
      "a.b": { stepType: "A", dependencies: { "c.d": {} } },
    };
    const waiting = resolverOf(dotted, { pins: { "a.b.c.d": "give.rows" } });
    expect(waiting.resolveDependencies(["give"]).wires).toEqual([]);
    expect(waiting.resolveDependencies().wires).toMatchObject([{ dependency: "c.d", decidedBy: "pin" }]);
  });

  test("that can be read in two ways are refused", () => {
    const dotted = {
      "a.b": { stepType: "A", dependencies: { c: {} } },
      a: { stepType: "A", dependencies: { "b.c": {} } },
      give: { stepType: "Give", outputs: { c: {} } },
    };
    const error = caught(() => resolverOf(dotted, { pins: { "a.b.c": "give.c" } }).resolveDependencies());
    expect(error.message).toContain(
      String.raw`the pin of "a.b.c" can be read in two ways, because names hold dots; write "a.b[\"c\"]" or "a[\"b.c\"]"`,
    );
    const outputs = {
      "a.b": { stepType: "A", outputs: { c: {} } },
      a: { stepType: "A", outputs: { "b.c": {} } },
      take: { stepType: "Take", dependencies: { c: {} } },
    };
    const other = caught(() => resolverOf(outputs, { pins: { "take.c": "a.b.c" } }).resolveDependencies());
    expect(other.message).toContain('the pin of "take.c" names "a.b.c", which can be read in two ways');
  });

  test("can be read in one way with the port in brackets", () => {
    const dotted = {
      "a.b": { stepType: "A", dependencies: { c: {} } },
      a: { stepType: "A", dependencies: { "b.c": {} } },
      give: { stepType: "Give", outputs: { "c.d": {} } },
    };
    const resolver = resolverOf(dotted, { pins: { 'a["b.c"]': 'give["c.d"]', 'a.b["c"]': "give.c.d" } });
    expect(resolver.resolveDependencies().wires).toMatchObject([
      { consumer: "a.b", dependency: "c", decidedBy: "pin" },
      { consumer: "a", dependency: "b.c", decidedBy: "pin" },
    ]);
    expect(resolver.resolveDependencies(["give"]).wires).toEqual([]);
    expect(
      caught(() => resolverOf(dotted, { pins: { 'a["x"]': "give.c.d" } }).resolveDependencies()).code,
    ).toBe("PIN_INVALID");
  });

  test("that settle what is ambiguous are written so that they can be read", () => {
    const ambiguous = {
      a: { stepType: "A", outputs: { "b.c": {} } },
      "a.b": { stepType: "A", outputs: { "b.c": {} } },
      take: { stepType: "Take", dependencies: { "b.c": {} } },
    };
    const { pin } = resolverOf(ambiguous).resolveDependencies().ambiguous[0]!;
    expect(pin).toBe(String.raw`pins: { "take[\"b.c\"]": "a.b[\"b.c\"]" }`);
    const pins = { 'take["b.c"]': 'a["b.c"]' };
    expect(resolverOf(ambiguous, { pins }).resolveDependencies().isComplete).toBe(true);
  });

  test("must be an object", () => {
    const options = { pins: [] } as unknown as ResolverOptions;
    expect(caught(() => resolverOf(steps, options).resolveDependencies())).toMatchObject({
      code: "OPTION_INVALID",
      message: expect.stringContaining("must be an object by input, but is an empty array") as string,
    });
  });
});
