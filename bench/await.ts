import type { Contender, Table } from "./harness/bench.js";
import { atMost } from "./harness/goals.js";
import { check, milliseconds } from "./harness/measure.js";

const awaitsPerSample = 20_000;
const floor = "nothing";
const imported = 'import "bailiwick"';

export function tables(quick: boolean): Table[] {
  return [
    {
      title: "await null in one process, before and after …",
      rounds: quick ? 1 : 15,
      figures: { change: "×", before: "ns", after: "ns" },
      floor,
      contenders: [
        beforeAndAfter(floor, async () => {}, quick),
        beforeAndAfter(imported, async () => void (await import("bailiwick")), quick),
        beforeAndAfter("getRegistry, many awaits", workWithRegistries, quick),
        beforeAndAfter("the first runInContext", runInContextOnce, quick),
      ],
      goals: [atMost(1.05, "×", { figure: "change", of: imported })],
    },
  ];
}
