import { describe, expect, it } from "vitest";
import { errorOf, least, load, problemsOf } from "./config-file.js";

const rate = "simulation.growth.target_rate";
const rateVariable = "BAILIWICK_SIMULATION__GROWTH__TARGET_RATE";

describe("an environment variable", () => {
  it("goes over the file, in any case", async () => {
    const text = `${least}simulation: { growth: { target_rate: 0.01 } }`;
    for (const variable of [
      rateVariable,
      rateVariable.toLowerCase(),
      "Bailiwick_Simulation__Growth__Target_Rate",
    ]) {
      const { config, origins } = await load(text, { env: { [variable]: "0.05" } });
      expect(config.simulation.growth.target_rate).toBe(0.05);
      expect(origins[rate]).toEqual({ kind: "environment", variable });
    }
  });

  it("is read as its setting takes it: texts as they are, everything else as YAML", async () => {
    const env = {
      BAILIWICK_SCENARIO_ID: "2024",
      BAILIWICK_DUCKDB_PATH: "/data/a: b.duckdb",
      BAILIWICK_DBT__SELECTORS: "[tag:foundation, 'state:modified+']",
      BAILIWICK_LOCKS__ENABLE_MUTEX: "false",
      BAILIWICK_SIMULATION__MATCH__TIERS: "[{ up_to: 4e-2, rate: 1 }]",
    };
    const { config } = await load(least, { env });
    expect(config).toMatchObject({
      scenario_id: "2024",
      duckdb_path: "/data/a: b.duckdb",
      dbt: { selectors: ["tag:foundation", "state:modified+"] },
      locks: { enable_mutex: false },
      simulation: { match: { tiers: [{ up_to: 0.04, rate: 1 }] } },
    });
  });

  it("gives what the file lacks, in sections that the file has not", async () => {
    const env = {
      BAILIWICK_PLAN_DESIGN_ID: "P",
      BAILIWICK_YEARS__START: "2025",
      BAILIWICK_YEARS__END: "2026",
    };
    const { config } = await load("scenario_id: S", { env });
    expect(config).toMatchObject({ plan_design_id: "P", years: { start: 2025, end: 2026 } });
  });

  it("is none of ours without two underscores, or the name of what stands at the top", async () => {
    const env = {
      BAILIWICK_REQUIRE: "dbt",
      BAILIWICK_TRIES: "5",
      BAILIWICK_CRASHES: "200",
      BAILIWICK_BENCH_ROWS: "10",
      BAILIWICK_DBT: "/usr/bin/dbt",
      BAILIWICK_STRICT: "1",
      BAILIWICK_DEBUG: "1",
      SIMULATION__GROWTH__TARGET_RATE: "1",
      BAILIWICK_YEARS__END: undefined,
    };
    const { origins } = await load(least, { env });
    expect(Object.values(origins).filter(({ kind }) => kind === "environment")).toEqual([]);
  });

  it.each([
    [
      "BAILIWICK_SIMULATION__GROWHT__TARGET_RATE",
      "0.05",
      'simulation.growht.target_rate is not a known setting (did you mean "growth"?); known are "random_seed", "census", "growth", "termination", "hires", "compensation", "eligibility", "enrollment", "escalation", "contributions" and "match"',
    ],
    [
      "BAILIWICK_SIMULATON__RANDOM_SEED",
      "1",
      'simulaton.random_seed is not a known setting (did you mean "simulation"?); known are "scenario_id", "plan_design_id", "years", "duckdb_path", "dbt", "validation", "locks" and "simulation"',
    ],
    ["BAILIWICK_YEARS", "2025-2029", 'years is a section; set one of "start" or "end" in it'],
    [
      "BAILIWICK_SIMULATION__MATCH__TIERS__RATE",
      "1",
      "simulation.match.tiers.rate is within simulation.match.tiers, which is set as a whole",
    ],
    [
      "BAILIWICK_SIMULATION_GROWTH_TARGET_RATE",
      "0.05",
      `${rate} is set by ${rateVariable}, with two underscores for every dot`,
    ],
    [rateVariable, "", `${rate} cannot be "": the text is empty`],
    [rateVariable, "[", `${rate} cannot be "[": this is not valid YAML: Flow sequence must end with a ]`],
    [rateVariable, "1\n---\n2", `${rate} cannot be "1\\n---\\n2": holds several documents`],
    [
      rateVariable,
      '"0.05"',
      `${rate} must be a number from -0.9 to 1, but is "0.05" (without quotes it is a number)`,
    ],
    [rateVariable, "5 %", `${rate} must be a number from -0.9 to 1, but is "5 %" (5 % is the fraction 0.05)`],
    [rateVariable, ".nan", `${rate} must be a number from -0.9 to 1, but is NaN`],
    ["BAILIWICK_LOCKS__ENABLE_MUTEX", "yes", 'locks.enable_mutex must be true or false, but is "yes"'],
    [
      "BAILIWICK_SCENARIO_ID",
      "",
      'scenario_id must be a name of letters, digits, "_", "-" and "." that does not begin with "-" or ".", but is ""',
    ],
    [
      "BAILIWICK_DBT__SELECTORS",
      "state:modified+",
      'dbt.selectors must be a list, but is "state:modified+" (a list is in brackets: [state:modified+])',
    ],
    [
      "BAILIWICK_SIMULATION__MATCH__TIERS",
      "{}",
      "simulation.match.tiers must be a list of objects, but is an object",
    ],
  ])("%s=%s is refused", async (variable, text, problem) => {
    expect(await problemsOf(least, { env: { [variable]: text } })).toEqual([`${variable} ${problem}`]);
  });

  it("that differs from another by case has the same value, or none", async () => {
    const lower = rateVariable.toLowerCase();
    const { config } = await load(least, { env: { [rateVariable]: "0.05", [lower]: "0.05" } });
    expect(config.simulation.growth.target_rate).toBe(0.05);
    expect(await problemsOf(least, { env: { [rateVariable]: "0.05", [lower]: "0.06" } })).toEqual([
      `${lower} ${rate} is "0.06" here, but "0.05" in ${rateVariable}`,
    ]);
  });
});

