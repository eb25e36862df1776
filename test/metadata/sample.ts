import {
  defineKind,
  defineRegistry,
  slot,
  type,
  type TypeFunction,
  type TypeOf,
  type TypeToken,
} from "../../src/metadata/index.js";

/** What is told of an event. */
export interface EventMetadata {
  readonly payload: TypeToken;
  readonly phase: "succeeded" | "failed";
  readonly action?: string;
  readonly steps?: readonly { readonly does: string }[];
}

type HandlerOf<E> = E extends { readonly payload: infer Payload; readonly id: infer Id }
  ? (event: TypeOf<Payload>, context: { readonly id: Id; readonly entry: E }) => void
  : never;

interface Handler extends TypeFunction {
  readonly out: HandlerOf<this["in"]>;
}

/** Events that are logged, audited at all costs, and mailed only where it is said. */
export const eventKind = defineKind<EventMetadata>()({
  name: "events",
  slots: {
    logging: slot<Handler>()({ default: true }),
    audit: slot<Handler>()({ default: true, strict: "always" }),
    email: slot<Handler>()({ default: false }),
  },
});

/** Two events: one needs everything, one is not audited. */
export const events = defineRegistry(eventKind, {
  "user.registered": {
    payload: type<{ userId: string }>("UserRegistered"),
    phase: "succeeded",
    action: "REGISTERED",
    requires: { email: true },
  },
  "sync.failed": { payload: type<{ reason: number }>(), phase: "failed", requires: { audit: false } },
});

/** The same functions as JavaScript sees them: whatever is given compiles. */
export const untyped = {
  defineKind: defineKind() as (parts: unknown) => unknown,
  defineRegistry: defineRegistry as unknown as (...given: unknown[]) => typeof events,
};
