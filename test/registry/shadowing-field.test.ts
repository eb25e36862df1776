import ts from "typescript";
import { describe, expect, test } from "vitest";
import {
  integrateWithPipelineBuilder,
  RegistryManager,
  type SpecificationRegistry,
} from "../../src/registry/index.js";
import { caught } from "../support/caught.js";
import { compile, evaluate, integrate } from "./compiled-class.js";

describe("a field of the class is found when the class is decorated", () => {
  test("and named, with the line that mends it", () => {
    expect(
      caught(() => {
        @integrateWithPipelineBuilder
        class Forgetful {
          readonly registry!: SpecificationRegistry;
          readonly pipelineName = "forgetful";
        }
        return Forgetful;
      }).message,
    ).toBe(
      'The class Forgetful has a field "registry" that hides the getter of integrateWithPipelineBuilder.\n' +
        '  hint: write "declare readonly registry: …;" in the class, which makes no field, and assign nothing to it.',
    );
  });

  test.each([
    ["alone", "class Builder { registry }"],
    ["with a semicolon", "class Builder { registry; }"],
    ["in quotes", 'class Builder { "registry" = 5 }'],
    ["with an initialiser", "class Builder { registry = undefined }"],
    ["on lines without semicolons", "class Builder {\n  other\n  registry\n  third = 1\n}"],
    ["after a method", "class Builder { run() { return {} } registry\n }"],
    ["after a static block", "class Builder { static { this.x = 1 } registry; }"],
    ["after an initialiser with brackets", "class Builder { a = [{ b: (1) }]\n registry = 1 }"],
    ["in brackets", 'class Builder { ["registry"] = 5 }'],
    ["in brackets, without an initialiser", "class Builder { [ 'registry'\n]; }"],
    ["in brackets, after a method", "class Builder { run() { return {} }\n\n [`registry`]\n other }"],
    ["in brackets, behind a field", 'class Builder { other\n ["registry"] = 5 }'],
    ["in brackets, minified", 'class Builder{a={};["registry"]=5}'],
    ["in brackets, minified, behind a method", 'class Builder{run(){}["registry"]=5}'],
    ["minified", "class Builder{a=1;registry;constructor(){this.b={}}}"],
    ["minified, behind a method", "class Builder{constructor(){this.b={}}registry=1}"],
    ["between comments", "class Builder { /* the */ registry /* of */ = /* this */ 1 // pipeline\n }"],
    ["after comments that look like code", "class Builder { // }\n /* { */ registry; }"],
    [
      "after strings that look like code",
      'class Builder { a = "}\\""; b = \'{\'; c = `}${`x`}`; registry; }',
    ],
    ["after a regular expression", "class Builder { a = /[/}'\"]\\/\\}/u; registry; }"],
    [
      "after a returned regular expression",
      "class Builder { m() { return /}['\"`]/.test('') } n = () => /{/; registry; }",
    ],
    ["after a division", "class Builder { a = 4 / 2 / 1; registry; }"],
    [
      "in a class that extends a call with braces",
      "const mix = (o) => Object;\nclass Builder extends mix({ a: {} }) { registry; }",
    ],
    [
      "as esbuild writes it",
      'const __publicField = () => {};\nclass Builder { constructor() { __publicField(this, "registry"); } }',
    ],
    [
      "as Babel writes it",
      'const _defineProperty = () => {};\nclass Builder { constructor() { _defineProperty(this, "registry", void 0); } }',
    ],
    [
      "as SWC writes it",
      'const _define_property = () => {};\nclass Builder { constructor() { _define_property(this, "registry", void 0); } }',
    ],
    [
      "as a bundler with several copies writes it",
      "const __publicField2 = () => {};\nclass Builder { constructor() { __publicField2(this, 'registry'); } }",
    ],
  ])("%s", (_, text) => {
    const error = caught(() => integrate(evaluate(text)));
    expect(error.code).toBe("REGISTRY_SHADOWED");
    expect(error.details).toEqual({ className: "Builder", field: "registry" });
  });

  test.each([
    ["ES2022", { target: ts.ScriptTarget.ES2022 }],
    ["ES2022 for older engines", { target: ts.ScriptTarget.ES2021, useDefineForClassFields: true }],
    ["ES2015 for older engines", { target: ts.ScriptTarget.ES2015, useDefineForClassFields: true }],
  ])("as tsc writes it for %s", (_, options) => {
    const text =
      "class Builder { readonly registry!: object; constructor(readonly pipelineName: string) {} }";
    expect(caught(() => integrate(evaluate(compile(text, options)))).code).toBe("REGISTRY_SHADOWED");
  });

  test.each(["registryManager", "contextName"])("under the name %s", (field) => {
    const error = caught(() => integrate(evaluate(`class Builder { ${field}; }`)));
    expect(error.details).toEqual({ className: "Builder", field });
  });

  test("in a class that it extends, which is the one to be named", () => {
    const target = evaluate("class Base { registry; }\nclass Builder extends Base { }");
    expect(caught(() => integrate(target)).details).toEqual({ className: "Base", field: "registry" });
  });

  test("in a class without a name", () => {
    const target = evaluate("const [Builder] = [class { registry }];");
    expect(caught(() => integrate(target)).message).toContain("The class (anonymous) has a field");
  });
});

