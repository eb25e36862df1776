import { spawn } from "node:child_process";
import { once } from "node:events";
import { copyFile, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { DeferralEscalationRegistry, EnrollmentRegistry, openDuckDb } from "../../../src/state/index.js";
import { projectRoot } from "../../gates/source-files.js";
import { commandLine, type CommandLine } from "../../support/command-line.js";
import { baselineTable, createInputTables, eventTable, replaceRows } from "../../support/state-inputs.js";
import { event, member, scope } from "../../support/state-plan.js";

const other = { scenarioId: "high", planDesignId: "standard" };

let made: string;

/** The registries of two scopes after one year. */
beforeAll(async () => {
  made = join(await mkdtemp(join(tmpdir(), "bailiwick-state-")), "sim.duckdb");
  await using database = await openDuckDb(made);
  await createInputTables(database);
  await replaceRows(database, baselineTable, [member("EMP_001"), member("EMP_002")]);
  await replaceRows(database, eventTable, [
    event("enrollment", "2025-03-01", { employee_id: "EMP_003" }),
    event("deferral_escalation", "2025-04-01"),
  ]);
  for (const one of [scope, other]) {
    const enrollment = new EnrollmentRegistry(database, one);
    const deferral = new DeferralEscalationRegistry(database, one);
    await enrollment.createTable();
    await deferral.createTable();
    await enrollment.createForYear(2025);
    await enrollment.updatePostYear(2025);
    await deferral.updatePostYear(2025);
  }
});
afterAll(() => rm(dirname(made), { recursive: true, force: true }));

/** A copy of that file, and what some statements make of it. */
async function withState(...statements: readonly string[]): Promise<CommandLine> {
  const line = await commandLine({ "notes.txt": "no database at all, but long enough to be looked at" });
  await copyFile(made, line.at("sim.duckdb"));
  if (statements.length === 0) return line;
  await using database = await openDuckDb(line.at("sim.duckdb"));
  for (const text of statements) await database.transaction(async (connection) => connection.run({ text }));
  return line;
}

const wrong = "UPDATE enrollment_registry SET is_enrolled = false WHERE employee_id = 'EMP_001'";

describe("bailiwick state validate", () => {
  test("finds sound registries sound, of all scopes", async () => {
    const { run, json } = await withState();
    const { exitCode, output, errors } = await run(["state", "validate", "sim.duckdb"]);
    expect({ exitCode, errors }).toEqual({ exitCode: 0, errors: "" });
    const sound = "  enrollment  sound\n  deferral    sound\n";
    expect(output).toBe(`base/standard\n${sound}high/standard\n${sound}\n2 scopes: sound\n`);
    expect(await json("state", "validate", "sim.duckdb", "--scenario", "high")).toMatchObject({
      isValid: true,
      scopes: [{ ...other, isValid: true }],
    });
  });

  test("shows each finding with samples, and has found something", async () => {
    const { run, json } = await withState(wrong);
    const { exitCode, output } = await run(["state", "validate", "sim.duckdb"]);
    expect(exitCode).toBe(1);
    expect(output).toMatch(
      /enrollment {2}1 error, 0 warnings\n {4}error {4}wrong-state: .+\n +employee_id EMP_001/,
    );
    expect(output).toContain("2 scopes, 1 with errors: bailiwick state repair");
    const { isValid, scopes } = (await json("state", "validate", "sim.duckdb")) as {
      isValid: boolean;
      scopes: { enrollment: { errors: { samples: object[] }[] } }[];
    };
    expect(isValid).toBe(false);
    expect(scopes[0]?.enrollment.errors[0]?.samples).toMatchObject([{ employee_id: "EMP_001" }]);
  });

  test("shows a few samples of many, and how many more there are", async () => {
    const { run } = await withState(
      "INSERT INTO enrollment_registry SELECT 'X' || i, DATE '2025-01-01', 2025, 'event', true, now() FROM range(7) t(i)",
    );
    const { output } = await run(["state", "validate", "sim.duckdb"]);
    expect(output).toContain("orphan: ");
    expect(output).toContain("and 4 more");
  });

  test("writes nothing", async () => {
    const { run, at } = await withState(wrong);
    const before = await readFile(at("sim.duckdb"));
    for (const what of ["validate", "show"]) await run(["state", what, "sim.duckdb"]);
    await run(["state", "repair", "sim.duckdb", "--dry-run"]);
    expect((await readFile(at("sim.duckdb"))).equals(before)).toBe(true);
  });
});

describe("bailiwick state repair", () => {
  test("rebuilds what is wrong, and tells what it has changed", async () => {
    const { run, json } = await withState(wrong, "DELETE FROM deferral_escalation_registry");
    const would = await run(["state", "repair", "sim.duckdb", "--dry-run"]);
    expect(would.exitCode).toBe(0);
    expect(would.output).toContain("nothing was changed: 2 registries would be rebuilt");
    const { exitCode, output } = await run(["state", "repair", "sim.duckdb"]);
    expect(exitCode).toBe(0);
    expect(output).toMatch(/enrollment +2025 +0 +1 +0 +1\n/);
    expect(output).toMatch(/deferral +2025 +1 +0 +0 +1\n/);
    expect(output).toContain("\n2 registries rebuilt\n");
    expect((await run(["state", "validate", "sim.duckdb"])).exitCode).toBe(0);
    expect(await json("state", "repair", "sim.duckdb")).toMatchObject({
      dryRun: false,
      scopes: [scope, other],
    });
    expect((await run(["state", "repair", "sim.duckdb"])).output).toContain("all of it was sound");
  });

  test("of one registry says so", async () => {
    const { run } = await withState(wrong);
    expect((await run(["state", "repair", "sim.duckdb", "--plan", "standard"])).output).toContain(
      "\n1 registry rebuilt\n",
    );
  });
});

describe("bailiwick state show", () => {
  test("shows scopes, tables, years and counts", async () => {
    const { run, json } = await withState();
    const { exitCode, output } = await run(["state", "show", "sim.duckdb"]);
    expect(exitCode).toBe(0);
    expect(output).toMatch(
      /^base\/standard\n +Registry +Table +Years +Employees +Active +Errors +Warnings\n/,
    );
    expect(output).toMatch(/enrollment +main\.enrollment_registry +2025 +3 +3 +0 +0\n/);
    expect(output).toMatch(/\n\nhigh\/standard\n/);
    const { scopes } = (await json("state", "show", "sim.duckdb")) as { scopes: object[] };
    expect(scopes).toMatchObject([
      { ...scope, registries: [{ registry: "enrollment", years: [2025], drift: [] }, {}] },
      other,
    ]);
  });

  test("shows how a table differs from what is declared, and why it cannot be read", async () => {
    const { run } = await withState(
      "ALTER TABLE enrollment_registry ADD COLUMN note VARCHAR",
      "DROP TABLE deferral_escalation_registry",
    );
    const { exitCode, output } = await run(["state", "show", "sim.duckdb", "--scenario", "base"]);
    expect(exitCode).toBe(0);
    expect(output).toMatch(/ {2}enrollment: .*note/);
    expect(output).toMatch(/ {2}deferral: .*deferral_escalation_registry/);
  });

  test("of a database without registries says so; the others have nothing to look at", async () => {
    const { run, at } = await commandLine();
    const database = await openDuckDb(at("empty.duckdb"));
    await database.transaction(async (connection) =>
      connection.run({ text: "CREATE TABLE a AS SELECT 1 AS x" }),
    );
    await database.close();
    expect(await run(["state", "show", "empty.duckdb"])).toEqual({
      exitCode: 0,
      output: "no registries of state\n",
      errors: "",
    });
    for (const what of ["validate", "repair"]) {
      const { exitCode, errors } = await run(["state", what, "empty.duckdb"]);
      expect(exitCode).toBe(1);
      expect(errors).toContain('The database "empty.duckdb" has no registries of state.');
    }
  });
});

describe("what cannot be done is said", () => {
  test.each([
    [
      ["validate", "sim.duckd"],
      'The database "sim.duckd" cannot be used: the file is not there (did you mean "sim.duckdb"?).',
    ],
    [["show", "notes.txt"], "the file is not a DuckDB database"],
    [["show", "nowhere/a.duckdb"], "the file is not there"],
    [["check", "sim.duckdb"], '<what> must be validate, repair or show, but is "check"'],
    [["validate"], 'missing required argument "file"'],
    [
      ["validate", "sim.duckdb", "--scenario", "bas"],
      'has no state of bas/any plan design, but of "base/standard" and "high/standard"',
    ],
    [["validate", "sim.duckdb", "--dry-run"], "--dry-run is for state repair, not for state validate"],
    [["validate", "sim.duckdb", "--senario", "a"], 'unknown option "--senario" (did you mean --scenario?)'],
  ])("%j", async (argv, fault) => {
    const { run } = await withState();
    const { exitCode, output, errors } = await run(["state", ...argv]);
    expect({ exitCode, output }).toEqual({ exitCode: 2, output: "" });
    expect(errors).toContain(fault);
  });

  test("the nearest scope is offered", async () => {
    const { run } = await withState();
    const { errors } = await run(["state", "show", "sim.duckdb", "--scenario", "bese", "--plan", "standard"]);
    expect(errors).toContain('(did you mean "base/standard"?)');
  });

  test("who holds the file", async () => {
    const { run, folder } = await withState();
    const url = new URL(`file://${join(projectRoot, "dist/state.js")}`).href;
    const code = `const { openDuckDb } = await import(${JSON.stringify(url)});
      await openDuckDb("sim.duckdb"); console.log("open"); setInterval(() => {}, 1000);`;
    const holder = spawn(process.execPath, ["--input-type=module", "--eval", code], { cwd: folder });
    onTestFinished(() => void holder.kill());
    await once(holder.stdout, "data");
    const { exitCode, errors } = await run(["state", "validate", "sim.duckdb"]);
    expect(exitCode).toBe(2);
    expect(errors).toContain(`the process ${holder.pid}`);
  });
});
