import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { makeCensus } from "bailiwick/simulation";

export { makeCensus, type CensusOptions } from "bailiwick/simulation";

const isProgram = process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href;
if (isProgram) {
  const { values } = parseArgs({
    options: {
      employees: { type: "string", default: "10000" },
      seed: { type: "string", default: "1" },
      "as-of": { type: "string", default: "2024-12-31" },
      out: { type: "string" },
    },
  });
  if (values.out === undefined)
    throw new TypeError("--out FILE is missing: where the census is to be written");
  const { employees, seed, "as-of": asOf, out } = values;
  await makeCensus(out, { employees: Number(employees), seed: Number(seed), asOf });
  process.stdout.write(`${employees} employees in ${out}\n`);
}
