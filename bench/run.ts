import { parseArgs } from "node:util";
import { benches } from "./benches.js";
import { thisMachine } from "./harness/machine.js";
import { play, type TableResult } from "./harness/play.js";
import { printError, printHead, printJson, printNames, printTable } from "./harness/print.js";

/** Runs a bench and gives the exit code: 1 if a result is wrong, 2 if the call is. Being slow is no fault. */
async function main(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { json: { type: "boolean", default: false }, quick: { type: "boolean", default: false } },
  });
  const [name, ...rest] = positionals;
  if (name === undefined) {
    printNames(benches);
    return 0;
  }
  const found = Object.hasOwn(benches, name) ? benches[name] : undefined;
  if (found === undefined || rest.length > 0) {
    printError(
      `There is no bench "${positionals.join(" ")}": choose one of ${Object.keys(benches).join(", ")}.`,
    );
    return 2;
  }
  const { json, quick } = values;
  const date = new Date().toISOString().slice(0, 10);
  const head = { bench: name, about: found.about, quick, date, machine: thisMachine() };
  if (!json) printHead(head);
  const tables: TableResult[] = [];
  for (const [index, table] of (await found.load()).tables(quick).entries()) {
    const result = await play(quick ? { ...table, goals: [] } : table, { bench: name, index, quick });
    if (!json) printTable(result);
    tables.push(result);
  }
  if (json) printJson({ ...head, tables });
  return tables.some(({ contenders }) => contenders.some(({ fault }) => fault !== undefined)) ? 1 : 0;
}

process.exitCode = await main(process.argv.slice(2));
