import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  checkSpecification,
  defineSpecification,
  nodeTypes,
  requireSpecification,
  type StepSpecification,
} from "../../src/specification/index.js";
import { caught } from "../support/caught.js";
import { specificationInput } from "./arbitrary.js";

describe("defineSpecification", () => {
  it("fills in every default", () => {
    const specification = defineSpecification({
      stepType: "Training",
      dependencies: { data: {} },
      outputs: { model: {} },
    });
    expect(JSON.parse(JSON.stringify(specification))).toEqual({
      stepType: "Training",
      nodeType: "internal",
      dependencies: {
        data: {
          logicalName: "data",
          dependencyType: "processing_output",
          dataType: "S3Uri",
          required: true,
          compatibleSources: [],
          semanticKeywords: [],
        },
      },
      outputs: {
        model: { logicalName: "model", outputType: "processing_output", dataType: "S3Uri", aliases: [] },
      },
    });
  });

  it("keeps everything that is declared", () => {
    const declared = {
      stepType: "XGBoostTraining",
      nodeType: "internal",
      jobType: "calibration",
      version: "1.0",
      description: " kept as written ",
      dependencies: {
        data: {
          logicalName: "data",
          dependencyType: "training_data",
          dataType: "String",
          required: false,
          compatibleSources: ["Preprocessing"],
          semanticKeywords: ["features", "two words"],
          description: "what it learns from",
        },
      },
      outputs: {
        model: {
          logicalName: "model",
          outputType: "model_artifacts",
          dataType: "S3Uri",
          propertyPath: "properties.ModelArtifacts.S3ModelArtifacts",
          aliases: ["model_output"],
          description: "what it learned",
        },
      },
    } as const;
    expect(JSON.parse(JSON.stringify(defineSpecification(declared)))).toEqual(declared);
  });

  it.each([
    ["source", {}, { out: {} }],
    ["internal", { in: {} }, { out: {} }],
    ["sink", { in: {} }, {}],
    ["singular", {}, {}],
  ] as const)("derives the node type %s", (nodeType, dependencies, outputs) => {
    expect(defineSpecification({ stepType: "A", dependencies, outputs }).nodeType).toBe(nodeType);
    expect(defineSpecification({ stepType: "A", nodeType, dependencies, outputs }).nodeType).toBe(nodeType);
    for (const other of nodeTypes.filter((candidate) => candidate !== nodeType)) {
      expect(
        checkSpecification({ stepType: "A", nodeType: other, dependencies, outputs }).faults,
      ).toHaveLength(1);
    }
  });

  it("trims and composes names, of any script, and drops words that come twice", () => {
    const { stepType, jobType, dependencies, outputs } = defineSpecification({
      stepType: " Vorverarbeitung_für-データ.v2 ",
      jobType: "\te\u0301valuation\n",
      dependencies: {
        " данные ": { semanticKeywords: ["a", " a ", "b"], compatibleSources: ["e\u0301", "\u00E9"] },
      },
      outputs: { " model ": { logicalName: "model", dataType: " S3 Uri ", aliases: ["m", " m", "model"] } },
    });
    expect([stepType, jobType]).toEqual(["Vorverarbeitung_für-データ.v2", "\u00E9valuation"]);
    expect(Object.keys(dependencies)).toEqual(["данные"]);
    expect(dependencies["данные"]).toMatchObject({
      semanticKeywords: ["a", "b"],
      compatibleSources: ["\u00E9"],
    });
    expect(outputs["model"]).toMatchObject({ logicalName: "model", dataType: "S3 Uri", aliases: ["m"] });
  });

  it("takes ports and aliases by the names that objects inherit", () => {
    const input: unknown = JSON.parse(
      `{ "stepType": "constructor",
         "dependencies": { "__proto__": { "required": false }, "toString": {} },
         "outputs": { "__proto__": { "aliases": ["hasOwnProperty"] }, "constructor": {} } }`,
    );
    const { dependencies, outputs } = requireSpecification(input);
    expect(Object.keys(dependencies)).toEqual(["__proto__", "toString"]);
    expect(dependencies["__proto__"]).toMatchObject({ logicalName: "__proto__", required: false });
    expect(Object.keys(outputs)).toEqual(["__proto__", "constructor"]);
    expect(Object.getPrototypeOf(outputs)).toBeNull();
    expect("valueOf" in outputs).toBe(false);
  });

  it("lets an output answer to its own name in another case, but copies what it is given", () => {
    const aliases = ["model"];
    const specification = defineSpecification({ stepType: "A", outputs: { Model: { aliases } } });
    aliases.push("later");
    expect(specification.outputs["Model"]?.aliases).toEqual(["model"]);
  });

  it("accepts what it returned, as the object and as JSON, and changes nothing", () => {
    fc.assert(
      fc.property(specificationInput, (input) => {
        const specification = defineSpecification(input);
        expect(defineSpecification(specification)).toBe(specification);
        const again = requireSpecification(JSON.parse(JSON.stringify(specification)));
        expect(JSON.stringify(again)).toBe(JSON.stringify(specification));
      }),
    );
  });

  it("returns nothing that can be changed, and shares nothing with its input", () => {
    fc.assert(
      fc.property(specificationInput, (input) => {
        const before = JSON.stringify(input);
        const parts = partsOf(defineSpecification(input));
        expect(parts.every((part) => Object.isFrozen(part))).toBe(true);
        const given = new Set(partsOf(input));
        expect(parts.some((part) => given.has(part))).toBe(false);
        expect(JSON.stringify(input)).toBe(before);
      }),
    );
  });

  it("does not depend on the order of the fields", () => {
    fc.assert(
      fc.property(specificationInput, (input) => {
        const turned = Object.fromEntries(Object.entries(input).toReversed());
        expect(requireSpecification(turned)).toEqual(defineSpecification(input));
      }),
    );
  });

  it("tells all faults in one error", () => {
    const input = { stepType: "Train", nodeTyp: "sink", version: 1, outputs: { "a b": { aliases: "x" } } };
    // @ts-expect-error: wrong in every field
    const error = caught(() => defineSpecification(input));
    expect(error.code).toBe("SPECIFICATION_INVALID");
    expect(error.message).toBe(
      [
        'The specification of "Train" has 4 faults:',
        '  - nodeTyp is not a known field (did you mean "nodeType"?); known are "stepType", "nodeType", "jobType", "version", "description", "dependencies" and "outputs"',
        "  - version must be a string, but is 1",
        '  - outputs.a b has a key that may hold letters, digits, "_", "-" and "." only, but is "a b"',
        '  - outputs.a b.aliases must be an array, but is "x"',
      ].join("\n"),
    );
    expect(error.details).toEqual({ faults: checkSpecification(input).faults });
  });
});

