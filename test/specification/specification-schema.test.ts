import { readFile, writeFile } from "node:fs/promises";
import fc from "fast-check";
import { format } from "prettier";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { dependencyTypes, nodeTypes, specificationFileJsonSchema } from "../../src/specification/index.js";
import { specificationFileSchema } from "../../src/specification/specification-schema.js";
import { specificationInput } from "./arbitrary.js";
import { problemsOf } from "./faulty-texts.js";
import { tries } from "../support/tries.js";

const asJson = { file: "step.json" };
const published = new URL("../../docs/specification-file.schema.json", import.meta.url);
const schema = specificationFileSchema(z, z.registry());

describe("specificationFileJsonSchema", () => {
  it("is what docs/specification-file.schema.json says (run with UPDATE=1 to write it)", async () => {
    const generated = await specificationFileJsonSchema();
    if (process.env["UPDATE"] === "1") {
      await writeFile(
        published,
        await format(JSON.stringify(generated), { parser: "json", printWidth: 110 }),
      );
    }
    expect(JSON.parse(await readFile(published, "utf8"))).toEqual(generated);
  });

  it("is a frozen schema of draft 2020-12, the same each time", async () => {
    const generated = await specificationFileJsonSchema();
    expect(generated["$schema"]).toBe("https://json-schema.org/draft/2020-12/schema");
    expect(Object.isFrozen(generated) && Object.isFrozen(generated["$defs"])).toBe(true);
    expect(await specificationFileJsonSchema()).toEqual(generated);
  });

  it("closes every object, describes every field and gives every default", async () => {
    const { $defs } = (await specificationFileJsonSchema()) as { $defs: Record<string, ObjectSchema> };
    expect(Object.keys($defs).toSorted()).toEqual(["Dependency", "Output", "Step"]);
    for (const { additionalProperties, properties } of Object.values($defs)) {
      expect(additionalProperties).toBe(false);
      expect(Object.values(properties).map(({ description }) => typeof description)).not.toContain(
        "undefined",
      );
    }
    expect(defaultsOf($defs["Dependency"]!)).toEqual({
      dependencyType: "processing_output",
      dataType: "S3Uri",
      required: true,
      compatibleSources: [],
      semanticKeywords: [],
    });
    expect(defaultsOf($defs["Output"]!)).toEqual({
      outputType: "processing_output",
      dataType: "S3Uri",
      aliases: [],
    });
    expect($defs["Step"]?.properties["nodeType"]?.enum).toEqual(nodeTypes);
    expect($defs["Output"]?.properties["outputType"]?.enum).toEqual(dependencyTypes);
  });
});

/** What a JSON Schema cannot say: faults that only the loader finds. */
const beyondSchema = [
  /^is "\w+", which has/u, // nodeType against the ports
  /^must equal its key .*, but is "/u,
  /^has the same name as another port once trimmed$/u,
  /^differs from the output .* by case only$/u,
  /^holds .*, which the output .* already answers to$/u,
  /^has a key that must have at most 256 characters/u,
  /^must have at most 256 characters/u,
  /^names the step .* already$/u, // two spellings of one name
];

