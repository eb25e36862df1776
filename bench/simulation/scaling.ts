import type { Table } from "../harness/bench.js";
import { atMost, atMostTimes } from "../harness/goals.js";
import { simulate } from "./workload.js";

const named = (employees: number): string => `${employees} employees`;

/** What an employee takes in a simulation of few and of many: of the processor, which tells it on a busy machine too, and of time. */
export function scaling(sizes: readonly [number, number, number], years: number, quick: boolean): Table {
  const [few, usual, many] = sizes;
  return {
    title: `what each employee takes over ${years} years, by the embedded engine`,
    rounds: quick ? 1 : 3,
    figures: { cpu: "µs", each: "µs", all: "ms", memory: "MB" },
    floor: named(usual),
    contenders: sizes.map((employees) => ({
      name: named(employees),
      measure: async () => {
        const { all, cpu, memory } = await simulate({ employees, years }, "embedded");
        return { cpu: (cpu * 1e3) / employees, each: (all * 1e3) / employees, all, memory };
      },
    })),
    goals: [
      atMostTimes(1.2, { figure: "cpu", of: named(many), floor: named(usual) }),
      atMostTimes(1.2, { figure: "cpu", of: named(many), floor: named(few) }),
      atMostTimes(1.2, { figure: "each", of: named(many), floor: named(usual) }),
      atMost(1_500, "MB", { figure: "memory", of: named(many) }),
    ],
  };
}
