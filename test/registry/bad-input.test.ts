/** What bad input gets: a code, the context, the step, what was found and what is allowed; and nothing changed. */
import { container } from "tsyringe";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  integrateWithPipelineBuilder,
  provideBailiwick,
  RegistryManager,
  runInContext,
  SpecificationRegistry,
} from "../../src/registry/index.js";
import type { StepSpecificationInput } from "../../src/specification/index.js";
import { caught } from "../support/caught.js";

const load = { stepType: "Load", outputs: { data: {} } };

let manager: RegistryManager;
let registry: SpecificationRegistry;
let before: string;
const everything = (): string => JSON.stringify([manager.listContexts(), registry, registry.revision]);
beforeEach(() => {
  manager = new RegistryManager();
  registry = manager.getRegistry("orders");
  registry.registerSpecification("load", load);
  before = everything();
});
afterEach(() => {
  if (everything() !== before) throw new Error(`Bad input has left ${everything()}.`);
});

const badNames: [what: string, name: unknown, fault: string][] = [
  ["an empty name", "", 'must not be blank, but is ""'],
  ["a blank name", " \t", 'must not be blank, but is " \\t"'],
  ["null", null, "must be a string, but is null"],
  ["a number", 7, "must be a string, but is 7"],
  ["a bigint", 7n, "must be a string, but is 7n"],
  ["a symbol", Symbol("x"), "must be a string, but is Symbol(x)"],
  ["an array", ["a"], "must be a string, but is an array of 1"],
  ["an object", new Map(), "must be a string, but is a Map"],
  ["a String object", Object("a"), "must be a string, but is a String"],
  [
    "an over-long name",
    "x".repeat(257),
    `must have at most 256 characters, but has 257 ("${"x".repeat(60)}…")`,
  ],
  ["a line break", "a\nb", 'must not hold control or invisible characters, but is "a\\nb"'],
  ["a NUL", "a\u0000", 'must not hold control or invisible characters, but is "a\\u0000"'],
  ["a line separator", "a\u2028b", 'must not hold control or invisible characters, but is "a\\u2028b"'],
  ["a lone surrogate", "a\ud800", 'must not hold control or invisible characters, but is "a\\ud800"'],
];

describe.each(badNames)("%s", (_, name, fault) => {
  test("is no context name", () => {
    for (const use of [
      () => manager.getRegistry(name as string),
      () => manager.getRegistry(name as string, { createIfMissing: false }),
      () => manager.hasContext(name as string),
      () => manager.clearContext(name as string),
      () => manager.getContainer(name as string),
    ]) {
      const error = caught(use);
      expect(error.code).toBe("CONTEXT_NAME_INVALID");
      expect(error.message).toBe(
        `The context name ${fault}.\n` +
          '  hint: use a string of 1 to 256 printable characters, for example "staging/acme".',
      );
    }
  });

  test("is no step name", () => {
    for (const use of [
      () => registry.registerSpecification(name as string, load),
      () => registry.registerAll([{ stepName: name as string, specification: load }]),
      () => registry.unregisterSpecification(name as string),
    ]) {
      const error = caught(use);
      expect(error.code).toBe("STEP_NAME_INVALID");
      expect(error.message).toBe(
        `The step name (in context "orders") ${fault}.\n` +
          '  hint: use a string of 1 to 256 printable characters, for example "load_orders".',
      );
    }
  });
});

describe("names that only look bad", () => {
  test.each(["__proto__", "constructor", "toString", "hasOwnProperty", "1", "🙂", "x".repeat(256), "a::b"])(
    "%s is one like any other",
    (name) => {
      const own = new RegistryManager();
      const named = own.getRegistry(name);
      named.registerSpecification(name, { stepType: "Step", outputs: { data: {} } });
      expect(own.listContexts()).toEqual([name]);
      expect(own.getContextStats()[name]).toMatchObject({ stepCount: 1, outputCount: 1 });
      expect(Object.keys(own.getContextStats())).toEqual([name]);
      expect(named.snapshot().steps.map(({ stepName }) => stepName)).toEqual([name]);
      expect(named.diff(registry)).toMatchObject({ added: ["load"], removed: [name] });
      expect(own.clearContext(name)).toBe(true);
    },
  );

  test("such a name that nobody gave is not there", () => {
    for (const name of ["__proto__", "constructor", "toString"]) {
      expect(manager.hasContext(name)).toBe(false);
      expect(registry.getSpecification(name)).toBeUndefined();
      expect(registry.getSpecificationsByType(name)).toEqual([]);
    }
  });
});

