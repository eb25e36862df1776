import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  checkSpecification,
  dependencyTypes,
  type SpecificationFault,
} from "../../src/specification/index.js";

const portFields =
  '"logicalName", "dependencyType", "dataType", "required", "compatibleSources", "semanticKeywords" and "description"';

describe("checkSpecification", () => {
  const cases: readonly (readonly [fault: string, input: unknown, faults: readonly SpecificationFault[]])[] =
    [
      ["no object", [], [{ path: [], message: "must be a plain object, but is an empty array" }]],
      ["no step type", {}, [{ path: ["stepType"], message: "is missing" }]],
      [
        "a bad step type",
        { stepType: "a b" },
        [{ path: ["stepType"], message: 'may hold letters, digits, "_", "-" and "." only, but is "a b"' }],
      ],
      [
        "a bad node type",
        { stepType: "A", nodeType: "sinc" },
        [
          {
            path: ["nodeType"],
            message:
              'must be one of "source", "internal", "sink" or "singular", but is "sinc" (did you mean "sink"?)',
          },
        ],
      ],
      [
        "a node type of the wrong type",
        { stepType: "A", nodeType: 5 },
        [
          {
            path: ["nodeType"],
            message: 'must be one of "source", "internal", "sink" or "singular", but is 5',
          },
        ],
      ],
      [
        "a node type against the ports",
        { stepType: "A", nodeType: "sink", outputs: { a: {} } },
        [
          {
            path: ["nodeType"],
            message:
              'is "sink", which has dependencies and no outputs, but the step has outputs and no dependencies, which is "source"',
          },
        ],
      ],
      [
        "a bad job type",
        { stepType: "A", jobType: null },
        [{ path: ["jobType"], message: "must be a string, but is null" }],
      ],
      [
        "a bad description",
        { stepType: "A", description: ["x"] },
        [{ path: ["description"], message: "must be a string, but is an array of 1" }],
      ],
      [
        "ports that are no object, which tell nothing about the node type",
        { stepType: "A", nodeType: "internal", dependencies: [], outputs: "x" },
        [
          { path: ["dependencies"], message: "must be an object of ports by name, but is an empty array" },
          { path: ["outputs"], message: 'must be an object of ports by name, but is "x"' },
        ],
      ],
      [
        "a port that is no object",
        { stepType: "A", outputs: { a: null } },
        [{ path: ["outputs", "a"], message: "must be a plain object, but is null" }],
      ],
      [
        "an unknown field of a port",
        { stepType: "A", dependencies: { a: { requird: true } } },
        [
          {
            path: ["dependencies", "a", "requird"],
            inKey: true,
            message: `is not a known field (did you mean "required"?); known are ${portFields}`,
          },
        ],
      ],
      [
        "a bad port name",
        { stepType: "A", outputs: { "": {} } },
        [{ path: ["outputs", ""], inKey: true, message: 'has a key that must not be blank, but is ""' }],
      ],
      [
        "a logical name that is not the key",
        { stepType: "A", outputs: { a: { logicalName: "b" }, c: { logicalName: 5 } } },
        [
          { path: ["outputs", "a", "logicalName"], message: 'must equal its key "a", but is "b"' },
          { path: ["outputs", "c", "logicalName"], message: 'must equal its key "c", but is 5' },
        ],
      ],
      [
        "two ports of the same name",
        { stepType: "A", dependencies: { a: {}, " a": {} } },
        [
          {
            path: ["dependencies", " a"],
            inKey: true,
            message: "has the same name as another port once trimmed",
          },
        ],
      ],
      [
        "bad types of a dependency",
        { stepType: "A", dependencies: { a: { dependencyType: "data", dataType: "", required: "yes" } } },
        [
          {
            path: ["dependencies", "a", "dependencyType"],
            message: `must be one of ${dependencyTypes
              .map((type) => `"${type}"`)
              .join(", ")
              .replace(/, (?="custom)/u, " or ")}, but is "data"`,
          },
          { path: ["dependencies", "a", "dataType"], message: 'must not be blank, but is ""' },
          { path: ["dependencies", "a", "required"], message: 'must be true or false, but is "yes"' },
        ],
      ],
      [
        "bad words",
        { stepType: "A", dependencies: { a: { compatibleSources: "x", semanticKeywords: ["ok", 5, "\n"] } } },
        [
          { path: ["dependencies", "a", "compatibleSources"], message: 'must be an array, but is "x"' },
          { path: ["dependencies", "a", "semanticKeywords", "1"], message: "must be a string, but is 5" },
          {
            path: ["dependencies", "a", "semanticKeywords", "2"],
            message: 'must not be blank, but is "\\n"',
          },
        ],
      ],
      [
        "an alias that is no name",
        { stepType: "A", outputs: { a: { aliases: ["b c"] } } },
        [
          {
            path: ["outputs", "a", "aliases", "0"],
            message: 'may hold letters, digits, "_", "-" and "." only, but is "b c"',
          },
        ],
      ],
      [
        "a bad property path",
        { stepType: "A", outputs: { a: { propertyPath: "a..b" } } },
        [
          {
            path: ["outputs", "a", "propertyPath"],
            message: `must be a path such as properties.Outputs['data'].Uri, but is "a..b"`,
          },
        ],
      ],
      [
        "a property path of the wrong type",
        { stepType: "A", outputs: { a: { propertyPath: 5 } } },
        [{ path: ["outputs", "a", "propertyPath"], message: "must be a string, but is 5" }],
      ],
      [
        "outputs that differ by case only",
        { stepType: "A", outputs: { model: {}, Model: {} } },
        [
          {
            path: ["outputs", "Model"],
            inKey: true,
            message: 'differs from the output "model" by case only',
          },
        ],
      ],
      [
        "an alias that is the name of another output",
        { stepType: "A", outputs: { a: { aliases: ["B"] }, b: {} } },
        [
          {
            path: ["outputs", "a", "aliases"],
            message: 'holds "B", which the output "b" already answers to',
          },
        ],
      ],
      [
        "an alias of two outputs",
        { stepType: "A", outputs: { a: { aliases: ["x"] }, b: { aliases: ["X"] } } },
        [
          {
            path: ["outputs", "b", "aliases"],
            message: 'holds "X", which the output "a" already answers to',
          },
        ],
      ],
    ];

  it.each(cases)("finds %s, once", (_, input, faults) => {
    expect(checkSpecification(input)).toEqual({ specification: undefined, faults });
  });

  it("finds every fault at once", () => {
    const merged = {
      stepType: "a b",
      nodeType: "sinc",
      jobType: null,
      version: 1,
      dependencies: { a: { required: 1 } },
      outputs: { b: { aliases: [1] } },
      extra: 1,
    };
    expect(checkSpecification(merged).faults.map(({ path }) => path.join("."))).toEqual([
      "extra",
      "stepType",
      "nodeType",
      "jobType",
      "version",
      "dependencies.a.required",
      "outputs.b.aliases.0",
    ]);
  });

  it("lets other fields stand beside those of a specification, and suggests them", () => {
    expect(checkSpecification({ stepType: "A", stepName: 5 }, ["stepName"]).faults).toEqual([]);
    expect(checkSpecification({ stepType: "A", stepNam: 5 }, ["stepName"]).faults[0]?.message).toContain(
      '(did you mean "stepName"?)',
    );
  });

  it("gives a specification or faults for anything, and throws nothing", () => {
    fc.assert(
      fc.property(fc.anything(), (input) => {
        const { specification, faults } = checkSpecification(input);
        expect(specification === undefined).toBe(faults.length > 0);
      }),
    );
  });

  it("is not deceived by what an input inherits", () => {
    class Declared {
      stepType = "A";
    }
    expect(checkSpecification(new Declared()).faults).toEqual([
      { path: [], message: "must be a plain object, but is a Declared" },
    ]);
  });
});
