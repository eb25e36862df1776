import type { Table } from "../harness/bench.js";
import { atMostTimes } from "../harness/goals.js";
import { simulate } from "./workload.js";

const named = (employees: number): string => `${employees} employees`;

/** What an employee takes in a simulation of few and of many. */
export function scaling(sizes: readonly [number, number, number], years: number, quick: boolean): Table {
  const [few, usual, many] = sizes;
  return {
    title: `what each employee takes over ${years} years, by the embedded engine`,
    rounds: quick ? 1 : 3,
    figures: { each: "µs", all: "ms", memory: "MB" },
    floor: named(usual),
    contenders: sizes.map((employees) => ({
      name: named(employees),
      measure: async () => {
        const { all = Number.NaN } = await simulate({ employees, years }, "embedded");
        return { each: (all * 1e3) / employees, all, memory: (process.resourceUsage().maxRSS * 1024) / 1e6 };
      },
    })),
    goals: [
      atMostTimes(1.2, { figure: "each", of: named(many), floor: named(usual) }),
      atMostTimes(1.2, { figure: "each", of: named(many), floor: named(few) }),
    ],
  };
}