describe("specifications", () => {
  test("with every fault at once are refused with all of them", () => {
    const faulty = {
      stepType: "Tra in",
      nodeType: "sourc",
      dependencys: {},
      dependencies: { data: { dependencyType: "traning_data", required: "yes" } },
      outputs: { model: { propertyPath: " ", aliases: ["ok", ""] }, MODEL: {} },
    };
    const error = caught(() => registry.registerSpecification("train", faulty as never));
    expect(error.code).toBe("SPECIFICATION_INVALID");
    expect(error.details).toMatchObject({ contextName: "orders", stepName: "train" });
    expect(error.message).toMatch(/^The specification of "train" for context "orders" has \d+ faults:\n/);
    for (const part of [
      "stepType may hold letters",
      'nodeType must be one of "source", "internal", "sink" or "singular", but is "sourc" (did you mean "source"?)',
      'dependencys is not a known field (did you mean "dependencies"?)',
      'but is "traning_data" (did you mean "training_data"?)',
      'dependencies.data.required must be true or false, but is "yes"',
      "outputs.model.propertyPath",
      "outputs.model.aliases.1 must not be blank",
      'outputs.MODEL differs from the output "model" by case only',
    ]) {
      expect(error.message).toContain(part);
    }
  });

  test.each([undefined, null, "text", 7, [], new Map(), () => load])("%o is none", (found) => {
    const error = caught(() => registry.registerSpecification("bad", found as never));
    expect(error.code).toBe("SPECIFICATION_INVALID");
    expect(error.message).toContain("it must be a plain object, but is ");
  });

  test("that do harm when they are read are refused before anything is changed", () => {
    const trap: StepSpecificationInput = {
      get stepType(): string {
        manager.clearContext("never made");
        throw new RangeError("do not read me");
      },
    };
    expect(() => registry.registerSpecification("trap", trap)).toThrow(RangeError);
    expect(() =>
      registry.registerAll([
        { stepName: "fine", specification: load },
        { stepName: "trap", specification: trap },
      ]),
    ).toThrow(RangeError);
  });
});

describe("options and arguments", () => {
  const integrate = (options: unknown) => integrateWithPipelineBuilder(options as { fallback: string });
  const register = (options: unknown) => registry.registerSpecification("load", load, options as object);
  const registerAll = (...args: unknown[]) => registry.registerAll(...(args as [[], object?]));
  const getRegistry = (options: unknown) => manager.getRegistry("new", options as object);
  const newManager = (options: unknown) => new RegistryManager(options as object);
  const newRegistry = (options: unknown) => new SpecificationRegistry("x", options as object);
  const provide = (...args: unknown[]) => provideBailiwick(...(args as [typeof container]));

  test.each<[message: string, use: () => unknown]>([
    ["The options of registerSpecification() must be an object, but are null.", () => register(null)],
    ["The options of registerSpecification() must be an object, but are true.", () => register(true)],
    ["The options of registerSpecification() must be an object, but are an array of 1.", () => register([1])],
    [
      '"repalce" is not an option of registerSpecification() (did you mean "replace"?).\n  hint: the only one is "replace".',
      () => register({ repalce: true }),
    ],
    [
      "The option replace of registerSpecification() must be true or false, but is 1.",
      () => register({ replace: 1 }),
    ],
    [
      "The option replace of registerAll() must be true or false, but is null.",
      () => registerAll([], { replace: null }),
    ],
    ["The options of registerAll() must be an object, but are null.", () => registerAll([], null)],
    [
      "registerAll() needs a list of { stepName, specification }, but was given undefined.",
      () => registerAll(undefined),
    ],
    ["registerAll() needs a list of { stepName, specification }, but was given 5.", () => registerAll(5)],
    [
      'registerAll() needs a list of { stepName, specification }, but was given "load".',
      () => registerAll("load"),
    ],
    [
      "registerAll() needs { stepName, specification } at 1, but was given null.",
      () => registerAll([{ stepName: "new", specification: load }, null]),
    ],
    [
      "registerAll() needs { stepName, specification } at 0, but was given an array of 2.",
      () => registerAll(new Map([["new", load]])),
    ],
    [
      "runInContext() needs a function, but was given undefined.",
      () => runInContext("x", undefined as never),
    ],
    ["The options of getRegistry() must be an object, but are null.", () => getRegistry(null)],
    [
      'The option createIfMissing of getRegistry() must be true or false, but is "no".',
      () => getRegistry({ createIfMissing: "no" }),
    ],
    ["The options of new RegistryManager() must be an object, but are null.", () => newManager(null)],
    [
      '"clok" is not an option of new RegistryManager() (did you mean "clock"?).\n  hint: known are "clock" and "container".',
      () => newManager({ clok: 5 }),
    ],
    [
      "The option clock of new RegistryManager() must be an object with a method now, but is 5.",
      () => newManager({ clock: 5 }),
    ],
    [
      "new RegistryManager() needs a container of tsyringe, but was given null.",
      () => newManager({ container: null }),
    ],
    [
      "The option clock of new SpecificationRegistry() must be an object with a method now, but is null.",
      () => newRegistry({ clock: null }),
    ],
    [
      '"clocks" is not an option of new SpecificationRegistry() (did you mean "clock"?).\n  hint: the only one is "clock".',
      () => newRegistry({ clocks: {} }),
    ],
    ["provideBailiwick() needs a container of tsyringe, but was given an object.", () => provide({})],
    ["provideBailiwick() needs a container of tsyringe, but was given undefined.", () => provide()],
    [
      "The option manager of provideBailiwick() must be a RegistryManager, but is an object.",
      () => provide(container, { manager: {} }),
    ],
    [
      '"manger" is not an option of provideBailiwick() (did you mean "manager"?).\n  hint: the only one is "manager".',
      () => provide(container, { manger: manager }),
    ],
    [
      "useContainer() needs a container of tsyringe, but was given a Map.",
      () => manager.useContainer(new Map() as never),
    ],
    [
      'The option context of integrateWithPipelineBuilder() must be a function that gives the name for a builder, but is "x".',
      () => integrate({ context: "x" }),
    ],
    [
      "The option manager of integrateWithPipelineBuilder() must be a RegistryManager, but is an object.",
      () => integrate({ manager: {} }),
    ],
    [
      '"contxt" is not an option of integrateWithPipelineBuilder() (did you mean "context"?).\n' +
        '  hint: known are "manager", "context" and "fallback".',
      () => integrate({ contxt: () => "x" }),
    ],
  ])("%s", (message, use) => {
    const error = caught(use);
    expect(error.code).toBe("OPTION_INVALID");
    expect(error.message).toBe(message);
  });

  test("the default, written out or left undefined, is none of them", () => {
    const owned = new RegistryManager({ clock: { now: () => 1 }, container });
    expect(owned.getRegistry("a", { createIfMissing: true }).stats.createdAt).toBe(1);
    expect(new SpecificationRegistry("a", {}).size).toBe(0);
    expect(registerAll(new Set())).toBe(0);
    expect(register({ replace: undefined }).stepType).toBe("Load");
    expect(integrate({ fallback: undefined, manager: undefined, context: undefined })).toBeTypeOf("function");
  });
});

