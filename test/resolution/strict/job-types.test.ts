import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Wire } from "../../../src/resolution/index.js";
import type { StepSpecificationInput } from "../../../src/specification/index.js";
import { resolverOf } from "../../support/resolvers.js";
import { tries } from "../../support/tries.js";

const load = (outputs: StepSpecificationInput["outputs"] = { rows: {} }): StepSpecificationInput => ({
  stepType: "Load",
  ...(outputs === undefined ? {} : { outputs }),
});
const clean: StepSpecificationInput = { stepType: "Clean", dependencies: { rows: {} } };

/** The providers of the inputs called `rows`, by consumer. */
function providers(steps: Readonly<Record<string, StepSpecificationInput>>): Record<string, string> {
  const { wires } = resolverOf(steps).resolveDependencies();
  return Object.fromEntries(wires.map(({ consumer, provider }) => [consumer, provider]));
}

describe("the job of a step", () => {
  test("is what it says, or a known ending of its name", () => {
    expect(
      providers({ read_training: load(), read_validation: load(), check_training: clean, judge_val: clean }),
    ).toEqual({ check_training: "read_training", judge_val: "read_validation" });
    expect(
      providers({
        one: { ...load(), jobType: "blue" },
        two: { ...load(), jobType: "green" },
        three: { ...clean, jobType: "Green" },
      }),
    ).toEqual({ three: "two" });
  });

  test("is an ending by which steps differ that are called the same", () => {
    expect(providers({ load_eu: load(), load_us: load(), clean_us: clean, clean_eu: clean })).toEqual({
      clean_us: "load_us",
      clean_eu: "load_eu",
    });
  });

  test("may be a word that says nothing elsewhere, or several words", () => {
    expect(providers({ load_a: load(), load_the: load(), clean_a: clean, clean_the: clean })).toEqual({
      clean_a: "load_a",
      clean_the: "load_the",
    });
    expect(
      providers({
        one: { ...load(), jobType: "new_york" },
        two: { ...load(), jobType: "boston" },
        new_york_report: clean,
      }),
    ).toEqual({ new_york_report: "one" });
  });

  test("is read as the profile spells it", () => {
    const profile = { name: "own", extends: "strict", jobTypes: ["EU", "Hold-Outs"] } as const;
    const steps = { load_eu: load(), "read_hold-out": load(), clean_eu: clean };
    const { wires } = resolverOf(steps, { profile }).resolveDependencies();
    expect(wires.map(({ provider, parts }) => [provider, parts.jobType! > 0])).toEqual([["load_eu", true]]);
    const held = { ...steps, clean_eu: { stepType: "Other" }, "clean_hold-out": clean };
    expect(resolverOf(held, { profile }).resolveDependencies().wires).toMatchObject([
      { provider: "read_hold-out" },
    ]);
  });
});

describe("a step that is compatible with nothing", () => {
  const port = fc.constantFrom("rows", "clean_rows", "model", "test_rows");
  const specification: fc.Arbitrary<StepSpecificationInput> = fc.record({
    stepType: fc.constantFrom("Load", "Clean"),
    dependencies: fc.dictionary(port, fc.constant({}), { maxKeys: 2 }),
    outputs: fc.dictionary(port, fc.constant({}), { maxKeys: 2 }),
  });
  const endings = ["eu", "us", "training", "x", "y"];
  const names = ["load", "clean", "fit"].flatMap((base) => [base, ...endings.map((end) => `${base}_${end}`)]);
  const stranger: fc.Arbitrary<StepSpecificationInput> = fc.constantFrom<StepSpecificationInput>(
    { stepType: "Stranger" },
    { stepType: "Stranger", outputs: { rows: { dataType: "Else" } } },
    { stepType: "Stranger", dependencies: { rows: { dataType: "Else", required: false } } },
    {
      stepType: "Stranger",
      dependencies: { rows: { dataType: "Else", required: false } },
      outputs: { rows: { dataType: "Else" } },
    },
  );

  test("changes no wire, whatever it is called", () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom(...names), specification, {
          minKeys: 2,
          maxKeys: 6,
          noNullPrototype: true,
        }),
        fc.constantFrom(...names),
        stranger,
        fc.boolean(),
        (steps, name, strange, isGraphKnown) => {
          fc.pre(!Object.hasOwn(steps, name));
          const listed = Object.keys(steps);
          const edges = listed.slice(1).map((to, index) => [listed[index]!, to] as const);
          const wiresOf = (all: typeof steps): readonly Wire[] =>
            resolverOf(all).resolveDependencies(undefined, isGraphKnown ? { edges } : {}).wires;
          expect(wiresOf({ ...steps, [name]: strange })).toEqual(wiresOf(steps));
        },
      ),
      { numRuns: tries(250) },
    );
  });

  test("makes no job of the ending by which it differs from another", () => {
    const steps = { load_y: load(), fetch: load(), clean_y: clean };
    const before = resolverOf(steps).resolveDependencies();
    const after = resolverOf({ ...steps, load_x: { stepType: "Stranger" } }).resolveDependencies();
    expect(before.ambiguous).toHaveLength(1);
    expect(after.ambiguous).toEqual(before.ambiguous);
    expect(
      resolverOf({ ...steps, load_x: load() })
        .resolveDependencies()
        .get("clean_y", "rows"),
    ).toMatchObject({
      provider: "load_y",
    });
  });
});
