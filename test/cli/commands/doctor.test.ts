import { spawn } from "node:child_process";
import { once } from "node:events";
import { symlink } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import type { Check } from "../../../src/cli/checks/check.js";
import { checkEnvironment } from "../../../src/cli/checks/check-environment.js";
import { readManifest } from "../../../src/cli/package-manifest.js";
import { openDuckDb } from "../../../src/state/index.js";
import { projectRoot } from "../../gates/source-files.js";
import { ambiguousSteps, commandLine, threeSteps, type CommandLine } from "../../support/command-line.js";

interface Report {
  readonly isHealthy: boolean;
  readonly checks: readonly Check[];
}

const manifestOf = (version: string): string => JSON.stringify({ version });
const { version } = readManifest();

/** A project with a good installation. */
async function project(files: Readonly<Record<string, string>>): Promise<CommandLine> {
  return commandLine({
    "node_modules/bailiwick/package.json": manifestOf(version),
    "node_modules/tsyringe/package.json": manifestOf("4.10.0"),
    ...files,
  });
}

/** What is found in specifications, without the checks of the installation. */
async function found(steps: string, ...options: readonly string[]): Promise<readonly Check[]> {
  const { json } = await project({ "steps.yaml": steps, "pins.yaml": "train.rows: north.rows" });
  const { checks } = (await json("doctor", "steps.yaml", ...options)) as Report;
  return checks.slice(3);
}

