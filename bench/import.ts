import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { Contender, Table } from "./harness/bench.js";
import { atMostOver } from "./harness/goals.js";
import { check, milliseconds } from "./harness/measure.js";

const run = promisify(execFile);
const floor = "node -e 0";
const subject = 'import "bailiwick"';

export function tables(quick: boolean): Table[] {
  return [
    {
      title: "a whole process, from its start to its end",
      rounds: quick ? 1 : 15,
      figures: { time: "ms" },
      floor,
      contenders: [
        start(floor, ["-e", "0"], quick),
        start("node with an empty module", moduleOf("export {}"), quick),
        start(subject, moduleOf(subject), quick),
        ...["async-mutex", "tsyringe", "awilix", "inversify", "zod"].map((name) =>
          start(`import "${name}"`, moduleOf(`import "reflect-metadata"; import "${name}"`), quick)),
      ],
      goals: [atMostOver(20, "ms", { figure: "time", of: subject, floor })],
    },
  ];
}
