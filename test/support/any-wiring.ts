import fc from "fast-check";
import type { Edge } from "../../src/graph/index.js";
import { BailiwickError } from "../../src/kernel/index.js";
import type { Profile, ResolverOptions, Wiring } from "../../src/resolution/index.js";
import type { StepSpecificationInput } from "../../src/specification/index.js";
import { resolverOf } from "./resolvers.js";

/** Names with dots, marks and digits, and such as objects have of their own. */
const stepName = fc.constantFrom("load", "clean", "a", "a.b", "10", "9", "__proto__", 'a["b', "größe \\ 1");
const port = fc.constantFrom("rows", "b", "b.rows", "a.b", "constructor", "10");
const type = fc.constantFrom("processing_output" as const, "model_artifacts" as const);

const specification: fc.Arbitrary<StepSpecificationInput> = fc.record({
  stepType: fc.constantFrom("Load", "Clean"),
  dependencies: fc.dictionary(port, fc.record({ dependencyType: type, required: fc.boolean() }), {
    maxKeys: 3,
  }),
  outputs: fc.dictionary(port, fc.record({ outputType: type }), { maxKeys: 3 }),
});

const text = fc.string({ minLength: 1 }).filter((given) => given.trim() !== "");

const profile: fc.Arbitrary<"strict" | "classic" | Profile> = fc.oneof(
  fc.constantFrom("strict" as const, "classic" as const),
  fc.record({
    name: text,
    extends: fc.constant("strict" as const),
    threshold: fc.double({ min: 0, max: 1, noNaN: true }),
    names: fc.record({ abbreviations: fc.dictionary(fc.constantFrom("9", "x", "dir"), text) }),
  }),
);

/** What a wiring is made from. */
export interface WiringParts {
  readonly steps: Readonly<Record<string, StepSpecificationInput>>;
  readonly options: ResolverOptions & { readonly stepTypeNames: readonly string[] };
  /** Undefined where no graph is known. */
  readonly edges: readonly Edge[] | undefined;
  /** Decides which inputs are pinned to what, and why. */
  readonly pins: readonly (readonly [input: number, output: number, reason: string | undefined])[];
}

/** Parts of every sort of wiring: pinned or not, with and without a known graph, of any profile. */
export const anyWiringParts: fc.Arbitrary<WiringParts> = fc
  .record({
    steps: fc.dictionary(stepName, specification, { minKeys: 1, maxKeys: 6, noNullPrototype: true }),
    options: fc.record({
      profile,
      onAmbiguous: fc.constantFrom("error" as const, "report" as const),
      stepTypeNames: fc.array(fc.constantFrom("Load", "Clean", "Fit"), { maxLength: 3 }),
      aliases: fc.dictionary(fc.constantFrom("Import", "__proto__", "1"), fc.constantFrom("Load", "Clean")),
    }),
    pairs: fc.option(fc.array(fc.tuple(fc.nat(5), fc.nat(5)), { maxLength: 8 }), { nil: undefined }),
    pins: fc.array(fc.tuple(fc.nat(), fc.nat(), fc.option(fc.string(), { nil: undefined })), {
      maxLength: 2,
    }),
  })
  .map(({ pairs, ...parts }) => ({ ...parts, edges: pairs && forward(Object.keys(parts.steps), pairs) }));

function forward(names: readonly string[], pairs: readonly (readonly [number, number])[]): Edge[] {
  return pairs
    .filter(([from, to]) => from < to && to < names.length)
    .map(([from, to]) => [names[from]!, names[to]!]);
}

/** The wiring of some parts; pins that cannot be kept are left out. */
export function wiringOf({ steps, options, edges, pins }: WiringParts): Wiring {
  const inputs = portsOf(steps, "dependencies");
  const outputs = portsOf(steps, "outputs");
  const isPinned = inputs.length > 0 && outputs.length > 0;
  const pinned = (isPinned ? pins : []).map(([input, output, reason]) => {
    const pin = { output: outputs[output % outputs.length]!, ...(reason === undefined ? {} : { reason }) };
    return [inputs[input % inputs.length]!, pin] as const;
  });
  const known = edges === undefined ? {} : { edges };
  const resolve = (kept: typeof pinned): Wiring =>
    resolverOf(steps, { ...options, pins: Object.fromEntries(kept) }).resolveDependencies(undefined, known);
  try {
    return resolve(pinned);
  } catch (error) {
    if (error instanceof BailiwickError && error.code === "PIN_INVALID") return resolve([]);
    throw error;
  }
}

function portsOf(steps: WiringParts["steps"], kind: "dependencies" | "outputs"): string[] {
  return Object.entries(steps).flatMap(([name, step]) =>
    Object.keys(step[kind] ?? {}).map((portName) => `${name}.${portName}`),
  );
}
