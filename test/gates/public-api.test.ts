import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { runNode } from "../support/run-node.js";
import { projectRoot } from "./source-files.js";

interface Manifest {
  readonly exports: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
}

const manifest = JSON.parse(readFileSync(join(projectRoot, "package.json"), "utf8")) as Manifest;

/** Prints as JSON what importing a module loads: files by URL for `import`, by path for `require`. */
const importAndTell = (specifier: string): string => `
  import { createRequire, register } from "node:module";
  import { executionAsyncId } from "node:async_hooks";
  const loader = \`
    import { writeSync } from "node:fs";
    export async function load(url, context, next) {
      writeSync(1, "loads " + url + "\\\\n");
      return next(url, context);
    }\`;
  register("data:text/javascript," + encodeURIComponent(loader));
  const module = await import(${JSON.stringify(specifier)});
  for (const path of Object.keys(createRequire(import.meta.url).cache)) console.log("loads " + path);
  const tracksPromises = async () => {
    await undefined;
    return executionAsyncId() !== 0;
  };
  console.log("tracks promises: " + await tracksPromises());
  if (module.runInContext !== undefined) {
    console.log("current context: " + module.currentContext());
    module.runInContext("here", () => {});
    console.log("then tracks promises: " + await tracksPromises());
  }
`;

async function tell(specifier: string): Promise<string[]> {
  const { failed, output, errors } = await runNode(
    ["--input-type=module", "--eval", importAndTell(specifier)],
    { cwd: projectRoot },
  );
  expect(failed, errors).toBe(false);
  return output.trim().split("\n");
}

function loadedPackages(lines: readonly string[]): string[] {
  const names = lines.map((line) => /^loads .*node_modules[/\\]((?:@[^/\\]+[/\\])?[^/\\]+)/.exec(line)?.[1]);
  return [...new Set(names.filter((name) => name !== undefined))].toSorted();
}

test("every file that package.json exports is built, with its types", () => {
  const targets = Object.values(manifest.exports).flatMap((target) =>
    typeof target === "string" ? [target] : Object.values(target),
  );
  expect(targets.filter((target) => !existsSync(join(projectRoot, target)))).toEqual([]);
  const modules = Object.values(manifest.exports).filter((target) => typeof target !== "string");
  for (const module of modules) expect(Object.keys(module)).toEqual(["types", "default"]);
});

describe("importing the package", () => {
  let lines: string[];
  beforeAll(async () => {
    lines = await tell("bailiwick");
  });

  test("loads its own files and the mutex, and neither a schema library nor a database", () => {
    expect(lines.some((line) => line.endsWith("/dist/index.js"))).toBe(true);
    expect(loadedPackages(lines)).toEqual(["async-mutex"]);
  });

  test("leaves every await as cheap as it was, until runInContext is called", () => {
    expect(lines).toContain("tracks promises: false");
    expect(lines).toContain("current context: undefined");
    expect(lines).toContain("then tracks promises: true");
  });
});

describe("importing the registries of state", () => {
  let lines: string[];
  beforeAll(async () => {
    lines = await tell("bailiwick/state");
  });

  test("loads one file, and no database before one is opened", () => {
    const own = lines.filter((line) => line.startsWith("loads ") && !line.includes("node_modules"));
    expect(own.map((line) => line.slice(line.lastIndexOf("/")))).toEqual(["/state.js"]);
    expect(loadedPackages(lines)).toEqual([]);
  });

  test("is another import: the package itself has nothing of them", () => {
    const ofPackage = readFileSync(join(projectRoot, "dist/index.js"), "utf8");
    const ofState = readFileSync(join(projectRoot, "dist/state.js"), "utf8");
    for (const word of ["duckdb", "enrollment_registry"]) {
      expect(ofState).toContain(word);
      expect(ofPackage.includes(word), word).toBe(false);
    }
  });
});

describe("importing the simulation", () => {
  let lines: string[];
  beforeAll(async () => {
    lines = await tell("bailiwick/simulation");
  });

  test("loads no database, no schema library, no logger and no renderer of models", () => {
    const own = lines.filter((line) => line.startsWith("loads file:") && !line.includes("node_modules"));
    expect(own.map((line) => line.slice(line.lastIndexOf("/") + 1)).toSorted()).toEqual([
      "index.js",
      "simulation-shared.js",
      "simulation.js",
      "state.js",
    ]);
    const packages = loadedPackages(lines);
    for (const heavy of ["@duckdb/node-api", "libsql", "zod", "pino", "minijinja-js", "yaml"]) {
      expect(packages).not.toContain(heavy);
    }
  });

  test("has one copy of the core and of the state in a process", () => {
    const ofSimulation = ["simulation.js", "simulation-shared.js"]
      .map((file) => readFileSync(join(projectRoot, "dist", file), "utf8"))
      .join("");
    const defines = (name: string): boolean => new RegExp(`${name} = class|class ${name}`).test(ofSimulation);
    const others = ["SpecificationRegistry", "RegistryManager", "DependencyResolver", "EnrollmentRegistry"];
    expect(others.filter(defines)).toEqual([]);
    expect(defines("YearAuditor")).toBe(true);
  });
});

test("what an import loads is seen, required or imported", async () => {
  expect(loadedPackages(await tell("yaml"))).toEqual(["yaml"]);
  expect(loadedPackages(await tell("./test/fixtures/requires-tsyringe.mjs"))).toContain("tsyringe");
});
