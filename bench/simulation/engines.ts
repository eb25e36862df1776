import { findDbt } from "bailiwick/simulation";
import type { Table } from "../harness/bench.js";
import { atMost } from "../harness/goals.js";
import { NotMeasured } from "../harness/measure.js";
import { simulate, type Workload } from "./workload.js";

const embedded = "the embedded engine";
const dbt = "real dbt";

/** The whole simulation by both engines; their tables have to be equal. */
export function engines(workload: Workload, quick: boolean): Table {
  const { employees, years } = workload;
  return {
    title: `${employees} employees over ${years} years, from the census to the last published year`,
    rounds: quick ? 1 : 3,
    figures: {
      all: "ms",
      initialization: "ms",
      foundation: "ms",
      event_generation: "ms",
      state_accumulation: "ms",
      registries: "ms",
      validation: "ms",
      reporting: "ms",
      cpu: "ms",
      memory: "MB",
    },
    floor: embedded,
    contenders: [
      { name: embedded, measure: () => simulate(workload, "embedded") },
      {
        name: dbt,
        measure: async () => {
          if (quick) throw new NotMeasured("left out of a quick run");
          requireDbt();
          return { ...(await simulate(workload, "dbt")), cpu: Number.NaN, memory: Number.NaN };
        },
      },
    ],
    goals: [
      atMost(12_000, "ms", { figure: "all", of: embedded }),
      atMost(1_500, "MB", { figure: "memory", of: embedded }),
    ],
  };
}

function requireDbt(): void {
  try {
    findDbt({ project: import.meta.dirname });
  } catch {
    throw new NotMeasured("there is no dbt: npm run setup:dbt");
  }
}
