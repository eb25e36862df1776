import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { commandLine, threeSteps } from "../support/command-line.js";

describe("--graph", () => {
  test.each([
    ["pairs", "- [load, clean]\n- [clean, train]\n"],
    ["objects", "[{ from: load, to: clean }, { from: clean, to: train }]"],
    ["edges in an object", "edges:\n  - [load, clean]\n  - [clean, train]\n"],
    ["JSON", '{ "edges": [["load", "clean"], ["clean", "train"]] }'],
    ["JSON, indented with tabs", '[\n\t["load", "clean"],\n\t["clean", "train"]\n]'],
  ])("takes %s", async (_, graph) => {
    const { json } = await commandLine({ "steps.yaml": threeSteps, graph });
    const wiring = await json("resolve", "steps.yaml", "--graph", "graph");
    expect(wiring).toMatchObject({ order: ["load", "clean", "train"], wires: [{ decidedBy: "graph" }, {}] });
  });

  test.each([
    ["load", 'it must hold a list of edges, or "edges" with one, but holds "load"'],
    ["", 'it must hold a list of edges, or "edges" with one, but holds null'],
    ["{ nodes: [] }", 'it must hold a list of edges, or "edges" with one, but holds an object'],
    ["{ edges: [], nodes: [] }", 'beside "edges" it holds "nodes"'],
    ["[[load]]", 'edge 1 must be [from, to] or { from, to } of step names, but is ["load"]'],
    ["[[load, clean], load]", 'edge 2 must be [from, to] or { from, to } of step names, but is "load"'],
    ["[[load, 1]]", 'edge 1 must be [from, to] or { from, to } of step names, but is ["load", 1]'],
    [
      "[{ from: a, to: b, via: c }]",
      "edge 1 must be [from, to] or { from, to } of step names, but is an object",
    ],
  ])("refuses %j", async (graph, fault) => {
    const { json, run } = await commandLine({ "steps.yaml": threeSteps, "graph.yaml": graph });
    expect(await json("resolve", "steps.yaml", "--graph", "graph.yaml")).toMatchObject({
      error: {
        code: "INPUT_FILE_INVALID",
        details: { option: "--graph", path: "graph.yaml", faults: [fault] },
      },
    });
    expect((await run(["resolve", "steps.yaml", "--graph", "graph.yaml"])).exitCode).toBe(1);
  });

  test.each([
    ["[load", /^Flow sequence .* at line 1, column 6$/],
    ["a: *b", /^Unresolved alias .*: b$/],
  ])("refuses %j, which is no YAML", async (graph, fault) => {
    const { json } = await commandLine({ "steps.yaml": threeSteps, "graph.yaml": graph });
    expect(await json("resolve", "steps.yaml", "--graph", "graph.yaml")).toMatchObject({
      error: { code: "INPUT_FILE_INVALID", details: { faults: [expect.stringMatching(fault)] } },
    });
  });

  test("names all faults at once, and where they were read", async () => {
    const { run } = await commandLine({ "steps.yaml": threeSteps });
    const { errors } = await run(["resolve", "steps.yaml", "--graph", "-"], { stdin: "[1, [größe, 2]]" });
    expect(errors).toBe(
      [
        "bailiwick: The file on standard input of --graph cannot be used:",
        "  - edge 1 must be [from, to] or { from, to } of step names, but is 1",
        '  - edge 2 must be [from, to] or { from, to } of step names, but is ["größe", 2]',
        "",
      ].join("\n"),
    );
  });

  test("refuses steps that are not there, and cycles", async () => {
    const { json } = await commandLine({
      "steps.yaml": threeSteps,
      unknown: "[[lod, clean]]",
      cycle: "[[load, clean], [clean, load]]",
    });
    expect(await json("resolve", "steps.yaml", "--graph", "unknown")).toMatchObject({
      error: { code: "STEP_UNKNOWN" },
    });
    expect(await json("resolve", "steps.yaml", "--graph", "cycle")).toMatchObject({
      error: { code: "GRAPH_CYCLE" },
    });
  });
});

describe("--profile", () => {
  test.each(["strict", "classic"])("takes %s", async (profile) => {
    const { run } = await commandLine({ "steps.yaml": threeSteps });
    expect((await run(["resolve", "steps.yaml", "--profile", profile])).exitCode).toBe(0);
  });

  test("takes a file with a profile", async () => {
    const { json } = await commandLine({
      "steps.yaml": threeSteps,
      "sources.yaml":
        "name: sources\nextends: strict\nweights: { name: 0, source: 1, keywords: 0, jobType: 0 }",
    });
    const { wires } = (await json("resolve", "steps.yaml", "--profile", "sources.yaml")) as {
      wires: readonly { parts: { name: number } }[];
    };
    expect(wires.every(({ parts }) => parts.name === 0)).toBe(true);
  });

  test("refuses what is neither", async () => {
    const { json, run } = await commandLine({
      "steps.yaml": threeSteps,
      list: "[]",
      wrong: "name: x\nextends: lax",
    });
    expect((await run(["resolve", "steps.yaml", "--profile", "clasic"])).errors).toMatch(
      /^bailiwick: The file "clasic" of --profile cannot be read \(did you mean "classic"\?\): ENOENT/,
    );
    expect(await json("resolve", "steps.yaml", "--profile", "list")).toMatchObject({
      error: {
        code: "INPUT_FILE_INVALID",
        details: { faults: ["it must hold the fields of a profile, but holds an empty array"] },
      },
    });
    expect(await json("resolve", "steps.yaml", "--profile", "wrong")).toMatchObject({
      error: { code: "PROFILE_INVALID" },
    });
  });
});

describe("--pins", () => {
  test("refuses what is none", async () => {
    const { json } = await commandLine({
      "steps.yaml": threeSteps,
      text: "clean.rows",
      wrong: "clean.row: load.rows",
    });
    expect(await json("resolve", "steps.yaml", "--pins", "text")).toMatchObject({
      error: {
        code: "INPUT_FILE_INVALID",
        details: { faults: ['it must hold pins by input, but holds "clean.rows"'] },
      },
    });
    expect(await json("resolve", "steps.yaml", "--pins", "wrong")).toMatchObject({
      error: { code: "PIN_INVALID" },
    });
  });

  test("and the graph cannot both be read from standard input", async () => {
    const { run } = await commandLine({ "steps.yaml": threeSteps });
    const { exitCode, errors } = await run(["resolve", "steps.yaml", "--graph", "-", "--pins", "-"], {
      stdin: "{}",
    });
    expect(exitCode).toBe(2);
    expect(errors).toContain("--graph and --pins cannot both be read from standard input");
  });
});

test("a file that is not UTF-8 is refused", async () => {
  const { folder, json, run } = await commandLine({ "steps.yaml": threeSteps });
  await writeFile(join(folder, "graph.yaml"), Buffer.from([0x66, 0xff]));
  expect(await json("resolve", "steps.yaml", "--graph", "graph.yaml")).toMatchObject({
    error: { code: "INPUT_FILE_UNREADABLE" },
  });
  expect((await run(["resolve", "steps.yaml", "--graph", "graph.yaml"])).exitCode).toBe(2);
});
