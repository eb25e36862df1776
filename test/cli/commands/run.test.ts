import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, test } from "vitest";
import { projectRoot } from "../../gates/source-files.js";
import { commandLine, type CommandLine } from "../../support/command-line.js";

const packageUrl = pathToFileURL(join(projectRoot, "dist/index.js")).href;

/** A module with a pipeline of three steps in a row; the second one does what a file `mode` says. */
const threeInARow = `
import { readFileSync } from "node:fs";
import { buildPipeline, SpecificationRegistry } from ${JSON.stringify(packageUrl)};
const registry = new SpecificationRegistry("demo");
registry.registerSpecification("load", { stepType: "Load", outputs: { rows: {} } });
registry.registerSpecification("train", { stepType: "Train", dependencies: { rows: {} }, outputs: { model: {} } });
registry.registerSpecification("report", { stepType: "Report", dependencies: { model: {} } });
export const pipeline = buildPipeline(registry, {
  load: ({ log, partition }) => { log("loaded", { from: partition?.key ?? "all" }); return { rows: [1, 2] }; },
  train: ({ inputs }) => {
    const mode = readFileSync(new URL("mode", import.meta.url), "utf8");
    if (mode === "fail") throw new Error("diverged\\nat epoch 3");
    return { model: inputs.rows.length };
  },
  report: () => {},
}, { name: "nightly", edges: [["load", "train"], ["train", "report"]] });
`;

async function withPipeline(mode = "work"): Promise<CommandLine> {
  return commandLine({ "app.mjs": threeInARow, mode });
}

describe("a run", () => {
  test("is shown in a table and recorded in the folder of the call", async () => {
    const { run, folder, json } = await withPipeline();
    const { exitCode, output, errors } = await run(["run", "app.mjs"]);
    expect(exitCode).toBe(0);
    expect(output).toMatch(/^Step +State +Duration +Attempts +Reason\nload +✓ succeeded .* 1 {2}ran: new\n/);
    expect(output).toMatch(/\nnightly succeeded in .*: 3 succeeded\n/);
    expect(output).toMatch(/\ncritical path {2}.*load → train → report, /);
    expect(errors).toMatch(/^ +\d+\.\d s {2}load started: new\n/);
    expect(errors).toMatch(/train succeeded in /);
    expect(existsSync(join(folder, ".bailiwick/runs.db"))).toBe(true);
    expect(await json("runs", "list")).toMatchObject({
      runs: [{ pipelineName: "nightly", status: "succeeded" }],
    });
  });

  test("that fails is a finding, tells the error whole, and can be gone on with", async () => {
    const { run, write } = await withPipeline("fail");
    const failed = await run(["run", "app.mjs"]);
    expect(failed.exitCode).toBe(1);
    expect(failed.output).toMatch(/train +✗ failed /);
    expect(failed.output).toMatch(/report +– skipped /);
    expect(failed.output).toContain("failed: diverged\n  at epoch 3\n");
    const [, id] = /go on with it {3}bailiwick run app\.mjs --resume (\S+)\n/.exec(failed.errors) ?? [];
    await write("mode", "work");
    const { exitCode, output } = await run(["run", "app.mjs", "--resume", id ?? ""]);
    expect(exitCode).toBe(0);
    expect(output).toMatch(
      /load +↻ reused .*reused: nothing changed\ntrain +✓ succeeded .*ran: failed before\n/,
    );
    expect((await run(["run", "app.mjs", "--resume"])).output).toContain("3 reused");
  });

  test("is one JSON document with --json", async () => {
    const { json, write, folder } = await withPipeline();
    expect(await json("run", "app.mjs", "--seed", "7", "--store", "own.db")).toMatchObject({
      status: "succeeded",
      seed: 7,
      store: join(folder, "own.db"),
      counts: { succeeded: 3 },
      outputs: { load: { rows: [1, 2] }, train: { model: 2 } },
      errors: [],
    });
    await write("mode", "fail");
    expect(await json("run", "app.mjs", "--store", "own.db")).toMatchObject({
      status: "failed",
      errors: [{ stepName: "train", error: { code: "HANDLER_FAILED" } }],
    });
  });

  test("writes its events as they happen, to a file or to standard output", async () => {
    const { run, at } = await withPipeline();
    await run(["run", "app.mjs", "--events", "events.ndjson"]);
    const lines = (await readFile(at("events.ndjson"), "utf8")).trim().split("\n");
    const events = lines.map((line) => JSON.parse(line) as { readonly type: string });
    expect(events[0]).toMatchObject({ type: "run-started", pipelineName: "nightly" });
    expect(events.at(-1)).toMatchObject({ type: "run-finished", status: "succeeded" });
    expect(events).toContainEqual(expect.objectContaining({ type: "step-log", data: { from: "all" } }));
    const { output, errors } = await run(["run", "app.mjs", "--events", "-"]);
    expect(
      output
        .trim()
        .split("\n")
        .every((line) => typeof JSON.parse(line) === "object"),
    ).toBe(true);
    expect(errors).toContain("nightly succeeded");
  });

  test("goes over partitions, and shows them in a table", async () => {
    const { run, json } = await withPipeline();
    const { output } = await run(["run", "app.mjs", "--over", "2025..2027", "--concurrency", "2"]);
    expect(output).toMatch(/^Step +2025 +2026 +2027\nload +✓ +✓ +✓\n/);
    expect(output).toContain("✓ succeeded");
    expect(output).toContain("9 succeeded");
    expect(await json("runs", "show", "latest")).toMatchObject({
      run: { partitions: ["2025", "2026", "2027"] },
    });
  });

  test("is of the steps that were asked for", async () => {
    const { run } = await withPipeline();
    const until = await run(["run", "app.mjs", "--until", "train"]);
    expect(until.output).toMatch(/report +– skipped /);
    const from = await run(["run", "app.mjs", "--resume", "latest", "--from", "train", "--force", "train"]);
    expect(from.output).toMatch(/train +✓ succeeded .*forced/);
    const all = await run([
      "run",
      "app.mjs",
      "--resume",
      "latest",
      "--force",
      "all",
      "--failure-mode",
      "kill",
    ]);
    expect(all.output).toContain("3 succeeded");
  });
});

