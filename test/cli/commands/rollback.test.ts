import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, test } from "vitest";
import { projectRoot } from "../../gates/source-files.js";
import { commandLine, type CommandLine } from "../../support/command-line.js";

const packageUrl = pathToFileURL(join(projectRoot, "dist/index.js")).href;

/** Three steps in a row; what `create` does is taken back unless a file `mode` says that it fails. */
const app = `
import { readFileSync } from "node:fs";
import { buildPipeline, SpecificationRegistry } from ${JSON.stringify(packageUrl)};
const registry = new SpecificationRegistry("demo");
for (const name of ["create", "fill", "check"]) registry.registerSpecification(name, { stepType: "Any" });
export default () => buildPipeline(registry, {
  create: {
    handle: () => {},
    compensate: () => {
      if (readFileSync(new URL("mode", import.meta.url), "utf8") === "fail") throw new Error("in use");
    },
  },
  fill: { handle: () => {}, compensate: ({ log }) => log("emptied") },
  check: () => {},
}, { name: "tables", edges: [["create", "fill"], ["fill", "check"]] });
`;

async function afterRun(mode: string, ...options: readonly string[]): Promise<CommandLine> {
  const line = await commandLine({ "app.mjs": app, mode });
  expect((await line.run(["run", "app.mjs", ...options])).exitCode).toBe(0);
  return line;
}

test("takes back what the latest run did, the last thing first, and says so", async () => {
  const { run, json } = await afterRun("work");
  const { exitCode, output, errors } = await run(["rollback", "app.mjs"]);
  expect(exitCode).toBe(0);
  expect(output).toMatch(
    /^Step +Outcome +Duration\nfill +taken back +\S+ m?s\ncreate +taken back +\S+ m?s\n\n/,
  );
  expect(output).toMatch(
    /\nthe rollback succeeded in .*: 1 with nothing to take back, 2 taken back\nrun +\S+\n$/,
  );
  expect(errors).toMatch(/fill: emptied\n.*fill taken back in .*\n.*create taken back in /);
  expect(await json("runs", "list")).toMatchObject({ runs: [{ status: "rolled-back" }] });
  expect((await run(["rollback", "app.mjs"])).output).toMatch(
    /^nothing of the run \S+ is left to take back\n$/,
  );
});

test("goes as far as it is told, and in JSON", async () => {
  const { json } = await afterRun("work", "--over", "2025..2026");
  expect(await json("rollback", "app.mjs", "--to-step", "create", "--to-partition", "2026")).toMatchObject({
    status: "succeeded",
    pipelineName: "tables",
    contextName: "demo",
  });
  expect(await json("rollback", "app.mjs", "--run", "latest", "--to-partition", "2025")).toMatchObject({
    steps: expect.arrayContaining([expect.objectContaining({ stepName: "create", partition: "2026" })]),
  });
});

test("one that fails is a finding, tells the error whole, and can be gone on with", async () => {
  const { run, write, json } = await afterRun("fail", "--store", "own.db");
  const store = ["--store", "own.db"];
  const failed = await run(["rollback", "app.mjs", ...store]);
  expect(failed.exitCode).toBe(1);
  expect(failed.output).toMatch(/\nfill +taken back .*\ncreate +failed /);
  expect(failed.output).toMatch(/\ncreate: .*in use\n/);
  expect(failed.errors).toMatch(/go on with it {3}bailiwick rollback app\.mjs --run \S+ --store own\.db\n$/);
  expect(await json("rollback", "app.mjs", ...store)).toMatchObject({
    status: "failed",
    steps: [{ stepName: "create", error: { code: "COMPENSATION_FAILED" } }],
  });
  await write("mode", "work");
  expect((await run(["rollback", "app.mjs", ...store])).exitCode).toBe(0);
});

test("the call that goes on with one names how far it goes", async () => {
  const { run } = await afterRun("fail", "--over", "2025..2026");
  const { errors } = await run(["rollback", "app.mjs", "--to-partition", "2025"]);
  expect(errors).toMatch(/bailiwick rollback app\.mjs --run \S+ --to-partition 2025\n$/);
});

describe("a call that cannot be done ends with 2:", () => {
  test.each([
    [["app.mjs", "--run", "r7"], 'there is no run "r7"'],
    [["app.mjs", "--to-step", "fil"], 'the run has no step "fil" (did you mean "fill"?)'],
    [["app.mjs", "--to-partition", "2025"], 'the run has no partition "2025"'],
    [["app.mjs", "--store", "gone.db"], 'gone.db" cannot be used: the file is not there'],
    [["gone.mjs"], 'The module "gone.mjs" is not there'],
    [[], 'missing required argument "module"'],
  ])("%j", async (argv, fault) => {
    const { run } = await afterRun("work");
    const { exitCode, output, errors } = await run(["rollback", ...argv]);
    expect({ exitCode, output }).toEqual({ exitCode: 2, output: "" });
    expect(errors).toContain(fault);
  });
});
