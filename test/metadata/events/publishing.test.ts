import { describe, expect, test } from "vitest";
import {
  createEventBus,
  defineEventKind,
  defineRegistry,
  schema,
  wire,
  type EventContext,
  type EventEntry,
  type SchemaResult,
} from "../../../src/metadata/index.js";
import { rejected } from "../../support/rejected.js";
import { caught } from "../../support/caught.js";
import { shop, shopBus } from "./shop.js";

const pause = () => Promise.resolve();

describe("publishing", () => {
  test("calls the handlers of all slots in order, and each of a list", async () => {
    const { bus, calls } = shopBus();
    await bus.publish("order.placed", { order: 7 });
    expect(calls).toEqual(["logging 7", "audit 7", "email 7", "second email 7"]);
  });

  test("has called them when it returns, and makes no promise, if none of them makes one", () => {
    const { bus, calls } = shopBus();
    const [first, second] = [
      bus.publish("order.placed", { order: 1 }),
      bus.publish("order.placed", { order: 2 }),
    ];
    expect(calls).toHaveLength(8);
    expect(first).toBe(second);
    expect(Object.isFrozen(first)).toBe(true);
  });

  test("calls slots in the order that was asked for, the others after them", async () => {
    const { bus, calls } = shopBus({ order: ["email", "audit"] });
    await bus.publish("order.placed", { order: 1 });
    expect(calls).toEqual(["email 1", "second email 1", "audit 1", "logging 1"]);
  });

  test("waits for each handler before the next one is called", async () => {
    const calls: string[] = [];
    const { bus } = shopBus(
      {},
      {
        logging: async () => void (await pause(), calls.push("logged")),
        audit: () => void calls.push("audited"),
      },
    );
    const publishing = bus.publish("order.placed", { order: 1 });
    expect(calls).toEqual([]);
    await publishing;
    expect(calls).toEqual(["logged", "audited"]);
  });

  test("calls all at once in parallel, and waits for all of them", async () => {
    const ends: string[] = [];
    const { bus, calls } = shopBus(
      { concurrency: "parallel" },
      {
        logging: async () => void (await pause(), await pause(), ends.push("logging")),
        audit: async () => void (await pause(), ends.push("audit")),
      },
    );
    const publishing = bus.publish("order.placed", { order: 1 });
    expect(calls).toHaveLength(4);
    await publishing;
    expect(ends).toEqual(["audit", "logging"]);
  });

  test("in parallel makes no promise either if no handler does", () => {
    const { bus, calls } = shopBus({ concurrency: "parallel" });
    expect(bus.publish("order.placed", { order: 1 })).toBe(bus.publish("order.placed", { order: 1 }));
    expect(calls).toHaveLength(8);
  });

  test("hands over the entry and the id, frozen, and a signal", async () => {
    const seen: EventContext<EventEntry>[] = [];
    const bus = createEventBus(
      wire(
        shop,
        { audit: { "order.placed": (_, context) => void seen.push(context) } },
        { mode: "graceful" },
      ),
    );
    await bus.publish("order.placed", { order: 1 });
    const [context] = seen;
    expect(context!.entry).toBe(shop.get("order.placed"));
    expect(context).toMatchObject({ id: "order.placed", entry: { auditAction: "ORDER_PLACED" } });
    expect(context!.signal.aborted).toBe(false);
    expect(Object.isFrozen(context)).toBe(true);
  });

  test("calls nothing for an event that nobody hears of", async () => {
    const { bus, calls } = shopBus();
    await bus.publish("shop.opened", undefined);
    expect(calls).toEqual([]);
  });

  test("gives handlers no access to the bus by way of this", async () => {
    const seen: unknown[] = [];
    const bus = createEventBus(
      wire(
        shop,
        {
          audit: {
            "order.placed": function (this: unknown) {
              seen.push(this);
            },
          },
        },
        { mode: "graceful" },
      ),
    );
    await bus.publish("order.placed", { order: 1 });
    expect(seen).toEqual([undefined]);
  });

  test("awaits what only has a method then, and nothing that has a field of this name", async () => {
    const ends: string[] = [];
    // oxlint-disable-next-line unicorn/no-thenable -- what is to be awaited is one
    const withThen = (then: unknown) => ({ then });
    const thenable = withThen((done: () => void) => {
      ends.push("waited for");
      done();
    });
    for (const returned of [thenable, withThen(1), 1, null, "text"] as unknown as Promise<void>[]) {
      const { bus } = shopBus({}, { logging: () => returned });
      await bus.publish("order.placed", { order: 1 });
    }
    expect(ends).toEqual(["waited for"]);
  });

  test("publishes what handlers publish within it", async () => {
    const { bus, calls } = shopBus();
    bus.subscribe("shop.opened", () => bus.publish("order.placed", { order: 5 }));
    await bus.publish("shop.opened", undefined);
    expect(calls).toContain("audit 5");
  });

  test("ends events that publish each other for ever", async () => {
    const { bus } = shopBus();
    let count = 0;
    bus.subscribe("shop.opened", () => {
      count++;
      return bus.publish("shop.opened", undefined);
    });
    const error = await rejected(bus.publish("shop.opened", undefined));
    expect(count).toBe(100);
    let innermost: Error = error;
    while (innermost.cause instanceof Error) innermost = innermost.cause;
    expect(innermost).toMatchObject({
      code: "EVENT_NESTING_TOO_DEEP",
      details: { id: "shop.opened", depth: 100 },
    });
    expect(error.message).toContain(
      'The event "shop.opened" was published by a handler of an event that was published',
    );
    await expect(bus.publish("order.placed", { order: 1 })).resolves.toBeUndefined();
  });
});

