import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { RegistryManager, SpecificationRegistry, type RegistrySnapshot } from "../../src/registry/index.js";
import { defineSpecification } from "../../src/specification/index.js";
import {
  anyOperation,
  anyStepName,
  anySteps,
  imitate,
  perform,
  pool,
  type Model,
  type Operation,
} from "./registry-model.js";

const contexts = ["first", "second", "__proto__"];

function registryWith(
  steps: Iterable<readonly [string, Parameters<typeof defineSpecification>[0]]>,
): SpecificationRegistry {
  const registry = new SpecificationRegistry("any");
  for (const [stepName, specification] of steps) registry.registerSpecification(stepName, specification);
  return registry;
}

const textOf = (value: unknown): string => JSON.stringify(value);

/** What the statistics of a registry should be, counted anew. */
function recount(registry: SpecificationRegistry): object {
  const specifications = registry.listSpecifications();
  const total = (ports: "dependencies" | "outputs"): number =>
    specifications.reduce((sum, specification) => sum + Object.keys(specification[ports]).length, 0);
  return {
    stepCount: specifications.length,
    stepTypeCount: new Set(specifications.map(({ stepType }) => stepType)).size,
    dependencyCount: total("dependencies"),
    outputCount: total("outputs"),
  };
}

async function failureOf(work: () => void | Promise<void>): Promise<boolean> {
  try {
    await work();
    return false;
  } catch {
    return true;
  }
}

const anyHistory = fc.array(
  fc.record({ context: fc.constantFrom(...contexts), operation: anyOperation(contexts) }),
  { maxLength: 12 },
);

/** Runs a history on a fresh manager and on models, and calls `check` after each operation. */
async function replay(
  history: readonly { context: string; operation: Operation }[],
  check: (state: {
    readonly manager: RegistryManager;
    readonly context: string;
    readonly model: Model;
    /** What each context said and at which revision, before the operation. */
    readonly before: ReadonlyMap<string, { readonly text: string; readonly revision: number }>;
  }) => void,
): Promise<void> {
  const manager = new RegistryManager();
  const models = new Map(contexts.map((name): [string, Model] => [name, new Map()]));
  for (const { context, operation } of history) {
    const registryOf = (name: string): SpecificationRegistry => manager.getRegistry(name);
    const before = new Map(
      contexts.map((name) => [name, { text: textOf(registryOf(name)), revision: registryOf(name).revision }]),
    );
    const model = models.get(context)!;
    const failed = await failureOf(() => perform(operation, registryOf(context), registryOf));
    expect(failed).toBe(await failureOf(() => imitate(operation, model, (name) => models.get(name)!)));
    check({ manager, context, model, before });
  }
}

describe("after any sequence of operations", () => {
  test("a registry holds what the simplest model of one holds", async () => {
    await fc.assert(
      fc.asyncProperty(anyHistory, (history) =>
        replay(history, ({ manager, context, model }) => {
          const expected = Array.from(model, ([stepName, index]) => [
            stepName,
            textOf(defineSpecification(pool[index]!.input)),
          ]);
          const found = [...manager.getRegistry(context)];
          expect(found.map(([stepName, specification]) => [stepName, textOf(specification)])).toEqual(
            expected,
          );
        }),
      ),
    );
  });

  test("the other contexts return what they returned before", async () => {
    await fc.assert(
      fc.asyncProperty(anyHistory, (history) =>
        replay(history, ({ manager, context, before }) => {
          for (const name of contexts.filter((other) => other !== context)) {
            const registry = manager.getRegistry(name);
            expect({ text: textOf(registry), revision: registry.revision }).toEqual(before.get(name));
          }
        }),
      ),
    );
  });

  test("the statistics equal a recount", async () => {
    await fc.assert(
      fc.asyncProperty(anyHistory, (history) =>
        replay(history, ({ manager, context }) => {
          const registry = manager.getRegistry(context);
          expect(manager.getContextStats()[context]).toMatchObject(recount(registry));
          expect(new Set(registry.listStepTypes())).toEqual(
            new Set(registry.listSpecifications().map(({ stepType }) => stepType)),
          );
        }),
      ),
    );
  });

  test("the revision has grown if the content has changed, and only after a write", async () => {
    await fc.assert(
      fc.asyncProperty(anyHistory, (history) =>
        replay(history, ({ manager, context, before }) => {
          const registry = manager.getRegistry(context);
          const was = before.get(context)!;
          expect(registry.revision).toBeGreaterThanOrEqual(was.revision);
          expect(registry.revision > was.revision || textOf(registry) === was.text).toBe(true);
        }),
      ),
    );
  });

  test("a single operation that changes nothing leaves the revision alone", async () => {
    await fc.assert(
      fc.asyncProperty(anyHistory, (history) =>
        replay(
          history.filter(({ operation }) => operation.kind !== "transaction"),
          ({ manager, context, before }) => {
            const registry = manager.getRegistry(context);
            const was = before.get(context)!;
            expect(registry.revision > was.revision).toBe(textOf(registry) !== was.text);
          },
        ),
      ),
    );
  });
});

