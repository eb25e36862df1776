import type { ContextStats, RegistryManager } from "bailiwick";
import type { Contender, Figures, Table } from "../harness/bench.js";
import { atMost } from "../harness/goals.js";
import { check, milliseconds } from "../harness/measure.js";
import { tenantNames, trainingStep } from "./tenants.js";

const contextCount = 1_000;
const limit = 0.2;
const figure = "time";

type Stats = Readonly<Record<string, Pick<ContextStats, "stepCount" | "lastUsedAt">>>;

export function statsTable(quick: boolean): Table {
  const floor = "an object of objects";
  const idle = statsAfter("nothing happened", () => {}, quick);
  const busy = statsAfter("all were asked for", askAll, quick);
  return {
    title: `getContextStats of ${contextCount} contexts, after …`,
    rounds: quick ? 1 : 9,
    figures: { [figure]: "ms" },
    floor,
    contenders: [
      { name: floor, measure: () => plainObjects(quick) },
      idle,
      busy,
      statsAfter("all were written to", writeAll, quick),
    ],
    goals: [idle, busy].map(({ name }) => atMost(limit, "ms", { figure, of: name })),
  };
}

function plainObjects(quick: boolean): Promise<Figures> {
  const names = tenantNames(contextCount);
  const build = (): Stats => {
    const stats: Record<string, Stats[string]> = {};
    for (const name of names) stats[name] = { stepCount: 1, lastUsedAt: 1 };
    return stats;
  };
  return timeOf(build, () => {}, quick);
}

function statsAfter(name: string, happen: (manager: RegistryManager) => void, quick: boolean): Contender {
  return {
    name,
    async measure() {
      const { RegistryManager } = await import("bailiwick");
      const manager = new RegistryManager();
      writeAll(manager);
      return timeOf(
        () => manager.getContextStats(),
        () => {
          happen(manager);
        },
        quick,
      );
    },
  };
}

async function timeOf(build: () => Stats, happen: () => void, quick: boolean): Promise<Figures> {
  let stats: Stats = {};
  const time = await milliseconds(
    quick ? { warmUp: 2, samples: 3 } : { warmUp: 200, samples: 200 },
    () => {
      stats = build();
    },
    happen,
  );
  const all = Object.values(stats);
  check(all.length === contextCount, `got the stats of ${all.length} contexts`);
  check(
    all.every(({ stepCount, lastUsedAt }) => stepCount === 1 && lastUsedAt > 0),
    "the stats of a context are wrong",
  );
  return { [figure]: time };
}

function askAll(manager: RegistryManager): void {
  for (const name of tenantNames(contextCount)) manager.getRegistry(name);
}

/** Registers a step in every context, or a new version of it. */
function writeAll(manager: RegistryManager): void {
  for (const name of tenantNames(contextCount)) {
    const registry = manager.getRegistry(name);
    const version = String(registry.revision);
    registry.registerSpecification("train", { ...trainingStep, version }, { replace: true });
  }
}
