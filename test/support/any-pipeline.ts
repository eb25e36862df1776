import fc from "fast-check";
import type { Edge } from "../../src/graph/index.js";
import type { StepSpecificationInput } from "../../src/specification/index.js";

const word = fc.constantFrom("model", "rows", "data", "test_rows", "raw_data", "metrics", "clean_rows");
const type = fc.constantFrom(
  "processing_output" as const,
  "training_data" as const,
  "model_artifacts" as const,
);
const stepType = fc.constantFrom("Load", "Clean", "Train");

const specification: fc.Arbitrary<StepSpecificationInput> = fc.record({
  stepType,
  dependencies: fc.dictionary(
    word,
    fc.record({
      dependencyType: type,
      required: fc.boolean(),
      compatibleSources: fc.uniqueArray(stepType, { maxLength: 2 }),
      semanticKeywords: fc.uniqueArray(word, { maxLength: 2 }),
    }),
    { maxKeys: 3 },
  ),
  outputs: fc.dictionary(word, fc.record({ outputType: type }), { maxKeys: 3 }),
});

const stepName = fc.constantFrom(
  "load_eu",
  "load_us",
  "clean_eu",
  "clean_us",
  "fit_training",
  "fit",
  "judge",
  "ship",
);

/** Steps by name, with the edges between them. */
export interface PipelineParts {
  readonly steps: Readonly<Record<string, StepSpecificationInput>>;
  /** Undefined where no graph is known. */
  readonly edges: readonly Edge[] | undefined;
}

/** Pipelines of up to seven steps whose ports are alike, half of them with a known graph. */
export const anyPipeline: fc.Arbitrary<PipelineParts> = fc
  .tuple(
    fc.dictionary(stepName, specification, { minKeys: 2, maxKeys: 7, noNullPrototype: true }),
    fc.array(fc.tuple(fc.nat(6), fc.nat(6)), { maxLength: 10 }),
    fc.boolean(),
  )
  .map(([steps, pairs, isKnown]) => ({
    steps,
    edges: isKnown ? forward(Object.keys(steps), pairs) : undefined,
  }));

function forward(names: readonly string[], pairs: readonly (readonly [number, number])[]): Edge[] {
  return pairs
    .filter(([from, to]) => from < to && to < names.length)
    .map(([from, to]) => [names[from]!, names[to]!]);
}
