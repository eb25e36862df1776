import { describe, expect, test } from "vitest";
import { commandLine, threeSteps } from "../../support/command-line.js";

describe("bailiwick why", () => {
  test("explains what feeds an input, and why another output does not", async () => {
    const { run } = await commandLine({ "steps.yaml": threeSteps });
    const why = await run(["why", "clean.rows", "--specs", "steps.yaml"]);
    expect(why).toMatchObject({ exitCode: 0, errors: "" });
    expect(why.output).toContain("load.rows");
    const whyNot = await run(["why", "clean.rows", "train.model", "--specs", "steps.yaml"]);
    expect(whyNot).toMatchObject({ exitCode: 0, errors: "" });
    expect(whyNot.output).toContain("train.model");
    expect(whyNot.output).toMatch(/[^\n]\n$/);
  });

  test("has the explanation as JSON, with its text", async () => {
    const { json, run } = await commandLine({ "steps.yaml": threeSteps });
    const { output } = await run(["why", "clean.rows", "--specs", "steps.yaml"]);
    const explanation = await json("why", "clean.rows", "--specs", "steps.yaml");
    expect(`${(explanation as { text: string }).text.trimEnd()}\n`).toBe(output);
  });

  test("to have explained is no finding, also where there is no wire", async () => {
    const { run } = await commandLine({ "train.yaml": "stepType: Train\ndependencies: { rows: {} }" });
    expect(await run(["why", "train.rows", "--specs", "train.yaml"])).toMatchObject({
      exitCode: 0,
      errors: "",
    });
  });

  test("an input that no step has is an error", async () => {
    const { run } = await commandLine({ "steps.yaml": threeSteps });
    const { exitCode, output, errors } = await run(["why", "clean.row", "--specs", "steps.yaml"]);
    expect({ exitCode, output }).toEqual({ exitCode: 1, output: "" });
    expect(errors).toContain('"clean.row');
  });
});
