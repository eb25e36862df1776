import { setImmediate } from "node:timers/promises";
import type { Contender, Table } from "../harness/bench.js";
import { aheadOf, atMostTimes } from "../harness/goals.js";
import { check, milliseconds, nextTurn } from "../harness/measure.js";
import { randomVisits, tenantNames, trainingStep } from "./tenants.js";

const contextCount = 1_000;
const visitCount = 4_096;

/** Finds the thing of a context. Every context has one of its own, and it must be that one. */
type Visit = (name: string) => unknown;

const floor = "Map.get";

export function lookUpTables(quick: boolean): Table[] {
  return [
    {
      title: `one of ${contextCount} contexts, ${visitCount} random visits`,
      rounds: quick ? 1 : 15,
      figures: { time: "ns" },
      floor,
      contenders: Object.entries(preparations).map(([name, prepare]) => inOneTurn(name, prepare, quick)),
      goals: [
        atMostTimes(1.5, { figure: "time", of: "manager.getRegistry", floor }),
        atMostTimes(2.2, { figure: "time", of: "manager.getRegistry.getSpecification", floor }),
        aheadOf(2, {
          figure: "time",
          of: "manager.getRegistry",
          others: ["tsyringe", "Inversify", "Awilix"],
        }),
      ],
    },
    {
      title: "the same with an await before every visit, so that each visit is the first of its turn",
      rounds: quick ? 1 : 5,
      figures: { time: "ns" },
      floor,
      contenders: [floor, "manager.getRegistry"].map((name) => eachInATurn(name, preparations[name]!, quick)),
      goals: [],
    },
  ];
}

const preparations: Readonly<Record<string, (names: readonly string[]) => Promise<Visit>>> = {
  async [floor](names) {
    const map = new Map(names.map((name) => [name, { name }]));
    return (name) => map.get(name);
  },

  async "manager.getRegistry"(names) {
    const { RegistryManager } = await import("bailiwick");
    const manager = new RegistryManager();
    for (const name of names) manager.getRegistry(name);
    return (name) => manager.getRegistry(name);
  },

  async getRegistry(names) {
    const { getRegistry } = await import("bailiwick");
    for (const name of names) getRegistry(name);
    return (name) => getRegistry(name);
  },

  async "Map.get twice"(names) {
    const maps = new Map(names.map((name) => [name, new Map([["train", { name }]])]));
    return (name) => maps.get(name)!.get("train");
  },

  async "manager.getRegistry.getSpecification"(names) {
    const { RegistryManager } = await import("bailiwick");
    const manager = new RegistryManager();
    for (const name of names) manager.getRegistry(name).registerSpecification("train", trainingStep);
    return (name) => manager.getRegistry(name).getSpecification("train");
  },

  async "kept registry.getSpecification"(names) {
    const { SpecificationRegistry } = await import("bailiwick");
    const registry = new SpecificationRegistry();
    for (const name of names) registry.registerSpecification(name, trainingStep);
    return (name) => registry.getSpecification(name);
  },

  async tsyringe(names) {
    await import("reflect-metadata");
    const { container } = await import("tsyringe");
    const token = Symbol("registry");
    const children = new Map(
      names.map((name) => [name, container.createChildContainer().registerInstance(token, { name })]),
    );
    return (name) => children.get(name)!.resolve(token);
  },

  async Inversify(names) {
    await import("reflect-metadata");
    const { Container } = await import("inversify");
    const parent = new Container();
    const token = Symbol("registry");
    const children = new Map(names.map((name) => [name, new Container({ parent })]));
    for (const [name, child] of children) child.bind(token).toConstantValue({ name });
    return (name) => children.get(name)!.get(token);
  },

  async Awilix(names) {
    const { asValue, createContainer } = await import("awilix");
    const parent = createContainer();
    const scopes = new Map(
      names.map((name) => [name, parent.createScope().register({ registry: asValue({ name }) })]),
    );
    return (name) => scopes.get(name)!.resolve("registry");
  },
};

function inOneTurn(
  name: string,
  prepare: (names: readonly string[]) => Promise<Visit>,
  quick: boolean,
): Contender {
  const passes = quick ? 2 : 16;
  const repetitions = quick ? { warmUp: 2, samples: 3 } : { warmUp: 30, samples: 60 };
  return {
    name,
    async measure() {
      const { visit, visits, things } = await checkedVisits(prepare);
      let missed = 0;
      const time = await milliseconds(repetitions, () => {
        for (let pass = 0; pass < passes; pass++) {
          for (let i = 0; i < visits.length; i++) if (visit(visits[i]!) !== things[i]) missed++;
        }
      });
      check(missed === 0, `${missed} visits gave the thing of another context`);
      return { time: (time * 1e6) / (passes * visits.length) };
    },
  };
}

function eachInATurn(
  name: string,
  prepare: (names: readonly string[]) => Promise<Visit>,
  quick: boolean,
): Contender {
  const repetitions = quick ? { warmUp: 2, samples: 3 } : { warmUp: 30, samples: 100 };
  return {
    name,
    async measure() {
      const { visit, visits, things } = await checkedVisits(prepare);
      let missed = 0;
      const time = await milliseconds(repetitions, async () => {
        for (let i = 0; i < visits.length; i++) {
          // One turn for every visit is what is measured.
          await nextTurn;
          if (visit(visits[i]!) !== things[i]) missed++;
        }
      });
      check(missed === 0, `${missed} visits gave the thing of another context`);
      return { time: (time * 1e6) / visits.length };
    },
  };
}

/** The visits with what each must find, after a look that every context has a thing of its own. */
async function checkedVisits(prepare: (names: readonly string[]) => Promise<Visit>) {
  const names = tenantNames(contextCount);
  const visit = await prepare(names);
  const thingOf = new Map(names.map((name) => [name, visit(name)]));
  check(new Set(thingOf.values()).size === contextCount, "two contexts share one thing");
  check(!new Set(thingOf.values()).has(undefined), "a context has nothing");
  const visits = randomVisits(names, visitCount);
  await setImmediate();
  return { visit, visits, things: visits.map((name) => thingOf.get(name)) };
}