describe("bailiwick doctor", () => {
  test("is content with a good installation and with steps that can run", async () => {
    const { run, json } = await project({ "steps.yaml": threeSteps });
    expect(await run(["doctor", "steps.yaml"])).toEqual({
      exitCode: 0,
      errors: "",
      output: [
        `ok       Node is ${process.versions.node}.`,
        `ok       bailiwick is ${version}.`,
        "ok       tsyringe is 4.10.0.",
        "ok       3 steps with 2 wires can run.",
        'note     Nobody takes anything from train, which gives "model".',
        "         nothing, if that is what the pipeline is for; else mend the names and types.",
        "",
        "0 problems, 1 note",
        "",
      ].join("\n"),
    });
    expect(await json("doctor")).toEqual({
      isHealthy: true,
      checks: [
        { check: "node-version", level: "ok", message: `Node is ${process.versions.node}.` },
        { check: "bailiwick-copies", level: "ok", message: `bailiwick is ${version}.` },
        { check: "tsyringe", level: "ok", message: "tsyringe is 4.10.0." },
      ],
    });
  });

  test("shows every fault of every specification file, each with its place", async () => {
    const problem = (start: string, fix: string): Check => {
      const message = expect.stringContaining(start) as string;
      return { check: "specification", level: "problem", message, fix };
    };
    const { json, run, at } = await project({
      "steps/a.yaml": "stepType: 7\noutputs: { x: { datatype: Text } }",
      "steps/b.yaml": "stepType: B",
    });
    const { isHealthy, checks } = (await json("doctor", "steps", "nowhere")) as Report;
    expect(isHealthy).toBe(false);
    expect(checks.slice(3)).toEqual([
      problem(at("steps/a.yaml:1:11 stepType must be a string, but is 7"), "mend the line."),
      problem(at("steps/a.yaml:2:17 outputs.x.datatype is not a known field"), "mend the line."),
      problem(at("nowhere cannot be read: ENOENT"), "check the path and the permissions."),
    ]);
    expect((await run(["doctor", "steps"])).exitCode).toBe(1);
  });

  test("finds inputs that nothing can feed, and leaves optional ones", async () => {
    const checks = await found(
      "stepType: Train\nstepName: train\ndependencies: { rows: {}, hints: { required: false } }",
    );
    expect(checks).toEqual([
      {
        check: "input-unfed",
        level: "problem",
        message: expect.stringMatching(/^Nothing feeds train\.rows: .+\.$/) as string,
        fix: expect.stringContaining("required: false") as string,
      },
    ]);
  });

  test("finds ambiguous inputs, with the pin; a pin settles them", async () => {
    const ambiguous = (await found(ambiguousSteps)).filter(({ check }) => check.startsWith("input-"));
    expect(ambiguous).toEqual([
      {
        check: "input-ambiguous",
        level: "problem",
        message: 'train.rows could be fed by "north.rows" or "south.rows", which fit it equally well.',
        fix: expect.stringContaining('settle it with pins: { "train.rows": "north.rows" }') as string,
      },
    ]);
    const settled = await found(ambiguousSteps, "--pins", "pins.yaml");
    expect(settled.map(({ check }) => check)).toEqual(["step-isolated", "outputs-alike"]);
  });

  test("an optional ambiguous input is worth a note", async () => {
    const steps = ambiguousSteps.replace(
      "dependencies: { rows: {}",
      "dependencies: { rows: { required: false }",
    );
    expect((await found(steps)).find(({ check }) => check === "input-ambiguous")?.level).toBe("note");
  });

  test("finds steps that have part in no wire, unless there is one step only", async () => {
    const lonely = "\n  lonely: { stepType: Lonely, outputs: { dust: { dataType: Dust } } }\n";
    expect(
      (await found(threeSteps.trimEnd() + lonely)).map(({ check, message }) => [check, message]),
    ).toEqual([
      ["step-untaken", 'Nobody takes anything from train, which gives "model".'],
      ["step-isolated", "No wire leads to or from lonely."],
    ]);
    expect((await found("stepType: A\noutputs: { x: {} }")).map(({ level }) => level)).toEqual([
      "ok",
      "note",
    ]);
  });

  test("an edge without data is part enough", async () => {
    const { json } = await project({
      "steps.yaml":
        "steps:\n  a: { stepType: A, outputs: { x: { dataType: Text } } }\n  b: { stepType: B, dependencies: { y: { required: false } } }",
      "graph.yaml": "[[a, b]]",
    });
    const { checks } = (await json("doctor", "steps.yaml", "--graph", "graph.yaml")) as Report;
    expect(checks.slice(3).map(({ check }) => check)).toEqual(["wiring", "step-untaken"]);
  });

  test("finds outputs alike in everything, and leaves those with another job type, name or type", async () => {
    const twins = (changes: string): string => `
steps:
  a: { stepType: Load, outputs: { rows: { aliases: [lines, cells] } } }
  b: { stepType: Load, ${changes} }
`;
    const alike = async (changes: string): Promise<readonly string[]> =>
      (await found(twins(changes)))
        .filter(({ check }) => check === "outputs-alike")
        .map(({ message }) => message);
    expect(await alike("outputs: { lines: { aliases: [cells, rows] } }")).toEqual([
      '"a.rows" and "b.lines" have the same names, types, step type and job type.',
    ]);
    expect(await alike("jobType: testing, outputs: { rows: { aliases: [lines, cells] } }")).toEqual([]);
    expect(await alike("outputs: { rows: { aliases: [lines] } }")).toEqual([]);
    expect(await alike("outputs: { rows: { aliases: [lines, cells], dataType: Text } }")).toEqual([]);
  });

  test("finds a cycle, which the classic profile lets through", async () => {
    const steps = `
steps:
  a: { stepType: A, dependencies: { rows: {} }, outputs: { lines: {} } }
  b: { stepType: B, dependencies: { lines: {} }, outputs: { rows: {} } }
`;
    expect(await found(steps, "--profile", "classic")).toEqual([
      expect.objectContaining({ check: "cycle", message: "The wires lead around in a cycle: a → b → a." }),
    ]);
  });

  test("what is no fault of the specifications is an error", async () => {
    const { json } = await project({ "steps.yaml": threeSteps });
    expect(await json("doctor", "steps.yaml", "--graph", "nowhere")).toMatchObject({
      error: { code: "INPUT_FILE_UNREADABLE" },
    });
  });
});

