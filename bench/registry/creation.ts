import type { Contender, Table } from "../harness/bench.js";
import { atMost, atMostTimes } from "../harness/goals.js";
import { check, collectGarbage, heapOf, milliseconds } from "../harness/measure.js";
import { tenantNames } from "./tenants.js";

/** Makes an empty context for every name by get-or-create, in a fresh place. */
type Create = (names: readonly string[]) => Place;

/** Something that holds contexts. */
interface Place {
  readonly count: () => number;
}

const floor = "Map entry";
const of = "manager.getRegistry";

/** A hundred thousand of these would take a minute and a gigabyte. */
const mostContexts: Readonly<Record<string, number>> = { Inversify: 10_000 };

export function creationTables(quick: boolean): Table[] {
  return (quick ? [1_000] : [1_000, 10_000, 100_000]).map((count) => ({
    title: `creation of ${count} empty contexts, each`,
    rounds: quick ? 1 : 5,
    // The heap breathes by more than a thousand contexts take.
    figures: { time: "ns", ...(count > 1_000 ? { heap: "bytes" as const } : {}) },
    floor,
    contenders: Object.entries(preparations)
      .filter(([name]) => count <= (mostContexts[name] ?? count))
      .map(([name, prepare]) => creator(name, prepare, count, quick)),
    goals: [
      atMostTimes(2, { figure: "time", of, floor }),
      ...(count === 100_000 ? [atMost(200, "bytes", { figure: "heap", of })] : []),
    ],
  }));
}

const preparations: Readonly<Record<string, () => Promise<Create>>> = {
  async [floor]() {
    const shared = {};
    return (names) => intoMap(names, () => shared);
  },

  async "Map entry with an object"() {
    return (names) => intoMap(names, (name) => ({ name, createdAt: 0, lastUsedAt: 0 }));
  },

  async [of]() {
    const { RegistryManager } = await import("bailiwick");
    return (names) => {
      const manager = new RegistryManager();
      for (const name of names) manager.getRegistry(name);
      return { count: () => manager.listContexts().length };
    };
  },

  async tsyringe() {
    await import("reflect-metadata");
    const { container } = await import("tsyringe");
    return (names) => intoMap(names, () => container.createChildContainer());
  },

  async Awilix() {
    const { createContainer } = await import("awilix");
    const parent = createContainer();
    return (names) => intoMap(names, () => parent.createScope());
  },

  async Inversify() {
    await import("reflect-metadata");
    const { Container } = await import("inversify");
    const parent = new Container();
    return (names) => intoMap(names, () => new Container({ parent }));
  },
};

function intoMap(names: readonly string[], make: (name: string) => object): Place {
  const map = new Map<string, object>();
  for (const name of names) if (map.get(name) === undefined) map.set(name, make(name));
  return { count: () => map.size };
}

function creator(name: string, prepare: () => Promise<Create>, count: number, quick: boolean): Contender {
  // About as many contexts in every table, so that the code is compiled to the same degree.
  const samples = quick ? 2 : Math.max(5, 200_000 / count);
  return {
    name,
    async measure() {
      const create = await prepare();
      const names = tenantNames(count);
      // With the last of its kind, what is compiled for it is collected: a process in use keeps some alive.
      const alive = create(["alive"]);
      let place: Place | undefined;
      const time = await milliseconds(
        { warmUp: Math.ceil(samples / 4), samples },
        () => {
          place = create(names);
        },
        () => {
          place = undefined;
          collectGarbage();
        },
      );
      check(place?.count() === count, `made ${place?.count()} contexts of ${count}`);
      place = undefined;
      const { bytes, made } = heapOf(() => create(names));
      check(made.count() === count, `kept ${made.count()} contexts of ${count}`);
      check(alive.count() === 1, "another place got the contexts");
      return { time: (time * 1e6) / count, heap: bytes / count };
    },
  };
}
