import { describe, expect, it } from "vitest";
import { explainConfig, originText } from "../../../src/simulation/index.js";
import { least, load } from "./config-file.js";

describe("explainConfig", () => {
  it("tells of every setting its value, what it is and where it comes from", async () => {
    const loaded = await load(least, {
      env: { BAILIWICK_SIMULATION__GROWTH__TARGET_RATE: "0.05" },
      set: ["dbt.threads=2"],
    });
    const explained = await explainConfig(loaded);
    expect(explained.map(({ path }) => path)).toEqual(Object.keys(loaded.origins));
    const find = (wanted: string) => explained.find(({ path }) => path === wanted);
    expect(find("simulation.growth.target_rate")).toEqual({
      path: "simulation.growth.target_rate",
      variable: "BAILIWICK_SIMULATION__GROWTH__TARGET_RATE",
      value: 0.05,
      origin: { kind: "environment", variable: "BAILIWICK_SIMULATION__GROWTH__TARGET_RATE" },
      from: "BAILIWICK_SIMULATION__GROWTH__TARGET_RATE",
      description: "Growth of the active employees per year; negative if they become fewer.",
      unit: "fraction",
      default: 0.03,
      range: [-0.9, 1],
    });
    expect(find("dbt.threads")).toMatchObject({ value: 2, from: "--set dbt.threads=2" });
    expect(find("simulation.enrollment.auto.scope")).toMatchObject({
      value: "new_hires_only",
      from: "default",
      choices: ["new_hires_only", "all_eligible_employees"],
    });
    expect(find("years.end")?.from).toMatch(/simulation\.yaml:3:28$/u);
    expect(find("duckdb_path")).not.toHaveProperty("unit");
    expect(find("scenario_id")).not.toHaveProperty("default");
  });

  it("gives plain, frozen data, with no value left out", async () => {
    const explained = await explainConfig(await load(least));
    expect(JSON.parse(JSON.stringify(explained))).toEqual(explained);
    expect(Object.isFrozen(explained) && Object.isFrozen(explained[0])).toBe(true);
    expect(explained.filter(({ value }) => value === undefined)).toEqual([]);
  });
});

it("an origin in words", () => {
  expect(originText({ kind: "file", file: "a.yaml", line: 2, column: 3 })).toBe("a.yaml:2:3");
  expect(originText({ kind: "environment", variable: "X" })).toBe("X");
  expect(originText({ kind: "set", argument: "a=b" })).toBe("--set a=b");
  expect(originText({ kind: "default" })).toBe("default");
});