describe("what only looks like such a field is let through", () => {
  test.each([
    ["a method's local variable", "run() { let registry\n registry = 1; return registry }"],
    ["a static field", "static registry = 1; static registryManager; static contextName = 'x'"],
    ["a private field", "#registry = 1; read() { return this.#registry }"],
    ["longer names", "registryOf; myRegistry = 1; registry_ = 2; $registry; contextNames"],
    ["a comment", "/* registry; */ // registry;\n a = 1"],
    ["a string", 'a = "; registry;"\n b = `\nregistry\n`'],
    ["a regular expression", "a = /;registry;/; b = [/\\n registry = /]"],
    ["an initialiser on the next line", "a =\n registry\n b = 1"],
    ["an operand on the next line", "a = 1 +\n registry\n b = 2 -\n contextName"],
    ["a branch on the next line", "a = true ?\n registry :\n contextName"],
    ["an arrow function's result", "a = () =>\n registry\n b = 1"],
    ["a property on the next line", "a = { registry: 1 }.\n registry\n b = 1"],
    ["an object in an initialiser", "a = { registry: 1, contextName }"],
    ["an element on the next line", "a = { registry: 1 }\n\n ['registry']\n b = [{}]\n ['contextName'] = 1"],
    [
      "an element behind operators",
      "a = true\n ? {}\n : this\n ['registry']; b = [{}]\n .length\n ['registry']",
    ],
    ["an element that is assigned", "a = this['registry']; run() { this['registry'] } b = [`registry`]"],
    ["a static field in brackets", "static ['registry'] = 1; static other; static ['contextName']"],
    ["another name in brackets", "['registries'] = 1; [registry] = 2; ['contextName' + 1] = 3"],
    // Read in one go: what looked again at every blank would not be done within the time a test has.
    ["a long run of blank lines", `a = 1${"\n".repeat(500_000)}`],
    ["a long run of blanks", `a = 1${" ".repeat(500_000)}`],
    ["a long run of blank lines and semicolons", " \n;".repeat(200_000)],
    ["a nested class", "a = class { registry; }"],
    ["a parameter", "run(registry = 1, contextName) { return registry }"],
    ["a static block", "static { let registry; registry = 1 }"],
    ["a field that is quoted in a call", 'run() { this.look("registry") } look() {}'],
  ])("%s", (_, members) => {
    const outside = "const registry = 'outside', contextName = 'outside';";
    const Builder = evaluate(`${outside}\nclass Builder { pipelineName = "fine"; ${members} }`);
    integrate(Builder);
    expect(new Builder()).toMatchObject({ pipelineName: "fine", contextName: "fine" });
  });

  test.each([
    ["a declared field", "class Builder { declare readonly registry: object; pipelineName = 'fine'; }"],
    [
      "an argument of what is extended",
      "const registry = Object;\nclass Builder extends (registry\n) {\n pipelineName = 'fine' }",
    ],
    ["a class of no text", "function Builder() { this.pipelineName = 'fine'; }"],
  ])("%s", (_, text) => {
    const Builder = evaluate(compile(text));
    integrate(Builder);
    expect(new Builder()).toHaveProperty("registry.contextName", "fine");
  });

  test.each(["{", "}"])("a text that cannot be followed, as for a regular expression with %s", (bracket) => {
    const Builder = evaluate(
      `class Builder { pipelineName = 'fine'; m(a) { registry = 1; if (a) /${bracket}/.test(a); registry = 2; } }`,
    );
    integrate(Builder);
    expect(new Builder()).toHaveProperty("contextName", "fine");
  });
});

