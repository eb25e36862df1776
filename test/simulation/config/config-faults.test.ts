import { describe, expect, it } from "vitest";
import { configFile, errorOf, least, lines, load, problemsOf } from "./config-file.js";
import { loadSimulationConfig } from "../../../src/simulation/index.js";

const top =
  '"scenario_id", "plan_design_id", "years", "duckdb_path", "dbt", "validation", "locks" and "simulation"';

/** Each fault with the text after the three lines that every configuration must have. */
const faulty: readonly (readonly [fault: string, text: string, ...problems: readonly string[]])[] = [
  [
    "a misspelt section",
    "simulaton: {}",
    `4:1 simulaton is not a known setting (did you mean "simulation"?); known are ${top}`,
  ],
  [
    "a misspelt setting",
    "simulation: { growth: { taget_rate: 0.03 } }",
    '4:25 simulation.growth.taget_rate is not a known setting (did you mean "target_rate"?); known are "target_rate"',
  ],
  [
    "a misspelt field of a tier",
    "simulation: { match: { tiers: [{ upto: 0.03, rate: 1 }] } }",
    "4:32 simulation.match.tiers.0.up_to is missing",
    '4:34 simulation.match.tiers.0.upto is not a known setting (did you mean "up_to"?); known are "up_to" and "rate"',
  ],
  [
    "a setting in the wrong place",
    "random_seed: 7",
    `4:1 random_seed is not a known setting (did you mean "simulation.random_seed"?); known are ${top}`,
  ],
  [
    "a section in the wrong place",
    "escalation: {}",
    `4:1 escalation is not a known setting (did you mean "simulation.escalation"?); known are ${top}`,
  ],
  [
    "a name that several sections have",
    "minimum_age: 7",
    `4:1 minimum_age is not a known setting; known are ${top}`,
  ],
  ["a name of JavaScript's", "__proto__: 7", `4:1 __proto__ is not a known setting; known are ${top}`],
  [
    "a section without settings",
    "dbt:",
    "4:1 dbt must be an object of settings, but is null (nothing is written after the colon; an empty one is {})",
  ],
  ["a section that is a text", "locks: on", '4:8 locks must be an object of settings, but is "on"'],
  [
    "a setting without a value",
    "duckdb_path:",
    "4:1 duckdb_path must be a string, but is null (nothing is written after the colon)",
  ],
  [
    "a percentage",
    "simulation: { termination: { rate: 3 } }",
    "4:36 simulation.termination.rate must be from 0 to 1, but is 3 (rates are fractions: 0.03 is 3 %)",
  ],
  [
    "a percentage of an odd number",
    "simulation: { growth: { target_rate: 5.7 } }",
    "4:38 simulation.growth.target_rate must be from -0.9 to 1, but is 5.7 (rates are fractions: 0.057 is 5.7 %)",
  ],
  [
    "a rate that is no percentage either",
    "simulation: { termination: { rate: 1000 } }",
    "4:36 simulation.termination.rate must be from 0 to 1, but is 1000",
  ],
  [
    "a number in quotes",
    'simulation: { growth: { target_rate: "0.03" } }',
    '4:38 simulation.growth.target_rate must be a number from -0.9 to 1, but is "0.03" (without quotes it is a number)',
  ],
  [
    "a number with a percent sign",
    "simulation: { growth: { target_rate: 3.5% } }",
    '4:38 simulation.growth.target_rate must be a number from -0.9 to 1, but is "3.5%" (3.5 % is the fraction 0.035)',
  ],
  [
    "texts that look like numbers",
    "simulation: { growth: { target_rate: 1.2.3 }, termination: { rate: 1..2 % } }",
    '4:38 simulation.growth.target_rate must be a number from -0.9 to 1, but is "1.2.3"',
    '4:68 simulation.termination.rate must be a number from 0 to 1, but is "1..2 %"',
  ],
  [
    "what is no number",
    "simulation: { growth: { target_rate: .nan }, contributions: { annual_limit: .inf } }",
    "4:38 simulation.growth.target_rate must be a number from -0.9 to 1, but is NaN",
    "4:77 simulation.contributions.annual_limit must be a number from 0 to 100000000, but is Infinity",
  ],
  [
    "numbers that are not whole, or far too large",
    "simulation: { random_seed: 1e300, hires: { minimum_age: 20.5 } }",
    "4:28 simulation.random_seed must be from 0 to 2147483647, but is 1e+300",
    "4:57 simulation.hires.minimum_age must be a whole number from 18 to 75, but is 20.5",
  ],
  ["a negative number", "dbt: { threads: 0 }", "4:17 dbt.threads must be from 1 to 256, but is 0"],
  [
    "a yes that is a text",
    "locks: { enable_mutex: yes }",
    '4:24 locks.enable_mutex must be true or false, but is "yes" (in YAML 1.2 yes is a string; write true)',
  ],
  [
    "a choice that there is not",
    "simulation: { enrollment: { auto: { scope: new_hire_only } } }",
    '4:44 simulation.enrollment.auto.scope must be one of "new_hires_only" or "all_eligible_employees", but is "new_hire_only" (did you mean "new_hires_only"?)',
  ],
  ["a text for a list", "dbt: { selectors: a }", '4:19 dbt.selectors must be a list of strings, but is "a"'],
  [
    "an object for a list",
    "simulation: { match: { tiers: {} } }",
    "4:31 simulation.match.tiers must be a list of objects, but is an object",
  ],
  ["a blank in a list", 'dbt: { selectors: [" "] }', '4:20 dbt.selectors.0 must be a word, but is " "'],
  [
    "lists that are too long, too short or empty",
    `simulation: { hires: { level_shares: [1] }, match: { tiers: [] } }`,
    "4:38 simulation.hires.level_shares must be a list of exactly 5 values, but is an array of 1",
    "4:61 simulation.match.tiers must be a list of at least 1 value, but is an empty array",
  ],
  [
    "too many tiers",
    `simulation: { match: { tiers: [${Array.from({ length: 21 }, () => "{ up_to: 1, rate: 1 }").join(", ")}] } }`,
    "4:31 simulation.match.tiers must be a list of at most 20 values, but is an array of 21",
  ],
  [
    "a database in memory",
    "duckdb_path: ':memory:'",
    '4:14 duckdb_path must be the path of a file or folder, but is ":memory:"',
  ],
  ["a blank path", "duckdb_path: ' '", '4:14 duckdb_path must be the path of a file or folder, but is " "'],
  [
    "a key that comes twice",
    lines("locks: { enable_mutex: true }", "locks: { enable_mutex: 1 }"),
    "5:1 locks is written twice, first on line 4",
    "5:24 locks.enable_mutex must be true or false, but is 1",
  ],
  [
    "a bracket that is not closed",
    "dbt: { threads: 2",
    "4:18 this is not valid YAML: a bracket is not closed, or what is in it is not indented",
  ],
  ["an alias of nothing", "dbt: *shared", "4:6 dbt is *shared, but no &shared stands before it"],
  [
    "aliases that expand without end",
    lines(
      "a: &a [1,1,1,1,1,1,1,1,1,1]",
      "b: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]",
      "c: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]",
      "d: [*c,*c,*c,*c,*c,*c,*c,*c,*c,*c]",
    ),
    "1:1 the aliases of this document expand to too many values; write the values out",
  ],
  ["nesting without end", `dbt: ${"[".repeat(200)}`, "4:105 the text is nested too deeply"],
  ["a second document", lines("---", "locks: {}"), "5:1 this is a second document; a configuration is one"],
];

