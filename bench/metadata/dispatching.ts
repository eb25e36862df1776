import type { Contender, Table } from "../harness/bench.js";
import { aheadOf, atMostTimes } from "../harness/goals.js";
import { check, milliseconds } from "../harness/measure.js";
import { entriesOf, eventIds, slotNames, type Payment } from "./workload.js";

const eventCount = 64;
const floor = "a loop over functions";
const ours = "createEventBus";
const others = ["mitt, wrapped", "emittery"];

/** Handles an event of some id; adds its amount to a sum. */
type Handler = (event: Payment, context: { readonly id: string }) => void;

/** Handlers by slot, then by id. */
type Handlers = Readonly<Record<(typeof slotNames)[number], Readonly<Record<string, Handler>>>>;

/** Brings an event to its handlers; a promise has to be awaited before they have run. */
type Dispatch = (id: string, event: Payment) => void | Promise<void>;

export function dispatchingTable(quick: boolean): Table {
  return {
    title: `one of ${eventCount} events to its ${slotNames.length} handlers, which are functions that await nothing`,
    rounds: quick ? 1 : 15,
    figures: { time: "ns" },
    floor,
    contenders: [
      ...Object.entries(preparations).map(([name, prepare]) => dispatching(name, prepare, quick)),
      dispatching(`${floor}, awaited`, preparations[floor]!, quick, true),
      dispatching(`${ours}, awaited`, preparations[ours]!, quick, true),
    ],
    goals: [
      atMostTimes(2, { figure: "time", of: ours, floor }),
      aheadOf(1, { figure: "time", of: ours, others }),
      aheadOf(1, { figure: "time", of: `${ours}, awaited`, others: ["emittery"] }),
    ],
  };
}

function dispatching(
  name: string,
  prepare: (ids: readonly string[], handlers: Handlers) => Promise<Dispatch>,
  quick: boolean,
  isAwaited = name === "emittery",
): Contender {
  const passes = quick ? 2 : 100;
  const repetitions = quick ? { warmUp: 1, samples: 2 } : { warmUp: 20, samples: 40 };
  return {
    name,
    async measure() {
      const ids = eventIds(eventCount);
      const sums = { calls: 0, amount: 0 };
      const dispatch = await prepare(ids, handlersOf(ids, sums));
      const event: Payment = { amount: 2 };
      let published = 0;
      const time = await milliseconds(repetitions, isAwaited ? awaiting : atOnce);
      check(sums.calls === published * slotNames.length, `${sums.calls} calls for ${published} events`);
      check(sums.amount === 2 * sums.calls, `the sum is ${sums.amount}`);
      return { time: (time * 1e6) / (passes * ids.length) };

      function atOnce(): void {
        for (let pass = 0; pass < passes; pass++) for (const id of ids) void dispatch(id, event);
        published += passes * ids.length;
      }
      async function awaiting(): Promise<void> {
        for (let pass = 0; pass < passes; pass++) for (const id of ids) await dispatch(id, event);
        published += passes * ids.length;
      }
    },
  };
}

const preparations: Readonly<
  Record<string, (ids: readonly string[], handlers: Handlers) => Promise<Dispatch>>
> = {
  async [floor](ids, handlers) {
    const byId = new Map(
      ids.map((id) => [id, { context: { id }, list: slotNames.map((slot) => handlers[slot][id]!) }]),
    );
    return (id, event) => {
      const { context, list } = byId.get(id)!;
      for (const handler of list) handler(event, context);
    };
  },

  async [ours](ids, handlers) {
    const { createEventBus, defineEventKind, defineRegistry, type, wire } =
      await import("bailiwick/metadata");
    const slot = { default: true } as const;
    const kind = defineEventKind({ slots: { logging: slot, audit: slot, projection: slot } });
    const registry = defineRegistry(kind, entriesOf(ids, type<Payment>("Payment")));
    const bus = createEventBus(wire(registry, handlers));
    return (id, event) => bus.publish(id, event);
  },

  /** As the bus does by default: every handler runs, and what failed is thrown together. */
  async "mitt, wrapped"(ids, handlers) {
    const { default: mitt } = await import("mitt");
    // Its types are those of its CommonJS file, but what is imported is the module.
    const emitter = (mitt as unknown as typeof mitt.default)<Record<string, Payment>>();
    const failures: unknown[] = [];
    for (const id of ids) {
      const context = { id };
      for (const slot of slotNames) {
        const handler = handlers[slot][id]!;
        emitter.on(id, (event) => {
          try {
            handler(event, context);
          } catch (error) {
            failures.push(error);
          }
        });
      }
    }
    return (id, event) => {
      emitter.emit(id, event);
      if (failures.length > 0) throw new AggregateError(failures.splice(0));
    };
  },

  async emittery(ids, handlers) {
    const { default: Emittery } = await import("emittery");
    const emitter = new Emittery<Record<string, Payment>>();
    for (const id of ids) {
      const context = { id };
      for (const slot of slotNames) {
        const handler = handlers[slot][id]!;
        emitter.on(id, (event) => handler(event, context));
      }
    }
    return (id, event) => emitter.emit(id, event);
  },
};

/** Every handler is a function of its own, as in a program. */
function handlersOf(ids: readonly string[], sums: { calls: number; amount: number }): Handlers {
  const ofSlot = () =>
    Object.fromEntries(
      ids.map((id): [string, Handler] => [
        id,
        (event, context) => {
          if (context.id !== id) throw new Error(`${context.id} came to the handler of ${id}`);
          sums.calls++;
          sums.amount += event.amount;
        },
      ]),
    );
  return { logging: ofSlot(), audit: ofSlot(), projection: ofSlot() };
}