describe("requireSpecification", () => {
  it("shows the first 25 of many faults and holds all", () => {
    const outputs = Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`bad${index}`, index]));
    const error = caught(() => requireSpecification({ stepType: "A", outputs }));
    expect(error.message).toContain('The specification of "A" has 40 faults:');
    expect(error.message).toContain("- outputs.bad24 must");
    expect(error.message).not.toContain("bad25");
    expect(error.message.endsWith("\n  … and 15 more, all in details.faults")).toBe(true);
    expect(error.details["faults"]).toHaveLength(40);
  });

  it("names the step and the context of a faulty specification", () => {
    const error = caught(() =>
      requireSpecification({ stepType: "" }, { stepName: "train", contextName: "staging" }),
    );
    expect(error.message).toBe(
      'The specification of "train" for context "staging" has a fault:\n  - stepType must not be blank, but is ""',
    );
    expect(error.details).toMatchObject({ stepName: "train", contextName: "staging" });
  });

  it.each([null, undefined, 5, "text", [], new Map()])("refuses %o, which has no name to tell", (input) => {
    expect(caught(() => requireSpecification(input)).message).toMatch(
      /^The specification has a fault:\n {2}- it must be a plain object, but is [^\n]+$/u,
    );
  });
});

it("refuses wrong inputs at compile time", () => {
  const specification: StepSpecification = defineSpecification({ stepType: "A", outputs: { a: {} } });
  // @ts-expect-error: the step type is missing
  expect(() => defineSpecification({})).toThrow("stepType is missing");
  // @ts-expect-error: no such node type
  expect(() => defineSpecification({ stepType: "A", nodeType: "middle" })).toThrow("nodeType must be one of");
  // @ts-expect-error: no such field
  expect(() => defineSpecification({ stepType: "A", nodetype: "sink" })).toThrow(
    "nodetype is not a known field",
  );
  // @ts-expect-error: no such field of a dependency
  expect(() => defineSpecification({ stepType: "A", dependencies: { a: { aliases: [] } } })).toThrow(
    "aliases is not",
  );
  // @ts-expect-error: no such kind of output
  expect(() => defineSpecification({ stepType: "A", outputs: { a: { outputType: "model" } } })).toThrow(
    "must be one",
  );
  // @ts-expect-error: a specification cannot be changed
  expect(() => (specification.stepType = "B")).toThrow(TypeError);
  // @ts-expect-error: nor can its ports
  expect(() => (specification.outputs["b"] = specification.outputs["a"])).toThrow(TypeError);
});

function partsOf(value: unknown): readonly object[] {
  if (typeof value !== "object" || value === null) return [];
  return [value, ...Object.values(value).flatMap(partsOf)];
}
