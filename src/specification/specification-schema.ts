import type { z } from "zod";
import { deepFreeze, namePatterns } from "../kernel/index.js";
import { propertyPathPattern } from "./property-path.js";
import { dependencyTypes, nodeTypes } from "./types.js";

type Zod = typeof z;

/** What the JSON Schema says about a part beside its shape. */
interface Note {
  /** The name of its definition, if it gets one. */
  readonly id?: string;
  readonly title?: string;
  readonly description?: string;
}

/**
 * The JSON Schema (draft 2020-12) of a specification file, for editors and other tools. Plain and frozen.
 *
 * It comes from the lists and patterns that the loader goes by and refuses nothing that the loader accepts.
 * What it cannot say, only the loader finds: a `nodeType` that does not fit the ports, a `logicalName` that is
 * not its key, names and aliases that clash, and names that are too long. Loads the schema library.
 */
export async function specificationFileJsonSchema(): Promise<Readonly<Record<string, unknown>>> {
  const { z } = await import("zod");
  const notes = z.registry<Note>();
  const schema = specificationFileSchema(z, notes);
  const generated = z.toJSONSchema(schema, { target: "draft-2020-12", io: "input", metadata: notes });
  return deepFreeze(JSON.parse(JSON.stringify(generated)) as Record<string, unknown>);
}

/** The shape of one document of a specification file. */
export function specificationFileSchema(z: Zod, notes: z.core.$ZodRegistry<Note>): z.ZodType {
  const step = stepFields(z, notes);
  const $schema = z.string().register(notes, { description: "Where an editor finds this schema. Ignored." });
  const stepName = z.string().regex(namePatterns.name).register(notes, {
    description: "The name of the step. By default the name of the file without .yaml or .step.yaml.",
  });
  const oneStep = z
    .strictObject({ $schema: $schema.optional(), stepName: stepName.optional(), ...step })
    .register(notes, { title: "One step" });
  const steps = z
    .record(z.string().regex(namePatterns.name), z.strictObject(step).register(notes, { id: "Step" }))
    .register(notes, { description: "Steps by name." });
  const manySteps = z
    .strictObject({ $schema: $schema.optional(), steps })
    .register(notes, { title: "Many steps" });
  return z.union([oneStep, manySteps]).register(notes, {
    title: "Step specifications",
    description: "What steps of a pipeline are, need and give: one step, or many by name.",
  });
}

function stepFields(z: Zod, notes: z.core.$ZodRegistry<Note>) {
  const text = (description: string) => z.string().register(notes, { description });
  const identifier = (description: string) =>
    z.string().regex(namePatterns.identifier).register(notes, { description });
  const portName = z.string().regex(namePatterns.identifier);
  return {
    stepType: identifier('What the step is, for example "RidgeTraining"; several steps may share it.'),
    nodeType: z
      .enum(nodeTypes)
      .register(notes, {
        description:
          "source: outputs only; internal: both; sink: dependencies only; singular: neither. Derived when absent.",
      })
      .optional(),
    jobType: identifier('Which variant of the step type this is, for example "training".').optional(),
    version: text("Your version of the specification.").optional(),
    description: text("What the step is for.").optional(),
    dependencies: z
      .record(portName, dependencySchema(z, notes))
      .register(notes, { description: "What the step needs, by logical name." })
      .optional(),
    outputs: z
      .record(portName, outputSchema(z, notes))
      .register(notes, { description: "What the step gives, by logical name." })
      .optional(),
  };
}

function dependencySchema(z: Zod, notes: z.core.$ZodRegistry<Note>) {
  const { kind, words, ...shared } = portFields(z, notes);
  return z
    .strictObject({
      ...shared,
      dependencyType: kind("What kind of thing is needed."),
      required: z
        .boolean()
        .default(true)
        .register(notes, { description: "Whether the step can do nothing without it." }),
      compatibleSources: words("Step types that are expected to provide it."),
      semanticKeywords: words("Words that the name of a fitting output is likely to hold."),
    })
    .register(notes, { id: "Dependency" });
}

function outputSchema(z: Zod, notes: z.core.$ZodRegistry<Note>) {
  const { kind, words, ...shared } = portFields(z, notes);
  return z
    .strictObject({
      ...shared,
      outputType: kind("What kind of thing it is."),
      propertyPath: z
        .string()
        .regex(propertyPathPattern)
        .register(notes, {
          description:
            "Where the value stands in the result of the step, as in properties.Outputs['data'].Uri.",
        })
        .optional(),
      aliases: words("Other names under which dependencies may look for it.", namePatterns.identifier),
    })
    .register(notes, { id: "Output" });
}

/** The fields of both kinds of ports, and the makers of those that go by different names. */
function portFields(z: Zod, notes: z.core.$ZodRegistry<Note>) {
  const text = (description: string) => z.string().register(notes, { description });
  return {
    kind: (description: string) =>
      z.enum(dependencyTypes).default("processing_output").register(notes, { description }),
    words: (description: string, pattern = namePatterns.name) =>
      z.array(z.string().regex(pattern)).default([]).register(notes, { description }),
    logicalName: text("May be repeated here if it equals the key.").optional(),
    dataType: z
      .string()
      .regex(namePatterns.name)
      .default("S3Uri")
      .register(notes, { description: 'The form of the data, for example "S3Uri", "String" or "Integer".' }),
    description: text("What it is.").optional(),
  };
}