describe("a dry run", () => {
  test("says what would be done and why, and writes nothing at all", async () => {
    const { run, folder } = await withPipeline();
    const before = await readdir(folder);
    const { exitCode, output, errors } = await run(["run", "app.mjs", "--dry-run"]);
    expect({ exitCode, errors }).toEqual({ exitCode: 0, errors: "" });
    expect(output).toBe(
      [
        "Level  Step               Reason",
        "    1  load    would run  new",
        "    2  train   would run  new",
        "    3  report  would run  new",
        "",
        "nothing was done: 3 would run, on 3 levels",
        "",
      ].join("\n"),
    );
    expect(await readdir(folder)).toEqual(before);
  });

  test("of a run that is resumed knows what is done, leaves the store as it is", async () => {
    const { run, write, at, json } = await withPipeline("fail");
    await run(["run", "app.mjs"]);
    await write("mode", "work");
    const [before, files] = [await readFile(at(".bailiwick/runs.db")), await readdir(at(".bailiwick"))];
    const { output } = await run(["run", "app.mjs", "--resume", "--dry-run"]);
    expect(output).toMatch(/load +would be reused {2}nothing changed\n.*train +would run +failed before\n/);
    expect(output).toMatch(/resumes +\d{8}T/);
    expect(output).toMatch(/critical path +load/);
    expect(await json("run", "app.mjs", "--resume", "--dry-run", "--only", "report,train")).toMatchObject({
      steps: [{ kind: "reuse" }, { kind: "run" }, { kind: "run" }],
    });
    expect(await readFile(at(".bailiwick/runs.db"))).toEqual(before);
    expect(await readdir(at(".bailiwick"))).toEqual(files);
  });
});

describe("a call that cannot be done ends with 2:", () => {
  test.each([
    [["app.mjs", "--only", "trian"], 'only names "trian" (did you mean "train"?)'],
    [["app.mjs", "--only", " , "], "--only names no step"],
    [["app.mjs", "--over", "2027..2025"], "2027"],
    [
      ["app.mjs", "--concurrency", "many"],
      '--concurrency takes a whole number from 1 up, but was given "many"',
    ],
    [["app.mjs", "--concurrency", "0"], '--concurrency takes a whole number from 1 up, but was given "0"'],
    [["app.mjs", "--seed", "-1"], '--seed takes a whole number from 0 up, but was given "-1"'],
    [["--resume", "app.mjs"], "write the module before --resume: bailiwick run app.mjs --resume."],
    [["app.mjs", "--resume", "--store", "own.db"], 'own.db" cannot be used: the file is not there'],
    [["app.mjs", "--resume", "--dry-run"], "runs.db"],
    [["app.mjs", "--events", "-", "--json"], "--events - and --json both write to standard output"],
    [
      ["app.mjs", "--events", "e", "--dry-run"],
      'option "--dry-run" cannot be used with option "--events <file>"',
    ],
    [
      ["app.mjs", "--failure-mode", "go"],
      '--failure-mode must be stop, finish-independent or kill, but is "go"',
    ],
    [
      ["app.mjs", "--events", "no/such/folder/e"],
      'The file "no/such/folder/e" of --events cannot be written',
    ],
    [["app.mjs", "--store", "no/such/folder/runs.db"], "no/such/folder"],
    [["app.mjs", "--store", "mode"], "mode"],
    [["ap.mjs"], 'The module "ap.mjs" is not there (did you mean "app.mjs"?).'],
    [["gone.mjs"], 'The module "gone.mjs" is not there.'],
    [["."], 'The module "." is a folder.'],
  ])("%j", async (argv, fault) => {
    const { run } = await withPipeline();
    const { exitCode, output, errors } = await run(["run", ...argv]);
    expect(exitCode).toBe(2);
    expect(`${output}${errors}`).toContain(fault);
  });
});

test("a run that is not there cannot be gone on with", async () => {
  const { run } = await withPipeline();
  await run(["run", "app.mjs"]);
  const { exitCode, errors } = await run(["run", "app.mjs", "--resume", "r7"]);
  expect(exitCode).toBe(2);
  expect(errors).toContain('there is no run "r7"');
});

test("a folder for the store that cannot be made is said to be so", async () => {
  const { run } = await commandLine({ "app.mjs": threeInARow, mode: "work", ".bailiwick": "a file" });
  const { exitCode, errors } = await run(["run", "app.mjs"]);
  expect(exitCode).toBe(2);
  expect(errors).toMatch(/The folder ".*\.bailiwick" for the run store cannot be written: /);
  expect(errors).toContain("hint: name a file elsewhere with --store.");
});
