import { container as globalContainer, inject, injectable, type DependencyContainer } from "tsyringe";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { RegistryManager } from "../../src/registry/index.js";
import {
  DeferralEscalationRegistry,
  EnrollmentRegistry,
  openDuckDb,
  provideStateRegistries,
  StateRegistryManager,
  type DuckDb,
  type RegistryParts,
  type StateScope,
} from "../../src/state/index.js";
import { caught } from "../support/caught.js";

const classes: readonly (new (...parts: RegistryParts) => object)[] = [
  EnrollmentRegistry,
  DeferralEscalationRegistry,
  StateRegistryManager,
];

let database: DuckDb;
beforeAll(async () => {
  database = await openDuckDb(":memory:");
});
afterAll(() => database.close());

let parent: DependencyContainer;
let contexts: RegistryManager;
beforeEach(() => {
  parent = globalContainer.createChildContainer();
  contexts = new RegistryManager({ container: parent });
});

@injectable()
class Simulation {
  constructor(
    readonly enrollment: EnrollmentRegistry,
    readonly deferral: DeferralEscalationRegistry,
    @inject(StateRegistryManager) readonly registries: StateRegistryManager,
  ) {}
}

describe("the container of a context", () => {
  test("answers with the registries of the scope that the context is named after, each made once", () => {
    const container = contexts.getContainer("base/standard");
    provideStateRegistries(container, { database });
    const registries = container.resolve(StateRegistryManager);
    expect(registries.scope).toEqual({ scenarioId: "base", planDesignId: "standard" });
    expect(container.resolve(EnrollmentRegistry)).toBe(registries.getEnrollmentRegistry());
    expect(container.resolve(EnrollmentRegistry).scope).toEqual(registries.scope);
    expect(container.resolve(DeferralEscalationRegistry)).toBe(registries.getDeferralRegistry());
    expect(container.resolve(DeferralEscalationRegistry).name).toBe("deferral");
    expect(container.resolve(StateRegistryManager)).toBe(registries);
  });

  test("injects them into classes, also of a container below it", () => {
    const container = contexts.getContainer("base/standard");
    provideStateRegistries(container, { database });
    const simulation = container.createChildContainer().resolve(Simulation);
    expect(simulation.enrollment).toBe(container.resolve(EnrollmentRegistry));
    expect(simulation.deferral).toBe(simulation.registries.getDeferralRegistry());
  });

  test.each(["base / standard", "base", "base/standard/2", "/standard ", "base/"])(
    "of a context called %j needs to be told the scope",
    (name) => {
      const container = contexts.getContainer(name);
      const error = caught(() => provideStateRegistries(container, { database }));
      expect(error.code).toBe("OPTION_INVALID");
      expect(error.message).toBe(
        `provideStateRegistries() cannot tell the scope: the context is called ${JSON.stringify(name.trim())}.\n` +
          '  hint: name the context "scenario/plan", or say scope: { scenarioId, planDesignId }.',
      );
      expect(classes.some((token) => container.isRegistered(token))).toBe(false);

      const scope = { scenarioId: "base", planDesignId: "standard" };
      provideStateRegistries(container, { database, scope });
      expect(container.resolve(EnrollmentRegistry).scope).toEqual(scope);
    },
  );

  test("knows what was provided last, and after clearInstances too", async () => {
    await using other = await openDuckDb(":memory:");
    const container = contexts.getContainer("base/standard");
    provideStateRegistries(container, { database });
    const before = container.resolve(EnrollmentRegistry);
    provideStateRegistries(container, { database: other });
    const after = container.resolve(EnrollmentRegistry);
    expect(after).not.toBe(before);
    container.clearInstances();
    expect(container.resolve(EnrollmentRegistry)).toBe(after);
  });
});

describe("a container of no context", () => {
  test("needs to be told the scope, and has its own registries then", () => {
    const container = globalContainer.createChildContainer();
    expect(caught(() => provideStateRegistries(container, { database })).message).toContain(
      "cannot tell the scope: the container is of no context.",
    );
    provideStateRegistries(container, { database, scope: { scenarioId: "a", planDesignId: "b" } });
    expect(container.resolve(Simulation).registries.scope).toEqual({ scenarioId: "a", planDesignId: "b" });
  });
});

