import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, describe, expect, it, vi } from "vitest";
import { loadSimulationConfig } from "../../../src/simulation/index.js";
import { projectRoot } from "../../gates/source-files.js";
import { configFile, errorOf, least, lines, load } from "./config-file.js";

const example = join(projectRoot, "examples/retirement-plan/simulation.yaml");

/** The excerpt of the orchestrator's document, as written there. */
const excerpt = lines(
  'scenario_id: "S001"',
  'plan_design_id: "P2024"',
  "years:",
  "  start: 2021",
  "  end: 2025",
  "dbt:",
  "  target: dev",
  "  threads: 4",
  '  selectors: ["state:modified+"]',
  "validation:",
  "  row_drift_tolerance: 0.005  # 0.5%",
  "  require_pk_uniqueness: true",
  "locks:",
  "  enable_mutex: true",
  'duckdb_path: "simulation.duckdb"',
);

describe("loadSimulationConfig", () => {
  it("loads the document's configuration as written, with defaults for all that it does not say", async () => {
    const path = configFile(excerpt);
    const folder = dirname(path);
    const { config, file, origins } = await loadSimulationConfig(path, { env: {} });
    expect(file).toBe(path);
    expect(config).toMatchObject({
      scenario_id: "S001",
      plan_design_id: "P2024",
      years: { start: 2021, end: 2025 },
      duckdb_path: join(folder, "simulation.duckdb"),
      dbt: { project: join(folder, "dbt"), target: "dev", threads: 4, selectors: ["state:modified+"] },
      validation: { row_drift_tolerance: 0.005, require_pk_uniqueness: true, fail_on_error: true },
      locks: { enable_mutex: true },
    });
    expect(config.simulation).toMatchObject({
      random_seed: 42,
      census: { path: join(folder, "census.csv") },
      growth: { target_rate: 0.03 },
    });
    expect(origins["dbt.selectors"]).toEqual({ kind: "file", file: path, line: 9, column: 14 });
    expect(origins["dbt.project"]).toEqual({ kind: "default" });
  });

  it("loads the configuration of the example, whose values are the defaults but for names and paths", async () => {
    const { config } = await loadSimulationConfig(example, { env: {} });
    const defaults = await load(least);
    const { census, ...workforce } = config.simulation;
    const { census: _, ...usual } = defaults.config.simulation;
    expect(workforce).toEqual(usual);
    expect(census.path).toBe(join(dirname(example), "build/census.csv"));
    expect(config.validation).toEqual(defaults.config.validation);
  });

  it("says of every value in the example that it comes from the file", async () => {
    const { origins } = await loadSimulationConfig(example, { env: {} });
    expect(Object.values(origins).filter(({ kind }) => kind !== "file")).toEqual([]);
    const text = await readFile(example, "utf8");
    const line = text.slice(0, text.indexOf("      - { up_to: 0.03")).split("\n").length;
    expect(origins["simulation.match.tiers"]).toMatchObject({ line, column: 7 });
  });

  it("freezes everything, and leaves out what is for editors", async () => {
    const loaded = await load(`$schema: ../schema.json\n${least}`);
    const parts = [loaded, loaded.origins, loaded.config, loaded.config.simulation.match.tiers];
    expect(parts.every((part) => Object.isFrozen(part))).toBe(true);
    expect(Object.isFrozen(loaded.config.simulation.match.tiers[0])).toBe(true);
    expect(loaded.config).not.toHaveProperty("$schema");
    expect(loaded.origins).not.toHaveProperty("$schema");
  });

  it("takes JSON, file: URLs and relative paths, and calls the file what the caller calls it", async () => {
    const json = { scenario_id: "S", plan_design_id: "P", years: { start: 2025, end: 2025 } };
    const path = configFile(JSON.stringify(json), "simulation.json");
    const byUrl = await loadSimulationConfig(pathToFileURL(path), { env: {} });
    const named = relative(process.cwd(), path);
    const byName = await loadSimulationConfig(named, { env: {} });
    expect(byName.config).toEqual(byUrl.config);
    expect(byName.file).toBe(path);
    expect(byName.origins["years.end"]).toEqual({ kind: "file", file: named, line: 1, column: 69 });
  });

  it("knows no zero with a sign, which texts would show", async () => {
    const simulation =
      "simulation: { growth: { target_rate: -0.0 }, hires: { level_shares: [1, -0, 0, 0, 0] } }";
    const { config } = await load(least + simulation);
    expect(config.simulation.growth.target_rate).toBe(0);
    expect(config.simulation.hires.level_shares[1]).toBe(0);
  });

  it("keeps absolute paths", async () => {
    const path = join(tmpdir(), "elsewhere.duckdb");
    const { config } = await load(`${least}duckdb_path: ${JSON.stringify(path)}\n`);
    expect(config.duckdb_path).toBe(path);
  });
});

