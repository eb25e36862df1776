import { join } from "node:path";
import { expect, test } from "vitest";
import { dbtArguments, dbtEnvironment, type DbtSettings } from "../../../src/simulation/dbt/command.js";
import { openDbtEngine } from "../../../src/simulation/index.js";
import { openDuckDb } from "../../../src/store/index.js";
import { folderOfTest, projectFiles, writeFiles, writeScript } from "../../support/dbt.js";
import { rejected } from "../../support/rejected.js";

test.each<[string, object, string]>([
  ["no project", { project: undefined }, "project"],
  ["a project that is no text", { project: 7 }, "project"],
  ["no database", { database: undefined }, "a database of openDuckDb()"],
  ["a path in place of a database", { database: "x.duckdb" }, "a database of openDuckDb()"],
  ["no thread", { threads: 0 }, "threads"],
  ["too many threads", { threads: 65 }, "threads"],
  ["half a thread", { threads: 1.5 }, "threads"],
  ["no time", { timeoutMs: 0 }, "timeoutMs"],
  ["a target without a name", { target: "" }, "target"],
  ["a folder with a zero", { targetPath: "a\0" }, "targetPath"],
  ["a clock that is none", { clock: 7 }, "clock"],
  ["chance that is no function", { random: 0.5 }, "random"],
  ["a retry that is too seldom", { retry: { maxRetries: -1 } }, "retry.maxRetries"],
  ["a retry with a function of its own", { retry: { isTransient: () => true } }, "isTransient"],
  ["a retry that is none", { retry: 3 }, "retry"],
  ["an option that there is not", { thread: 2 }, 'did you mean "threads"'],
])("%s is refused", async (_, options, text) => {
  const error = await rejected(open(options));
  expect(error.code).toBe("OPTION_INVALID");
  expect(error.message).toContain(text);
});

test("a database that dbt cannot see, or may not write, is refused", async () => {
  await using memory = await openDuckDb(":memory:");
  expect((await rejected(open({ database: memory }))).message).toContain("must be a file");
  const path = join(await folderOfTest(), "r.duckdb");
  await (await openDuckDb(path)).close();
  await using read = await openDuckDb(path, { readOnly: true });
  expect((await rejected(open({ database: read }))).message).toContain("opened without readOnly");
});

test("a folder without a project, or without a profile, is named", async () => {
  const folder = await folderOfTest();
  const project = await rejected(open({ project: folder }));
  expect(project.code).toBe("MODEL_PROJECT_INVALID");
  expect(project.message).toContain("dbt_project.yml");
  expect((await rejected(open({ profilesFolder: folder }))).message).toContain("profiles.yml");
});

test("a dbt that is missing is named when the engine is opened", async () => {
  const error = await rejected(open({ executable: "/nowhere/dbt" }));
  expect(error.code).toBe("MODEL_ENGINE_MISSING");
});

test("what is right is opened, and can be closed twice", async () => {
  const engine = await open({
    target: "dev",
    threads: 64,
    timeoutMs: 1,
    retry: { delayMs: 5 },
    logPath: "x",
  });
  expect(engine.name).toBe("dbt");
  await engine.close();
  await engine[Symbol.asyncDispose]();
});

async function open(options: object): ReturnType<typeof openDbtEngine> {
  const folder = await folderOfTest();
  writeFiles(folder, projectFiles);
  await using database = await openDuckDb(join(folder, "x.duckdb"));
  const all = { project: folder, database, executable: writeScript(folder, "exit 0"), ...options };
  return openDbtEngine(all);
}

const settings: DbtSettings = {
  executable: "/dbt",
  project: "/p",
  profilesFolder: "/f",
  database: "/d.duckdb",
  targetPath: "/t",
  logPath: "/l",
  threads: 3,
  target: undefined,
};

test("each call says where everything is", () => {
  expect(dbtArguments("parse", settings, { variables: {} }).join(" ")).toBe(
    "parse --log-format json --log-level info --no-use-colors --project-dir /p --profiles-dir /f" +
      " --target-path /t --log-path /l --threads 3 --vars {}",
  );
});

test("what a request says is passed, each to the command that takes it", () => {
  const request = {
    select: ["a+", "tag:b"],
    exclude: ["c"],
    variables: { rate: 0.5, tiers: [{ a: "x y" }] },
    fullRefresh: true,
  };
  const run = dbtArguments("run", { ...settings, target: "dev" }, request);
  expect(run.join(" ")).toContain(
    ' --vars {"rate":0.5,"tiers":[{"a":"x y"}]} --full-refresh --select a+ tag:b --exclude c',
  );
  expect(run).toContain("--target");
  const tests = dbtArguments("test", settings, request);
  expect(tests).not.toContain("--full-refresh");
  expect(tests.join(" ")).toContain("--exclude-resource-type unit_test");
});

test("settings of dbt in the environment are left out, and telemetry is off", () => {
  const env = dbtEnvironment(settings, {
    PATH: "/bin",
    DBT_FULL_REFRESH: "1",
    DBT_TARGET_PATH: "/elsewhere",
    DBT_ENV_SECRET_KEY: "s",
    DBT_ENV_CUSTOM_ENV_TEAM: "t",
    BAILIWICK_THREADS: "9",
  });
  expect(env).toEqual({
    PATH: "/bin",
    DBT_ENV_SECRET_KEY: "s",
    DBT_ENV_CUSTOM_ENV_TEAM: "t",
    BAILIWICK_DATABASE: "/d.duckdb",
    BAILIWICK_THREADS: "3",
    DBT_SEND_ANONYMOUS_USAGE_STATS: "false",
    DO_NOT_TRACK: "1",
    PYTHONUNBUFFERED: "1",
    PYTHONUTF8: "1",
  });
});