describe("nothing crosses", () => {
  test("from one context to another: each has its own", () => {
    const [base, high] = ["base/standard", "high/standard"].map((name) => contexts.getContainer(name));
    for (const container of [base!, high!]) provideStateRegistries(container, { database });
    expect(base!.resolve(EnrollmentRegistry)).not.toBe(high!.resolve(EnrollmentRegistry));
    expect(high!.resolve(EnrollmentRegistry).scope.scenarioId).toBe("high");
  });

  test.each(classes)("to a context for which nobody has provided: %o says what to do", (token) => {
    provideStateRegistries(contexts.getContainer("base/standard"), { database });
    const error = caught(() => contexts.getContainer("high/standard").resolve<unknown>(token));
    expect(error.code).toBe("STATE_NOT_PROVIDED");
    expect(error.message).toBe(
      `${token.name} was made without a database and a scope.\n` +
        "  hint: for the container of a context, call provideStateRegistries(container, { database }) first.",
    );
    expect(() => contexts.getContainer("high/standard").resolve(Simulation)).toThrow(
      "call provideStateRegistries(container, { database }) first.",
    );
  });

  test("from a container above the contexts", () => {
    provideStateRegistries(parent, { database, scope: { scenarioId: "base", planDesignId: "standard" } });
    const error = caught(() => contexts.getContainer("high/standard").resolve(EnrollmentRegistry));
    expect(error.code).toBe("STATE_NOT_PROVIDED");
    expect(error.message).toBe(
      'The context "high/standard" has no registries of state; those that its container finds are of scenario "base" ' +
        'and plan design "standard", and were provided in a container of no context.\n' +
        "  hint: call provideStateRegistries() with the container of the context.",
    );
    expect(error.details).toEqual({
      context: "high/standard",
      scenarioId: "base",
      planDesignId: "standard",
    });
  });

  test("from a context to one whose container is below", () => {
    const container = contexts.getContainer("base/standard");
    provideStateRegistries(container, { database });
    const below = new RegistryManager({ container }).getContainer("nested");
    expect(caught(() => below.resolve(StateRegistryManager)).message).toContain(
      'and were provided in the context "base/standard".',
    );
  });
});

describe("the end of a context", () => {
  test("takes its container along, and leaves the database open", async () => {
    const container = contexts.getContainer("base/standard");
    provideStateRegistries(container, { database });
    const enrollment = container.resolve(EnrollmentRegistry);
    contexts.clearContext("base/standard");
    await contexts[Symbol.asyncDispose]();
    expect(() => container.resolve(EnrollmentRegistry)).toThrow("disposed");
    expect(await database.read((connection) => connection.rows({ text: "SELECT 1 AS one" }))).toEqual([
      { one: 1 },
    ]);
    const next = contexts.getContainer("base/standard");
    expect(caught(() => next.resolve(EnrollmentRegistry)).code).toBe("STATE_NOT_PROVIDED");
    provideStateRegistries(next, { database });
    expect(next.resolve(EnrollmentRegistry)).not.toBe(enrollment);
  });
});

describe("what is refused", () => {
  const scope = { scenarioId: "base", planDesignId: "standard" };

  test.each<[string, object | undefined, string]>([
    ["nothing", undefined, "The options of provideStateRegistries() must be an object"],
    [
      "no database",
      { database: undefined },
      "provideStateRegistries() needs a database that openDuckDb() has opened",
    ],
    [
      "a path",
      { database: "simulation.duckdb" },
      "needs a database that openDuckDb() has opened (await it), but was given ",
    ],
    ["a mistyped option", { missingDate: "refuse" }, '(did you mean "missingDates"?)'],
    ["another rule for dates", { missingDates: "ignore" }, 'must be "refuse" or "start-of-year"'],
    ["no clock", { clock: {} }, "must be an object with a method now"],
    [
      "a text as scope",
      { scope: "base/standard" },
      "provideStateRegistries() needs a scope like { scenarioId, planDesignId }, but was given",
    ],
    ["half a scope", { scope: { scenarioId: "base" } }, "The option planDesignId of the scope of"],
    ["a blank scenario", { scope: { ...scope, scenarioId: " " } }, "must be a text that is not blank"],
    ["a number", { scope: { ...scope, scenarioId: 7 } }, "must be a text that is not blank, but is 7"],
    ["another scope", { scope: { ...scope, year: 2025 } }, '"year" is not an option of the scope of'],
  ])("%s, and nothing is registered", (_, options, message) => {
    const container = contexts.getContainer("base/standard");
    const given = options && { database, ...options };
    const error = caught(() => provideStateRegistries(container, given as never));
    expect(error.code).toBe("OPTION_INVALID");
    expect(error.message).toContain(message);
    expect(classes.some((token) => container.isRegistered(token))).toBe(false);
  });

  test("what is no container", () => {
    const error = caught(() => provideStateRegistries({} as never, { database }));
    expect(error.message).toContain("provideStateRegistries() needs a container of tsyringe");
  });

  test("the same by the constructors, which name themselves", () => {
    const wrong = { scenarioId: "base" } as StateScope;
    for (const Class of classes) {
      expect(caught(() => new Class(database, wrong)).message).toContain(
        `The option planDesignId of the scope of new ${Class.name}()`,
      );
      expect(caught(() => new Class(database, scope, { missing: true } as never)).message).toContain(
        `"missing" is not an option of new ${Class.name}()`,
      );
    }
  });
});
