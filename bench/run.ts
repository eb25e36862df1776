import { parseArgs } from "node:util";
import { benches } from "./benches.js";
import { thisMachine } from "./harness/machine.js";
import { play, type TableResult } from "./harness/play.js";
import { printError, printHead, printJson, printNames, printTable } from "./harness/print.js";

const options = {
  json: { type: "boolean", default: false },
  quick: { type: "boolean", default: false },
} as const;

/** Gives the exit code: 1 if a result is wrong, 2 if the call is. Being slow is no fault. */
async function main(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({ args, options, allowPositionals: true, strict: false });
  const [name, ...rest] = positionals;
  const unknown = rest[0] ?? Object.keys(values).find((option) => !Object.hasOwn(options, option));
  if (unknown !== undefined)
    return refuse(`"${unknown}" is too much: npm run bench -- NAME [--json] [--quick]`);
  if (name === undefined) {
    printNames(benches);
    return 0;
  }
  if (!Object.hasOwn(benches, name)) {
    return refuse(`There is no bench "${name}": choose one of ${Object.keys(benches).join(", ")}.`);
  }
  return runBench(name, values.json === true, values.quick === true);
}

function refuse(reason: string): number {
  printError(reason);
  return 2;
}

async function runBench(name: string, json: boolean, quick: boolean): Promise<number> {
  const { about, load } = benches[name]!;
  const date = new Date().toISOString().slice(0, 10);
  const head = { bench: name, about, quick, date, machine: thisMachine() };
  if (!json) printHead(head);
  const tables: TableResult[] = [];
  for (const [index, table] of (await load()).tables(quick).entries()) {
    // The figures of a quick run mean nothing, so nothing is held against them.
    const result = await play(quick ? { ...table, goals: [] } : table, { bench: name, index, quick });
    if (!json) printTable(result);
    tables.push(result);
  }
  if (json) printJson({ ...head, tables });
  return tables.some(({ contenders }) => contenders.some(({ fault }) => fault !== undefined)) ? 1 : 0;
}

process.exitCode = await main(process.argv.slice(2));
