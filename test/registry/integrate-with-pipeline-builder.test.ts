import { inspect } from "node:util";
import { afterEach, beforeEach, describe, expect, expectTypeOf, test } from "vitest";
import {
  clearAllContexts,
  getRegistry,
  integrateWithPipelineBuilder,
  listContexts,
  registryManager,
  RegistryManager,
  runInContext,
  type SpecificationRegistry,
} from "../../src/registry/index.js";
import { caught } from "../support/caught.js";
import { warningsOf } from "./warnings.js";

let manager: RegistryManager;
beforeEach(() => {
  manager = new RegistryManager();
});
afterEach(() => {
  clearAllContexts();
});

@integrateWithPipelineBuilder
class Builder {
  declare readonly registry: SpecificationRegistry;
  declare readonly registryManager: RegistryManager;
  declare readonly contextName: string;
  readonly baseConfig: { readonly pipelineName?: unknown } | undefined | null;
  readonly pipelineName: unknown;

  constructor(baseConfig?: { readonly pipelineName?: unknown } | null, pipelineName?: unknown) {
    this.baseConfig = baseConfig;
    this.pipelineName = pipelineName;
  }
}

describe("the context of a builder", () => {
  test("is baseConfig.pipelineName before all that it has itself", () => {
    const builder = new Builder({ pipelineName: "configured" }, "named");
    expect(runInContext("ambient", () => builder.contextName)).toBe("configured");
  });

  test("is pipelineName where baseConfig has none", () => {
    for (const baseConfig of [undefined, null, {}, { pipelineName: undefined }, { pipelineName: null }]) {
      expect(runInContext("ambient", () => new Builder(baseConfig, "named").contextName)).toBe("named");
    }
  });

  test("is the ambient one where it has no name, at each reading", () => {
    const builder = new Builder();
    expect(runInContext("first", () => builder.registry.contextName)).toBe("first");
    expect(runInContext("second", () => builder.registry.contextName)).toBe("second");
  });

  test("is what the option says, before everything else", () => {
    @integrateWithPipelineBuilder<Tenant>({
      manager,
      context: (self) => `${self.pipelineName}/${self.tenant}`,
    })
    class Tenant {
      declare readonly registry: SpecificationRegistry;
      readonly baseConfig = { pipelineName: "configured" };
      readonly pipelineName = "nightly";
      readonly tenant = "acme";
    }
    expect(new Tenant().registry).toBe(manager.getRegistry("nightly/acme"));
    expect(listContexts()).toEqual([]);
  });

  test("is the option fallback, without a warning, where there is no other", async () => {
    @integrateWithPipelineBuilder({ manager, fallback: "  shared " })
    class Nameless {
      declare readonly registry: SpecificationRegistry;
    }
    const warnings = await warningsOf(() => {
      expect(new Nameless().registry.contextName).toBe("shared");
      expect(runInContext("ambient", () => new Nameless().registry.contextName)).toBe("ambient");
    });
    expect(warnings).toEqual([]);
  });

  test('is "default_pipeline" at last, with one warning for the class that says how to name it', async () => {
    @integrateWithPipelineBuilder({ manager })
    class Unnamed {
      declare readonly registry: SpecificationRegistry;
    }
    @integrateWithPipelineBuilder({ manager })
    class AlsoUnnamed {
      declare readonly registry: SpecificationRegistry;
    }
    const warnings = await warningsOf(() => {
      expect(new Unnamed().registry).toBe(new Unnamed().registry);
      expect(new AlsoUnnamed().registry).toBe(manager.getRegistry("default_pipeline"));
    });
    const text = (className: string): string =>
      `${className} has no context of its own and uses "default_pipeline". Set baseConfig.pipelineName or pipelineName ` +
      "before its registry is read, run it in runInContext(name, …), or pass the option context or fallback.";
    expect(warnings).toEqual([
      { name: "BailiwickWarning", code: "BAILIWICK_UNNAMED_CONTEXT", message: text("Unnamed") },
      { name: "BailiwickWarning", code: "BAILIWICK_UNNAMED_CONTEXT", message: text("AlsoUnnamed") },
    ]);
  });

  test("follows what a constructor sets after super()", () => {
    class Late extends Builder {
      override readonly baseConfig;
      constructor() {
        super(undefined, "from super");
        this.baseConfig = { pipelineName: "from the subclass" };
      }
    }
    expect(new Late().registry.contextName).toBe("from the subclass");
  });

  test.each([
    ["baseConfig.pipelineName", () => new Builder({ pipelineName: 123 }), "must be a string, but is 123"],
    ["baseConfig.pipelineName", () => new Builder({ pipelineName: " " }), 'must not be blank, but is " "'],
    ["pipelineName", () => new Builder(null, () => "x"), "must be a string, but is a function"],
    ["pipelineName", () => new Builder(null, ""), 'must not be blank, but is ""'],
  ])("is refused where %s is no name", (where, make, fault) => {
    const error = caught(() => make().registry);
    expect(error.code).toBe("CONTEXT_NAME_INVALID");
    expect(error.message).toBe(
      `The context name (${where} of Builder) ${fault}.\n` +
        '  hint: use a string of 1 to 256 printable characters, for example "staging/acme".',
    );
    expect(listContexts()).toEqual([]);
  });

  test("is refused where an option gives no name", () => {
    @integrateWithPipelineBuilder({ manager, context: () => undefined as never })
    class Odd {
      declare readonly registry: SpecificationRegistry;
    }
    expect(caught(() => new Odd().registry).message).toContain(
      "The context name (option context of Odd) must be a string, but is undefined.",
    );
    const error = caught(() => integrateWithPipelineBuilder({ manager, fallback: "\u0000" }));
    expect(error.code).toBe("CONTEXT_NAME_INVALID");
    expect(error.message).toContain("(option fallback of integrateWithPipelineBuilder())");
  });
});

