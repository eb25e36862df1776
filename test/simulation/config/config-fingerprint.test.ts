import { describe, expect, it } from "vitest";
import { configCatalogue } from "../../../src/simulation/config/config-json-schema.js";
import { configFingerprint } from "../../../src/simulation/index.js";
import { least, load } from "./config-file.js";

const fingerprintOf = async (...set: string[]) => configFingerprint((await load(least, { set })).config);

/** Another value for each setting that changes no result. */
const indifferent: Readonly<Record<string, string>> = {
  "years.end": "2030",
  duckdb_path: "b.duckdb",
  "dbt.project": "models",
  "dbt.threads": "8",
  "validation.row_drift_tolerance": "0.1",
  "validation.require_pk_uniqueness": "false",
  "validation.fail_on_error": "false",
  "locks.enable_mutex": "false",
  "simulation.census.path": "b.csv",
};

/** Another value for each setting whose next one cannot be guessed. */
const others: Readonly<Record<string, string>> = {
  scenario_id: "T",
  plan_design_id: "Q",
  "years.start": "2024",
  "dbt.target": "prod",
  "dbt.selectors": "[a]",
  "simulation.hires.level_shares": "[1, 0, 0, 0, 0]",
  "simulation.hires.level_compensation": "[1, 2, 3, 4, 5]",
  "simulation.hires.maximum_age": "65",
  "simulation.enrollment.auto.default_deferral_rate": "0.08",
  "simulation.enrollment.auto.scope": "all_eligible_employees",
  "simulation.match.tiers": "[{ up_to: 0.04, rate: 1 }]",
};

describe("configFingerprint", () => {
  it("changes with every setting that changes results, and with no other", async () => {
    const usual = await fingerprintOf();
    expect(usual).toMatch(/^[0-9a-f]{16}$/u);
    const found = new Map<string, string>();
    const { settings } = await configCatalogue();
    for (const [path, { node }] of settings) {
      const unlike = typeof node.default === "boolean" ? String(!node.default) : undefined;
      const near = Number(node.default) === 0 ? 1 : Number(node.default) * 2;
      const value = indifferent[path] ?? others[path] ?? unlike ?? String(near);
      found.set(path, await fingerprintOf(`${path}=${value}`));
    }
    const same = [...found].filter(([, other]) => other === usual).map(([path]) => path);
    expect(same.toSorted()).toEqual(Object.keys(indifferent).toSorted());
    expect(new Set(found.values()).size).toBe(found.size - same.length + 1);
  });

  it("does not depend on where values come from", async () => {
    const written = await load(`${least}simulation: { random_seed: 42 }`);
    expect(configFingerprint(written.config)).toBe(await fingerprintOf());
  });
});
