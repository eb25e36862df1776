import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, test } from "vitest";
import { projectRoot } from "../../gates/source-files.js";
import { commandLine, type CommandLine } from "../../support/command-line.js";

const packageUrl = pathToFileURL(join(projectRoot, "dist/index.js")).href;

/** The code tag of the first step, and whether the second one fails, are read from files. */
const app = `
import { readFileSync } from "node:fs";
import { buildPipeline, SpecificationRegistry, transient } from ${JSON.stringify(packageUrl)};
const text = (file) => readFileSync(new URL(file, import.meta.url), "utf8");
const registry = new SpecificationRegistry("demo");
registry.registerSpecification("load", { stepType: "Load", outputs: { rows: {} } });
registry.registerSpecification("train", { stepType: "Train", dependencies: { rows: {} } });
export default () => buildPipeline(registry, {
  load: { handle: () => ({ rows: 1 }), codeTag: text("tag") },
  train: {
    handle: () => { if (text("mode") === "fail") throw transient(new Error("no machine\\nis free")); },
    retry: { maxRetries: 1, delayMs: 1 },
    compensate: () => {},
  },
}, { name: "nightly" });
`;

/** A module can be read once in a process only, so each run is one of a copy. */
async function twoRuns(): Promise<CommandLine & { readonly ids: readonly [string, string] }> {
  const line = await commandLine({ "app.mjs": app, "again.mjs": app, tag: "v1", mode: "fail" });
  await line.run(["run", "app.mjs"]);
  await line.write("tag", "v2");
  await line.write("mode", "work");
  await line.run(["run", "again.mjs"]);
  const { runs } = (await line.json("runs", "list")) as {
    readonly runs: readonly { readonly runId: string }[];
  };
  return { ...line, ids: [runs[1]?.runId ?? "", runs[0]?.runId ?? ""] };
}

describe("runs list", () => {
  test("has the newest first, as many as wanted", async () => {
    const { run, json, ids } = await twoRuns();
    const { exitCode, output } = await run(["runs", "list"]);
    expect(exitCode).toBe(0);
    expect(output.split("\n").map((line) => line.split(/ {2,}/u).slice(0, 4))).toEqual([
      ["Run", "Pipeline", "Context", "Status"],
      [ids[1], "nightly", "demo", "succeeded"],
      [ids[0], "nightly", "demo", "failed"],
      [""],
    ]);
    expect(await json("runs", "list", "--limit", "1")).toMatchObject({ runs: [{ runId: ids[1] }] });
  });

  test("of a store without runs says so", async () => {
    const { run } = await commandLine({ "app.mjs": app, tag: "v1", mode: "work" });
    expect((await run(["run", "app.mjs", "--only", "nothing", "--store", "own.db"])).exitCode).toBe(2);
    expect(await run(["runs", "list", "--store", "own.db"])).toEqual({
      exitCode: 0,
      output: "There is no run.\n",
      errors: "",
    });
  });
});

describe("runs show", () => {
  test("has the steps, and each attempt that did not succeed", async () => {
    const { run, ids } = await twoRuns();
    const { exitCode, output } = await run(["runs", "show", ids[0]]);
    expect(exitCode).toBe(0);
    expect(output).toMatch(/load +✓ succeeded/);
    expect(output).toMatch(/train +✗ failed +.* 2 /);
    expect(output).toContain("context        demo\n");
    expect(output).toMatch(/started {8}\d{4}-\d\d-\d\d \d\d:\d\d:\d\d, 1 session, seed \d+\n/);
    expect(output).toContain("Attempts that did not succeed\n  train, attempt 1 in session 1, failed: ");
    expect(output).toMatch(/train, attempt 2 in session 1, failed: .*no machine\n {4}is free\n/);
    expect(output).not.toContain('"type"');
  });

  test("has everything as JSON, and the events if they are wanted", async () => {
    const { run, json, ids } = await twoRuns();
    const shown = { run: { runId: ids[0] }, steps: [{}, {}], attempts: [{}, {}, {}], compensations: [] };
    const document = await json("runs", "show", ids[0]);
    expect(document).toMatchObject(shown);
    expect(document).not.toHaveProperty("events");
    const { events } = (await json("runs", "show", ids[0], "--events")) as {
      readonly events: readonly { type: string }[];
    };
    expect(events.map(({ type }) => type)).toContain("step-retried");
    const { output } = await run(["runs", "show", "latest", "--events"]);
    const lines = output.split("\n").filter((line) => line.startsWith("{"));
    expect(lines.map((line) => (JSON.parse(line) as { type: string }).type)).toContain("step-succeeded");
  });
});

describe("runs diff", () => {
  test("says which steps differ, and in what", async () => {
    const { run, json, ids } = await twoRuns();
    const { exitCode, output } = await run(["runs", "diff", ...ids]);
    expect(exitCode).toBe(0);
    expect(output).toMatch(/\nload +code +/);
    expect(output).toMatch(/\ntrain +failed → succeeded +input rows/);
    expect(output).toContain("2 steps of 2 differ in status or fingerprint\n");
    expect(await json("runs", "diff", ...ids)).toMatchObject({
      a: { runId: ids[0] },
      b: { runId: ids[1] },
      steps: [
        { stepName: "load", changed: ["code"] },
        { stepName: "train", status: ["failed", "succeeded"], changed: ["input rows"] },
      ],
    });
  });

  test("of a run with itself finds nothing", async () => {
    const { run } = await twoRuns();
    expect((await run(["runs", "diff", "latest", "latest"])).output).toContain(
      "no step differs in status or fingerprint",
    );
  });
});

describe("a call that cannot be done ends with 2:", () => {
  test.each([
    [["show", "r7"], 'has no run "r7"'],
    [["show"], "runs show takes 1 id, but was given 0"],
    [["list", "r7"], "runs list takes 0 ids, but was given 1"],
    [["diff", "latest"], "runs diff takes 2 ids, but was given 1"],
    [["list", "--events"], "--events is for runs show, not for runs list"],
    [["show", "latest", "--limit", "3"], "--limit is for runs list, not for runs show"],
    [["list", "--limit", "0"], '--limit takes a whole number from 1 up, but was given "0"'],
    [["forget"], '<what> must be list, show or diff, but is "forget"'],
    [
      ["list", "--store", "gone.db"],
      "hint: name the store of the run with --store; bailiwick run makes one.",
    ],
    [["list", "--store", "tag"], "tag"],
  ])("%j", async (argv, fault) => {
    const { run } = await twoRuns();
    const { exitCode, output, errors } = await run(["runs", ...argv]);
    expect({ exitCode, output }).toEqual({ exitCode: 2, output: "" });
    expect(errors).toContain(fault);
  });

  test("the folder of a store that is not there is not made", async () => {
    const { run, folder } = await commandLine();
    expect((await run(["runs", "list"])).exitCode).toBe(2);
    expect(await readdir(folder)).toEqual([]);
  });
});
