import { describe, expect, test } from "vitest";
import type { StepMark } from "../../../src/resolution/index.js";
import { classicResolverOf, resolverOf } from "../../support/resolvers.js";

test("a wiring is drawn as a Mermaid flowchart", () => {
  const wiring = classicResolverOf({
    load: { stepType: "Load", outputs: { rows: {} } },
    train: {
      stepType: "Train",
      dependencies: {
        rows: {},
        more_rows: { required: false },
        settings: { dependencyType: "hyperparameters" },
        hints: { dependencyType: "hyperparameters", required: false },
      },
    },
  }).resolveDependencies();
  expect(wiring.toMermaid()).toBe(
    [
      "flowchart LR",
      '  step0["load"]',
      '  step1["train"]',
      '  step0 -- "rows" --> step1',
      '  step0 -- "rows → more_rows" --> step1',
      '  missing0("missing") -. "settings" .-> step1',
      "",
    ].join("\n"),
  );
});

test("names cannot break out of the diagram", () => {
  const name = '"]; click step0 `x` <b>#35;|end';
  const wiring = classicResolverOf({
    [name]: { stepType: "Load", outputs: { données: {} } },
    "use 数据": { stepType: "Use", dependencies: { données: {} } },
  }).resolveDependencies();
  expect(wiring.toMermaid().split("\n").slice(1, 4)).toEqual([
    '  step0["#34;#93;#59; click step0 #96;x#96; #60;b#62;#35;35#59;#124;end"]',
    '  step1["use 数据"]',
    '  step0 -- "données" --> step1',
  ]);
});

const controlled = {
  load: { stepType: "Load", outputs: { rows: {} } },
  wait: { stepType: "Wait" },
  train: {
    stepType: "Train",
    dependencies: { rows: {}, settings: { dependencyType: "hyperparameters" } },
  },
} as const;
const edges = [
  ["load", "train"],
  ["wait", "train"],
] as const;

test("an edge that carries no data is dotted", () => {
  const wiring = resolverOf(controlled).resolveDependencies(undefined, { edges });
  expect(wiring.toMermaid().split("\n").slice(4, -1)).toEqual([
    '  step0 -- "rows" --> step2',
    "  step1 -.-> step2",
    '  missing0("missing") -. "settings" .-> step2',
  ]);
});

test("a wiring is drawn as a Graphviz graph", () => {
  const wiring = resolverOf(controlled).resolveDependencies(undefined, { edges });
  expect(wiring.toDot()).toBe(
    [
      "digraph {",
      "  rankdir=LR;",
      '  node [shape=box, margin="0.2,0.08", fontname="Helvetica,Arial,sans-serif"];',
      '  edge [fontname="Helvetica,Arial,sans-serif", fontsize=11];',
      '  step0 [label="load"];',
      '  step1 [label="wait"];',
      '  step2 [label="train"];',
      '  step0 -> step2 [label="rows"];',
      "  step1 -> step2 [style=dotted];",
      '  missing0 [label="missing", style=rounded];',
      '  missing0 -> step2 [label="settings", style=dotted];',
      "}",
      "",
    ].join("\n"),
  );
});

test("names cannot break out of the Graphviz graph", () => {
  const name = String.raw`"]; a -> b \N \" &lt; {x|y}`;
  const wiring = resolverOf({
    [name]: { stepType: "Load", outputs: { données: {} } },
    use: { stepType: "Use", dependencies: { données: {} } },
  }).resolveDependencies();
  expect(wiring.toDot().split("\n").slice(4, 7)).toEqual([
    String.raw`  step0 [label="\"]; a -> b \\N \\\" &amp;lt; {x|y}"];`,
    '  step1 [label="use"];',
    '  step0 -> step1 [label="données"];',
  ]);
});

describe("marks", () => {
  const wiring = resolverOf({
    load: { stepType: "Load", outputs: { rows: {} } },
    train: { stepType: "Train", dependencies: { rows: {} } },
    wait: { stepType: "Wait" },
  }).resolveDependencies();
  const failed = { kind: "✗ failed", fill: "#ffd9d6", stroke: "#b3261e" };
  const marks = new Map<string, StepMark>([
    ["load", { ...failed, label: "✗ failed" }],
    ["train", { ...failed, label: "✗ failed (1 of 2)" }],
    ["unknown", { ...failed, kind: "never drawn", label: "never drawn" }],
  ]);

  test("stand below the names, with a legend, in Mermaid", () => {
    expect(wiring.toMermaid({ marks })).toBe(
      [
        "flowchart LR",
        '  step0["load<br/>#10007; failed"]:::mark0',
        '  step1["train<br/>#10007; failed #40;1 of 2#41;"]:::mark0',
        '  step2["wait"]',
        '  step0 -- "rows" --> step1',
        '  subgraph legend["Legend"]',
        '    mark0Key["#10007; failed"]:::mark0',
        "  end",
        "  classDef mark0 fill:#ffd9d6,stroke:#b3261e,color:#1b1b1b",
        "",
      ].join("\n"),
    );
  });

  test("stand below the names, with a legend, in DOT", () => {
    const look = 'style=filled, fillcolor="#ffd9d6", color="#b3261e", fontcolor="#1b1b1b"';
    expect(wiring.toDot({ marks })).toBe(
      [
        "digraph {",
        "  rankdir=LR;",
        '  node [shape=box, margin="0.2,0.08", fontname="Helvetica,Arial,sans-serif"];',
        '  edge [fontname="Helvetica,Arial,sans-serif", fontsize=11];',
        `  step0 [label="load\\n✗ failed", ${look}];`,
        `  step1 [label="train\\n✗ failed (1 of 2)", ${look}];`,
        '  step2 [label="wait"];',
        '  step0 -> step1 [label="rows"];',
        "  subgraph cluster_legend {",
        '    label="Legend";',
        '    fontname="Helvetica,Arial,sans-serif";',
        "    node [fontsize=11, height=0.3];",
        `    mark0 [label="✗ failed", ${look}];`,
        "  }",
        "}",
        "",
      ].join("\n"),
    );
  });

  test("none are like no options", () => {
    expect(wiring.toDot({ marks: new Map() })).toBe(wiring.toDot());
    expect(wiring.toMermaid({ marks: new Map() })).toBe(wiring.toMermaid());
  });

  test.each([
    [{ mark: marks }, '"mark" is not an option of a diagram (did you mean "marks"?)'],
    [{ marks: {} }, "The option marks of a diagram must be a Map by step name, but is an object."],
    [{ marks: new Map([["load", null]]) }, "#rrggbb, but is null."],
    [{ marks: new Map([["load", { ...failed, label: "x", fill: '"];' }]]) }, "#rrggbb, but is an object."],
    [{ marks: new Map([["load", { ...failed, label: 7 }]]) }, "marks with label, kind"],
  ])("%j are refused", (options, fault) => {
    expect(() => wiring.toDot(options as never)).toThrow(fault);
    expect(() => wiring.toMermaid(options as never)).toThrow(fault);
  });
});