describe("what is published", () => {
  test("is read by the schema of its payload", async () => {
    const { bus, calls } = shopBus();
    await bus.publish("order.paid", { order: 3, cents: "41" });
    expect(calls).toEqual(["paid 3: 42"]);
  });

  test("reaches nobody if its schema refuses it", async () => {
    const { bus, calls } = shopBus();
    const error = await rejected(bus.publish("order.paid", { order: "3" } as never));
    expect(error.code).toBe("EVENT_PAYLOAD_INVALID");
    expect(error.message).toMatch(
      /^The event "order.paid" was published with what its schema refuses:\n {2}- order: .*\n {2}- cents: /,
    );
    expect(error.details).toMatchObject({ id: "order.paid", issues: [{ path: "order" }, { path: "cents" }] });
    expect(calls).toEqual([]);
  });

  test.each([
    [
      "order.place",
      'The registry "domain-events" has no entry "order.place" (did you mean "order.placed"?).',
    ],
    [undefined, 'The registry "domain-events" has no entry undefined.'],
  ])("is refused as %s", async (id, message) => {
    const error = await rejected(shopBus().bus.publish(id as never, { order: 1 } as never));
    expect(error.code).toBe("METADATA_ENTRY_UNKNOWN");
    expect(error.message).toContain(message);
  });

  test.each([
    [{ signals: 1 }, /"signals" is not an option of publish\(\)/],
    [{ signal: 1 }, /The option signal of publish\(\) must be an AbortSignal, but is 1/],
    [null, /The options of publish\(\) must be an object, but are null/],
  ])("is refused with the options %j", async (options, message) => {
    const error = await rejected(shopBus().bus.publish("order.placed", { order: 1 }, options as never));
    expect(error.message).toMatch(message);
  });
});

describe("a schema", () => {
  const kind = defineEventKind({ slots: { logging: { default: true } } });
  const busWith = (validate: (value: unknown) => SchemaResult<number> | Promise<SchemaResult<number>>) => {
    const payload = schema<number, number>({ "~standard": { version: 1, vendor: "test", validate } });
    const registry = defineRegistry(kind, {
      counted: { payload, category: "any", workflow: "count", phase: "operational" },
    });
    const calls: number[] = [];
    const bus = createEventBus(wire(registry, { logging: { counted: (count) => void calls.push(count) } }));
    return { bus, calls };
  };

  test("that takes its time is waited for, also by close", async () => {
    const { bus, calls } = busWith((value) => pause().then(() => ({ value: Number(value) + 1 })));
    const publishing = bus.publish("counted", 1);
    expect(calls).toEqual([]);
    await bus.close();
    expect(calls).toEqual([2]);
    await publishing;
  });

  test.each([
    [
      "throws",
      () => {
        throw new Error("no idea");
      },
    ],
    ["is rejected", () => Promise.reject(new Error("no idea"))],
  ])("that %s refuses the event", async (_, validate) => {
    const error = await rejected(busWith(validate).bus.publish("counted", 1));
    expect(error.code).toBe("EVENT_PAYLOAD_INVALID");
    expect(error.message).toBe(
      'The schema of the event "counted" could not read what was published: no idea',
    );
    expect(error.cause).toEqual(new Error("no idea"));
  });

  test("may find issues later, without a path or with one of objects", async () => {
    const issues = [{ message: "no number" }, { message: "odd", path: ["a", { key: 1 }] }];
    const error = await rejected(busWith(() => pause().then(() => ({ issues }))).bus.publish("counted", 1));
    expect(error.details).toEqual({
      id: "counted",
      issues: [
        { path: "", message: "no number" },
        { path: "a.1", message: "odd" },
      ],
    });
    expect(error.message).toContain("\n  - no number\n  - a.1: odd");
  });
});

