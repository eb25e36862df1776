import { describe, expect, test } from "vitest";
import { createEventBus, defineKind, defineRegistry, slot, wire } from "../../../src/metadata/index.js";
import { caught } from "../../support/caught.js";
import { shop, shopBus } from "./shop.js";

describe("a handler that subscribes", () => {
  test("is called after those of the slots, until its subscription ends", async () => {
    const { bus, calls } = shopBus();
    const subscription = bus.subscribe(
      "order.placed",
      ({ order }, { id }) => void calls.push(`${id} ${order}`),
    );
    await bus.publish("order.placed", { order: 1 });
    expect(calls.at(-1)).toBe("order.placed 1");
    expect(subscription.isActive).toBe(true);
    subscription.unsubscribe();
    subscription.unsubscribe();
    expect(subscription.isActive).toBe(false);
    await bus.publish("order.placed", { order: 2 });
    expect(calls.at(-1)).toBe("second email 2");
  });

  test("twice is called twice, and its subscriptions end one by one", async () => {
    const { bus, calls } = shopBus();
    const handler = () => void calls.push("subscribed");
    const first = bus.subscribe("shop.opened", handler);
    bus.subscribe("shop.opened", handler);
    await bus.publish("shop.opened", undefined);
    first[Symbol.dispose]();
    await bus.publish("shop.opened", undefined);
    expect(calls).toEqual(["subscribed", "subscribed", "subscribed"]);
  });

  test("is not called any more by the delivery in whose middle it unsubscribes", async () => {
    const { bus, calls } = shopBus();
    bus.subscribe("shop.opened", () => second.unsubscribe());
    const second = bus.subscribe("shop.opened", () => void calls.push("second"));
    bus.subscribe("shop.opened", () => void calls.push("third"));
    await bus.publish("shop.opened", undefined);
    expect(calls).toEqual(["third"]);
  });

  test("in the middle of a delivery hears the next one", async () => {
    const { bus, calls } = shopBus();
    const subscription = bus.subscribe("shop.opened", () => {
      subscription.unsubscribe();
      bus.subscribe("shop.opened", () => void calls.push("late"));
    });
    await bus.publish("shop.opened", undefined);
    expect(calls).toEqual([]);
    await bus.publish("shop.opened", undefined);
    expect(calls).toEqual(["late"]);
  });

  test("ends with its signal", async () => {
    const { bus, calls } = shopBus();
    const controller = new AbortController();
    const { signal } = controller;
    const subscription = bus.subscribe("shop.opened", () => void calls.push("heard"), { signal });
    await bus.publish("shop.opened", undefined);
    controller.abort();
    expect(subscription.isActive).toBe(false);
    await bus.publish("shop.opened", undefined);
    expect(calls).toEqual(["heard"]);
    expect(bus.subscribe("shop.opened", () => {}, { signal }).isActive).toBe(false);
    expect(bus.handlerCount("shop.opened")).toBe(0);
  });
});

describe("a reaction", () => {
  test("handles several events, told apart by their ids", async () => {
    const { bus } = shopBus();
    const seen: string[] = [];
    const subscription = bus.react(["order.placed", "order.paid", "order.paid"], (occurrence) => {
      expect(Object.isFrozen(occurrence)).toBe(true);
      const { workflow } = occurrence.entry;
      if (occurrence.id === "order.paid") seen.push(`${workflow}: ${occurrence.event.cents} cents`);
      else seen.push(`${workflow}: ${occurrence.event.order}`);
    });
    await bus.publish("order.placed", { order: 1 });
    await bus.publish("order.paid", { order: 1, cents: "5" });
    await bus.publish("shop.opened", undefined);
    subscription.unsubscribe();
    await bus.publish("order.placed", { order: 2 });
    expect(seen).toEqual(["order: 1", "payment: 5 cents"]);
  });

  test("may publish what follows", async () => {
    const { bus, calls } = shopBus();
    bus.react(["order.paid"], ({ event }) => bus.publish("order.placed", { order: event.order }));
    await bus.publish("order.paid", { order: 8, cents: "5" });
    expect(calls).toContain("audit 8");
  });
});

test("handlers are counted, of an event and of all", () => {
  const { bus } = shopBus();
  expect([bus.handlerCount("order.placed"), bus.handlerCount("shop.opened"), bus.handlerCount()]).toEqual([
    4, 0, 5,
  ]);
  bus.react(["order.placed", "shop.opened"], () => {});
  expect(bus.handlerCount()).toBe(7);
  expect(bus.registry).toBe(shop);
});