describe("the getters", () => {
  test("give the same object for the same context, to every builder", () => {
    const [first, second] = [new Builder(null, "shared"), new Builder({ pipelineName: " shared " })];
    first.registry.registerSpecification("load", { stepType: "Load" });
    expect(second.registry).toBe(first.registry);
    expect(first.registry).toBe(getRegistry("shared"));
    expect(first.registryManager).toBe(registryManager);
    expect(new Builder(null, "other").registry.size).toBe(0);
  });

  test("work inside the constructor", () => {
    @integrateWithPipelineBuilder({ manager })
    class Eager {
      declare readonly registry: SpecificationRegistry;
      readonly contextAtBirth: string;
      constructor(readonly pipelineName: string) {
        this.contextAtBirth = this.registry.contextName;
      }
    }
    expect(new Eager("eager").contextAtBirth).toBe("eager");
  });

  test("work on a frozen builder, and make nothing until they are read", () => {
    const builder = Object.freeze(new Builder(null, "frozen"));
    expect(listContexts()).toEqual([]);
    expect(builder.registry.contextName).toBe("frozen");
  });

  test("are no enumerable members: printing or copying a builder makes no context", () => {
    const enumerated: string[] = [];
    for (const key in new Builder(null, "copied")) enumerated.push(key);
    expect(enumerated).toEqual(["baseConfig", "pipelineName"]);
    expect(inspect(new Builder(null, "printed"))).toBe(
      "Builder { baseConfig: null, pipelineName: 'printed' }",
    );
    expect(listContexts()).toEqual([]);
  });

  test("follow a context that is cleared and made again", () => {
    const builder = new Builder(null, "phoenix");
    const before = builder.registry;
    registryManager.clearContext("phoenix");
    expect(builder.registry).not.toBe(before);
    expect(builder.registry).toBe(getRegistry("phoenix"));
  });

  test("cannot be assigned", () => {
    for (const name of ["registry", "registryManager", "contextName"] as const) {
      const error = caught(() => Object.assign(new Builder(null, "x"), { [name]: manager }));
      expect(error.code).toBe("REGISTRY_SHADOWED");
      expect(error.details).toEqual({ className: "Builder", field: name });
    }
  });
});

describe("the class stays what it is", () => {
  test("its identity, name, statics, length and instanceof", () => {
    class Plain {
      declare readonly registry: SpecificationRegistry;
      static readonly made: string[] = ["a"];
      static make(): Plain {
        return new this("made");
      }
      constructor(readonly pipelineName: string) {}
    }
    const decorated = Plain;
    const returned: unknown = integrateWithPipelineBuilder({ manager })(decorated);
    expect(returned).toBeUndefined();
    expect(Plain.make()).toBeInstanceOf(Plain);
    expect(Plain.make().constructor).toBe(Plain);
    expect(Plain.make().registry).toBe(manager.getRegistry("made"));
    expect([Plain.name, Plain.length, Plain.made]).toEqual(["Plain", 1, ["a"]]);
  });

  test("its subclasses have the getters, with private members of their own", () => {
    class Special extends Builder {
      #secret = 42;
      reveal(): string {
        return `${this.registry.contextName} ${this.#secret}`;
      }
    }
    const special = new Special({ pipelineName: "special" });
    expect(special.reveal()).toBe("special 42");
    expect(special).toBeInstanceOf(Builder);
  });

  test("a subclass may be decorated again, with another manager", () => {
    @integrateWithPipelineBuilder({ manager })
    class Redirected extends Builder {}
    expect(new Redirected(null, "here").registry).toBe(manager.getRegistry("here"));
    expect(new Builder(null, "here").registry).toBe(getRegistry("here"));
  });

  test("an abstract class serves the classes that extend it", () => {
    @integrateWithPipelineBuilder({ manager })
    abstract class Base {
      declare readonly registry: SpecificationRegistry;
      abstract readonly pipelineName: string;
    }
    class Concrete extends Base {
      readonly pipelineName = "concrete";
    }
    expect(new Concrete().registry).toBe(manager.getRegistry("concrete"));
  });

  test("a dependency resolver can be integrated as well as a builder", () => {
    @integrateWithPipelineBuilder({ manager })
    class Resolver {
      declare readonly registry: SpecificationRegistry;
      constructor(readonly pipelineName: string) {}
      resolve(): string[] {
        return this.registry.listStepNames();
      }
    }
    manager.getRegistry("wired").registerSpecification("load", { stepType: "Load" });
    expect(new Resolver("wired").resolve()).toEqual(["load"]);
  });
});

describe("the compiler", () => {
  test("refuses a class that does not declare its registry", () => {
    // @ts-expect-error -- without the declaration, this.registry would not compile in it either
    @integrateWithPipelineBuilder
    class Undeclared {
      readonly pipelineName = "undeclared";
    }
    // @ts-expect-error -- the same with options
    @integrateWithPipelineBuilder({ manager })
    class AlsoUndeclared {
      readonly pipelineName = "undeclared";
    }
    expect("registry" in new Undeclared()).toBe(true);
    expect("registry" in new AlsoUndeclared()).toBe(true);
  });

  test("knows the builder that the option context is given", () => {
    integrateWithPipelineBuilder<Builder>({
      context: (self) => {
        expectTypeOf(self).toEqualTypeOf<Builder>();
        return "any";
      },
    });
    // @ts-expect-error -- there is no such option
    expect(() => integrateWithPipelineBuilder({ fallbackName: "typo" })).toThrow("fallbackName");
    expect(listContexts()).toEqual([]);
  });
});
