import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  defineSpecification,
  parseSpecifications,
  type ParseSpecificationsOptions,
} from "../../src/specification/index.js";
import { specificationInput } from "./arbitrary.js";
import { errorOf, lines } from "./faulty-texts.js";

describe("parseSpecifications", () => {
  it("reads one step, named after its file", async () => {
    const text = lines(
      "# how the model is trained",
      "$schema: ../specification-file.schema.json",
      "stepType: RidgeTraining",
      "dependencies:",
      "  features: { dependencyType: training_data, required: false }",
      "outputs:",
      "  model:",
      "    outputType: model_artifacts",
      "    aliases: [model_output]",
    );
    expect(await parseSpecifications(text, { file: "steps/train.step.yaml" })).toEqual([
      {
        stepName: "train",
        specification: defineSpecification({
          stepType: "RidgeTraining",
          dependencies: { features: { dependencyType: "training_data", required: false } },
          outputs: { model: { outputType: "model_artifacts", aliases: ["model_output"] } },
        }),
        file: "steps/train.step.yaml",
        line: 2,
      },
    ]);
  });

  it.each([
    ["train.yaml", "train"],
    ["train.yml", "train"],
    ["TRAIN.STEP.YAML", "TRAIN"],
    ["a/b.c/load.orders.step.yml", "load.orders"],
    ["C:\\steps\\train.yaml", "train"],
    ["Größe", "Größe"],
  ])("names the step of %s %s", async (file, stepName) => {
    expect(await parseSpecifications("stepType: A", { file })).toMatchObject([{ stepName, file, line: 1 }]);
  });

  it.each([
    [undefined, undefined, "The argument text of parseSpecifications() must be a string, but is undefined."],
    [Buffer.from("a"), {}, "The argument text of parseSpecifications() must be a string, but is a Buffer."],
    [
      "",
      { format: "toml" },
      'The option format of parseSpecifications() must be "yaml" or "json", but is "toml".',
    ],
    ["", { file: 5 }, "The option file of parseSpecifications() must be a string, but is 5."],
    ["", { flie: "a" }, '"flie" is not an option of parseSpecifications() (did you mean "file"?).'],
    ["", null, "The options of parseSpecifications() must be an object, but are null."],
  ])("refuses %o with the options %o", async (text, options, message) => {
    const error = await errorOf(parseSpecifications(text as string, options as ParseSpecificationsOptions));
    expect(error.code).toBe("OPTION_INVALID");
    expect(error.message).toContain(message);
  });

  it("takes the name a step gives itself, and the place of that name", async () => {
    const [entry] = await parseSpecifications("stepType: A\nstepName: ' load orders '", { file: "a.yaml" });
    expect(entry).toMatchObject({ stepName: "load orders", line: 2 });
  });

  it("reads many steps, in the order of the text", async () => {
    const text = lines(
      "steps:",
      "  train:",
      "    stepType: A",
      "  load: { stepType: B }",
      "  10: { stepType: C }",
    );
    const entries = await parseSpecifications(text);
    expect(entries.map(({ stepName, line }) => [stepName, line])).toEqual([
      ["train", 2],
      ["load", 4],
      ["10", 5],
    ]);
    expect("file" in entries[0]!).toBe(false);
  });

  it("reads several documents, and passes over empty ones", async () => {
    const text = lines(
      "stepName: a",
      "stepType: A",
      "---",
      "steps: { b: { stepType: B } }",
      "---",
      "# nothing",
      "",
    );
    expect((await parseSpecifications(text)).map(({ stepName }) => stepName)).toEqual(["a", "b"]);
  });

  it("reads JSON, by the name of the file or on request", async () => {
    const text = '{\n\t"$schema": "x",\n\t"steps": { "a": { "stepType": "A", "version": "1.0" } }\n}';
    const expected = [{ stepName: "a", line: 3, specification: { stepType: "A", version: "1.0" } }];
    expect(await parseSpecifications(text, { file: "a.JSON" })).toMatchObject(expected);
    expect(await parseSpecifications(text, { format: "json" })).toMatchObject(expected);
    expect(await parseSpecifications(text)).toMatchObject(expected);
    expect(await parseSpecifications("stepType: A", { file: "a.json", format: "yaml" })).toHaveLength(1);
  });

  it.each(["yaml", "json"] as const)(
    "takes steps and ports by the names that objects inherit, in %s",
    async (format) => {
      const text = lines(
        '{ "steps": {',
        '  "__proto__": { "stepType": "A", "outputs": { "__proto__": { "aliases": ["toString"] }, "constructor": {} } },',
        '  "constructor": { "stepType": "B", "dependencies": { "__proto__": { "required": false } } }',
        "} }",
      );
      const [first, second] = await parseSpecifications(text, { format });
      expect([first?.stepName, second?.stepName]).toEqual(["__proto__", "constructor"]);
      expect(Object.keys(first!.specification.outputs)).toEqual(["__proto__", "constructor"]);
      expect(first!.specification.outputs["__proto__"]?.aliases).toEqual(["toString"]);
      expect(second!.specification.dependencies["__proto__"]?.required).toBe(false);
      expect(({} as Record<string, unknown>)["aliases"]).toBeUndefined();
    },
  );

  it("reads Windows line ends and a byte order mark", async () => {
    const text = "\uFEFFstepName: a\r\nstepType: Größe\r\ndescription: |\r\n  two\r\n  lines\r\n";
    const [entry] = await parseSpecifications(text);
    expect(entry).toMatchObject({
      stepName: "a",
      line: 1,
      specification: { stepType: "Größe", description: "two\nlines\n" },
    });
    expect(
      await parseSpecifications('\uFEFF{"stepName": "a", "stepType": "A"}', { format: "json" }),
    ).toHaveLength(1);
  });

  it("lets a step share what another one has written", async () => {
    const text = lines(
      "steps:",
      "  a: { stepType: A, dependencies: { in: &in { semanticKeywords: &words [x, y] } } }",
      "  b: { stepType: B, dependencies: { in: *in, out: { semanticKeywords: *words } } }",
    );
    const [a, b] = await parseSpecifications(text);
    expect(b!.specification.dependencies["in"]).toEqual(a!.specification.dependencies["in"]);
    expect(b!.specification.dependencies["out"]?.semanticKeywords).toEqual(["x", "y"]);
  });

  it("lets many steps share one part", async () => {
    const users = Array.from(
      { length: 500 },
      (_, index) => `  s${index}: { stepType: A, outputs: { out: *out } }`,
    );
    const text = lines(
      "steps:",
      "  first: { stepType: A, outputs: { out: &out { aliases: [a, b] } } }",
      ...users,
    );
    expect(await parseSpecifications(text)).toHaveLength(501);
  });

  it("holds to YAML 1.2, whatever version a document claims", async () => {
    const [entry] = await parseSpecifications(
      "%YAML 1.1\n---\nstepType: yes\nstepName: on\njobType: 2024-01-01",
    );
    expect(entry).toMatchObject({
      stepName: "on",
      specification: { stepType: "yes", jobType: "2024-01-01" },
    });
  });

  it("returns nothing that can be changed", async () => {
    const entries = await parseSpecifications("stepName: a\nstepType: A");
    expect([entries, entries[0], entries[0]!.specification].every((part) => Object.isFrozen(part))).toBe(
      true,
    );
  });

  it.each(["yaml", "json"] as const)(
    "reads back every specification it is given as JSON, as %s",
    async (format) => {
      const steps = fc.uniqueArray(fc.tuple(fc.stringMatching(/^[a-z]{1,6}$/), specificationInput), {
        selector: ([name]) => name,
      });
      await fc.assert(
        fc.asyncProperty(steps, async (inputs) => {
          const text = JSON.stringify({ steps: Object.fromEntries(inputs) }, null, inputs.length % 2);
          const entries = await parseSpecifications(text, { format });
          expect(entries).toEqual(
            inputs.map(([stepName, input]) => {
              return {
                stepName,
                specification: defineSpecification(input),
                line: expect.any(Number) as number,
              };
            }),
          );
        }),
      );
    },
  );
});
