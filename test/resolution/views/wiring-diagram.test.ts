import { expect, test } from "vitest";
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
      "  node [shape=box];",
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
  expect(wiring.toDot().split("\n").slice(3, 6)).toEqual([
    String.raw`  step0 [label="\"]; a -> b \\N \\\" &amp;lt; {x|y}"];`,
    '  step1 [label="use"];',
    '  step0 -> step1 [label="données"];',
  ]);
});
