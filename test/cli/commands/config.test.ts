import { describe, expect, test } from "vitest";
import { commandLine } from "../../support/command-line.js";

const config = "scenario_id: base\nplan_design_id: standard\nyears: { start: 2025, end: 2029 }\n";

describe("bailiwick config show", () => {
  test("shows every setting with where it comes from", async () => {
    const { run } = await commandLine({ "sim.yaml": config });
    const { exitCode, output, errors } = await run(
      ["config", "show", "sim.yaml", "--set", "simulation.growth.target_rate=0.05", "--set", "dbt.threads=3"],
      { env: { BAILIWICK_YEARS__END: "2030" } },
    );
    expect({ exitCode, errors }).toEqual({ exitCode: 0, errors: "" });
    expect(output).toMatch(/^Setting +Value +Unit +From\n/);
    expect(output).toMatch(/\nscenario_id +base +\S*sim\.yaml:1:14\n/);
    expect(output).toMatch(/\nyears\.end +2030 +calendar year +BAILIWICK_YEARS__END\n/);
    expect(output).toMatch(/\ndbt\.threads +3 .*--set dbt\.threads=3\n/);
    expect(output).toMatch(/\nsimulation\.growth\.target_rate +0\.05 +fraction +--set simulation/);
    expect(output).toMatch(/\nsimulation\.match\.tiers +\[\{.*\}\] .*default\n/);
  });

  test("as JSON has what is known of each", async () => {
    const { json, at } = await commandLine({ "sim.yaml": config });
    expect(await json("config", "show", "sim.yaml")).toMatchObject({
      file: at("sim.yaml"),
      settings: expect.arrayContaining([
        expect.objectContaining({ path: "years.start", value: 2025, variable: "BAILIWICK_YEARS__START" }),
      ]) as unknown,
    });
  });

  test("fits a terminal", async () => {
    const { run } = await commandLine({ "sim.yaml": config });
    const { output } = await run(["config", "show", "sim.yaml"], { isTTY: true });
    expect(output).toContain("\u001B[2m");
  });
});

test("config schema writes the JSON Schema", async () => {
  const { run } = await commandLine();
  const { exitCode, output } = await run(["config", "schema"]);
  expect(exitCode).toBe(0);
  expect(JSON.parse(output)).toMatchObject({
    type: "object",
    required: expect.arrayContaining(["years"]) as unknown,
  });
});

describe("what cannot be done is said", () => {
  test.each([
    [["show"], 2, "config show takes a configuration, but was given none"],
    [["schema", "sim.yaml"], 2, "config schema takes no configuration"],
    [["shwo", "sim.yaml"], 2, '<what> must be show or schema, but is "shwo" (did you mean "show"?)'],
    [["show", "sim.yml"], 2, "sim.yaml"],
    [["show", "sim.yaml", "--set", "simulation.growht.target_rate=0.1"], 1, "growth"],
    [["show", "sim.yaml", "--set", "nonsense"], 1, "must be SETTING=VALUE"],
    [["show", "sim.yaml", "--set"], 2, 'option "--set <setting=value>" argument missing'],
    [["show", "wrong.yaml"], 1, "years"],
  ])("%j", async (argv, code, fault) => {
    const { run } = await commandLine({ "sim.yaml": config, "wrong.yaml": config.replace("2029", "2019") });
    const { exitCode, output, errors } = await run(["config", ...argv]);
    expect({ exitCode, output }).toEqual({ exitCode: code, output: "" });
    expect(errors).toContain(fault);
  });
});
