import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { NotMeasured } from "../harness/measure.js";
import { oracleInput, type OracleSpecifications } from "./oracle-specification.js";
import { asRead, type Workload } from "./workload.js";

/** The real specifications, over and over: the copies differ in the names of their steps only. */
export const oracle: Workload = {
  name: "oracle",
  names() {
    const { registry_step_names: stepTypeNames, legacy_aliases: aliases } = specifications();
    return { stepTypeNames, aliases };
  },
  steps(count) {
    const originals = Object.entries(specifications().specs).map(([key, specification]) => ({
      name: key.replace("#", "_"),
      input: oracleInput(specification),
    }));
    return Array.from({ length: count }, (_, index) => {
      const { name, input } = originals[index % originals.length]!;
      return { name: asRead(`${name}_${Math.floor(index / originals.length)}`), input };
    });
  },
};

/** The file lies beside the project, and not everywhere; as in the tests, `BAILIWICK_REQUIRE` can demand it. */
function specifications(): OracleSpecifications {
  const file = new URL("../shared/oracle/specs.json", import.meta.resolve("bailiwick/package.json"));
  if (existsSync(file)) return JSON.parse(readFileSync(file, "utf8")) as OracleSpecifications;
  const reason = `the file ${fileURLToPath(file)} is absent`;
  const demanded = (process.env["BAILIWICK_REQUIRE"] ?? "").split(",").map((word) => word.trim());
  if (demanded.includes("oracle")) throw new Error(`BAILIWICK_REQUIRE names "oracle", but ${reason}.`);
  throw new NotMeasured(reason);
}
