import { afterEach, describe, expect, test } from "vitest";
import { pathToFileURL } from "node:url";
import { join } from "node:path";
import { clearAllContexts } from "../../../src/registry/index.js";
import { projectRoot } from "../../gates/source-files.js";
import { commandLine } from "../../support/command-line.js";

afterEach(() => {
  clearAllContexts();
});

const load = (stepType: string, dataType = "Table"): string =>
  `steps: { load: { stepType: ${stepType}, outputs: { rows: { dataType: ${dataType} } } } }`;

interface Listing {
  readonly contexts: readonly { readonly name: string }[];
  readonly collisions: readonly unknown[];
}

describe("bailiwick contexts", () => {
  test("makes a context of every folder, and one of the files beside them", async () => {
    const { run } = await commandLine({
      "pipelines/production/load.yaml": load("S3Load"),
      "pipelines/staging/deep/load.yaml": load("FileLoad", "Text"),
      "pipelines/empty/README.md": "nothing here",
      "pipelines/.hidden/load.yaml": load("Hidden"),
      "pipelines/common.yaml": load("S3Load"),
    });
    expect(await run(["contexts", "pipelines"])).toEqual({
      exitCode: 0,
      errors: "",
      output: [
        "Context     Steps  Types  Dependencies  Outputs",
        "pipelines       1      1             0        1",
        "production      1      1             0        1",
        "staging         1      1             0        1",
        "",
        "1 name with different meanings",
        "  load",
        "    pipelines, production: S3Load",
        "    staging: FileLoad; differs in stepType, outputs.rows.dataType",
        "",
      ].join("\n"),
    });
  });

  test("has the same as JSON", async () => {
    const { json } = await commandLine({ "a.yaml": load("A"), "b.steps.yaml": load("B") });
    const counts = { stepCount: 1, stepTypeCount: 1, dependencyCount: 0, outputCount: 1 };
    expect(await json("contexts", "a.yaml", "b.steps.yaml")).toEqual({
      contexts: [
        { name: "a", ...counts },
        { name: "b", ...counts },
      ],
      collisions: [
        {
          stepName: "load",
          variants: [
            { contexts: ["a"], stepType: "A", differences: [] },
            { contexts: ["b"], stepType: "B", differences: ["stepType"] },
          ],
        },
      ],
    });
  });

  test("name=path puts all of a path into one context, and several paths together", async () => {
    const { json } = await commandLine({
      "a/x/load.yaml": load("A"),
      "b/clean.yaml": "stepType: Clean",
    });
    const { contexts } = (await json(
      "contexts",
      "acme/production=a",
      "acme/production=b/clean.yaml",
    )) as Listing;
    expect(contexts).toEqual([expect.objectContaining({ name: "acme/production", stepCount: 2 })]);
  });

  test("runs a module and lists the contexts it makes", async () => {
    const { json, write } = await commandLine();
    const door = pathToFileURL(join(projectRoot, "src/registry/index.ts")).href;
    await write(
      "app.mjs",
      `import { getRegistry } from ${JSON.stringify(door)};\ngetRegistry("north").registerSpecification("load", { stepType: "Load", outputs: { rows: {} } });\ngetRegistry("empty");\n`,
    );
    const { contexts } = (await json("contexts", "app.mjs")) as Listing;
    expect(contexts.map(({ name }) => name)).toEqual(["north", "empty"]);
  });

  test("is the table alone where no name has two meanings", async () => {
    const { run } = await commandLine({ "a.yaml": load("A"), "b.yaml": load("A") });
    const { output } = await run(["contexts", "a.yaml", "b.yaml"]);
    expect(output).toMatch(/^Context .*\na .*\nb .*\n$/);
  });

  test("says so if there is none", async () => {
    const { run } = await commandLine({ "app.mjs": "export {};" });
    expect(await run(["contexts", "app.mjs"])).toEqual({
      exitCode: 0,
      output: "There is no context.\n",
      errors: "",
    });
  });

  test("refuses modules that throw and paths that lead nowhere", async () => {
    const { json, run } = await commandLine({ "app.mjs": 'throw new Error("no database");' });
    const { exitCode, errors } = await run(["contexts", "app.mjs"]);
    expect(exitCode).toBe(2);
    expect(errors).toMatch(/^bailiwick: The module "app\.mjs" cannot be run: no database\n {2}hint: /);
    expect(await json("contexts", "nowhere")).toMatchObject({
      error: { code: "SPECIFICATION_FILE_UNREADABLE" },
    });
    expect(await json("contexts", " =app")).toMatchObject({
      error: { code: "SPECIFICATION_FILE_UNREADABLE" },
    });
  });

  test("refuses a context with two meanings of a name within it, and a blank name", async () => {
    const { json } = await commandLine({ "a.yaml": load("A"), "b.yaml": load("B") });
    expect(await json("contexts", "x=a.yaml", "x=b.yaml")).toMatchObject({ error: { code: "STEP_EXISTS" } });
    expect(await json("contexts", "=a.yaml")).toMatchObject({ error: { code: "CONTEXT_NAME_INVALID" } });
  });
});
