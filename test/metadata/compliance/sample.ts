import {
  defineKind,
  defineRegistry,
  eachEntry,
  slot,
  type,
  type TypeFunction,
} from "../../../src/metadata/index.js";

interface Handler extends TypeFunction {
  readonly out: (text: string) => void;
}

/** What the sample's events say. */
export interface Event {
  readonly payload: object;
  readonly category: "security" | "billing";
  readonly action?: string;
  readonly order?: number;
  readonly tags?: readonly string[];
  readonly auth?: { readonly level: string };
}

/** Billing has an order; one entry skips, so that a rule is seen that leaves something out. */
export const ordered = eachEntry<Event>("billing-ordered", "consistency", {
  description: "an event of billing has an order",
  fix: "give it an order",
  check: ({ category, order }) =>
    category !== "billing" ? "skip" : order !== undefined || "it has no order",
  breaks: ({ order: _, ...event }) => (event.category === "billing" ? event : undefined),
});

export const eventKind = defineKind<Event>()({
  name: "events",
  description: "What happens.",
  slots: {
    log: slot<Handler>()({ default: true }),
    audit: slot<Handler>()({ default: false, strict: "always", description: "for the auditors" }),
  },
  rules: [ordered],
});

/** What events refer to, as a list that is the same object for whoever refers to it. */
export const actions = Object.freeze(["SIGNED_IN", "PAID", "REFUNDED"] as const);

export const events = defineRegistry(
  eventKind,
  {
    signed_in: {
      payload: type<{ user: string }>("SignedIn"),
      category: "security",
      action: "SIGNED_IN",
      tags: ["web", "app"],
      auth: { level: "public" },
      requires: { audit: true },
    },
    paid: {
      payload: type<{ amount: number }>(),
      category: "billing",
      action: "PAID",
      order: 1,
      tags: ["web"],
      auth: { level: "user" },
    },
    refunded: { payload: type<{ amount: number }>(), category: "billing", action: "REFUNDED", order: 2 },
  },
  { references: { action: actions }, covers: ["signed_in", "paid", "refunded"] },
);

const handle = () => undefined;

/** Everything that {@link events} needs. */
export const handlers = {
  log: { signed_in: handle, paid: handle, refunded: handle },
  audit: { signed_in: handle },
};
