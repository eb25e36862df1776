import type { StepSpecificationInput } from "bailiwick";
import type { Figures, Table } from "./harness/bench.js";
import { check, milliseconds, nextTurn } from "./harness/measure.js";
import { tenantNames } from "./registry/tenants.js";

const contextCount = 100;
const floor = "async-mutex, plain objects";

/** A fresh place with a counter for every context. */
interface Place {
  /** One transaction: reads the counter of a context, lets others run, and writes what it read plus one. */
  readonly increment: (name: string) => Promise<unknown>;
  readonly counterOf: (name: string) => number;
}

export function tables(quick: boolean): Table[] {
  const transactionCount = quick ? 1_000 : 10_000;
  return [
    {
      title: `${transactionCount} transactions at once, across ${contextCount} contexts, each`,
      rounds: quick ? 1 : 9,
      figures: { time: "µs", rate: "per second" },
      floor,
      contenders: Object.entries(preparations).map(([name, prepare]) => ({
        name,
        measure: async () => timeOf(await prepare(tenantNames(contextCount)), transactionCount, quick),
      })),
      goals: [],
    },
  ];
}

const preparations: Readonly<Record<string, (names: readonly string[]) => Promise<() => Place>>> = {
  async [floor](names) {
    const { Mutex } = await import("async-mutex");
    return () =>
      mutexes(
        names,
        () => new Mutex(),
        (counter) => ({ version: String(counter) }),
      );
  },

  async "async-mutex, checked specifications"(names) {
    const { Mutex } = await import("async-mutex");
    const { defineSpecification } = await import("bailiwick");
    return () =>
      mutexes(
        names,
        () => new Mutex(),
        (counter) => defineSpecification(countingStep(counter)),
      );
  },

  async "registry.transaction"(names) {
    const { RegistryManager } = await import("bailiwick");
    return () => {
      const manager = new RegistryManager();
      for (const name of names) manager.getRegistry(name).registerSpecification("count", countingStep(0));
      return {
        increment: (name) =>
          manager.getRegistry(name).transaction(async (registry) => {
            const counter = counterIn(registry.getSpecification("count"));
            await nextTurn;
            registry.registerSpecification("count", countingStep(counter + 1), { replace: true });
          }),
        counterOf: (name) => counterIn(manager.getRegistry(name).getSpecification("count")),
      };
    };
  },
};

/** What a user would write who has nothing but a mutex: neither undone on errors nor invisible until the end. */
function mutexes(
  names: readonly string[],
  makeMutex: () => { runExclusive<T>(work: () => Promise<T>): Promise<T> },
  makeStep: (counter: number) => { readonly version?: string },
): Place {
  const contexts = new Map(names.map((name) => [name, { mutex: makeMutex(), step: makeStep(0) }]));
  return {
    increment(name) {
      const context = contexts.get(name)!;
      return context.mutex.runExclusive(async () => {
        const counter = counterIn(context.step);
        await nextTurn;
        context.step = makeStep(counter + 1);
      });
    },
    counterOf: (name) => counterIn(contexts.get(name)!.step),
  };
}

function countingStep(counter: number): StepSpecificationInput {
  return { stepType: "Counter", version: String(counter) };
}

function counterIn(step: { readonly version?: string } | undefined): number {
  return Number(step?.version);
}

async function timeOf(makePlace: () => Place, transactionCount: number, quick: boolean): Promise<Figures> {
  const names = tenantNames(contextCount);
  let place = makePlace();
  const time = await milliseconds(
    quick ? { warmUp: 0, samples: 2 } : { warmUp: 3, samples: 10 },
    () =>
      Promise.all(
        Array.from({ length: transactionCount }, (_, i) => place.increment(names[i % names.length]!)),
      ),
    () => {
      place = makePlace();
    },
  );
  for (const name of names) {
    const counter = place.counterOf(name);
    check(counter === transactionCount / names.length, `${name} counted ${counter}: updates were lost`);
  }
  return { time: (time * 1e3) / transactionCount, rate: (transactionCount * 1e3) / time };
}
