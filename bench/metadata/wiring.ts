import type { Table } from "../harness/bench.js";
import { atMost } from "../harness/goals.js";
import { check, milliseconds } from "../harness/measure.js";
import { entriesOf, eventIds, slotNames, type Payment } from "./workload.js";

type Handler = (event: Payment) => void;

/** Handlers by slot, then by id: every one a function of its own. */
type Handlers = Readonly<Record<(typeof slotNames)[number], Readonly<Record<string, Handler>>>>;

/** Wires everything, and gives how many handlers are reached afterwards. */
type Wire = () => number;

const floor = "a loop that looks each handler up";

export function wiringTable(quick: boolean): Table {
  const entryCount = quick ? 50 : 1_000;
  return {
    title: `wiring ${entryCount} entries, each with ${slotNames.length} slots`,
    rounds: quick ? 1 : 15,
    figures: { time: "ms" },
    floor,
    contenders: Object.entries(preparations).map(([name, prepare]) => ({
      name,
      async measure() {
        const ids = eventIds(entryCount);
        const wireAll = await prepare(ids, handlersOf(ids));
        let reached = 0;
        const time = await milliseconds(
          quick ? { warmUp: 1, samples: 2 } : { warmUp: 20, samples: 60 },
          () => {
            reached = wireAll();
          },
        );
        check(reached === entryCount * slotNames.length, `${reached} handlers were wired`);
        return { time };
      },
    })),
    goals: [atMost(10, "ms", { figure: "time", of: "wire" })],
  };
}

const preparations: Readonly<Record<string, (ids: readonly string[], handlers: Handlers) => Promise<Wire>>> =
  {
    async [floor](ids, handlers) {
      return () => {
        const wired = new Map<string, Handler[]>();
        let reached = 0;
        for (const id of ids) {
          const ofId: Handler[] = [];
          for (const slot of slotNames) {
            const handler = handlers[slot][id];
            if (handler === undefined) throw new Error(`${id} has no ${slot}`);
            ofId.push(handler);
          }
          wired.set(id, ofId);
          reached += ofId.length;
        }
        return reached;
      };
    },

    async wire(ids, handlers) {
      const { wire } = await import("bailiwick/metadata");
      const registry = await registryOf(ids);
      return () => wire(registry, handlers).bindings.length;
    },

    async "wire, with a bind"(ids, handlers) {
      const { wire } = await import("bailiwick/metadata");
      const registry = await registryOf(ids);
      return () => {
        const wired = new Map<string, unknown[]>();
        wire(registry, handlers, {
          bind: ({ id, implementation }) => {
            const ofId = wired.get(id);
            if (ofId === undefined) wired.set(id, [implementation]);
            else ofId.push(implementation);
          },
        });
        return [...wired.values()].reduce((sum, ofId) => sum + ofId.length, 0);
      };
    },

    async "defineRegistry and wire"(ids, handlers) {
      const { wire } = await import("bailiwick/metadata");
      const define = await definitionOf(ids);
      return () => wire(define(), handlers).bindings.length;
    },
  };

function handlersOf(ids: readonly string[]): Handlers {
  const ofSlot = () => Object.fromEntries(ids.map((id) => [id, () => {}]));
  return { logging: ofSlot(), audit: ofSlot(), projection: ofSlot() };
}

async function registryOf(ids: readonly string[]) {
  return (await definitionOf(ids))();
}

async function definitionOf(ids: readonly string[]) {
  const { defineEventKind, defineRegistry, type } = await import("bailiwick/metadata");
  const slot = { default: true } as const;
  const kind = defineEventKind({ slots: { logging: slot, audit: slot, projection: slot } });
  const entries = entriesOf(ids, type<Payment>("Payment"));
  return () => defineRegistry(kind, entries);
}
