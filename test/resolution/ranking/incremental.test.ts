import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DependencyResolver, type ResolverOptions } from "../../../src/resolution/index.js";
import type { StepSpecificationInput } from "../../../src/specification/index.js";
import {
  classicProfileOf,
  crowdedStep,
  randomStep,
  randomSteps,
  stepName,
  strictProfileOf,
  typeNames,
} from "../../support/random-steps.js";
import { registryOf } from "../../support/resolvers.js";
import { tries } from "../../support/tries.js";

/** A change of one of the steps; which one, the number says. */
type Change =
  | {
      readonly kind: "replace" | "outputs" | "dependencies" | "type";
      readonly at: number;
      readonly by: StepSpecificationInput;
    }
  | { readonly kind: "keywords"; readonly at: number; readonly keywords: readonly string[] }
  | { readonly kind: "job"; readonly at: number; readonly job: string | undefined }
  | { readonly kind: "back" | "remove"; readonly at: number }
  | { readonly kind: "register"; readonly name: string; readonly by: StepSpecificationInput };

/** A change that puts such steps, or parts of them, in the place of others. */
function changeBy(step: fc.Arbitrary<StepSpecificationInput>): fc.Arbitrary<Change> {
  const at = fc.nat(1000);
  return fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({
        kind: fc.constantFrom("replace", "outputs", "dependencies", "type"),
        at,
        by: step,
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constant("keywords"),
        at,
        keywords: fc.subarray(["model", "data", "x1", "train", "eu"]),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant("job"),
        at,
        job: fc.constantFrom(undefined, "training", "x1", "eu"),
      }),
    },
    { weight: 3, arbitrary: fc.record({ kind: fc.constant("back"), at }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant("remove"), at }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant("register"), name: stepName, by: step }) },
  );
}

function changed(step: StepSpecificationInput, change: Change): StepSpecificationInput {
  const { jobType, ...rest } = step;
  const job = jobType === undefined ? {} : { jobType };
  if (change.kind === "job") return { ...rest, ...(change.job === undefined ? {} : { jobType: change.job }) };
  if (change.kind === "keywords") {
    const dependencies = Object.fromEntries(
      Object.entries(step.dependencies ?? {}).map(([name, dependency]) => [
        name,
        { ...dependency, semanticKeywords: change.keywords },
      ]),
    );
    return { ...rest, ...job, dependencies };
  }
  if (!("by" in change)) return step;
  const { stepType, outputs = {}, dependencies = {} } = change.by;
  if (change.kind === "outputs") return { ...rest, ...job, outputs };
  if (change.kind === "dependencies") return { ...rest, ...job, dependencies };
  if (change.kind === "type") return { ...rest, ...job, stepType };
  return { stepType, outputs, dependencies, ...job };
}

/** Makes one change after the other; each time the same resolver finds what a new one does. */
function expectAsNew(
  steps: Readonly<Record<string, StepSpecificationInput>>,
  rounds: readonly (readonly Change[])[],
  options: ResolverOptions,
): void {
  const registry = registryOf(steps);
  const present = new Map(Object.entries(steps));
  const resolver = new DependencyResolver(registry, options);
  resolver.resolveDependencies();
  for (const round of rounds) {
    for (const each of round) {
      if (each.kind === "register") {
        present.set(each.name, each.by);
        registry.registerSpecification(each.name, each.by, { replace: true });
        continue;
      }
      const names = [...present.keys()];
      const name = names[each.at % names.length]!;
      if (each.kind === "remove" && present.size > 1) {
        present.delete(name);
        registry.unregisterSpecification(name);
        continue;
      }
      const step =
        each.kind === "back" ? (steps[name] ?? present.get(name)!) : changed(present.get(name)!, each);
      present.set(name, step);
      registry.registerSpecification(name, step, { replace: true });
    }
    const anew = new DependencyResolver(registry, options).resolveDependencies();
    expect(resolver.resolveDependencies().toJSON()).toEqual(anew.toJSON());
  }
}

const roundsOf = (step: typeof randomStep): fc.Arbitrary<Change[][]> =>
  fc.array(fc.array(changeBy(step), { minLength: 1, maxLength: 3 }), { maxLength: 8, size: "max" });

describe.each([
  ["that declare this and that", randomStep, tries(4)],
  ["that mostly declare the same", crowdedStep, tries(6)],
] as const)("a resolver that has resolved before, with steps %s", (_, step, numRuns) => {
  const steps = randomSteps(12, 40, step);

  test("finds what a new one finds, whatever was changed, in the classic profile", () => {
    fc.assert(
      fc.property(steps, roundsOf(step), classicProfileOf, (given, rounds, profile) => {
        expectAsNew(given, rounds, {
          profile: { name: "own", extends: "classic", ...profile },
          ...typeNames,
        });
      }),
      { numRuns },
    );
  });

  test("finds what a new one finds, whatever was changed, in the strict profile", () => {
    fc.assert(
      fc.property(steps, roundsOf(step), strictProfileOf, fc.boolean(), (given, rounds, profile, guesses) => {
        expectAsNew(given, rounds, {
          profile: { name: "own", extends: "strict", ...profile },
          onAmbiguous: guesses ? "report" : "error",
          ...typeNames,
        });
      }),
      { numRuns },
    );
  });
});
