import { execFile, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { main } from "../../../src/cli/main.js";
import { projectRoot } from "../../gates/source-files.js";
import { commandLine, type Answer } from "../../support/command-line.js";
import { requirement } from "../../support/requirement.js";

const bin = join(projectRoot, "dist/cli/bin.js");

const hasTerminal = requirement(
  "script",
  () => {
    try {
      execFileSync("script", ["-qec", "exit 0", "/dev/null"], { stdio: "ignore" });
      return true;
    } catch {
      return false;
    }
  },
  "the command script, which makes a terminal, is not installed",
);

let folder: string;
/** The configuration of a project with two years that are published. */
let config: string;
let simulated: Answer;

async function call(...argv: readonly string[]): Promise<Answer> {
  const written = { output: "", errors: "" };
  const exitCode = await main(argv, {
    stdout: { write: (text) => (written.output += text) },
    stderr: { write: (text) => (written.errors += text) },
    stdin: (async function* nothing() {})(),
    env: {},
    cwd: folder,
    onInterrupt: () => () => {},
  });
  return { exitCode, ...written };
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "bailiwick-simulate-"));
  config = join(folder, "plan", "simulation.yaml");
  await call("simulate", "init", "plan", "--employees", "300");
  simulated = await call("simulate", "plan/simulation.yaml", "--years", "2025-2026", "--log", "run.log");
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** A copy of the project without what was simulated. */
async function freshProject(): Promise<string> {
  const copy = await mkdtemp(join(tmpdir(), "bailiwick-simulate-"));
  onTestFinished(() => rm(copy, { recursive: true, force: true }));
  await cp(join(folder, "plan"), copy, { recursive: true, filter: (path) => !path.includes(".duckdb") });
  return join(copy, "simulation.yaml");
}

describe("bailiwick simulate init", () => {
  test("makes a project that is sound, and says how to go on", async () => {
    const { run } = await commandLine();
    const { exitCode, output } = await run(["simulate", "init", "mine", "--employees", "20", "--seed", "7"]);
    expect(exitCode).toBe(0);
    expect(output).toContain(`written ${join("mine", "build", "census.csv")}, 20 employees\n`);
    expect(output).toContain(`bailiwick simulate ${join("mine", "simulation.yaml")}`);
    const validated = await run(["simulate", "validate", "mine/simulation.yaml"]);
    expect(validated.exitCode).toBe(0);
    expect(validated.output).toMatch(/ok +The census has 20 employees\.\nok +The project has \d+ models/);
  });

  test("as JSON tells the files", async () => {
    const { json, at } = await commandLine();
    expect(await json("simulate", "init", "mine", "--employees", "0")).toEqual({
      folder: at("mine"),
      config: at("mine/simulation.yaml"),
      census: at("mine/build/census.csv"),
      employees: 0,
    });
  });

  test.each([
    [["full"], 'the folder "full" is not empty: it has "a.txt"'],
    [["full/a.txt"], '"full/a.txt" is no folder'],
    [
      ["new", "--employees", "many"],
      '--employees takes a whole number from 0 to 10000000, but was given "many"',
    ],
    [["new", "--seed", "-1"], "--seed takes a whole number"],
    [[], 'missing required argument "folder"'],
  ])("%j is refused, and nothing is written", async (argv, fault) => {
    const { run, folder: cwd } = await commandLine({ "full/a.txt": "" });
    const { exitCode, output, errors } = await run(["simulate", "init", ...argv]);
    expect({ exitCode, output }).toEqual({ exitCode: 2, output: "" });
    expect(errors).toContain(fault);
    expect(await readdir(cwd, { recursive: true })).toEqual(["full", join("full", "a.txt")]);
  });
});

describe("bailiwick simulate validate", () => {
  test("finds what is wrong with census and models, and writes nothing", async () => {
    const file = await freshProject();
    const { run } = await commandLine();
    const answer = await run([
      "simulate",
      "validate",
      file,
      "--set",
      "simulation.census.path=nowhere.csv",
      "--set",
      "dbt.project=none",
    ]);
    expect(answer.exitCode).toBe(1);
    expect(answer.output).toMatch(/ok +The configuration is sound: baseline\/standard_match, 2025 to 2029\./);
    expect(answer.output.match(/^problem/gmu)).toHaveLength(2);
    expect(answer.output).toContain("2 problems, 0 notes");
    expect((await readdir(join(file, ".."))).toSorted()).toEqual(["build", "dbt", "simulation.yaml"]);
  });

  test("as JSON", async () => {
    const { json } = await commandLine();
    expect(await json("simulate", "validate", config)).toMatchObject({
      isValid: true,
      checks: [{ check: "config" }, { check: "census" }, { check: "models" }],
    });
  });
});

