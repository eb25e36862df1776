import { describe, expect, it } from "vitest";
import { configCatalogue } from "../../../src/simulation/config/config-json-schema.js";
import { settingRules } from "../../../src/simulation/config/setting-rules.js";
import { least, problemsOf } from "./config-file.js";

/** Settings as `--set` takes them, with the end of the problem that they make together; without one they are fine. */
const cases: readonly (readonly [set: string, ...problems: readonly string[]])[] = [
  ["years.start=2030", "3:28 years.end must not be before years.start, which is 2030, but is 2029"],
  ["years.start=2029"],
  ["years.end=2074"],
  ["years.end=2075", "--set years.end=2075 years.end must be at most 2074, which are 50 years, but is 2075"],
  ["simulation.growth.target_rate=-0.12"],
  [
    "simulation.growth.target_rate=-0.13",
    "--set simulation.growth.target_rate=-0.13 simulation.growth.target_rate must be at least -0.12, because no more leave than simulation.termination.rate says, but is -0.13",
  ],
  ["simulation.hires.level_shares=[0.1, 0.2, 0.3, 0.4, 0]"],
  ["simulation.hires.level_shares=[0.1, 0.1, 0.1, 0.1, 0.6000000001]"],
  [
    "simulation.hires.level_shares=[0.4, 0.3, 0.17, 0.09, 0.05]",
    "--set simulation.hires.level_shares=[0.4, 0.3, 0.17, 0.09, 0.05] simulation.hires.level_shares must have the sum 1, but has 1.01",
  ],
  ["simulation.hires.maximum_age=22"],
  [
    "simulation.hires.maximum_age=21",
    "--set simulation.hires.maximum_age=21 simulation.hires.minimum_age must not be above simulation.hires.maximum_age, which is 21, but is 22",
  ],
  ["simulation.escalation.effective_day=31"],
  [
    "simulation.escalation.maximum_rate=0.05",
    "--set simulation.escalation.maximum_rate=0.05 simulation.escalation.maximum_rate must be at least simulation.enrollment.auto.default_deferral_rate, which is 0.06, but is 0.05",
  ],
  [
    "simulation.enrollment.auto.default_deferral_rate=0.11",
    "--set simulation.enrollment.auto.default_deferral_rate=0.11 simulation.escalation.maximum_rate must be at least simulation.enrollment.auto.default_deferral_rate, which is 0.11, but is 0.1",
  ],
  ["simulation.match.tiers=[{ up_to: 0.03, rate: 1 }, { up_to: 0.06, rate: 0.5 }]"],
  [
    "simulation.match.tiers=[{ up_to: 0.03, rate: 1 }, { up_to: 0.03, rate: 0.5 }]",
    "--set simulation.match.tiers=[{ up_to: 0.03, rate: 1 }, { up_to: 0.03, rate: 0.5 }] simulation.match.tiers must ascend by up_to, but tier 2 ends at 0.03 and the one before at 0.03",
  ],
  ["simulation.escalation.increment=0.0125"],
  [
    "simulation.escalation.increment=0.01255",
    "--set simulation.escalation.increment=0.01255 simulation.escalation.increment must have at most 4 decimals, as deferral rates are kept, but is 0.01255",
  ],
];

describe("what settings are to each other", () => {
  it.each(cases.map(([set, ...problems]) => ({ set, problems })))("$set", async ({ set, problems }) => {
    expect(await problemsOf(least, { set: [set] })).toEqual(problems);
  });

  it.each([
    [2, 28, true],
    [2, 29, false],
    [4, 30, true],
    [4, 31, false],
    [12, 31, true],
  ] as const)("month %i and day %i", async (month, day, exists) => {
    const set: [string, string] = [
      `simulation.escalation.effective_month=${month}`,
      `simulation.escalation.effective_day=${day}`,
    ];
    const message = `simulation.escalation.effective_day must be at most ${day - 1}, as many days as month ${month} has in every year, but is ${day}`;
    expect(await problemsOf(least, { set })).toEqual(exists ? [] : [`--set ${set[1]} ${message}`]);
  });

  it("does not count where it is turned off", async () => {
    const rate = "simulation.escalation.maximum_rate=0.05";
    for (const off of ["simulation.escalation.enabled=false", "simulation.enrollment.auto.enabled=false"]) {
      expect(await problemsOf(least, { set: [rate, off] })).toEqual([]);
    }
  });

  it("is about settings that there are", async () => {
    const { settings } = await configCatalogue();
    const paths = settingRules.flatMap((rule) => rule.paths);
    expect(paths.filter((path) => !settings.has(path))).toEqual([]);
  });
});