describe("a simulation", () => {
  const config = "scenario_id: base\nplan_design_id: standard\nyears: { start: 2025, end: 2026 }\n";
  const settings = `${config}duckdb_path: sim.duckdb\ndbt: { project: dbt }\nsimulation: { census: { path: census.csv } }\n`;
  const sound = { "sim.yaml": settings, "census.csv": "", "dbt/dbt_project.yml": "" };

  const checksOf = async (
    files: Readonly<Record<string, string>>,
    ...argv: readonly string[]
  ): Promise<readonly Check[]> => {
    const { json } = await project(files);
    return ((await json("doctor", ...argv)) as Report).checks.slice(3);
  };

  test("that can run, and whose database is not there yet", async () => {
    const checks = await checksOf(sound, "--config", "sim.yaml");
    expect(checks.map(({ check }) => check)).toEqual([
      "config",
      "census",
      "models",
      "database",
      "disk",
      "dbt",
    ]);
    expect(checks.slice(0, 4).map(({ level }) => level)).toEqual(["ok", "ok", "ok", "ok"]);
    expect(checks[3]?.message).toContain("is made by the first run");
    expect(checks[5]?.level).not.toBe("problem");
  });

  test("with a fault in its configuration, which is all that can be said", async () => {
    const checks = await checksOf({ "sim.yaml": settings.replace("2026", "2024") }, "--config", "sim.yaml");
    expect(checks).toMatchObject([{ check: "config", level: "problem", fix: expect.any(String) as unknown }]);
    expect(checks[0]?.message).toContain("years.end");
  });

  test("whose census and models are not there, with the settings to mend", async () => {
    const checks = await checksOf({ "sim.yaml": settings, "census.csv/a": "" }, "--config", "sim.yaml");
    expect(checks.slice(1, 3)).toMatchObject([
      {
        check: "census",
        level: "problem",
        message: expect.stringMatching(/simulation\.census\.path leads, is no file/) as unknown,
      },
      {
        check: "models",
        level: "problem",
        message: expect.stringMatching(/dbt\.project leads, is not there/) as unknown,
      },
    ]);
  });

  test("whose dbt is named and not there: a note", async () => {
    const { run } = await project(sound);
    const { exitCode, output } = await run(["doctor", "--config", "sim.yaml"], {
      env: { BAILIWICK_DBT: "/nowhere/dbt" },
    });
    expect(exitCode).toBe(0);
    expect(output).toMatch(
      /note +"\/nowhere\/dbt", which BAILIWICK_DBT names, is not there.*\n +run `npm run setup:dbt`/,
    );
  });

  test("a database by itself: one that can be opened, none, and something else", async () => {
    const { at, json, write } = await project({
      "notes.txt": "no database at all, but long enough to be read",
    });
    const database = await openDuckDb(at("sim.duckdb"));
    await database.transaction(async (connection) => connection.run({ text: "CREATE TABLE a (b INTEGER)" }));
    await database.close();
    await write("sim.yaml", settings);
    const of = async (...argv: readonly string[]): Promise<readonly Check[]> =>
      ((await json("doctor", ...argv)) as Report).checks.slice(3);
    expect(await of("--database", "sim.duckdb")).toMatchObject([
      {
        check: "database",
        level: "ok",
        message: expect.stringMatching(/can be opened: \d+\.\d MB\.$/) as unknown,
      },
      { check: "disk" },
    ]);
    expect((await of("--config", "sim.yaml")).find(({ check }) => check === "database")?.level).toBe("ok");
    expect(await of("--database", "nowhere.duckdb")).toMatchObject([
      { check: "database", level: "problem" },
      {},
    ]);
    const [check] = await of("--database", "notes.txt");
    expect(check).toMatchObject({ level: "problem", fix: expect.any(String) as unknown });
    expect(check?.message).toContain("not a DuckDB database");
    expect(check?.message).not.toContain("hint:");
  });

  test("a database that another process holds: who that is", async () => {
    const { at, json, folder } = await project({});
    const url = new URL(`file://${join(projectRoot, "dist/state.js")}`).href;
    const code = `const { openDuckDb } = await import(${JSON.stringify(url)});
      await openDuckDb(${JSON.stringify(at("sim.duckdb"))}); console.log("open"); setInterval(() => {}, 1000);`;
    const holder = spawn(process.execPath, ["--input-type=module", "--eval", code], { cwd: folder });
    onTestFinished(() => void holder.kill());
    await once(holder.stdout, "data");
    const { checks } = (await json("doctor", "--database", "sim.duckdb")) as Report;
    expect(checks[3]).toMatchObject({ check: "database", level: "problem" });
    expect(checks[3]?.message).toContain(`the process ${holder.pid}`);
  });
});

