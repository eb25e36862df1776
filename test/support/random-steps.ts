import fc from "fast-check";
import { profiles, type ClassicProfile, type StrictProfile } from "../../src/resolution/index.js";
import { listStep, type ListedStep } from "../../src/resolution/listed-step.js";
import { StepTypeNames } from "../../src/resolution/step-type-names.js";
import {
  defineSpecification,
  type StepSpecification,
  type StepSpecificationInput,
} from "../../src/specification/index.js";

/** Words that are equal, related, parts of each other, too short to be looked for, or left out. */
const words =
  "model models data dataset training train output config eval x x1 the of_the labels 数据 TrainingSet".split(
    " ",
  );

/** Names of a port, of one to three words. */
export const portName = fc
  .tuple(
    fc.array(fc.constantFrom(...words), { minLength: 1, maxLength: 3 }),
    fc.constantFrom("_", "_", "-", "."),
  )
  .map(([parts, separator]) => parts.join(separator));

const stepTypes = ["Load", "LoadStep", "Clean", "Clean_Training", "Train_munged", "Train", "Judge", "Other"];
const sources = [...stepTypes.slice(0, 6), "OldLoad", "OlderClean"];
const keywords = ["Data", "model", "train", "x", "eval set", "the", "数据"];
const portType = fc.constantFrom(
  "processing_output" as const,
  "processing_output" as const,
  "training_data" as const,
  "model_artifacts" as const,
);
const dataType = fc.constantFrom("S3Uri", "S3Uri", "S3Uri", "String", "Integer", "Own");

/** What every resolver of {@link randomSteps} knows of step types. */
export const typeNames = { stepTypeNames: ["Train"], aliases: { OldLoad: "Load", OlderClean: "Clean" } };

/** What the declarations of random steps are taken from. */
interface Declared {
  readonly stepTypes: readonly string[];
  readonly portName: fc.Arbitrary<string>;
  readonly portType: typeof portType;
  readonly dataType: typeof dataType;
  readonly sources: readonly string[];
  readonly keywords: readonly string[];
}

function stepOf(declared: Declared): fc.Arbitrary<StepSpecificationInput> {
  const { portName: name, portType: type, dataType: data } = declared;
  const dependency = fc.record({
    dependencyType: type,
    dataType: data,
    required: fc.boolean(),
    compatibleSources: fc.subarray([...declared.sources], { maxLength: 2 }),
    semanticKeywords: fc.subarray([...declared.keywords], { maxLength: 3 }),
  });
  return fc
    .record({
      stepType: fc.constantFrom(...declared.stepTypes),
      jobType: fc.option(fc.constantFrom("training", "Testing", "new_york", "x1"), {
        nil: undefined,
        freq: 6,
      }),
      dependencies: fc.dictionary(name, dependency, { maxKeys: 3 }),
      outputNames: fc.uniqueArray(name, { maxLength: 5, selector: (each) => each.toLowerCase() }),
      outputs: fc.array(fc.record({ outputType: type, dataType: data }), { minLength: 2, maxLength: 2 }),
    })
    .map(({ outputNames, outputs, jobType, ...rest }) => ({
      ...rest,
      ...(jobType === undefined ? {} : { jobType }),
      outputs: Object.fromEntries(
        outputs.flatMap((port, index) => {
          const [first, ...others] = outputNames.filter((_, at) => at % outputs.length === index);
          return first === undefined ? [] : [[first, { ...port, aliases: others }]];
        }),
      ),
    }));
}

/** A step whose ports are named with the same few words as those of the others. */
export const randomStep = stepOf({ stepTypes, portName, portType, dataType, sources, keywords });

/** A step that declares hardly anything that others do not declare too: most outputs are of one class with others. */
export const crowdedStep = stepOf({
  stepTypes: ["Load", "Clean", "Train"],
  portName: fc.constantFrom("data", "model", "train_data", "training_data", "x"),
  portType: fc.constant("processing_output" as const),
  dataType: fc.constantFrom("S3Uri", "S3Uri", "S3Uri", "String"),
  sources: ["Load", "Train"],
  keywords: ["data", "train", "x"],
});

const stepNames = ["load", "clean", "fit", "new_york", "judge_x", "a", "b", "c", "d", "e", "f"].flatMap(
  (base) => ["", "_eu", "_us", "_training", "_x1", "_val"].map((ending) => base + ending),
);

/** The names of all steps that {@link randomSteps} can have. */
export const stepName = fc.constantFrom(...stepNames);