describe("--set", () => {
  it("goes over the environment and the file; of two for one setting the later counts", async () => {
    const env = { [rateVariable]: "0.05" };
    const set = [`${rate}=0.06`, `${rate} = 0.07`];
    const { config, origins } = await load(`${least}simulation: { growth: { target_rate: x } }`, {
      env,
      set,
    });
    expect(config.simulation.growth.target_rate).toBe(0.07);
    expect(origins[rate]).toEqual({ kind: "set", argument: `${rate} = 0.07` });
  });

  it.each([
    ["dbt.threads", "must be SETTING=VALUE, as in simulation.growth.target_rate=0.05"],
    ["=2", "must be SETTING=VALUE, as in simulation.growth.target_rate=0.05"],
    ["dbt={}", 'dbt is a section; set one of "project", "target", "threads" or "selectors" in it'],
    [
      "dbt.thread=2",
      'dbt.thread is not a known setting (did you mean "threads"?); known are "project", "target", "threads" and "selectors"',
    ],
    [
      "$schema=x",
      '$schema is not a known setting; known are "scenario_id", "plan_design_id", "years", "duckdb_path", "dbt", "validation", "locks" and "simulation"',
    ],
    [
      "simulation.match.tiers.0.rate=1",
      "simulation.match.tiers.0.rate is within simulation.match.tiers, which is set as a whole",
    ],
    ["dbt.threads=1000", "dbt.threads must be from 1 to 256, but is 1000"],
    ["dbt.threads=3 000", 'dbt.threads must be a whole number from 1 to 256, but is "3 000"'],
  ])("%s is refused", async (argument, problem) => {
    expect(await problemsOf(least, { set: [argument] })).toEqual([`--set ${argument} ${problem}`]);
  });

  it("at fault stands before what is wrong, apart from it", async () => {
    const { message } = await errorOf(
      load(least, { set: ["dbt.threads=0"], env: { BAILIWICK_LOCKS__ENABLE_MUTEX: "x" } }),
    );
    expect(message).toContain("\n--set dbt.threads=0: dbt.threads must be");
    expect(message).toContain("\nBAILIWICK_LOCKS__ENABLE_MUTEX: locks.enable_mutex must be");
  });

  it("leaves a section alone that the file has no settings in, which is a fault of the file", async () => {
    expect(await problemsOf(`${least}dbt: 5`, { set: ["dbt.threads=2"] })).toEqual([
      "4:6 dbt must be an object of settings, but is 5",
    ]);
  });

  it("that is at fault is the only fault there, also if the file lacks the setting", async () => {
    const text = "scenario_id: S\nplan_design_id: P\nyears: { start: 2025 }";
    expect(await problemsOf(text, { set: ["years.end=["] })).toHaveLength(1);
  });

  it("is checked also if the file cannot be read as YAML", async () => {
    expect(await problemsOf("a: [", { set: ["x=1"], env: { BAILIWICK_X__Y: "1" } })).toHaveLength(3);
  });
});
