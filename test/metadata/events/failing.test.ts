import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  createEventBus,
  defineEventKind,
  defineRegistry,
  type,
  wire,
  type EventDelivery,
  type EventErrorPolicy,
  type EventFailure,
} from "../../../src/metadata/index.js";
import type { BailiwickError } from "../../../src/kernel/index.js";
import { rejected } from "../../support/rejected.js";
import { shopBus } from "./shop.js";

const boom = new Error("boom");
const fails = () => {
  throw boom;
};
const placed = ["order.placed", { order: 1 }] as const;

describe("a handler that fails", () => {
  test.each([
    ["throws", fails],
    ["is rejected", () => Promise.reject(boom)],
  ])("because it %s does not keep the others from being called, and rejects publish", async (_, audit) => {
    const { bus, calls } = shopBus({}, { audit });
    const error = await rejected(bus.publish(...placed));
    expect(error.code).toBe("EVENT_HANDLERS_FAILED");
    expect(error.message).toBe(
      'The event "order.placed" was not handled by all: the handler of audit failed: boom',
    );
    expect(error.cause).toBe(boom);
    expect(error.details).toEqual({
      id: "order.placed",
      failures: [{ who: "the handler of audit", slot: "audit", message: "boom" }],
    });
    expect(calls).toHaveLength(4);
  });

  test("is in one error with the others, each with its place", async () => {
    const { bus } = shopBus({}, { logging: () => Promise.reject(new Error("full disk")), email: fails });
    bus.subscribe("order.placed", fails);
    const error = await rejected(bus.publish(...placed));
    expect(error.message).toBe(
      'The event "order.placed" was not handled by all: there were 3 failures:\n' +
        "  - the handler of logging failed: full disk\n" +
        "  - the handler of email at 0 failed: boom\n" +
        "  - a subscribed handler failed: boom",
    );
    expect((error.cause as AggregateError).errors).toEqual([new Error("full disk"), boom, boom]);
  });

  test.each([
    ["throws", fails],
    ["is rejected", () => Promise.reject(boom)],
  ])("because it %s keeps the others from being called under throw", async (_, audit) => {
    const { bus, calls } = shopBus({ errors: "throw" }, { audit });
    expect((await rejected(bus.publish(...placed))).cause).toBe(boom);
    expect(calls).toEqual(["logging 1", "audit 1"]);
  });

  test("is reported, and nothing else happens, under report", async () => {
    const failures: EventFailure[] = [];
    const { bus, calls } = shopBus(
      { errors: "report", onError: (failure) => void failures.push(failure) },
      { email: fails },
    );
    bus.subscribe("order.placed", fails);
    await bus.publish(...placed);
    expect(failures).toEqual([
      { id: "order.placed", slot: "email", error: boom },
      { id: "order.placed", error: boom },
    ]);
    expect(failures.every((failure) => Object.isFrozen(failure))).toBe(true);
    expect(calls).toHaveLength(4);
  });

  test("fails closed where its slot is always strict, unless the slot says otherwise", async () => {
    const quiet = { errors: "report", onError: () => {} } as const;
    const error = await rejected(shopBus(quiet, { audit: fails }).bus.publish(...placed));
    expect(error.details).toMatchObject({ failures: [{ slot: "audit" }] });
    await shopBus({ ...quiet, slotErrors: { audit: "report" } }, { audit: fails }).bus.publish(...placed);
  });

  test("of one slot goes by the policy of its slot", async () => {
    const { bus, calls } = shopBus(
      { order: ["audit"], slotErrors: { audit: "throw" } },
      { audit: fails, email: fails },
    );
    await rejected(bus.publish(...placed));
    expect(calls).toEqual(["audit 1"]);
  });

  test("in parallel lets those end that have begun", async () => {
    const ends: string[] = [];
    const { bus, calls } = shopBus(
      { concurrency: "parallel", errors: "throw" },
      { logging: async () => void (await Promise.resolve(), ends.push("logging")), audit: fails },
    );
    await rejected(bus.publish(...placed));
    expect(calls).toEqual(["logging 1", "audit 1"]);
    expect(ends).toEqual(["logging"]);
  });

  test("is waited for if it is told to somebody who takes time, also where no handler does", async () => {
    const told: string[] = [];
    const tell = async (what: string) => {
      await Promise.resolve();
      told.push(what);
    };
    const options = {
      errors: "report",
      onError: ({ slot }: EventFailure) => tell(`failure of ${slot}`),
      onDelivery: ({ id }: EventDelivery) => tell(`delivery of ${id}`),
    } as const;
    await shopBus(options, { email: fails }).bus.publish(...placed);
    expect(told).toEqual(["failure of email", "delivery of order.placed"]);
  });

  test.each(["onError", "onDelivery"] as const)(
    "leaves publish rejected with what %s rejects",
    async (name) => {
      const rejects = () => Promise.reject(new Error("disk full"));
      const options = { errors: "report", onError: () => undefined, [name]: rejects } as const;
      const error = await rejected(shopBus(options, { email: fails }).bus.publish(...placed));
      expect(error.details).toMatchObject({ failures: [{ who: name, message: "disk full" }] });
    },
  );

  test("leaves publish rejected with what onError throws", async () => {
    const { bus } = shopBus({ errors: "report", onError: fails }, { email: fails });
    const error = await rejected(bus.publish(...placed));
    expect(error.details).toMatchObject({ failures: [{ who: "onError", message: "boom" }] });
  });
});