describe("snapshots of unknown origin", () => {
  const step = { stepName: "load", specification: load };
  const good = { version: 1, contextName: "orders", steps: [step] };

  test.each([
    ["undefined", undefined, ["it must be an object, but is undefined"]],
    ["a text", "{}", ['it must be an object, but is "{}"']],
    ["an array", [], ["it must be an object, but is an empty array"]],
    [
      "an empty object",
      {},
      [
        "version must be 1, but is undefined",
        "contextName must be a string, but is undefined",
        "steps must be an array, but is undefined",
      ],
    ],
    ["another version", { ...good, version: 2 }, ["version must be 1, but is 2"]],
    [
      "a mistyped field",
      { ...good, contextname: "x" },
      ['contextname is not a known field (did you mean "contextName"?)'],
    ],
    ["a bad context name", { ...good, contextName: " " }, ['contextName must not be blank, but is " "']],
    ["steps that are none", { ...good, steps: { load } }, ["steps must be an array, but is an object"]],
    ["a step that is none", { ...good, steps: ["load"] }, ['steps.0 must be an object, but is "load"']],
    ["a hole", { ...good, steps: Array(1) }, ["steps.0 must be an object, but is undefined"]],
    [
      "a step twice",
      { ...good, steps: [step, { ...step, stepName: " load" }] },
      ['steps.1.stepName repeats "load"'],
    ],
    [
      "bad steps, all of which are named",
      {
        ...good,
        steps: [{ ...step, stepName: 1 }, step, { stepName: "b", specification: { outputs: [] } }, {}],
      },
      [
        "steps.0.stepName must be a string, but is 1",
        "steps.2.specification.stepType is missing",
        "steps.2.specification.outputs must be an object of ports by name, but is an empty array",
        "steps.3.stepName must be a string, but is undefined",
        "steps.3.specification must be a plain object, but is undefined",
      ],
    ],
  ])("%s", (_, snapshot, faults) => {
    for (const use of [() => registry.restore(snapshot as never), () => registry.diff(snapshot as never)]) {
      const error = caught(use);
      expect(error.code).toBe("SNAPSHOT_INVALID");
      expect(error.details).toEqual({ faults });
      expect(error.message).toBe(
        `The snapshot cannot be read:\n${faults.map((fault) => `  - ${fault}\n`).join("")}` +
          "  hint: nothing was changed; take snapshots with registry.snapshot().",
      );
    }
  });

  test("a good one is restored from its text", () => {
    const other = manager.getRegistry("orders");
    const text =
      '{"version":1,"contextName":"x","steps":[{"stepName":"load","specification":{"stepType":"Load","outputs":{"data":{}}}}]}';
    other.restore(JSON.parse(text) as never);
    expect(other.listStepNames()).toEqual(["load"]);
  });
});
