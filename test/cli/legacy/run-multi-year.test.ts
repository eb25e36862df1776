import { describe, expect, test } from "vitest";
import type { Io } from "../../../src/cli/io.js";
import { runMultiYearLegacy } from "../../../src/cli/legacy/run-multi-year.js";
import { readManifest } from "../../../src/cli/package-manifest.js";
import { commandLine } from "../../support/command-line.js";

const config = "scenario_id: base\nplan_design_id: standard\nyears: { start: 2025, end: 2026 }\n";

async function legacy(...argv: readonly string[]): Promise<{
  readonly exitCode: number;
  readonly output: string;
  readonly errors: string;
  readonly folder: string;
}> {
  const { folder } = await commandLine({ "sim.yaml": config });
  const written = { output: "", errors: "" };
  const io: Io = {
    stdout: { write: (text) => (written.output += text) },
    stderr: { write: (text) => (written.errors += text) },
    stdin: (async function* nothing() {})(),
    env: {},
    cwd: folder,
    onInterrupt: () => () => {},
  };
  return { exitCode: await runMultiYearLegacy(argv, io), ...written, folder };
}

/** What the deprecation says that a call is now. */
async function nowCalled(...argv: readonly string[]): Promise<string> {
  const { errors, folder } = await legacy(...argv);
  const [, called = ""] = /this call is now: (.*)\n/u.exec(errors) ?? [];
  return called.replaceAll(folder, "FOLDER");
}

describe("a call of the old script is one of the new command", () => {
  test.each([
    [["-c", "sim.yaml"], "bailiwick simulate sim.yaml"],
    [["run", "--config", "sim.yaml"], "bailiwick simulate sim.yaml"],
    [[], "bailiwick simulate config/simulation_config.yaml"],
    [["-c", "my sim.yaml"], "bailiwick simulate 'my sim.yaml'"],
    [["-c", "sim.yaml", "--years", "2025-2026"], "bailiwick simulate sim.yaml --years 2025-2026"],
    [
      ["-c", "a.yaml", "--start-year", "2025", "--end-year", "2026"],
      "bailiwick simulate a.yaml --years 2025-2026",
    ],
    [["-c", "a.yaml", "--start-year", "2025"], "bailiwick simulate a.yaml --set years.start=2025"],
    [["-c", "a.yaml", "--end-year", "2026"], "bailiwick simulate a.yaml --set years.end=2026"],
    [
      ["-c", "a.yaml", "--database", "db/sim.duckdb"],
      "bailiwick simulate a.yaml --set duckdb_path=FOLDER/db/sim.duckdb",
    ],
    [
      ["-c", "a.yaml", "--resume", "--dry-run", "--threads", "4"],
      "bailiwick simulate a.yaml --threads 4 --resume --dry-run",
    ],
    [["validate", "-c", "sim.yaml"], "bailiwick simulate validate sim.yaml"],
    [["checkpoint", "--database", "sim.duckdb"], "bailiwick runs list --store FOLDER/sim.duckdb.runs.db"],
  ])("%j: %s", async (argv, called) => {
    expect(await nowCalled(...argv)).toBe(called);
  });

  test("checkpoint finds the database by the configuration", async () => {
    expect(await nowCalled("checkpoint", "-c", "sim.yaml")).toMatch(
      /^bailiwick runs list --store FOLDER\/.*\.runs\.db$/,
    );
  });

  test("it is done, with its exit code; the deprecation is one line", async () => {
    const { exitCode, errors, output } = await legacy("validate", "-c", "sim.yaml");
    expect(exitCode).toBe(1);
    expect(errors.trimEnd().split("\n")).toHaveLength(1);
    expect(output).toContain("problem  ");
  });

  test("what means nothing any more is said", async () => {
    const { errors } = await legacy("-c", "nowhere.yaml", "--fail-on-validation-error", "-v");
    expect(errors).toContain("--fail-on-validation-error is the default now");
    expect(errors).toContain("-v means nothing any more; --log FILE writes down all that happens.");
  });
});

describe("a call that cannot be understood", () => {
  test.each([
    [["--yers", "2025"], 'unknown option "--yers"'],
    [["-c"], 'option "-c, --config <file>" argument missing'],
    [["-c", "sim.yaml", "--years", "2026-2025"], "--years ends before it begins"],
    [["-c", "nowhere.yaml"], "nowhere.yaml"],
  ])("%j is refused", async (argv, fault) => {
    const { exitCode, errors } = await legacy(...argv);
    expect(exitCode).toBe(2);
    expect(errors).toContain(fault);
  });
});

test.each([["--help"], ["--version"]])("%s", async (option) => {
  const { exitCode, output, errors } = await legacy(option);
  expect({ exitCode, errors }).toEqual({ exitCode: 0, errors: "" });
  expect(output).toContain(option === "--help" ? "bailiwick simulate" : readManifest().version);
});
