import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { projectRoot } from "../gates/source-files.js";
import { createConsumerProject, type ConsumerProject } from "./consumer-project.js";

let project: ConsumerProject;
beforeAll(async () => {
  project = await createConsumerProject();
});
afterAll(() => {
  project[Symbol.dispose]();
});

test("the tarball holds the compiled package, its documents, a project to begin with, and nothing else", () => {
  const others = project.packedFiles.filter(
    (path) => !/^(?:dist\/|docs\/|examples\/retirement-plan\/(?:dbt\/|simulation\.yaml$))/.test(path),
  );
  expect(others.toSorted()).toEqual([
    "CHANGELOG.md",
    "LICENSE",
    "README.md",
    "package.json",
    "requirements-dbt.txt",
    "scripts/setup-dbt.mjs",
  ]);
  expect(project.packedFiles).toEqual(
    expect.arrayContaining([
      "dist/index.d.ts",
      "dist/state/index.d.ts",
      "dist/simulation/index.d.ts",
      "examples/retirement-plan/simulation.yaml",
      "examples/retirement-plan/dbt/dbt_project.yml",
    ]),
  );
  expect(project.packedFiles.filter((path) => /dbt\/(?:target|logs)\//.test(path))).toEqual([]);
  expect(project.packedFiles.filter((path) => /\.(?:test|tsbuildinfo)/.test(path))).toEqual([]);
});

test("the installed command runs, and finds what is installed beside it", async () => {
  const manifest = JSON.parse(readFileSync(join(projectRoot, "package.json"), "utf8")) as { version: string };
  expect(await project.command("--version")).toBe(`${manifest.version}\n`);
  expect(await project.command("resolve", "load.step.yaml")).toContain("1 step, 0 wires: complete\n");
  expect(await project.command("doctor")).toMatch(/ok +bailiwick is .*\nok +tsyringe is /);
});

test("the installed commands make a project of simulation, check it, and know the old options", async () => {
  expect(await project.command("simulate", "init", "plan", "--employees", "50")).toContain("50 employees");
  expect(await project.command("simulate", "validate", "plan/simulation.yaml")).toContain("0 problems");
  const old = ["--config", "plan/simulation.yaml", "--start-year", "2025", "--end-year", "2026"];
  expect(await project.oldCommand(...old, "--dry-run")).toContain("2 years (2025, 2026) would be simulated");
});

describe("two copies in one process have one manager", () => {
  test("as ES modules, know each other's errors, and are known to containers made before", async () => {
    expect(await project.printed("two-copies.mjs")).toBe("true true\n[ 'load' ] true\ntrue\n");
  });

  test("as CommonJS", async () => {
    expect(await project.printed("two-copies.cjs")).toBe("true true\n[ 'load' ]\n");
  });
});

const builders = {
  "builder.mjs": "3\nload succeeded CONTEXT_NAME_INVALID\nnorth/nightly true Undeclared\n2\n",
  "builder.cjs": "[ 'load' ]\n",
  "simulation.mjs": "CONFIG_UNREADABLE true\nOPTION_INVALID\n",
  "state.mjs": "1 true\nOPTION_INVALID true\n",
};

describe.each([
  { decorators: "standard", programs: builders },
  { decorators: "experimental", programs: { ...builders, "injection.mjs": "true\n" } },
])("TypeScript with $decorators decorators compiles strictly, and", ({ decorators, programs }) => {
  beforeAll(() => project.compile(`tsconfig.${decorators}.json`));

  test.each(Object.entries(programs))("%s runs", async (program, expected) => {
    expect(await project.printed(`${decorators}/${program}`)).toBe(expected);
  });
});
