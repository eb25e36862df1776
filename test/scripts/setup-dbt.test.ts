import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { supportedDbt } from "../../src/simulation/index.js";
import { folderOfTest, hasDbt, realDbt, writeScript } from "../support/dbt.js";

const root = fileURLToPath(new URL("../..", import.meta.url));

interface Setup {
  readonly status: number | null;
  readonly output: string;
}

/** Runs the script with only these programs on the PATH. */
function setUp(folder: string, path: string): Setup {
  const args = [join(root, "scripts/setup-dbt.mjs"), folder];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    encoding: "utf8",
    env: { PATH: path },
  });
  return { status, output: stdout + stderr };
}

/** The programs of a script that stands in for Python. */
async function pythonSaying(body: string): Promise<string> {
  const bin = await folderOfTest();
  writeScript(bin, body, "python3");
  return `${bin}:/usr/bin:/bin`;
}

test("without Python, it says what is missing", async () => {
  const folder = await folderOfTest();
  const { status, output } = setUp(join(folder, "venv"), folder);
  expect(status).toBe(1);
  expect(output).toContain(
    "dbt could not be set up: there is no python3 on the PATH. Install Python 3.10 or later",
  );
});

test("a Python that is too old is named", async () => {
  const folder = await folderOfTest();
  const { status, output } = setUp(join(folder, "venv"), await pythonSaying("echo 3 9"));
  expect(status).toBe(1);
  expect(output).toContain("python3 is 3.9, but dbt needs 3.10 or later");
});

test("a folder with something else in it is not cleared", async () => {
  const folder = await folderOfTest();
  writeScript(folder, "", "mine");
  const { status, output } = setUp(folder, await pythonSaying("echo 3 12"));
  expect(status).toBe(1);
  expect(output).toContain("is no virtual environment");
  expect(existsSync(join(folder, "mine"))).toBe(true);
});

test("a virtual environment that cannot be made keeps what Python says, with a hint", async () => {
  const folder = await folderOfTest();
  const path = await pythonSaying(
    '[ "$1" = -c ] && echo 3 12 && exit; echo "No module named venv" >&2; exit 1',
  );
  const { status, output } = setUp(join(folder, "venv"), path);
  expect(status).toBe(1);
  expect(output).toContain("No module named venv");
  expect(output).toContain("install the package python3-venv");
});

test("pip is asked for wheels of the pinned versions, and what it has installed is looked at", async () => {
  const folder = await folderOfTest();
  const venv = join(folder, "venv");
  const python = `printf '%s\\n' "$*" >> ${folder}/asked`;
  const path = await pythonSaying(
    `[ "$1" = -c ] && echo 3 12 && exit; mkdir -p ${venv}/bin; printf '#!/bin/sh\\n%s\\n' '${python}' > ${venv}/bin/python; chmod +x ${venv}/bin/python`,
  );
  const { status, output } = setUp(venv, path);
  expect(status).toBe(1);
  expect(output).toContain("pip has installed something else than dbt-core==");
  const asked = readFileSync(join(folder, "asked"), "utf8");
  expect(asked).toContain("--only-binary :all: --requirement ");
});

test("the pins are of the lines that the engine works with, and duckdb is of that of the Node package", () => {
  const text = readFileSync(join(root, "requirements-dbt.txt"), "utf8");
  const pins = Object.fromEntries(
    [...text.matchAll(/^([\w-]+)==(.+)$/gmu)].map(([, name, pin]) => [name, pin]),
  );
  expect(Object.keys(pins)).toEqual(["dbt-core", "dbt-duckdb", "duckdb"]);
  for (const [name, line] of [
    ["dbt-core", supportedDbt.core],
    ["dbt-duckdb", supportedDbt.adapter],
    ["duckdb", supportedDbt.duckdb],
  ] as const) {
    expect(pins[name]?.startsWith(`${line}.`)).toBe(true);
  }
  const { dependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
    readonly dependencies: Readonly<Record<string, string>>;
  };
  expect(dependencies["@duckdb/node-api"]?.split("-")[0]).toBe(pins["duckdb"]);
});

const venv = hasDbt ? dirname(dirname(realDbt())) : "";

test.runIf(existsSync(join(venv, "pyvenv.cfg")))("what is set up already is left as it is", () => {
  const { status, output } = setUp(venv, "/nowhere");
  expect(output).toContain(`dbt is set up in ${venv}: dbt-core==`);
  expect(status).toBe(0);
});
