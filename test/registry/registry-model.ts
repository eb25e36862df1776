import fc from "fast-check";
import type { SpecificationRegistry } from "../../src/registry/index.js";
import type { StepSpecificationInput } from "../../src/specification/index.js";

/** Names that a careless registry keeps in its prototype, and some that it keeps in the wrong order. */
const trickyNames = ["__proto__", "constructor", "toString", "hasOwnProperty", "1", "0"];

const portName = fc.oneof(
  fc.constantFrom(...trickyNames.map((name) => name.toLowerCase())),
  fc.stringMatching(/^[a-zé_][a-z0-9._-]{0,6}$/u),
);

/** An object with own members of any name, `__proto__` too. */
function members<T>(value: fc.Arbitrary<T>): fc.Arbitrary<Record<string, T>> {
  return fc
    .uniqueArray(fc.tuple(portName, value), { selector: ([name]) => name.normalize("NFC"), maxLength: 4 })
    .map((entries) => Object.fromEntries(entries));
}

/** Any step that {@link defineSpecification} accepts. */
const anySpecification: fc.Arbitrary<StepSpecificationInput> = fc.record(
  {
    stepType: fc.constantFrom("Load", "Train", "__proto__"),
    jobType: fc.constantFrom("training", "calibration"),
    description: fc.string(),
    dependencies: members(
      fc.record(
        { required: fc.boolean(), semanticKeywords: fc.array(portName, { maxLength: 2 }) },
        { requiredKeys: [] },
      ),
    ),
    outputs: members(fc.record({ dataType: fc.constantFrom("S3Uri", "String") }, { requiredKeys: [] })),
  },
  { requiredKeys: ["stepType"] },
);

export const anyStepName = fc.constantFrom("load", "train", ...trickyNames);

/** Steps of different names, in any order. */
export const anySteps = fc.uniqueArray(fc.tuple(anyStepName, anySpecification), {
  selector: ([stepName]) => stepName,
});

/** The specifications that operations choose from, by index. Those of one letter say the same in another order. */
export const pool: readonly { readonly letter: string; readonly input: StepSpecificationInput }[] = [
  { letter: "a", input: { stepType: "Load", outputs: { data: {} } } },
  { letter: "b", input: { stepType: "Load", outputs: { data: {}, labels: { aliases: ["y"] } } } },
  { letter: "b", input: { stepType: "Load", outputs: { labels: { aliases: ["y"] }, data: {} } } },
  {
    letter: "c",
    input: { stepType: "Train", dependencies: { data: {}, labels: {} }, outputs: { model: {} } },
  },
  { letter: "d", input: { stepType: "Report", dependencies: { model: {} } } },
];

/** What can be done to a registry. */
export type Operation =
  | { readonly kind: "register"; readonly step: string; readonly index: number; readonly replace: boolean }
  | { readonly kind: "registerAll"; readonly steps: readonly (readonly [string, number])[] }
  | { readonly kind: "unregister"; readonly step: string }
  | { readonly kind: "clear" }
  | { readonly kind: "restore"; readonly from: string }
  | { readonly kind: "transaction"; readonly work: readonly Operation[]; readonly fails: boolean };

/** A registry in the simplest terms: indices into {@link pool}, by step name. */
export type Model = Map<string, number>;

const anyIndex = fc.nat({ max: pool.length - 1 });

/** Operations, with transactions that nest. `contexts` are where snapshots to restore come from. */
export function anyOperation(contexts: readonly string[]): fc.Arbitrary<Operation> {
  return fc.letrec<{ operation: Operation }>((tie) => ({
    operation: fc.oneof(
      { maxDepth: 2, depthSize: "small" },
      fc.record({
        kind: fc.constant("register"),
        step: anyStepName,
        index: anyIndex,
        replace: fc.boolean(),
      }),
      fc.record({
        kind: fc.constant("registerAll"),
        steps: fc.array(fc.tuple(anyStepName, anyIndex), { maxLength: 3 }),
      }),
      fc.record({ kind: fc.constant("unregister"), step: anyStepName }),
      fc.record({ kind: fc.constant("clear") }),
      fc.record({ kind: fc.constant("restore"), from: fc.constantFrom(...contexts) }),
      fc.record({
        kind: fc.constant("transaction"),
        work: fc.array(tie("operation"), { maxLength: 4 }),
        fails: fc.boolean(),
      }),
    ),
  })).operation;
}

/** The error of a transaction that is meant to fail. */
const plannedFailure = new Error("planned");

/** Does an operation to a registry; throws what the registry throws. */
export async function perform(
  operation: Operation,
  registry: SpecificationRegistry,
  registryOf: (context: string) => SpecificationRegistry,
): Promise<void> {
  switch (operation.kind) {
    case "register":
      registry.registerSpecification(operation.step, pool[operation.index]!.input, {
        replace: operation.replace,
      });
      return;
    case "registerAll":
      registry.registerAll(
        operation.steps.map(([stepName, index]) => ({ stepName, specification: pool[index]!.input })),
      );
      return;
    case "unregister":
      registry.unregisterSpecification(operation.step);
      return;
    case "clear":
      registry.clear();
      return;
    case "restore":
      registry.restore(registryOf(operation.from).snapshot());
      return;
    case "transaction":
      await registry.transaction(async (draft) => {
        for (const inner of operation.work) await perform(inner, draft, registryOf);
        if (operation.fails) throw plannedFailure;
      });
  }
}

/** The same to a model; throws where a registry throws. */
export function imitate(
  operation: Operation,
  model: Model,
  modelOf: (context: string) => ReadonlyMap<string, number>,
): void {
  switch (operation.kind) {
    case "register":
      return put(model, operation.step, operation.index, operation.replace);
    case "registerAll":
      return allOrNothing(model, (draft) => {
        for (const [step, index] of operation.steps) put(draft, step, index, false);
      });
    case "unregister":
      model.delete(operation.step);
      return;
    case "clear":
      return model.clear();
    case "restore":
      return become(model, modelOf(operation.from));
    case "transaction":
      return allOrNothing(model, (draft) => {
        for (const inner of operation.work) imitate(inner, draft, modelOf);
        if (operation.fails) throw plannedFailure;
      });
  }
}

function put(model: Model, step: string, index: number, replace: boolean): void {
  const present = model.get(step);
  if (present !== undefined && pool[present]!.letter === pool[index]!.letter) return;
  if (present !== undefined && !replace) throw new Error(`${step} exists`);
  model.set(step, index);
}

function allOrNothing(model: Model, work: (draft: Model) => void): void {
  const draft = new Map(model);
  work(draft);
  become(model, draft);
}

function become(model: Model, other: ReadonlyMap<string, number>): void {
  const steps = [...other];
  model.clear();
  for (const [step, index] of steps) model.set(step, index);
}
