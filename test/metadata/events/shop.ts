import { z } from "zod";
import {
  createEventBus,
  defineEventKind,
  defineRegistry,
  schema,
  type,
  wire,
  type EventBusOptions,
} from "../../../src/metadata/index.js";

const kind = defineEventKind({
  slots: {
    logging: { default: true },
    audit: { default: false, strict: "always" },
    email: { default: false },
  },
});

/** Events of a shop: one with one handler, one with several, one that a schema checks, and one that nobody hears of. */
export const shop = defineRegistry(kind, {
  "order.placed": {
    payload: type<{ order: number }>("OrderPlaced"),
    category: "sales",
    workflow: "order",
    phase: "operational",
    auditAction: "ORDER_PLACED",
    requires: { audit: true, email: true },
  },
  "order.paid": {
    payload: schema(z.object({ order: z.number(), cents: z.string().transform(Number) }), {
      name: "OrderPaid",
    }),
    category: "sales",
    workflow: "payment",
    phase: "operational",
  },
  "shop.opened": {
    payload: type<undefined>("ShopOpened"),
    category: "shop",
    workflow: "shop",
    phase: "operational",
    requires: { logging: false },
  },
});

/** What handlers of `order.placed` do, by slot; `email` has two of them. */
export interface Doing {
  readonly logging?: () => void | Promise<void>;
  readonly audit?: () => void | Promise<void>;
  readonly email?: () => void | Promise<void>;
}

/** A bus of the shop whose handlers note that they were called, and then do what they are told. */
export function shopBus(options: EventBusOptions<typeof shop> = {}, doing: Doing = {}) {
  const calls: string[] = [];
  const noting =
    (what: keyof Doing) =>
    ({ order }: { readonly order: number }) => {
      calls.push(`${what} ${order}`);
      return doing[what]?.();
    };
  const wiring = wire(shop, {
    logging: {
      "order.placed": noting("logging"),
      "order.paid": ({ order, cents }) => void calls.push(`paid ${order}: ${cents + 1}`),
    },
    audit: { "order.placed": noting("audit") },
    email: { "order.placed": [noting("email"), ({ order }) => void calls.push(`second email ${order}`)] },
  });
  return { bus: createEventBus(wiring, options), wiring, calls };
}
