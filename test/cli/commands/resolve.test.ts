import { describe, expect, test } from "vitest";
import { DependencyResolver, type WiringJson } from "../../../src/resolution/index.js";
import { SpecificationRegistry } from "../../../src/registry/index.js";
import { loadSpecifications } from "../../../src/specification/index.js";
import { ambiguousSteps, commandLine, threeSteps } from "../../support/command-line.js";

describe("bailiwick resolve", () => {
  test("shows every wire with its score and what decided it, and the order", async () => {
    const { run } = await commandLine({ "steps.yaml": threeSteps });
    expect(await run(["resolve", "steps.yaml"])).toEqual({
      exitCode: 0,
      errors: "",
      output: [
        "Input                Output            Score  Decided by",
        "clean.rows        ←  load.rows         1.000  score",
        "train.clean_rows  ←  clean.clean_rows  1.000  score",
        "",
        "Order",
        "  load → clean → train",
        "",
        "3 steps, 2 wires: complete",
        "",
      ].join("\n"),
    });
  });

  test("finds required inputs that nothing feeds, and says why; optional ones are no finding", async () => {
    const { run, write } = await commandLine({
      "train.yaml": "stepType: Train\ndependencies: { rows: {}, hints: { required: false } }",
    });
    const { exitCode, output } = await run(["resolve", "train.yaml"]);
    expect(exitCode).toBe(1);
    expect(output).toMatch(
      /^Unresolved\n {2}train\.rows \(required\): .+\n {2}train\.hints \(optional\): .+\n\nOrder\n {2}train\n\n1 step, 0 wires: 1 required input missing\n$/,
    );
    await write("load.yaml", "stepType: Load\noutputs: { rows: {} }");
    expect((await run(["resolve", "train.yaml", "load.yaml"])).exitCode).toBe(0);
  });

  test("shows an ambiguous input once, with the pin that settles it; a file with that pin does", async () => {
    const { run, write } = await commandLine({ "steps.yaml": ambiguousSteps });
    const { exitCode, output } = await run(["resolve", "steps.yaml"]);
    expect(exitCode).toBe(1);
    expect(output).toContain(
      'Ambiguous\n  train.rows (required): north.rows 1.000, south.rows 1.000\n    settle it with pins: { "train.rows": "north.rows" }\n',
    );
    expect(output).not.toContain("Unresolved");
    await write("pins.yaml", "train.rows: { output: south.rows, reason: it is fresher }");
    const pinned = await run(["resolve", "steps.yaml", "--pins", "pins.yaml"]);
    expect(pinned.exitCode).toBe(0);
    expect(pinned.output).toMatch(/train\.rows {2}← {2}south\.rows .* pin: it is fresher\n/);
  });

  test("an optional ambiguity is shown and is no finding", async () => {
    const steps = ambiguousSteps.replace(
      "dependencies: { rows: {}",
      "dependencies: { rows: { required: false }",
    );
    const { run } = await commandLine({ "steps.yaml": steps });
    const { exitCode, output } = await run(["resolve", "steps.yaml"]);
    expect(exitCode).toBe(0);
    expect(output).toContain("train.rows (optional): north.rows");
  });

  test("shows edges without data, from a graph on standard input", async () => {
    const { run } = await commandLine({ "steps.yaml": threeSteps });
    const stdin = "- [load, clean]\n- { from: clean, to: train }\n- [load, train]\n";
    const { exitCode, output } = await run(["resolve", "steps.yaml", "--graph", "-"], { stdin });
    expect(exitCode).toBe(0);
    expect(output).toMatch(/\nEdges without data\n {2}load → train: .+\n/);
    expect(output).toContain("1.000  graph");
  });

  test("a cycle, which the classic profile lets through, is a finding", async () => {
    const { run } = await commandLine({
      "steps.yaml": `
steps:
  a: { stepType: A, dependencies: { rows: {} }, outputs: { lines: {} } }
  b: { stepType: B, dependencies: { lines: {} }, outputs: { rows: {} } }
`,
    });
    const { exitCode, output } = await run(["resolve", "steps.yaml", "--profile", "classic"]);
    expect(exitCode).toBe(1);
    expect(output).toContain("Cycle\n  a → b → a\n");
    expect(output).toContain("\n2 wires: the wires lead around in a cycle\n");
  });

  test("--steps wires these only", async () => {
    const { run } = await commandLine({ "steps.yaml": threeSteps });
    const { output } = await run(["resolve", "steps.yaml", "--steps", "load, clean,"]);
    expect(output).toContain("Order\n  load → clean\n");
    const { exitCode, errors } = await run(["resolve", "steps.yaml", "--steps", "lod"]);
    expect(exitCode).toBe(1);
    expect(errors).toContain('The step "lod" (did you mean "load"?) is not registered');
  });

  test.each(["", " , "])("--steps %j, which names none, is refused", async (steps) => {
    const { run } = await commandLine({ "steps.yaml": threeSteps });
    const { exitCode, errors } = await run(["resolve", "steps.yaml", "--steps", steps]);
    expect(exitCode).toBe(2);
    expect(errors).toContain("--steps names no step");
  });

  test.each([[["--json"]], [["--format", "json"]]])("%j writes the data of the wiring", async (asking) => {
    const { run, at } = await commandLine({ "steps.yaml": threeSteps });
    const registry = new SpecificationRegistry("test");
    registry.registerAll(await loadSpecifications(at("steps.yaml")));
    const expected = new DependencyResolver(registry).resolveDependencies().toJSON();
    const { output } = await run(["resolve", "steps.yaml", ...asking]);
    expect(JSON.parse(output) as WiringJson).toEqual(JSON.parse(JSON.stringify(expected)));
  });

  test("writes diagrams", async () => {
    const { run } = await commandLine({ "steps.yaml": threeSteps });
    expect((await run(["resolve", "steps.yaml", "--format", "mermaid"])).output).toMatch(/^flowchart LR\n/);
    expect((await run(["resolve", "steps.yaml", "--format", "dot"])).output).toMatch(/^digraph/);
  });

  test("is coloured on a terminal, and the same without the colours", async () => {
    const { run } = await commandLine({ "steps.yaml": ambiguousSteps });
    const plain = await run(["resolve", "steps.yaml"], { isTTY: true, env: { NO_COLOR: "1" } });
    const coloured = await run(["resolve", "steps.yaml"], { isTTY: true });
    expect(plain.output).not.toContain("\u001B");
    expect(coloured.output).toContain("\u001B[31mrequired\u001B[39m");
    expect(coloured.output.replaceAll(/\u001B\[\d+m/g, "")).toBe(plain.output);
  });

  test("without steps there is nothing to wire", async () => {
    const { run } = await commandLine({ "steps.yaml": "steps: {}" });
    expect((await run(["resolve", "steps.yaml"])).output).toBe("0 steps, 0 wires: complete\n");
  });
});
