import fc from "fast-check";
import { expect, test } from "vitest";
import { SpecificationRegistry } from "../../../src/registry/index.js";
import {
  calculateSimilarity,
  DependencyResolver,
  explainSimilarity,
  type Wiring,
} from "../../../src/resolution/index.js";
import { dependencyTypes, type StepSpecificationInput } from "../../../src/specification/index.js";
import {
  naiveAssemble,
  naiveNormalise,
  naiveResolve,
  naiveSimilarity,
  type NaiveStep,
  type NaiveWire,
} from "../../../bench/resolution/naive-classic.js";
import { tries } from "../../support/tries.js";

const words = [
  "model",
  "output",
  "training",
  "data",
  "train",
  "processed",
  "config",
  "eval",
  "the",
  "of",
  "x1",
];
const separators = ["_", "-", ".", "__"];
const stepTypeNames = ["Load", "Clean", "Train"];
const aliases = { Loader: "Load", OldTrain: "Train", OlderTrain: "Train" };

const portName = fc
  .array(fc.constantFrom(...words), { minLength: 1, maxLength: 3 })
  .chain((parts) => fc.constantFrom(...separators).map((separator) => parts.join(separator)));
const stepTypes = [
  "Load",
  "Load_munged",
  "Clean",
  "CleanStep",
  "Train_Training",
  "Other",
  "Other_Testing",
  "Other_testing",
];
const stepType = fc.constantFrom(...stepTypes);
const portType = fc.constantFrom(...dependencyTypes);
const dataType = fc.constantFrom(
  "S3Uri",
  "S3Uri",
  "S3Uri",
  "String",
  "Integer",
  "Float",
  "Boolean",
  "Custom",
);

const dependency = fc.record({
  dependencyType: portType,
  dataType,
  required: fc.boolean(),
  compatibleSources: fc.subarray(["Load", "Loader", "CleanStep", "Train", "OldTrain", "Other", "Nothing"]),
  semanticKeywords: fc.subarray(["Data", "model", "out", "x", "processed"]),
});
const output = fc.record({ outputType: portType, dataType });

const specification: fc.Arbitrary<StepSpecificationInput> = fc
  .record({
    stepType,
    dependencies: fc.dictionary(portName, dependency, { maxKeys: 4 }),
    outputNames: fc.uniqueArray(portName, { maxLength: 8, selector: (name) => name.toLowerCase() }),
    outputs: fc.array(output, { minLength: 3, maxLength: 3 }),
  })
  .map(({ outputNames, outputs, ...rest }) => ({
    ...rest,
    outputs: Object.fromEntries(
      outputs.flatMap((port, index) => {
        const [name, ...others] = outputNames.filter((_, at) => at % outputs.length === index);
        return name === undefined ? [] : [[name, { ...port, aliases: others }]];
      }),
    ),
  }));

const pipeline = fc.array(specification, { minLength: 1, maxLength: 7 });

test("new pipelines are wired as the formulas say, to the last bit", () => {
  fc.assert(
    fc.property(pipeline, (specifications) => {
      const { steps, resolver } = register(specifications);
      expect(tuples(resolver.resolveDependencies())).toEqual(naiveResolve(steps, { stepTypeNames, aliases }));
    }),
    { numRuns: tries(100) },
  );
});

test("new pipelines with a known graph are wired as the formulas say, to the last bit", () => {
  const withGraph = fc.tuple(pipeline, fc.array(fc.tuple(fc.nat(6), fc.nat(6)), { maxLength: 14 }));
  fc.assert(
    fc.property(withGraph, ([specifications, pairs]) => {
      const { steps, resolver } = register(specifications);
      const edges = pairs
        .map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const)
        .filter(([from, to]) => from !== to && to < steps.length)
        .map(([from, to]) => [`s${from}`, `s${to}`] as const);
      const wiring = resolver.resolveDependencies(undefined, { edges });
      expect(tuples(wiring)).toEqual(naiveAssemble(steps, edges, { stepTypeNames, aliases }));
    }),
    { numRuns: tries(100) },
  );
});

test("any two names are as alike as the formulas say, to the last bit", () => {
  const anyName = fc.oneof(
    portName,
    fc.string({ unit: "binary", maxLength: 20 }),
    fc.string({ unit: fc.constantFrom(..."ab c_.-\u0085\ufeffİKΣ数🚀"), maxLength: 20 }),
  );
  const longName = fc.string({ unit: fc.constantFrom(..."aaabcd "), minLength: 150, maxLength: 260 });
  const pairs = fc.oneof(fc.tuple(anyName, anyName), fc.tuple(longName, longName));
  fc.assert(
    fc.property(pairs, ([a, b]) => {
      const { score, normalized } = explainSimilarity(a, b);
      expect(normalized).toEqual([naiveNormalise(a), naiveNormalise(b)]);
      expect(score).toBe(naiveSimilarity(a, b));
      expect(score).toBe(calculateSimilarity(a, b));
      expect(score).toBeGreaterThanOrEqual(0);
      expect(score).toBeLessThanOrEqual(1);
    }),
    { numRuns: tries(250) },
  );
});

function register(specifications: readonly StepSpecificationInput[]): {
  steps: NaiveStep[];
  resolver: DependencyResolver;
} {
  const registry = new SpecificationRegistry("naive");
  const steps = specifications.map((input, index) => {
    const name = `s${index}`;
    return { name, specification: registry.registerSpecification(name, input) };
  });
  return {
    steps,
    resolver: new DependencyResolver(registry, { profile: "classic", stepTypeNames, aliases }),
  };
}

function tuples({ wires }: Wiring): NaiveWire[] {
  return wires.map((wire) => [wire.consumer, wire.dependency, wire.provider, wire.output, wire.score]);
}