describe("a file that cannot be read", () => {
  it("is named with one that may have been meant, if it is missing", async () => {
    const path = configFile(least);
    const { code, message, details } = await errorOf(
      loadSimulationConfig(path.replace("simulation.yaml", "simulatoin.yaml")),
    );
    expect(code).toBe("CONFIG_UNREADABLE");
    expect(message).toContain("ENOENT");
    expect(message).toContain(`\n  hint: there is ${JSON.stringify(path)}.`);
    expect(details["found"]).toEqual([path]);
  });

  it("is named with those in it, if it is a folder", async () => {
    const folder = mkdtempSync(join(tmpdir(), "bailiwick-config-folder-"));
    mkdirSync(join(folder, "plan.yaml"));
    const { code, message, details } = await errorOf(loadSimulationConfig(folder));
    rmSync(folder, { recursive: true });
    expect(code).toBe("CONFIG_UNREADABLE");
    expect(message).toContain("cannot be read: it is not a file.");
    expect(details["found"]).toEqual([join(folder, "plan.yaml")]);
  });

  it.each([
    ["in a folder that is missing", () => join(tmpdir(), "bailiwick-nowhere/simulation.yaml"), "ENOENT"],
    ["not UTF-8", () => configFile(Uint8Array.of(0xff, 0xfe, 0x61), "latin.yaml"), "not valid"],
    ["too large", () => configFile(" ".repeat(5_000_001), "large.yaml"), "5000001 bytes"],
  ])("is refused if it is %s", async (_, path, why) => {
    const { code, message, details } = await errorOf(loadSimulationConfig(path()));
    expect(code).toBe("CONFIG_UNREADABLE");
    expect(message).toContain(why);
    expect(details["found"]).toEqual([]);
  });
});

describe("arguments that cannot be used", () => {
  it.each<[string, unknown, unknown, string]>([
    ["a path that is none", 5, {}, "loadSimulationConfig() needs a path or a file: URL, but was given 5"],
    ["an empty path", "", {}, 'needs a path or a file: URL, but was given ""'],
    ["a URL of a page", new URL("https://example.org/a.yaml"), {}, 'was given "https://example.org/a.yaml"'],
    ["an option that is none", "a.yaml", { sett: [] }, '(did you mean "set"?)'],
    ["a text as set", "a.yaml", { set: "dbt.threads=2" }, "option set"],
    ["numbers in set", "a.yaml", { set: [1] }, "option set"],
    ["a list as env", "a.yaml", { env: [] }, "option env"],
    ["a number in env", "a.yaml", { env: { A: 1 } }, "option env.A"],
    ["a signal that is none", "a.yaml", { signal: {} }, "option signal"],
  ])("%s", async (_, path, options, message) => {
    const error = await errorOf(loadSimulationConfig(path as string, options as object));
    expect(error.code).toBe("OPTION_INVALID");
    expect(error.message).toContain(message);
  });

  it("are refused before an abort is, which ends the loading", async () => {
    const signal = AbortSignal.abort(new Error("enough"));
    const { code, message } = await errorOf(loadSimulationConfig(example, { signal }));
    expect(code).toBe("OPERATION_ABORTED");
    expect(message).toContain("loading the configuration was aborted: enough");
  });

  it("an abort while the file is read ends the loading, too", async () => {
    const controller = new AbortController();
    const loading = loadSimulationConfig(example, { signal: controller.signal });
    controller.abort();
    expect((await errorOf(loading)).code).toBe("OPERATION_ABORTED");
  });
});

describe("the environment", () => {
  afterEach(() => vi.unstubAllEnvs());

  it("is that of the process by default, and none if it is empty", async () => {
    vi.stubEnv("BAILIWICK_SIMULATION__GROWTH__TARGET_RATE", "0.05");
    const path = configFile(least);
    const ofProcess = await loadSimulationConfig(path);
    const ofNothing = await loadSimulationConfig(path, { env: {} });
    expect(ofProcess.config.simulation.growth.target_rate).toBe(0.05);
    expect(ofNothing.config.simulation.growth.target_rate).toBe(0.03);
  });
});