describe("the schema and the loader", () => {
  it("accept the same files, but for what a schema cannot say", async () => {
    let accepted = 0;
    let refused = 0;
    await fc.assert(
      fc.asyncProperty(mutatedFile, async (file) => {
        const problems = await problemsOf(JSON.stringify(file), asJson);
        const unsaid = problems.filter(({ message }) =>
          beyondSchema.some((pattern) => pattern.test(message)),
        );
        const isAccepted = schema.safeParse(file).success;
        expect(isAccepted).toBe(unsaid.length === problems.length);
        if (isAccepted) accepted++;
        else refused++;
      }),
      { numRuns: tries(750) },
    );
    expect(Math.min(accepted, refused)).toBeGreaterThan(75);
  });

  it.each([
    ["a node type against the ports", { stepType: "A", nodeType: "sink" }],
    ["a logical name that is not the key", { stepType: "A", outputs: { a: { logicalName: "b" } } }],
    ["ports of one name", { stepType: "A", outputs: { a: {}, "a ": {} } }],
    ["outputs that differ by case", { stepType: "A", outputs: { a: {}, A: {} } }],
    ["aliases that clash", { stepType: "A", outputs: { a: { aliases: ["b"] }, b: {} } }],
    ["a name that is too long", { stepType: "A".repeat(257) }],
    ["a port name that is too long", { stepType: "A", outputs: { ["a".repeat(257)]: {} } }],
    ["steps of one name", { steps: { a: { stepType: "A" }, "a ": { stepType: "A" } } }],
  ])("differ on %s", async (_, file) => {
    expect(schema.safeParse(file).success).toBe(true);
    const problems = await problemsOf(JSON.stringify(file), asJson);
    expect(problems).not.toEqual([]);
    for (const { message } of problems) {
      expect(beyondSchema.some((pattern) => pattern.test(message))).toBe(true);
    }
  });
});

interface ObjectSchema {
  readonly additionalProperties?: unknown;
  readonly properties: Record<string, { description?: string; default?: unknown; enum?: unknown }>;
}

function defaultsOf({ properties }: ObjectSchema): Record<string, unknown> {
  const defaults = Object.entries(properties).filter(([, property]) => "default" in property);
  return Object.fromEntries(defaults.map(([field, property]) => [field, property.default]));
}

const file = fc.oneof(
  fc.record({ stepName: fc.string(), $schema: fc.string() }, { requiredKeys: [] }).chain((head) => {
    return specificationInput.map((step) => ({ ...head, ...step }));
  }),
  fc
    .dictionary(fc.stringMatching(/^[a-z]{1,5}$/), specificationInput, { maxKeys: 3 })
    .map((steps) => ({ steps })),
);

const strayValue = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    0,
    "",
    " ",
    "a b",
    "a\u0000",
    "\uD800",
    "é\n",
    [],
    {},
    ["a", ""],
    "sink",
  ),
  fc.constantFrom<unknown>(
    "a".repeat(257),
    "a..b",
    "training_data",
    { a: {} },
    { steps: {} },
    { stepType: "A" },
  ),
  fc.string({ unit: "binary" }),
  fc.jsonValue({ maxDepth: 2 }),
);

const strayKey = fc.oneof(
  fc.constantFrom(
    "steps",
    "stepName",
    "nodeType",
    "logicalName",
    "aliases",
    "required",
    "version",
    "x y",
    "",
    "A ",
  ),
  fc.string({ unit: "binary" }),
);

/** Files without a fault, and such files with a few parts replaced, added or taken away. */
const mutatedFile: fc.Arbitrary<unknown> = fc
  .tuple(
    file,
    fc.array(fc.record({ at: fc.nat(), key: strayKey, value: strayValue, how: fc.nat(2) }), { maxLength: 2 }),
  )
  .map(([sound, changes]) => {
    const changed: unknown = JSON.parse(JSON.stringify(sound));
    for (const { at, key, value, how } of changes) {
      const holders = holdersIn(changed);
      const holder = holders[at % holders.length]!;
      // The length of a list is no part of it, and cannot be just anything.
      if (Array.isArray(holder) && key === "length") continue;
      const keys = Object.keys(holder);
      const present = keys[at % Math.max(1, keys.length)] ?? key;
      if (how === 0) holder[key] = structuredClone(value);
      else if (how === 1) holder[present] = structuredClone(value);
      else Reflect.deleteProperty(holder, present);
    }
    return JSON.parse(JSON.stringify(changed)) as unknown;
  })
  // zod passes over this key in records; the loader has tests of its own for it
  .filter((mutated) => !JSON.stringify(mutated).includes("__proto__"));

function holdersIn(value: unknown): readonly Record<string, unknown>[] {
  if (typeof value !== "object" || value === null) return [];
  return [value as Record<string, unknown>, ...Object.values(value).flatMap(holdersIn)];
}
