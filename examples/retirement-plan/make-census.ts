import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { makeCensus } from "bailiwick/simulation";

export { makeCensus, type CensusOptions } from "bailiwick/simulation";

/** What `node make-census.js --employees 10000 --out FILE` does. */
async function runProgram(): Promise<void> {
  const { values } = parseArgs({
    options: {
      employees: { type: "string", default: "10000" },
      seed: { type: "string", default: "1" },
      "as-of": { type: "string", default: "2024-12-31" },
      out: { type: "string" },
    },
  });
  const { employees, seed, "as-of": asOf, out } = values;
  if (out === undefined) throw new TypeError("--out FILE is missing: where the census is to be written");
  await makeCensus(out, { employees: wholeNumber(employees), seed: wholeNumber(seed), asOf });
  process.stdout.write(`${employees} employees in ${out}\n`);
}

function wholeNumber(text: string): number {
  return /^-?\d+$/u.test(text) ? Number(text) : Number.NaN;
}

const isProgram = process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href;
if (isProgram) {
  try {
    await runProgram();
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 2;
  }
}