describe("a field that comes later is found when a getter is read", () => {
  const manager = new RegistryManager();

  @integrateWithPipelineBuilder({ manager })
  class Base {
    declare readonly registry: SpecificationRegistry;
    declare readonly contextName: string;
    declare readonly registryManager: RegistryManager;
    readonly pipelineName: string = "base";
  }

  test("of a subclass", () => {
    class Shadowing extends Base {
      // @ts-expect-error -- the compiler objects as well, where it sees both classes
      override readonly registry!: SpecificationRegistry;
    }
    const shadowing = new Shadowing();
    expect(shadowing.registry).toBeUndefined();
    for (const read of [() => shadowing.contextName, () => shadowing.registryManager]) {
      const error = caught(read);
      expect(error.code).toBe("REGISTRY_SHADOWED");
      expect(error.details).toEqual({ className: "Base", field: "registry" });
    }
  });

  test("of a subclass that is decorated itself, when it is decorated", () => {
    class Shadowing extends Base {
      // @ts-expect-error -- the compiler objects as well, where it sees both classes
      override readonly registry!: SpecificationRegistry;
    }
    expect(caught(() => integrate(Shadowing)).details["className"]).toBe("Shadowing");
  });

  test("assigned in a constructor without a field: the assignment itself is refused", () => {
    class Assigning extends Base {
      constructor() {
        super();
        Object.assign(this, { registry: manager.getRegistry("mine") });
      }
    }
    expect(caught(() => new Assigning()).code).toBe("REGISTRY_SHADOWED");
  });
});

describe("misuse", () => {
  const manager = new RegistryManager();

  test.each([
    ["null", null],
    ["a string", "Builder"],
    ["an arrow function", () => undefined],
    ["an instance", new Map()],
    ["an array", []],
  ])("on %s", (_, target) => {
    expect(caught(() => integrate(target)).code).toBe("DECORATOR_MISUSED");
  });

  test("as a factory's target that is no class", () => {
    const error = caught(() => integrateWithPipelineBuilder({ manager })((() => 1) as never));
    expect(error.message).toBe(
      "integrateWithPipelineBuilder decorates classes, but was put on a function.\n" +
        "  hint: write @integrateWithPipelineBuilder, or @integrateWithPipelineBuilder({ … }) with options, above a class.",
    );
  });

  test.each([
    ["a method", "@integrateWithPipelineBuilder\n run() {}"],
    ["a static method", "@integrateWithPipelineBuilder\n static run() {}"],
    ["an accessor", "@integrateWithPipelineBuilder\n get it() { return 1; }"],
    ["a field", "@integrateWithPipelineBuilder\n it = 1;"],
    ["a method, with options", "@integrateWithPipelineBuilder({})\n run() {}"],
    ["a static method, with options", "@integrateWithPipelineBuilder({})\n static run() {}"],
  ])("on %s, with decorators of either kind", (_, member) => {
    for (const experimentalDecorators of [true, false]) {
      const text = compile(`class Builder { ${member} }`, { experimentalDecorators });
      expect(caught(() => evaluate(text)).code).toBe("DECORATOR_MISUSED");
    }
  });

  test("on a parameter of a constructor", () => {
    const text = "class Builder { constructor(@integrateWithPipelineBuilder it) {} }";
    expect(caught(() => evaluate(compile(text, { experimentalDecorators: true }))).code).toBe(
      "DECORATOR_MISUSED",
    );
  });

  test("on a class with a member of such a name", () => {
    const target = evaluate("class Builder { get registry() { return 1; } }");
    expect(caught(() => integrate(target)).message).toBe(
      'The class Builder has a member "registry" of its own, which integrateWithPipelineBuilder would replace.\n' +
        '  hint: rename it, or leave it to the decorator and write "declare readonly registry: …;".',
    );
    for (const member of ["registryManager() {}", "set contextName(_) {}", "async registry() {}"]) {
      const other = evaluate(`class Builder { ${member} }`);
      expect(caught(() => integrate(other)).code).toBe("DECORATOR_MISUSED");
    }
  });

  test("twice on one class", () => {
    const target = evaluate("class Builder { }");
    integrate(target);
    expect(caught(() => integrate(target)).code).toBe("DECORATOR_MISUSED");
  });
});

test("standard decorators, as tsc lowers them, do the same", () => {
  const Builder = evaluate(
    compile(`
      @integrateWithPipelineBuilder
      class Builder { declare readonly registry: object; pipelineName = "standard"; }
    `),
  );
  expect(new Builder()).toHaveProperty("registry.contextName", "standard");
  const shadowed = compile("@integrateWithPipelineBuilder\n class Builder { registry!: object; }");
  expect(caught(() => evaluate(shadowed)).code).toBe("REGISTRY_SHADOWED");
});

test.each([
  ["the second operand of in", 'class Builder { has = "a" in\n registry; }'],
  ["what is made new", "class Builder { made = new\n registry; }"],
  [
    "the text of a definition",
    "class Builder { m() { return 'Object.defineProperty(this, \"registry\", x)'; } }",
  ],
])("%s is no field", (_, text) => {
  expect(() => integrate(evaluate(text))).not.toThrow();
});
