import { describe, expect, test } from "vitest";
import type { ResolverOptions, Wiring } from "../../../src/resolution/index.js";
import type { StepSpecificationInput } from "../../../src/specification/index.js";
import { caught } from "../../support/caught.js";
import { resolverOf } from "../../support/resolvers.js";

type Steps = Readonly<Record<string, StepSpecificationInput>>;

function step(inputs: readonly string[], outputs: readonly string[] = []): StepSpecificationInput {
  const ports = (names: readonly string[]): Record<string, object> =>
    Object.fromEntries(names.map((name) => [name, {}]));
  return { stepType: "Any", dependencies: ports(inputs), outputs: ports(outputs) };
}

function wiringOf(steps: Steps, options?: ResolverOptions): Wiring {
  return resolverOf(steps, options).resolveDependencies();
}

function feeds({ wires }: Wiring): Record<string, string> {
  return Object.fromEntries(
    wires.map(({ consumer, dependency, provider, output }) => [
      `${consumer}.${dependency}`,
      `${provider}.${output}`,
    ]),
  );
}

describe("a cycle that cannot be avoided", () => {
  const wiring = wiringOf({ hen: step(["egg"], ["hen"]), nest: step(["hen"], ["egg"]) });

  test("is where one input stays open, with the path around", () => {
    expect(wiring.cycle).toBeUndefined();
    expect(wiring.wires).toHaveLength(1);
    expect(wiring.unresolved).toMatchObject([
      {
        consumer: "hen",
        dependency: "egg",
        reason: "nest.egg would close the cycle nest → hen → nest",
        cycle: ["nest", "hen", "nest"],
      },
    ]);
    expect(Object.isFrozen(wiring.unresolved[0]!.cycle)).toBe(true);
  });

  test("is an error of its own", () => {
    expect(caught(() => wiring.assertComplete())).toMatchObject({
      code: "GRAPH_CYCLE",
      details: { cycle: ["nest", "hen", "nest"] },
    });
  });

  test("is one of several things that are missing, if it is", () => {
    const more = wiringOf({ hen: step(["egg"], ["hen"]), nest: step(["hen", "straw"], ["egg"]) });
    const error = caught(() => more.assertComplete());
    expect(error.code).toBe("WIRING_INCOMPLETE");
    expect("cycle" in error.details).toBe(false);
  });
});

describe("where no graph is known", () => {
  test("an optional input gives way to a required one that would close a cycle", () => {
    const optional = { stepType: "Any", dependencies: { egg: { required: false } }, outputs: { hen: {} } };
    const wiring = wiringOf({ hen: optional, nest: step(["hen"], ["egg"]) });
    expect(feeds(wiring.assertComplete())).toEqual({ "nest.hen": "hen.hen" });
  });

  test("an output feeds a step once, the input that it fits better", () => {
    const wiring = wiringOf({ give: step([], ["rows"]), take: step(["rows", "more_rows"]) });
    expect(feeds(wiring)).toEqual({ "take.rows": "give.rows" });
    expect(wiring.unresolved).toMatchObject([
      { dependency: "more_rows", reason: "give.rows feeds another input" },
    ]);
  });

  test("the same job comes before another, and what is known of neither is ambiguous", () => {
    const steps = { load_training: step([], ["rows"]), load_validation: step([], ["rows"]) };
    expect(feeds(wiringOf({ ...steps, check_validation: step(["rows"]) }))).toEqual({
      "check_validation.rows": "load_validation.rows",
    });
    const wiring = wiringOf({ ...steps, check: step(["rows"]) });
    expect(wiring.ambiguous).toMatchObject([
      { candidates: [{ provider: "load_training" }, { provider: "load_validation" }] },
    ]);
  });

  test("jobs that weigh nothing decide nothing", () => {
    const profile = { name: "jobless", extends: "strict", weights: { jobType: 0 } } as const;
    const steps = { load_training: step([], ["rows"]), load_validation: step([], ["rows"]) };
    const wiring = wiringOf({ ...steps, check_validation: step(["rows"]) }, { profile });
    expect(wiring.wires).toEqual([]);
    expect(wiring.ambiguous).toHaveLength(1);
  });

  test("an ambiguous input is settled by what a pin takes away, or by taking the first if told to", () => {
    const steps = {
      north: step([], ["rows"]),
      south: step([], ["rows"]),
      report: step(["rows", "old_rows"]),
    };
    expect(wiringOf(steps).ambiguous).not.toEqual([]);
    const pinned = wiringOf(steps, { pins: { "report.old_rows": "north.rows" } });
    expect(feeds(pinned)).toEqual({ "report.rows": "south.rows", "report.old_rows": "north.rows" });
    expect(pinned.ambiguous).toEqual([]);
    const guessed = wiringOf(steps, { onAmbiguous: "report" });
    expect(feeds(guessed)["report.rows"]).toBe("north.rows");
    expect(guessed.ambiguous.map(({ dependency }) => dependency)).toContain("rows");
  });

  test("a pin may lead to what no score would", () => {
    const wiring = wiringOf(
      { give: step([], ["blob"]), take: step(["rows"]) },
      { pins: { "take.rows": "give.blob" } },
    );
    expect(wiring.wires).toMatchObject([{ output: "blob", score: 0, decidedBy: "pin" }]);
  });
});