describe("a signal", () => {
  test("reaches the handlers", async () => {
    const { signal } = new AbortController();
    const seen: AbortSignal[] = [];
    const { bus } = shopBus();
    bus.subscribe("order.placed", (_, context) => void seen.push(context.signal));
    await bus.publish("order.placed", { order: 1 }, { signal });
    expect(seen).toEqual([signal]);
  });

  test("that is aborted before keeps all handlers from being called", async () => {
    const { bus, calls } = shopBus();
    const signal = AbortSignal.abort(new Error("too late"));
    const error = await rejected(bus.publish("order.placed", { order: 1 }, { signal }));
    expect(error.code).toBe("OPERATION_ABORTED");
    expect(error.message).toBe("Publishing order.placed was aborted: too late.");
    expect(calls).toEqual([]);
  });

  test("that a handler aborts keeps the following ones from being called", async () => {
    const controller = new AbortController();
    const { bus, calls } = shopBus({}, { audit: () => controller.abort(new Error("enough")) });
    const error = await rejected(bus.publish("order.placed", { order: 1 }, { signal: controller.signal }));
    expect(error.code).toBe("OPERATION_ABORTED");
    expect(calls).toEqual(["logging 1", "audit 1"]);
  });

  test("that is aborted while a handler is waited for ends the wait, and what fails later is reported", async () => {
    const controller = new AbortController();
    const failures: unknown[] = [];
    let fail: (error: Error) => void = () => {};
    const { bus, calls } = shopBus(
      { onError: ({ error }) => void failures.push(error) },
      { logging: () => new Promise((_, reject) => (fail = reject)) },
    );
    const publishing = bus.publish("order.placed", { order: 1 }, { signal: controller.signal });
    controller.abort(new Error("no time"));
    expect((await rejected(publishing)).code).toBe("OPERATION_ABORTED");
    const late = new Error("late");
    fail(late);
    await bus.close();
    expect(failures).toEqual([late]);
    expect(calls).toEqual(["logging 1"]);
  });
});

describe("a bus that is closed", () => {
  test("refuses what is published and who subscribes", async () => {
    const { bus, calls } = shopBus();
    await bus.close();
    const error = await rejected(bus.publish("order.placed", { order: 1 }));
    expect(error.code).toBe("EVENT_BUS_CLOSED");
    expect(error.message).toContain(
      'The event order.placed came after the bus of "domain-events" was closed.',
    );
    expect(caught(() => bus.subscribe("order.placed", () => {})).code).toBe("EVENT_BUS_CLOSED");
    expect(calls).toEqual([]);
  });

  test("has waited for what was being delivered, and ended the subscriptions", async () => {
    const ends: string[] = [];
    const { bus } = shopBus(
      {},
      { email: async () => void (await pause(), await pause(), ends.push("email")) },
    );
    const subscription = bus.subscribe("order.placed", () => void ends.push("subscribed"));
    const publishing = bus.publish("order.placed", { order: 1 });
    await bus.close();
    expect(ends).toEqual(["email", "subscribed"]);
    expect(subscription.isActive).toBe(false);
    await publishing;
  });

  test("in the middle of a delivery lets it come to its end", async () => {
    const { bus, calls } = shopBus();
    const closings: Promise<void>[] = [];
    bus.subscribe("order.placed", () => void closings.push(bus.close()));
    bus.subscribe("order.placed", ({ order }) => void calls.push(`after closing ${order}`));
    bus.subscribe("order.placed", async () => void (await pause(), calls.push("last")));
    const publishing = bus.publish("order.placed", { order: 1 });
    await Promise.all(closings);
    expect(calls.slice(-2)).toEqual(["after closing 1", "last"]);
    expect((await rejected(bus.publish("order.placed", { order: 2 }))).code).toBe("EVENT_BUS_CLOSED");
    await publishing;
  });

  test("does not mind a delivery that fails, or being closed again", async () => {
    const { bus } = shopBus({}, { email: async () => Promise.reject(new Error("no mail")) });
    const publishing = rejected(bus.publish("order.placed", { order: 1 }));
    await bus[Symbol.asyncDispose]();
    await bus.close();
    expect((await publishing).code).toBe("EVENT_HANDLERS_FAILED");
  });
});
