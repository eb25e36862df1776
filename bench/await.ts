import type { Contender, Table } from "./harness/bench.js";
import { atMostTimes } from "./harness/goals.js";
import { check, milliseconds, nextTurn } from "./harness/measure.js";

const awaitsPerSample = 20_000;
const nothing = "nothing";
const imported = 'import "bailiwick"';

export function tables(quick: boolean): Table[] {
  return [
    {
      title: "await null, before and after what a process does once",
      rounds: quick ? 1 : 15,
      figures: { change: "×", before: "ns", after: "ns" },
      floor: nothing,
      contenders: [
        beforeAndAfter(nothing, async () => {}, quick),
        beforeAndAfter(imported, importOnly, quick),
        beforeAndAfter("a registry, a transaction", useRegistry, quick),
        beforeAndAfter("the first runInContext", runInContextOnce, quick),
      ],
      // What is compiled better the longer a process runs changes "nothing" too.
      goals: [atMostTimes(1.05, { figure: "change", of: imported, floor: nothing })],
    },
  ];
}

async function importOnly(): Promise<void> {
  const { getRegistry } = await import("bailiwick");
  check(typeof getRegistry === "function", "the package was not imported");
}

async function useRegistry(): Promise<void> {
  const { getRegistry } = await import("bailiwick");
  const registry = getRegistry("tenant");
  await registry.transaction((draft) => draft.registerSpecification("train", { stepType: "Training" }));
  check(registry.size === 1, "the transaction was lost");
}

async function runInContextOnce(): Promise<void> {
  const { currentContext, runInContext } = await import("bailiwick");
  const found = await runInContext("tenant", async () => {
    await nextTurn;
    return currentContext();
  });
  check(found === "tenant", `the context after an await was ${found}`);
}

/** In one process, because two processes differ by more than what is looked for. */
function beforeAndAfter(name: string, happen: () => Promise<void>, quick: boolean): Contender {
  return {
    name,
    async measure() {
      const before = await nanosecondsPerAwait(quick);
      await happen();
      const after = await nanosecondsPerAwait(quick);
      return { change: after / before, before, after };
    },
  };
}

async function nanosecondsPerAwait(quick: boolean): Promise<number> {
  const time = await milliseconds(quick ? { warmUp: 1, samples: 3 } : { warmUp: 50, samples: 200 }, awaits);
  return (time * 1e6) / awaitsPerSample;
}

async function awaits(): Promise<void> {
  for (let i = 0; i < awaitsPerSample; i++) await nextTurn;
}