describe("a fault in the file is found with its place and what was found", () => {
  it.each(faulty)("%s", async (_, text, ...problems) => {
    expect(await problemsOf(least + text)).toEqual(problems);
  });

  it.each([
    ["an empty file", "", "1:1 the file is empty"],
    ["comments only", "# nothing\n", "1:1 the file is empty"],
    ["a list", "- scenario_id: S", "1:1 this must be settings by name, but is an array of 1"],
    ["a text", "scenario", '1:1 this must be settings by name, but is "scenario"'],
  ])("%s", async (_, text, problem) => {
    expect(await problemsOf(text)).toEqual([problem]);
  });

  it("what must be there and is not", async () => {
    expect(await problemsOf("years: { start: 2025 }")).toEqual([
      "1:1 scenario_id is missing",
      "1:1 plan_design_id is missing",
      "1:1 years.end is missing",
    ]);
    expect(await problemsOf("locks: {}")).toContain("1:1 years is missing");
  });

  it("names that cannot be names", async () => {
    const years = "years: { start: 2025, end: 2025 }";
    expect(await problemsOf(lines("scenario_id: 2024", "plan_design_id: ../P", years))).toEqual([
      '1:14 scenario_id must be a string, but is 2024 (as a string it is in quotes: "2024")',
      '2:17 plan_design_id must be a name of letters, digits, "_", "-" and "." that does not begin with "-" or ".", but is "../P"',
    ]);
    const long = "x".repeat(101);
    expect(await problemsOf(lines(`scenario_id: ${long}`, "plan_design_id: P", years))).toEqual([
      `1:14 scenario_id must be a name of at most 100 characters, but is "${"x".repeat(60)}…"`,
    ]);
  });
});

describe("all faults come in one error", () => {
  it("in the order of the file, each with a look at its line", async () => {
    const path = configFile(`${least}dbt: { threads: 0 }\nlocks: { mutex: true }\n`, "faulty.yaml");
    const { message, details } = await errorOf(loadSimulationConfig(path, { env: {}, set: ["x=1"] }));
    expect(message.replaceAll(path, "faulty.yaml")).toBe(
      lines(
        'The configuration "faulty.yaml" has 3 faults:',
        "",
        "faulty.yaml:4:17 dbt.threads must be from 1 to 256, but is 0",
        "  4 | dbt: { threads: 0 }",
        "    |                 ^",
        "",
        'faulty.yaml:5:10 locks.mutex is not a known setting; known are "enable_mutex"',
        "  5 | locks: { mutex: true }",
        "    |          ^",
        "",
        `--set x=1: x is not a known setting; known are ${top}`,
      ),
    );
    expect(Object.isFrozen(details["problems"])).toBe(true);
    expect(details["file"]).toBe(path);
  });

  it("also those between settings, where the settings themselves are sound", async () => {
    const text = lines("simulation: { hires: { minimum_age: 70 }, growth: { target_rate: x } }");
    expect(await problemsOf(least + text)).toEqual([
      "4:37 simulation.hires.minimum_age must not be above simulation.hires.maximum_age, which is 60, but is 70",
      '4:66 simulation.growth.target_rate must be a number from -0.9 to 1, but is "x"',
    ]);
  });
});

it("values that several places share by an alias are set apart by an override", async () => {
  const text = `${least}dbt: &d { target: dev }\nsimulation: { enrollment: { voluntary: &v { rate: 0.1 } } }\n`;
  const { config } = await load(text, { set: ["dbt.target=prod"] });
  expect(config.dbt.target).toBe("prod");
});
