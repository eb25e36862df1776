import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, test } from "vitest";
import { projectRoot } from "../../gates/source-files.js";
import { commandLine, threeSteps } from "../../support/command-line.js";

const packageUrl = pathToFileURL(join(projectRoot, "dist/index.js")).href;
const app = `
import { buildPipeline, SpecificationRegistry } from ${JSON.stringify(packageUrl)};
const registry = new SpecificationRegistry("demo");
registry.registerSpecification("load", { stepType: "Load", outputs: { rows: {} } });
registry.registerSpecification("train", { stepType: "Train", dependencies: { rows: {} } });
export default buildPipeline(registry, { load: () => ({ rows: 1 }), train: () => { throw new Error("no"); } });
`;

describe("graph", () => {
  test("draws specification files and modules, as Mermaid, DOT and SVG", async () => {
    const { run } = await commandLine({ "steps.yaml": threeSteps, "app.mjs": app });
    const { exitCode, output } = await run(["graph", "steps.yaml", "--steps", "load,clean"]);
    expect({ exitCode, output }).toEqual({
      exitCode: 0,
      output: 'flowchart LR\n  step0["load"]\n  step1["clean"]\n  step0 -- "rows" --> step1\n',
    });
    expect((await run(["graph", "app.mjs", "--format", "dot"])).output).toContain(
      'step0 -> step1 [label="rows"];',
    );
    expect((await run(["graph", "app.mjs#default", "--format", "svg"])).output).toContain(
      "<title>load → train: rows</title>",
    );
  });

  test("shows how the steps of a run stand", async () => {
    const { run } = await commandLine({ "app.mjs": app, "steps.yaml": threeSteps });
    await run(["run", "app.mjs", "--store", "own.db"]);
    const graph = ["--run", "latest", "--store", "own.db", "--format", "dot"];
    expect((await run(["graph", "app.mjs", ...graph])).output).toMatch(
      /\[label="load\\n✓ succeeded", .*\n.*\[label="train\\n✗ failed", /,
    );
    expect((await run(["graph", "steps.yaml", ...graph])).output).toContain('[label="clean"]');
  });

  test.each([
    [["app.mjs", "steps.yaml"], "a module stands among several sources"],
    [["app.mjs", "--run", "r7", "--store", "gone.db"], "gone.db"],
    [["app.mjs", "--format", "png"], '--format must be mermaid, dot or svg, but is "png"'],
  ])("cannot do %j", async (argv, fault) => {
    const { run } = await commandLine({ "steps.yaml": threeSteps, "app.mjs": app });
    const { exitCode, errors } = await run(["graph", ...argv]);
    expect(exitCode).toBe(2);
    expect(errors).toContain(fault);
  });
});
