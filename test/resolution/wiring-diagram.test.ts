import { expect, test } from "vitest";
import { classicResolverOf } from "../support/resolvers.js";

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