describe("bailiwick simulate", () => {
  test("publishes the years, and shows how it goes on and what it came to", () => {
    const { exitCode, output, errors } = simulated;
    expect(exitCode, errors).toBe(0);
    expect(errors).toMatch(/^ +\d+\.\d s {2}2025 initialization done in .* \(1 of 14/m);
    expect(errors).toMatch(/2026 reporting done in .* \(14 of 14\)\n$/);
    expect(output).toMatch(/^Simulation report, 2025 to 2026\n/);
    expect(output).toContain("2 years in ");
    expect(output).toContain(`\ndatabase       ${join(folder, "plan/build/simulation.duckdb")}\n`);
    expect(output).toMatch(/\nto be read {5}.*report\.html\n$/);
  });

  test("writes the reports beside the database, and a structured log where it is told to", async () => {
    const reports = await readdir(join(folder, "plan/build/simulation.duckdb.reports"));
    expect(reports).toEqual(expect.arrayContaining(["report.html", "report.json", "report.txt"]));
    const lines = (await readFile(join(folder, "run.log"), "utf8")).trim().split("\n");
    for (const line of lines) {
      expect(JSON.parse(line)).toMatchObject({ scenario_id: "baseline", plan_design_id: "standard_match" });
    }
  });

  test("--dry-run shows the stages and models, and writes nothing", async () => {
    const file = await freshProject();
    const { run, json } = await commandLine();
    const { exitCode, output } = await run(["simulate", file, "--dry-run", "--years", "2025-2027"]);
    expect(exitCode).toBe(0);
    expect(output).toMatch(/^Stage +Models\ninitialization\nfoundation +\S+\n/);
    expect(output).toContain("nothing was done: 3 years (2025, 2026, 2027) would be simulated, each with ");
    expect(await json("simulate", file, "--dry-run")).toMatchObject({
      engine: "embedded",
      years: [2025, 2026, 2027, 2028, 2029],
    });
    expect((await readdir(join(file, ".."))).toSorted()).toEqual(["build", "dbt", "simulation.yaml"]);
    expect(await readdir(join(file, "../build"))).toEqual(["census.csv"]);
  });

  test("one more year by itself, as JSON, with reports of a template in a folder", async () => {
    const { exitCode, output } = await call(
      ..."simulate plan/simulation.yaml --years 2026 --report out --template executive --json".split(" "),
      ..."--set simulation.random_seed=42 --threads 1 --engine embedded".split(" "),
    );
    expect(exitCode).toBe(0);
    const { reports, report } = JSON.parse(output) as {
      reports: { format: string; path: string }[];
      report: { years: { year: number }[] };
    };
    expect(report.years.map(({ year }) => year)).toEqual([2026]);
    expect(reports).toContainEqual({ format: "html", path: join(folder, "out/report.html") });
  });

  test("a test of the models that fails is a finding, and the year is not published", async () => {
    const file = await freshProject();
    await writeFile(
      join(file, "../dbt/tests/nobody.sql"),
      "select employee_id from {{ ref('fct_workforce_snapshot') }}",
    );
    const strict = await call("simulate", file, "--years", "2025");
    expect(strict.exitCode).toBe(1);
    expect(strict.errors).toContain("The stage validation of 2025 failed");
    expect(strict.errors).toContain("nobody");
    expect(await readdir(join(file, "../build"))).not.toContain("simulation.duckdb");
    const lenient = await call(
      "simulate",
      file,
      "--years",
      "2025",
      "--set",
      "validation.fail_on_error=false",
    );
    expect(lenient.exitCode).toBe(1);
    expect(lenient.output).toContain("to be read");
  });

  test("SIGINT ends it in order, and --resume goes on", async () => {
    const file = await freshProject();
    const child = spawn(process.execPath, [bin, "simulate", file, "--years", "2025"], { cwd: folder });
    let errors = "";
    child.stderr.on("data", (chunk: Buffer) => {
      errors += chunk.toString();
      if (errors.includes("foundation done") && !errors.includes("SIGINT")) child.kill("SIGINT");
    });
    child.stdout.resume();
    const [exitCode] = (await once(child, "close")) as [number | null];
    expect(exitCode, errors).toBe(1);
    expect(errors).toContain("SIGINT: the stage that runs is asked to end");
    expect(errors).toMatch(/go on with it {3}bailiwick simulate .* --resume \d/);
    const { run } = await commandLine();
    const resumed = await run(["simulate", file, "--years", "2025", "--resume"]);
    expect(resumed.exitCode, resumed.errors).toBe(0);
    expect(resumed.errors).toContain("2025 foundation known from before");
  });
});

test.runIf(hasTerminal)("a terminal sees bars with the year, the stage and the time left", async () => {
  const file = await freshProject();
  const called = `stty cols 100 rows 24; ${process.execPath} ${bin} simulate ${file} --years 2025`;
  const { NO_COLOR: _, FORCE_COLOR: __, ...inherited } = process.env;
  const settings = { cwd: folder, env: { ...inherited, TERM: "xterm" } };
  const { stdout } = await promisify(execFile)("script", ["-qec", called, "/dev/null"], settings);
  expect(stdout).toMatch(/2025 .*█.*\d\/7/u);
  expect(stdout).toMatch(/ {2}(?:foundation|event_generation|state_accumulation|validation) .*░.* m?s/u);
  expect(stdout).toContain("to be read");
});

describe("what cannot be done is said", () => {
  test.each([
    [["nowhere.yaml"], 2, "nowhere.yaml"],
    [["CONFIG", "--years", "2029-2025"], 2, "the earlier year comes first: --years 2025-2029."],
    [["CONFIG", "--years", "soon"], 2, '--years must be a year or two, but is "soon"'],
    [["CONFIG", "--years", "2025-2031"], 2, "not within the years of the configuration, 2025 to 2029"],
    [["CONFIG", "--years", "2029"], 2, "2027"],
    [
      ["CONFIG", "--engine", "dbtt"],
      2,
      '--engine must be embedded or dbt, but is "dbtt" (did you mean "dbt"?)',
    ],
    [["CONFIG", "--template", "short"], 2, '--template must be executive or detailed, but is "short"'],
    [["CONFIG", "--threads", "many"], 2, '--threads takes a whole number from 1 to 64, but was given "many"'],
    [["CONFIG", "--threads", "0"], 2, "--threads takes a whole number from 1 to 64"],
    [["CONFIG", "--force"], 2, "--force is for a run that is gone on with"],
    [["CONFIG", "--resume", "unknown"], 2, "unknown"],
    [["CONFIG", "--yeers", "2025"], 2, 'unknown option "--yeers" (did you mean --years?)'],
    [["CONFIG", "--set", "simulation.growth.target_rat=0.1"], 1, "target_rate"],
    [["CONFIG", "--dry-run", "--select", "no_such_model"], 2, "no_such_model"],
    [["CONFIG", "--set", "scenario_id=other"], 2, "baseline"],
  ])("%j", async (argv, code, fault) => {
    const { exitCode, output, errors } = await call(
      "simulate",
      ...argv.map((word) => (word === "CONFIG" ? config : word)),
    );
    expect(errors).toContain(fault);
    expect({ exitCode, output }).toEqual({ exitCode: code, output: "" });
  });
});

describe("bailiwick report", () => {
  test("as text, of the configuration and of the database", async () => {
    const ofConfig = await call("report", config);
    expect(ofConfig.exitCode, ofConfig.errors).toBe(0);
    expect(ofConfig.output).toMatch(/^Simulation report, 2025 to 2026\n/);
    expect(ofConfig.output).toContain("Contributions");
    expect(await call("report", "plan/build/simulation.duckdb")).toEqual(ofConfig);
  });

  test("of some years, in other formats", async () => {
    const json = await call("report", config, "--format", "json", "--years", "2026");
    expect(JSON.parse(json.output)).toMatchObject({ years: [{ year: 2026 }] });
    const html = await call("report", config, "--format", "html", "--template", "executive");
    expect(html.output).toMatch(/^<!doctype html>/i);
  });

  test("as files", async () => {
    const all = await call("report", config, "--out", "reports");
    expect(all.output).toContain(`written ${join(folder, "reports/report.html")}\n`);
    const csv = await call("report", config, "--format", "csv", "--out", "tables");
    expect(csv.output.split("\n").filter((line) => !line.endsWith(".csv"))).toEqual([""]);
  });

  test.each([
    [["CONFIG", "--format", "csv"], "a report as csv is one file for each table"],
    [["CONFIG", "--years", "2029"], "2029"],
    [["CONFIG", "--years", "2026-2025"], "--years ends before it begins"],
    [["CONFIG", "--format", "pdf"], '--format must be text, json, csv or html, but is "pdf"'],
    [["plan/build/simulation.duckdb", "--set", "dbt.threads=1"], "--set is for a configuration"],
    [["plan/build/simulation.duckdb", "--scenario", "basline"], 'but of "baseline/standard_match"'],
    [["plan/build/nowhere.duckdb"], "the file is not there"],
  ])("%j is refused", async (argv, fault) => {
    const { exitCode, output, errors } = await call(
      "report",
      ...argv.map((word) => (word === "CONFIG" ? config : word)),
    );
    expect(errors).toContain(fault);
    expect({ exitCode, output }).toEqual({ exitCode: 2, output: "" });
  });
});