describe("snapshots", () => {
  test("snapshot, restore, snapshot is the identity, also by way of JSON text", () => {
    fc.assert(
      fc.property(anySteps, anySteps, (steps, others) => {
        const snapshot = registryWith(steps).snapshot();
        const registry = registryWith(others);
        registry.restore(snapshot);
        expect(textOf(registry.snapshot())).toBe(textOf(snapshot));
        registry.clear();
        registry.restore(JSON.parse(textOf(snapshot)) as RegistrySnapshot);
        expect(textOf(registry.snapshot())).toBe(textOf(snapshot));
      }),
    );
  });

  test("restoring what is there changes nothing", () => {
    fc.assert(
      fc.property(anySteps, (steps) => {
        const registry = registryWith(steps);
        const { revision } = registry;
        registry.restore(JSON.parse(textOf(registry)) as RegistrySnapshot);
        expect(registry.revision).toBe(revision);
      }),
    );
  });

  test("restoring brings back the order of ports, which decides near ties", () => {
    const [ab, ba] = [pool[1]!.input, pool[2]!.input];
    const registry = registryWith([["load", ab]]);
    const snapshot = registry.snapshot();
    registry.unregisterSpecification("load");
    registry.registerSpecification("load", ba);
    registry.restore(snapshot);
    expect(Object.keys(registry.getSpecification("load")!.outputs)).toEqual(["data", "labels"]);
  });
});

describe("differences", () => {
  test("there is none if and only if both say the same, in whatever order", () => {
    fc.assert(
      fc.property(anySteps, anySteps, (steps, others) => {
        const [a, b] = [registryWith(steps), registryWith(others)];
        expect(a.diff(b).isEmpty).toBe(isDeepStrictEqual(new Map(a), new Map(b)));
        expect(a.diff(registryWith(steps.toReversed())).isEmpty).toBe(true);
      }),
    );
  });

  test("the way back is the way there, turned round", () => {
    fc.assert(
      fc.property(anySteps, anySteps, (steps, others) => {
        const [a, b] = [registryWith(steps), registryWith(others)];
        const [there, back] = [a.diff(b), b.diff(a)];
        expect(back.added).toEqual(there.removed);
        expect(back.removed).toEqual(there.added);
        const names = (list: typeof there): string[] => list.changed.map(({ stepName }) => stepName);
        expect(names(back).toSorted()).toEqual(names(there).toSorted());
      }),
    );
  });

  test("whoever follows it arrives at the other", () => {
    fc.assert(
      fc.property(anySteps, anySteps, (steps, others) => {
        const [a, b] = [registryWith(steps), registryWith(others)];
        const { added, removed, changed } = a.diff(b.snapshot());
        for (const stepName of removed) a.unregisterSpecification(stepName);
        for (const stepName of [...added, ...changed.map((step) => step.stepName)]) {
          a.registerSpecification(stepName, b.getSpecification(stepName)!, { replace: true });
        }
        expect(a.diff(b)).toEqual({ added: [], removed: [], changed: [], isEmpty: true });
      }),
    );
  });
});

test("a name leads to the same step however it is spelled", () => {
  fc.assert(
    fc.property(anyStepName, fc.constantFrom("", " ", "\t\n"), (stepName, blank) => {
      const registry = registryWith([[`${blank}${stepName}é`.normalize("NFD"), { stepType: "Load" }]]);
      expect(registry.listStepNames()).toEqual([`${stepName}é`.normalize("NFC")]);
      expect(registry.hasSpecification(`${stepName}é${blank}`)).toBe(true);
      expect(registry.unregisterSpecification(`${stepName}é`.normalize("NFD"))).toBe(true);
    }),
  );
});
