import { expect, test } from "vitest";
import { checkLayers } from "./layers.js";
import { describeFaults, filesIn } from "./source-files.js";

/** The faults of a tree that is given as the sources of its files. */
function faultsOf(tree: Readonly<Record<string, string>>): string {
  return describeFaults(checkLayers(Object.entries(tree).map(([path, source]) => ({ path, source }))));
}

const uphill =
  "but a room may use lower rows only; turn the arrow round with a port (an interface of the lower room), or move the code.";

test("the project keeps its own rules", () => {
  const files = filesIn("src", ".ts");
  expect(files.length).toBeGreaterThan(20);
  expect(describeFaults(checkLayers(files))).toBe("");
});

test("a tree in order has no fault", () => {
  expect(
    faultsOf({
      "src/index.ts": `export { a } from "./registry/index.js";\nexport type { B } from "./kernel/index.js";\n`,
      "src/kernel/index.ts": `export { b, type B } from "./b.js";`,
      "src/kernel/b.ts": `import { EventEmitter } from "node:events";\nexport const b = 1;\nexport type B = EventEmitter;`,
      "src/registry/index.ts": `export { a } from "./a.js";`,
      "src/registry/a.ts": `import { b } from "../kernel/index.js";\nexport const a = [b, await import("tsyringe")];`,
      "src/specification/file.ts": `import { readFile } from "node:fs/promises";\nexport { readFile };`,
      "src/store/duckdb/driver.ts": `import { DuckDBInstance } from "@duckdb/node-api";\nexport { DuckDBInstance };`,
      "src/metadata/kinds/table.ts": `export * as parent from "../index.js";`,
      "src/metadata/index.ts": "",
    }),
  ).toBe("");
});

test.each([
  ["import", `import { a } from "../registry/index.js";`],
  ["import type", `import type { A } from "../registry/index.js";`],
  ["side-effect import", `import "../registry/index.js";`],
  ["export from", `export { a } from "../registry/index.js";`],
  ["export all", `export * from "../registry/index.js";`],
  ["dynamic import", `await import("../registry/index.js");`],
  ["import type expression", `let a: import("../registry/index.js").A;`],
  ["typeof import", `let a: typeof import("../registry/index.js");`],
  ["import assignment", `import a = require("../registry/index.js");`],
  ["require", `require("../registry/index.js");`],
])("an arrow upwards is found: %s", (_, statement) => {
  expect(faultsOf({ "src/graph/a.ts": `// first line\n${statement}` })).toBe(
    `src/graph/a.ts:2 lies in graph (row 1) and uses registry (row 2), ${uphill}`,
  );
});

test("a room may not use another one of its own row", () => {
  expect(faultsOf({ "src/jobs/a.ts": `import { a } from "../state/index.js";` })).toBe(
    `src/jobs/a.ts:1 lies in jobs (row 2) and uses state (row 2), ${uphill}`,
  );
});

test.each([
  ["src/registry/a.ts", "../kernel/errors.js"],
  ["src/index.ts", "./kernel/errors.js"],
  ["src/cli/commands/a.ts", "../../kernel/errors.js"],
])("%s may not reach past a door", (path, specifier) => {
  expect(faultsOf({ [path]: `export { a } from "${specifier}";` })).toBe(
    `${path}:1 uses src/kernel/errors.ts past the door of kernel; ` +
      "import from src/kernel/index.ts, and export there what is missing.",
  );
});

test("a cycle is named with its path, also when types alone close it", () => {
  expect(
    faultsOf({
      "src/graph/a.ts": `import { x } from "./x.js";\nimport { b } from "./b.js";`,
      "src/graph/b.ts": `import type { C } from "./c.js";`,
      "src/graph/c.ts": `export type C = import("./a.js").A;`,
      "src/graph/x.ts": "",
    }),
  ).toBe(
    "src/graph/a.ts:2 closes the cycle src/graph/a.ts → src/graph/b.ts → src/graph/c.ts → src/graph/a.ts; " +
      "move what they share into a file of its own.",
  );
});

