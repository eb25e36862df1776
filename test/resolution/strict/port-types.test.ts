import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { profiles } from "../../../src/resolution/index.js";
import type { ListedStep } from "../../../src/resolution/listed-step.js";
import { isRelatedDataType } from "../../../src/resolution/rating.js";
import { JobTypes } from "../../../src/resolution/strict/job-types.js";
import { StrictNames } from "../../../src/resolution/strict/strict-names.js";
import { PortTypes } from "../../../src/resolution/strict/port-types.js";
import type { StepSpecificationInput } from "../../../src/specification/index.js";
import { listedSteps } from "../../support/random-steps.js";

const { strict } = profiles;
const type = fc.constantFrom(
  "processing_output" as const,
  "training_data" as const,
  "model_artifacts" as const,
);
const dataType = fc.constantFrom("S3Uri", "String", "Own");
const port = fc.constantFrom("a", "b");
const step: fc.Arbitrary<StepSpecificationInput> = fc.record({
  stepType: fc.constantFrom("Load", "Fit_eu"),
  dependencies: fc.dictionary(port, fc.record({ dependencyType: type, dataType }), { maxKeys: 2 }),
  outputs: fc.dictionary(port, fc.record({ outputType: type, dataType }), { maxKeys: 1 }),
});
const names = ["load_eu", "load_us", "load", "clean_eu", "clean_x", "fit_training", "fit_x"];
const steps = fc.dictionary(fc.constantFrom(...names), step, {
  minKeys: 1,
  maxKeys: 6,
  noNullPrototype: true,
});
const jobType = fc.constantFrom(undefined, "eu", "blue");

/** Whether one of two steps could feed the other. */
function couldMeet(a: ListedStep, b: ListedStep): boolean {
  const feeds = ({ offers }: ListedStep, { specification }: ListedStep): boolean =>
    Object.values(specification.dependencies).some((dependency) =>
      offers.some(
        ({ output }) =>
          strict.acceptedTypes[dependency.dependencyType].includes(output.outputType) &&
          isRelatedDataType(dependency.dataType, output.dataType, strict.relatedDataTypes),
      ),
    );
  return feeds(a, b) || feeds(b, a);
}

function compatible(listed: readonly ListedStep[]): readonly boolean[] {
  return listed.map((each) => listed.some((other) => other !== each && couldMeet(each, other)));
}

describe("types of ports", () => {
  test("tell which steps could be wired to another one", () => {
    fc.assert(
      fc.property(steps, (given) => {
        const listed = listedSteps(given);
        const ports = new PortTypes(listed, strict);
        expect(listed.map((each) => ports.isCompatible(each))).toEqual(compatible(listed));
      }),
      { numRuns: 300 },
    );
  });

  test("tell it after replacements too, and whether one made a difference to others", () => {
    fc.assert(
      fc.property(steps, fc.array(fc.tuple(fc.nat(9), step), { maxLength: 5 }), (given, replacements) => {
        let listed = listedSteps(given);
        const ports = new PortTypes(listed, strict);
        for (const [number, input] of replacements) {
          const at = number % listed.length;
          const old = listed[at]!;
          const by = { ...listedSteps({ [old.name]: input })[0]!, index: at };
          const before = compatible(listed);
          const areOthersAlike = ports.replace(old, by);
          listed = listed.with(at, by);
          const after = compatible(listed);
          expect(listed.map((each) => ports.isCompatible(each))).toEqual(after);
          const isDifferent = after.some((is, place) => place !== at && is !== before[place]);
          expect(areOthersAlike && isDifferent).toBe(false);
        }
      }),
      { numRuns: 300 },
    );
  });

  test("make no difference where there are others of the same types", () => {
    const [give, take] = [
      { stepType: "Give", outputs: { a: {} } },
      { stepType: "Take", dependencies: { a: {} } },
    ];
    const [one, two, three, ...rest] = listedSteps({
      one: give,
      two: give,
      three: give,
      four: take,
      five: take,
    });
    const ports = new PortTypes([one!, two!, three!, ...rest], strict);
    const [empty] = listedSteps({ one: { stepType: "Give" } });
    expect(ports.replace(one!, empty!)).toBe(true);
    expect(ports.replace(empty!, one!)).toBe(true);
    expect(ports.replace(one!, empty!)).toBe(true);
    expect(ports.replace(two!, listedSteps({ two: { stepType: "Give" } })[0]!)).toBe(false);
  });
});

describe("job types after a step was replaced", () => {
  test("are what they would be anew, unless they are said to be out of date", () => {
    let kept = 0;
    const { reader } = new StrictNames(strict.names);
    fc.assert(
      fc.property(steps, fc.nat(9), step, jobType, jobType, (given, number, input, before, after) => {
        const jobOf = (job: string | undefined): Pick<StepSpecificationInput, "jobType"> =>
          job === undefined ? {} : { jobType: job };
        const name = Object.keys(given)[number % Object.keys(given).length]!;
        const first = { ...given, [name]: { ...given[name]!, ...jobOf(before) } };
        const second = { ...given, [name]: { ...input, ...jobOf(after) } };
        const [listed, next] = [listedSteps(first), listedSteps(second)];
        const jobTypes = new JobTypes(listed, strict, reader);
        const at = listed.findIndex((each) => each.name === name);
        jobTypes.suiting(name, () => new Set());
        if (!jobTypes.replace(listed[at]!, next[at]!)) return;
        kept++;
        const anew = new JobTypes(next, strict, reader);
        const keywords = new Set(["eu"]);
        for (const { name: consumer } of next) {
          expect(jobTypes.of(consumer)).toBe(anew.of(consumer));
          for (const words of [keywords, new Set<string>()])
            expect(jobTypes.suiting(consumer, () => words)).toEqual(anew.suiting(consumer, () => words));
          for (const job of ["eu", "us", "x", "blue", "training"])
            expect(jobTypes.isElsewhere(job, consumer)).toBe(anew.isElsewhere(job, consumer));
          for (const { name: provider } of next)
            expect(jobTypes.affinity(provider, consumer, keywords)).toBe(
              anew.affinity(provider, consumer, keywords),
            );
        }
      }),
      { numRuns: 400 },
    );
    expect(kept).toBeGreaterThan(20);
  });
});