describe("onDelivery", () => {
  test("is told of every delivery, with its duration by the clock", async () => {
    const deliveries: EventDelivery[] = [];
    let now = 0;
    const clock = { now: () => (now += 5) };
    const onDelivery = (delivery: EventDelivery) => void deliveries.push(delivery);
    const { bus } = shopBus({ onDelivery, clock }, { email: fails });
    await rejected(bus.publish(...placed));
    await bus.publish("shop.opened", undefined);
    expect(deliveries).toEqual([
      { id: "order.placed", handlers: 4, failures: 1, duration: 5 },
      { id: "shop.opened", handlers: 0, failures: 0, duration: 5 },
    ]);
  });

  test("that throws rejects publish", async () => {
    const error = await rejected(shopBus({ onDelivery: fails }).bus.publish(...placed));
    expect(error.message).toContain("onDelivery failed: boom");
  });
});

interface Doing {
  readonly waits: boolean;
  readonly fails: boolean;
  readonly errors: EventErrorPolicy;
}

const doing: fc.Arbitrary<Doing> = fc.record({
  waits: fc.boolean(),
  fails: fc.boolean(),
  errors: fc.constantFrom("throw", "collect", "report"),
});

/** What has to come of handlers that are called one after the other. */
function expected(handlers: readonly Doing[]) {
  const stop = handlers.findIndex((one) => one.fails && one.errors === "throw");
  const called = stop === -1 ? handlers : handlers.slice(0, stop + 1);
  const failing = (isReported: boolean) =>
    called.flatMap((one, index) =>
      one.fails && (one.errors === "report") === isReported ? [`s${index}`] : [],
    );
  return { called: called.map((_, index) => `s${index}`), failed: failing(false), reported: failing(true) };
}

test("whatever handlers do, those are called, fail and are reported that the policies say", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(doing, { maxLength: 6 }), async (handlers) => {
      const names = handlers.map((_, index) => `s${index}`);
      const kind = defineEventKind({
        slots: Object.fromEntries(names.map((name) => [name, { default: true }])),
      });
      const registry = defineRegistry(kind, {
        event: {
          payload: type<undefined>("Event"),
          category: "any",
          workflow: "event",
          phase: "operational",
        },
      });
      const called: string[] = [];
      const reported: string[] = [];
      const act = (name: string, { waits, fails: isFailing }: Doing) => {
        called.push(name);
        if (isFailing && !waits) throw boom;
        return waits ? Promise.resolve().then(() => (isFailing ? fails() : undefined)) : undefined;
      };
      const implementations = Object.fromEntries(
        handlers.map((one, index) => [names[index]!, { event: () => act(names[index]!, one) }]),
      );
      const bus = createEventBus(wire(registry, implementations as never), {
        slotErrors: Object.fromEntries(handlers.map(({ errors }, index) => [names[index]!, errors])),
        onError: ({ slot }) => void reported.push(slot!),
      });
      const failed = await bus.publish("event", undefined).then(
        () => [],
        (error: BailiwickError) =>
          (error.details as { failures: readonly { slot: string }[] }).failures.map(({ slot }) => slot),
      );
      expect({ called, failed, reported }).toEqual(expected(handlers));
    }),
  );
});
