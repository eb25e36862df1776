import fc from "fast-check";
import {
  dependencyTypes,
  type DependencyInput,
  type OutputInput,
  type StepSpecificationInput,
} from "../../src/specification/index.js";

/** Names a specification accepts, some with white space around them, in several scripts. */
const identifier = fc.oneof(
  fc.stringMatching(/^[A-Za-z0-9_.-]{1,8}$/),
  fc.constantFrom(
    "Größe",
    "данные",
    "データ",
    "e\u0301te\u0301",
    " padded ",
    "constructor",
    "toString",
    "hasOwnProperty",
  ),
);

const freeWord = fc.oneof(identifier, fc.constantFrom("two words", "s3://bucket", "100 %"));
const propertyPath = fc.constantFrom("properties.Outputs['data'].Uri", "a", "a[0].b", `["x y"].z`);
const kind = fc.constantFrom(...dependencyTypes);

const dependency: fc.Arbitrary<DependencyInput> = fc.record(
  {
    dependencyType: kind,
    dataType: freeWord,
    required: fc.boolean(),
    compatibleSources: fc.array(freeWord, { maxLength: 3 }),
    semanticKeywords: fc.array(freeWord, { maxLength: 3 }),
    description: fc.string(),
  },
  { requiredKeys: [] },
);

const output: fc.Arbitrary<OutputInput> = fc.record(
  {
    outputType: kind,
    dataType: freeWord,
    propertyPath,
    aliases: fc.array(identifier, { maxLength: 3 }),
    description: fc.string(),
  },
  { requiredKeys: [] },
);

/** Ports by name; no two names, and no alias of another port, are the same once trimmed, composed and folded. */
function ports<Port>(port: fc.Arbitrary<Port>): fc.Arbitrary<Record<string, Port>> {
  const entries = fc.uniqueArray(fc.tuple(identifier, port), {
    selector: ([name]) => folded(name),
    maxLength: 4,
  });
  return entries.map((found) => Object.fromEntries(found));
}

function withoutClashes(outputs: Record<string, OutputInput>): Record<string, OutputInput> {
  const taken = new Set(Object.keys(outputs).map(folded));
  const entries = Object.entries(outputs).map(([name, { aliases, ...rest }]) => {
    const free = aliases?.filter((alias) => !taken.has(folded(alias)));
    for (const alias of free ?? []) taken.add(folded(alias));
    return [name, free === undefined ? rest : { ...rest, aliases: free }] as const;
  });
  return Object.fromEntries(entries);
}

/** Inputs without a fault. */
export const specificationInput: fc.Arbitrary<StepSpecificationInput> = fc.record(
  {
    stepType: identifier,
    jobType: identifier,
    version: fc.string(),
    description: fc.string({ unit: "grapheme" }),
    dependencies: ports(dependency),
    outputs: ports(output).map(withoutClashes),
  },
  { requiredKeys: ["stepType"] },
);

function folded(name: string): string {
  return name.trim().normalize("NFC").toLowerCase();
}
