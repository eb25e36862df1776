import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { dbtVersion, findDbt, supportedDbt } from "../../../src/simulation/index.js";
import { caught } from "../../support/caught.js";
import { folderOfTest, hasDbt, realDbt, writeScript } from "../../support/dbt.js";
import { rejected } from "../../support/rejected.js";

function venvIn(folder: string): string {
  mkdirSync(join(folder, ".venv-dbt/bin"), { recursive: true });
  return writeScript(join(folder, ".venv-dbt/bin"), "exit 0");
}

test("the option comes first, then the environment, the folder of the project and above, and the PATH", async () => {
  const folder = await folderOfTest();
  mkdirSync(join(folder, "bin"));
  mkdirSync(join(folder, "a/dbt"), { recursive: true });
  const onPath = writeScript(join(folder, "bin"), "exit 0");
  const other = writeScript(folder, "exit 0", "other");
  const PATH = `:${join(folder, "nowhere")}:${join(folder, "bin")}`;
  const project = join(folder, "a/dbt");
  // This clone may have one of its own.
  const here = process.cwd();
  process.chdir(folder);
  onTestFinished(() => process.chdir(here));
  expect(findDbt({ project, env: { PATH } })).toEqual({ executable: onPath, foundBy: "path" });
  const venv = { executable: venvIn(folder), foundBy: "venv" };
  expect(findDbt({ project, env: { PATH, BAILIWICK_DBT: "" } })).toEqual(venv);
  const named = { executable: other, foundBy: "environment" };
  expect(findDbt({ project, env: { PATH, BAILIWICK_DBT: other } })).toEqual(named);
  expect(findDbt({ executable: "dbt", project, env: { PATH, BAILIWICK_DBT: other } })).toEqual({
    executable: onPath,
    foundBy: "option",
  });
});

test("what is named and is not there is not made up for by another one", async () => {
  const folder = await folderOfTest();
  venvIn(folder);
  const option = caught(() => findDbt({ executable: join(folder, "dbtt"), project: folder }));
  expect(option.code).toBe("MODEL_ENGINE_MISSING");
  expect(option.message).toContain("which the option executable names, is not there");
  expect(option.details["looked"]).toEqual([join(folder, "dbtt")]);
  const env = { BAILIWICK_DBT: "./dbtt" };
  expect(caught(() => findDbt({ project: folder, env })).message).toContain("which BAILIWICK_DBT names");
});

test("a folder, and a file that cannot be executed, are no programs", async () => {
  const folder = await folderOfTest();
  writeFileSync(join(folder, "dbt"), "");
  for (const executable of [folder, join(folder, "dbt")]) {
    expect(caught(() => findDbt({ executable })).code).toBe("MODEL_ENGINE_MISSING");
  }
});

test("where there is none, the remedy is in the text", async () => {
  const folder = await folderOfTest();
  const error = caught(() => findDbt({ executable: "dbt", project: folder, env: {} }));
  expect(error.message).toContain("run `npm run setup:dbt`");
  const [, script = ""] = /`node node_modules\/bailiwick\/(\S+) \.venv-dbt`/u.exec(error.message) ?? [];
  const manifest = JSON.parse(readFileSync("package.json", "utf8")) as { readonly files: readonly string[] };
  expect(manifest.files).toEqual(expect.arrayContaining([script, "requirements-dbt.txt"]));
});

test.each([
  ["an empty name", { executable: "" }],
  ["a project that is no text", { project: 7 }],
  ["an option that there is not", { path: "x" }],
])("%s is refused", (_, options) => {
  expect(caught(() => findDbt(options as object)).code).toBe("OPTION_INVALID");
});

test.runIf(hasDbt)("the real dbt has the versions that were pinned", async () => {
  const version = await dbtVersion(realDbt());
  expect(version).toEqual({ executable: realDbt(), core: "1.11.16", adapter: "1.10.1", duckdb: "1.5.5" });
  expect(Object.isFrozen(version)).toBe(true);
});

/** What `dbt --version` writes. */
const versionText = (core: string, adapter: string): string =>
  `printf 'Core:\\n  - installed: ${core}\\n  - latest:    1.12.6  - Update available!\\n\\nPlugins:\\n  - ${adapter}\\n'`;

test.each([
  ["1.11.3", "duckdb: 1.10.1 - Up to date!", { core: "1.11.3", adapter: "1.10.1" }, undefined],
  ["1.9.0", "duckdb: 1.9.1", { core: "1.9.0", adapter: "1.9.1" }, "has dbt-core 1.9.0, but 1.11 is needed"],
  ["1.110.0", "duckdb: 1.10.0", { core: "1.110.0", adapter: "1.10.0" }, "has dbt-core 1.110.0"],
  ["1.11.3", "postgres: 1.10.0", { core: "1.11.3" }, "has dbt-duckdb not at all, but 1.10 is needed"],
])("a program that says %s and %s is asked itself", async (core, adapter, versions, problem) => {
  const folder = await folderOfTest();
  const { problem: found, ...rest } = await dbtVersion(writeScript(folder, versionText(core, adapter)));
  expect(rest).toEqual({ executable: join(folder, "dbt"), ...versions });
  expect(found?.code).toBe(problem === undefined ? undefined : "MODEL_ENGINE_VERSION");
  expect(found?.message ?? "").toContain(problem ?? "");
});

test.each([
  ["answers in a way of its own", "echo hello"],
  ["answers with something else", "echo '[]'"],
  ["does not know dbt", `echo '{"dbt-core": null}'`],
])("if the Python beside it %s, dbt is asked", async (_, python) => {
  const folder = await folderOfTest();
  const interpreter = writeScript(folder, `case $1 in -I) ${python} ;; *) exec sh "$@" ;; esac`, "python");
  writeFileSync(writeScript(folder, ""), `#!${interpreter}\n${versionText("1.11.0", "duckdb: 1.10.0")}\n`);
  expect((await dbtVersion(join(folder, "dbt"))).core).toBe("1.11.0");
});

test("the versions of the Python beside it are looked at, all of them", async () => {
  const folder = await folderOfTest();
  writeScript(folder, `echo '{"dbt-core": "1.11.16", "dbt-duckdb": "1.10.1", "duckdb": "1.4.0"}'`, "python");
  writeFileSync(writeScript(folder, ""), "#!/nowhere/python\n");
  const { problem, duckdb } = await dbtVersion(join(folder, "dbt"));
  expect(duckdb).toBe("1.4.0");
  expect(problem?.message).toContain(`the Python package duckdb 1.4.0, but ${supportedDbt.duckdb} is needed`);
});

test("a program that does not tell, and one that is not there, are errors", async () => {
  const folder = await folderOfTest();
  const silent = await rejected(dbtVersion(writeScript(folder, "echo no; exit 4")));
  expect(silent.code).toBe("MODEL_ENGINE_FAILED");
  expect(silent.message).toContain("ended with 4");
  expect((await rejected(dbtVersion(join(folder, "gone")))).code).toBe("MODEL_ENGINE_MISSING");
});

test("asking is aborted", async () => {
  const folder = await folderOfTest();
  const program = writeScript(folder, "sleep 30");
  const controller = new AbortController();
  setTimeout(() => controller.abort(), 50);
  expect((await rejected(dbtVersion(program, { signal: controller.signal }))).code).toBe("OPERATION_ABORTED");
  expect((await rejected(dbtVersion(program, { signal: controller.signal }))).code).toBe("OPERATION_ABORTED");
});
