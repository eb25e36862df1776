import { fingerprint, textFingerprint } from "../../kernel/index.js";
import type { StepSpecification } from "../../specification/index.js";
import type { FingerprintParts } from "../../store/index.js";
import type { CheckedDefinition } from "../step-definition.js";
import type { PlannedInput } from "./planned-input.js";

/** What the fingerprint of a step is made from, beside its pipeline. */
export interface FingerprintSources {
  readonly stepName: string;
  readonly specification: StepSpecification;
  readonly definition: Pick<CheckedDefinition, "codeTag" | "options">;
  readonly inputs: readonly PlannedInput[];
  readonly after: readonly string[];
}

/** The fingerprint of a step, and those of what it is made of. */
export interface StepFingerprint {
  readonly fingerprint: string;
  readonly parts: FingerprintParts;
}

const specificationFingerprints = new WeakMap<StepSpecification, string>();
/** Made on first use: it loads what hashes. */
let ofNoOptions: string | undefined;

/**
 * The fingerprints of steps, each made from those of the steps before it: to be asked in the order of the plan. They
 * depend on names and contents only, not on the order in which anything was listed nor on the machine.
 */
export class Fingerprints {
  readonly #pipeline: string;
  readonly #ofSteps = new Map<string, string>();
  readonly #ofTags = new Map<string, string>();
  /** Of outputs, by step and name. */
  readonly #ofOutputs = new Map<string, Map<string, string>>();

  constructor(contextName: string, pipelineName: string) {
    this.#pipeline = fingerprint([contextName, pipelineName]);
  }

  /** The fingerprint of one step; those before it must have been asked for. O(its wires and edges). */
  ofStep({ stepName, specification, definition, inputs, after }: FingerprintSources): StepFingerprint {
    const parts: FingerprintParts = Object.freeze({
      specification: ofSpecification(specification),
      code: memoised(this.#ofTags, definition.codeTag, () => fingerprint(definition.codeTag)),
      options: ofOptions(definition.options),
      inputs: this.#ofInputs(inputs),
      after: this.#ofRest(after, inputs),
    });
    const own = ofTexts([
      this.#pipeline,
      stepName,
      parts.specification,
      parts.code,
      parts.options,
      inOrder(parts.inputs),
      inOrder(parts.after),
    ]);
    this.#ofSteps.set(stepName, own);
    return { fingerprint: own, parts };
  }

  /** The fingerprint of everything that was asked for. */
  ofPlan(): string {
    return ofTexts([this.#pipeline, [...this.#ofSteps.values()].toSorted()]);
  }

  #ofInputs(inputs: readonly PlannedInput[]): Readonly<Record<string, string>> {
    const byDependency = Object.create(null) as Record<string, string>;
    for (const { dependency, provider, output } of inputs)
      byDependency[dependency] = this.#ofOutput(provider, output);
    return Object.freeze(byDependency);
  }

  #ofOutput(provider: string, output: string): string {
    const ofStep = memoised(this.#ofOutputs, provider, () => new Map<string, string>());
    return memoised(ofStep, output, () => ofTexts([this.#ofSteps.get(provider)!, output]));
  }

  #ofRest(after: readonly string[], inputs: readonly PlannedInput[]): Readonly<Record<string, string>> {
    const byStep = Object.create(null) as Record<string, string>;
    const providers = new Set(inputs.map(({ provider }) => provider));
    for (const name of after) if (!providers.has(name)) byStep[name] = this.#ofSteps.get(name)!;
    return Object.freeze(byStep);
  }
}

/**
 * The fingerprint of one execution: of its step, of its partition, and of the result for the partition before, if it is
 * made from that. That of a run without partitions is the one of the step.
 *
 * @param previous the fingerprint of the execution before; `undefined` for a step that does not use it, `null` where
 * there is none
 */
export function executionFingerprint(
  ofStep: string,
  partition: string,
  previous: string | null | undefined,
): string {
  return ofTexts(previous === undefined ? [ofStep, partition] : [ofStep, partition, previous]);
}

/** Descriptions have no say in what a step does. */
function ofSpecification(specification: StepSpecification): string {
  const known = specificationFingerprints.get(specification);
  if (known !== undefined) return known;
  const own = fingerprint({
    ...specification,
    description: undefined,
    dependencies: withoutDescriptions(specification.dependencies),
    outputs: withoutDescriptions(specification.outputs),
  });
  specificationFingerprints.set(specification, own);
  return own;
}

function withoutDescriptions<Port extends { readonly description?: string }>(
  ports: Readonly<Record<string, Port>>,
): Record<string, unknown> {
  const plain = Object.create(null) as Record<string, unknown>;
  for (const [name, port] of Object.entries(ports)) plain[name] = { ...port, description: undefined };
  return plain;
}

type Texts = readonly (string | null | Texts)[];

/** Lists of texts have one form in JSON. */
function ofTexts(texts: Texts): string {
  return textFingerprint(JSON.stringify(texts));
}

/** Names and values by turns, sorted by name. */
function inOrder(record: Readonly<Record<string, string>>): readonly string[] {
  return Object.keys(record)
    .toSorted()
    .flatMap((name) => [name, record[name]!]);
}

function memoised<Key, Value>(known: Map<Key, Value>, key: Key, make: () => Value): Value {
  const value = known.get(key);
  if (value !== undefined) return value;
  const made = make();
  known.set(key, made);
  return made;
}

function ofOptions(options: Readonly<Record<string, unknown>>): string {
  return Object.keys(options).length === 0 ? (ofNoOptions ??= fingerprint({})) : fingerprint(options);
}