describe("a mistake", () => {
  const subscribing: readonly [
    string,
    (bus: ReturnType<typeof shopBus>["bus"]) => unknown,
    string | RegExp,
  ][] = [
    [
      "an unknown event",
      (bus) => bus.subscribe("order.plcd" as never, () => {}),
      /has no entry "order.plcd"/,
    ],
    [
      "no handler",
      (bus) => bus.subscribe("order.placed", 1 as never),
      "subscribe() needs a function, but was given 1.",
    ],
    [
      "an unknown option",
      (bus) => bus.subscribe("order.placed", () => {}, { once: true } as never),
      /"once" is not an option of subscribe\(\)/,
    ],
    [
      "no signal",
      (bus) => bus.subscribe("order.placed", () => {}, { signal: 1 as never }),
      /The option signal of subscribe\(\)/,
    ],
    [
      "no list",
      (bus) => bus.react("order.placed" as never, () => {}),
      'react() needs a list of events, but was given "order.placed".',
    ],
    [
      "an empty list",
      (bus) => bus.react([], () => {}),
      "react() needs at least one event, but was given an empty array.",
    ],
    [
      "no reaction",
      (bus) => bus.react(["order.placed"], undefined as never),
      "react() needs a function, but was given undefined.",
    ],
    ["an event that is not counted", (bus) => bus.handlerCount("x" as never), /has no entry "x"/],
  ];
  test.each(subscribing)("in subscribing, %s, is refused", (_, mistake, message) => {
    expect(caught(() => mistake(shopBus().bus)).message).toMatch(message);
  });

  test.each([
    [{ ordre: [] }, '"ordre" is not an option of createEventBus() (did you mean "order"?)'],
    [{ order: "audit" }, 'The option order of createEventBus() must be a list of slots, but is "audit".'],
    [
      { order: ["audits"] },
      'of the slots "logging", "audit" and "email" (did you mean "audit"?), but is "audits"',
    ],
    [
      { order: ["audit", "audit"] },
      'The option order of createEventBus() must be a list of slots, each once, but is "audit".',
    ],
    [{ order: [1] }, 'must be of the slots "logging", "audit" and "email", but is 1'],
    [
      { concurrency: 4 },
      'The option concurrency of createEventBus() must be "sequential" or "parallel", but is 4.',
    ],
    [
      { errors: "ignore" },
      'The option errors of createEventBus() must be "throw", "collect" or "report", but is "ignore".',
    ],
    [
      { errors: "report" },
      "The option onError of createEventBus() must be a function, because errors are to be reported",
    ],
    [{ slotErrors: { email: "report" } }, "The option onError of createEventBus() must be a function"],
    [{ slotErrors: { email: "never" } }, 'The option slotErrors.email of createEventBus() must be "throw"'],
    [{ slotErrors: { e: "throw" } }, "The option slotErrors of createEventBus() must be of the slots"],
    [
      { slotErrors: [] },
      "The option slotErrors of createEventBus() must be an object of slots, but is an empty array.",
    ],
    [{ onError: 1 }, "The option onError of createEventBus() must be a function, but is 1."],
    [{ onDelivery: "x" }, 'The option onDelivery of createEventBus() must be a function, but is "x".'],
    [{ clock: 1 }, "The option clock of createEventBus()"],
  ])("in the options %j is refused", (options, message) => {
    expect(caught(() => shopBus(options as never)).message).toContain(message);
  });

  test("in what a bus is made of is refused", () => {
    const pages = defineKind<{ title: string }>()({
      name: "pages",
      slots: { page: slot()({ default: true }) },
    });
    const registry = defineRegistry(pages, { home: { title: "Home" } });
    const wiring = wire(registry, { page: { home: () => {} } });
    expect(caught(() => createEventBus(undefined as never)).message).toBe(
      "createEventBus() needs what wire() returned, but was given undefined.",
    );
    expect(caught(() => createEventBus(wiring as never)).message).toBe(
      "createEventBus() needs a registry of events, whose entries have a payload as home has not, but was given undefined.",
    );
    const { wiring: ofShop } = shopBus();
    const wrong = { ...ofShop, bindings: [{ ...ofShop.bindings[0]!, implementation: 1 }] };
    expect(caught(() => createEventBus(wrong as never)).message).toBe(
      "createEventBus() needs handlers as implementations, as of logging for order.placed, but was given 1.",
    );
  });

  test("in the handlers is found when they are wired", () => {
    const email = { "order.placed": [() => {}, 1] };
    const error = caught(() => wire(shop, { email } as never));
    expect(error.message).toContain(
      "The implementation of email for order.placed has in its list at 1 no function, but 1",
    );
    expect(caught(() => wire(shop, { email: { "order.placed": [] } } as never)).message).toContain(
      "must be a function or a list of functions, but is an empty array",
    );
  });
});