test("a file has at most 300 lines", () => {
  const lines = (count: number): string => "// line\n".repeat(count);
  expect(faultsOf({ "src/kernel/a.ts": lines(300) })).toBe("");
  expect(faultsOf({ "src/kernel/a.ts": lines(301) })).toBe(
    "src/kernel/a.ts:301 has 301 lines; split it, 300 are the limit.",
  );
});

test("a folder has at most 15 files", () => {
  const folder = (count: number): Record<string, string> =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`src/kernel/a${index}.ts`, ""]));
  expect(faultsOf(folder(15))).toBe("");
  expect(faultsOf(folder(16))).toBe("src/kernel:1 holds 16 files; join or move some, 15 are the limit.");
});

test("src/index.ts holds no logic", () => {
  expect(
    faultsOf({
      "src/index.ts": `export { a } from "./kernel/index.js";\nexport const b = 1;\nconsole.log(b);`,
    }),
  ).toBe(
    [
      "src/index.ts:2 holds logic, but this file only re-exports; move the statement into a room.",
      "src/index.ts:3 holds logic, but this file only re-exports; move the statement into a room.",
    ].join("\n"),
  );
});

test.each([
  [
    "src/helpers/a.ts",
    'lies in the room "helpers", which does not exist; use one of kernel, graph, specification, metadata, store, ' +
      "registry, state, jobs, quality, resolution, pipeline, simulation, web, cli.",
  ],
  ["src/a.ts", "lies in no room: beside src/index.ts there are only rooms; move it."],
  [
    "src/kernel/util/a.ts",
    'lies in the folder "util" of kernel, but folders within a room are for variants of one thing (here: none); move it up.',
  ],
  [
    "src/metadata/kinds/deep/a.ts",
    'lies in the folder "kinds/deep" of metadata, but folders within a room are for variants of one thing (here: compliance, events, kinds, rate-limits, routes, runtime, validation); move it up.',
  ],
  ["src/kernel/camelCase.ts", "is not named in kebab-case; rename it after its main export."],
])("%s is out of place", (path, message) => {
  expect(faultsOf({ [path]: "" })).toBe(`${path}:1 ${message}`);
});

test.each([
  "export default 1;",
  "export default class A {}",
  "const a = 1; export { a as default };",
  "export = 1;",
])("a default export is refused: %s", (statement) => {
  expect(faultsOf({ "src/kernel/a.ts": `\n${statement}` })).toBe(
    "src/kernel/a.ts:2 exports a default; give the export its name.",
  );
});

test.each([
  [
    "node:fs",
    "but only specification, store, simulation, cli touch files; take what it needs as a value or a port.",
  ],
  [
    "fs/promises",
    "but only specification, store, simulation, cli touch files; take what it needs as a value or a port.",
  ],
  ["@duckdb/node-api", "but only store knows databases; use its door or a port."],
  ["libsql", "but only store knows databases; use its door or a port."],
])("%s is for some rooms only", (specifier, message) => {
  expect(faultsOf({ "src/pipeline/a.ts": `import type { A } from "${specifier}";` })).toBe(
    `src/pipeline/a.ts:1 uses ${specifier}, ${message}`,
  );
});

test("a room uses neither the package's front door nor what is outside of src", () => {
  expect(
    faultsOf({
      "src/kernel/a.ts": `import "../index.js";\nimport "bailiwick";\nimport "bailiwick/state";\nimport "../../test/b.js";`,
    }),
  ).toBe(
    [
      "src/kernel/a.ts:1 uses src/index.ts, which lies above every room; use the doors of the rooms below.",
      "src/kernel/a.ts:2 uses the package by its own name; import from the doors of the rooms below.",
      "src/kernel/a.ts:3 uses the package by its own name; import from the doors of the rooms below.",
      "src/kernel/a.ts:4 uses test/b.ts, which is outside of src/ and not published.",
    ].join("\n"),
  );
});