/** Pipelines of many steps that could all feed each other. */
export function randomSteps(
  minKeys: number,
  maxKeys: number,
  step = randomStep,
): fc.Arbitrary<Readonly<Record<string, StepSpecificationInput>>> {
  return fc.dictionary(stepName, step, { minKeys, maxKeys, noNullPrototype: true, size: "max" });
}

const weight = fc.constantFrom(0, 0.05, 0.1, 0.3, 1, 2);
const share = fc.constantFrom(0, 0.25, 0.5, 0.8, 1);
const vocabulary = {
  synonyms: fc.constantFrom(
    [],
    [["model", "labels"]],
    [
      ["data", "train", "x"],
      ["train", "output", "eval"],
    ],
  ),
  abbreviations: fc.constantFrom({}, { x: "training" }, { dataset: "data set", eval: "modèle" }),
  stopWords: fc.constantFrom([], ["of", "the"], ["data", "model"]),
};
const shortest = fc.constantFrom(0, 1, 2, 3, 5, 60);

function someWeights<Key extends string>(keys: readonly Key[]): fc.Arbitrary<Record<Key, number>> {
  return fc
    .tuple(...keys.map(() => weight))
    .filter((weights) => weights.some((each) => each > 0))
    .map((weights) => Object.fromEntries(keys.map((key, at) => [key, weights[at]!])) as Record<Key, number>);
}

function scaled<Key extends string>([weights, scale]: readonly [Record<Key, number>, number]): Record<
  Key,
  number
> {
  const entries = Object.entries<number>(weights);
  return Object.fromEntries(entries.map(([key, each]) => [key, each * scale])) as Record<Key, number>;
}

const keysOf = <Key extends string>(group: Readonly<Record<Key, number>>): Key[] =>
  Object.keys(group) as Key[];

/** Abbreviations are added to those that are built in. */
function withBuiltIn<Rules extends Pick<StrictProfile["names"], "abbreviations">>(
  own: Rules,
  { abbreviations }: Pick<StrictProfile["names"], "abbreviations">,
): Rules {
  return { ...own, abbreviations: { ...abbreviations, ...own.abbreviations } };
}

/** The built-in classic profile, or one with other values of every kind. */
export const classicProfileOf: fc.Arbitrary<ClassicProfile> = fc.oneof(
  fc.constant(profiles.classic),
  fc
    .record({
      threshold: share,
      ceiling: fc.constantFrom(0.7, 1, 9),
      weights: someWeights(keysOf(profiles.classic.weights)),
      names: fc.record({
        weights: someWeights(keysOf(profiles.classic.names.weights)),
        synonymWorth: share,
        shortestContainedWord: shortest,
        ...vocabulary,
      }),
    })
    .map((own) => ({ ...profiles.classic, ...own, names: withBuiltIn(own.names, profiles.classic.names) })),
);

/** The built-in strict profile, or one with other values of every kind. */
export const strictProfileOf: fc.Arbitrary<StrictProfile> = fc.oneof(
  fc.constant(profiles.strict),
  fc
    .record({
      threshold: share,
      nameFloor: share,
      margin: fc.constantFrom(0, 0.02, 0.3),
      weights: fc
        .tuple(someWeights(keysOf(profiles.strict.weights)), fc.constantFrom(1, 1, 1, 3e11))
        .map(scaled),
      jobTypeWorth: fc.record({ mentioned: share, notMentioned: share, providerWithout: share }),
      names: fc.record({
        reordered: share,
        synonymWorth: share,
        stemWorth: share,
        shortestStem: shortest,
        fillerWeight: share,
        fillers: fc.constantFrom([], ["data"], ["model", "x", "数据"]),
        ...vocabulary,
      }),
    })
    .map((own) => ({ ...profiles.strict, ...own, names: withBuiltIn(own.names, profiles.strict.names) })),
);

/** Specifications as a resolver lists them. */
function listed(
  specifications: Iterable<readonly [string, StepSpecification]>,
  variantSuffixes = profiles.classic.variantSuffixes,
): ListedStep[] {
  const names = new StepTypeNames(typeNames.stepTypeNames, typeNames.aliases, variantSuffixes);
  return Array.from(specifications, ([name, specification], index) =>
    listStep(name, specification, names, index),
  );
}

/** Steps as a resolver lists them. */
export function listedSteps(steps: Readonly<Record<string, StepSpecificationInput>>): ListedStep[] {
  return listed(Object.entries(steps).map(([name, input]) => [name, defineSpecification(input)] as const));
}