describe("the installation", () => {
  const checksOf = async (
    files: Readonly<Record<string, string>>,
    node?: string,
  ): Promise<readonly Check[]> => checkEnvironment((await commandLine(files)).folder, node);

  test.each([
    ["20.19.0", "ok"],
    ["22.0.0", "ok"],
    ["20.18.3", "problem"],
    ["18.20.0", "problem"],
    ["20.19.0-nightly", "ok"],
  ])("Node %s: %s", async (node, level) => {
    const [check] = await checksOf({}, node);
    expect(check).toMatchObject({ check: "node-version", level });
  });

  test("two copies of bailiwick are worth a note, wherever they lie", async () => {
    const [, check] = await checksOf({
      "node_modules/bailiwick/package.json": manifestOf("0.1.0"),
      "node_modules/@acme/steps/node_modules/bailiwick/package.json": manifestOf("0.2.0"),
      "node_modules/.pnpm/other@1.0.0/node_modules/bailiwick/package.json": manifestOf("0.3.0"),
      "node_modules/.bin/node_modules/bailiwick/package.json": manifestOf("9.9.9"),
      "node_modules/broken/node_modules/bailiwick/package.json": "{",
      "node_modules/empty/node_modules/bailiwick/package.json": "{}",
    });
    expect(check).toMatchObject({ check: "bailiwick-copies", level: "note" });
    expect(check?.message).toContain("There are 3 copies of bailiwick: ");
    expect(check?.message).toContain("0.1.0 in node_modules/bailiwick");
    expect(check?.message).toContain("0.2.0 in node_modules/@acme/steps/node_modules/bailiwick");
    expect(check?.message).toContain("0.3.0 in node_modules/.pnpm/other@1.0.0/node_modules/bailiwick");
  });

  test("a copy that a link leads to counts once", async () => {
    const { folder, at } = await commandLine({
      "node_modules/.pnpm/bailiwick@0.1.0/node_modules/bailiwick/package.json": manifestOf(version),
    });
    await symlink(
      at("node_modules/.pnpm/bailiwick@0.1.0/node_modules/bailiwick"),
      at("node_modules/bailiwick"),
    );
    expect((await checkEnvironment(folder))[1]).toMatchObject({ level: "ok" });
  });

  test("a project with another version than that of the command is worth a note", async () => {
    const [, check] = await checksOf({ "node_modules/bailiwick/package.json": manifestOf("0.0.9") });
    expect(check).toMatchObject({ level: "note", fix: "run the command of the project: npx bailiwick." });
  });

  test("the packages of the folders above are seen too", async () => {
    const { at } = await commandLine({
      "node_modules/tsyringe/package.json": manifestOf("4.10.0"),
      "packages/app/package.json": "{}",
    });
    expect((await checkEnvironment(at("packages/app")))[2]).toMatchObject({
      level: "ok",
      message: "tsyringe is 4.10.0.",
    });
  });

  test.each([
    [{}, "note", "tsyringe is not installed; getContainer and injectRegistry need it."],
    [{ "node_modules/tsyringe/package.json": manifestOf("4.12.3") }, "ok", "tsyringe is 4.12.3."],
    [
      { "node_modules/tsyringe/package.json": manifestOf("4.8.0") },
      "problem",
      "tsyringe is 4.8.0, and 4.10.0 or a later 4 is needed.",
    ],
    [
      { "node_modules/tsyringe/package.json": manifestOf("5.0.0") },
      "problem",
      "tsyringe is 5.0.0, and 4.10.0 or a later 4 is needed.",
    ],
  ])("tsyringe in %j: %s", async (files, level, message) => {
    expect((await checksOf(files))[2]).toMatchObject({ check: "tsyringe", level, message });
  });

  test("two copies of tsyringe are a problem", async () => {
    const [, , check] = await checksOf({
      "node_modules/tsyringe/package.json": manifestOf("4.10.0"),
      "node_modules/other/node_modules/tsyringe/package.json": manifestOf("4.10.0"),
    });
    expect(check).toMatchObject({ level: "problem" });
    expect(check?.message).toContain(
      "There are 2 copies of tsyringe, which do not know each other's classes",
    );
  });
});
