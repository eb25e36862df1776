import type { SlotStrictness } from "../kind.js";
import type { TypeToken } from "../type-token.js";

/** The phases of a workflow; `operational` is for an event that is no step of one. */
export const eventPhases = Object.freeze([
  "attempted",
  "succeeded",
  "failed",
  "allowed",
  "denied",
  "operational",
] as const);

/** One of {@link eventPhases}. */
export type EventPhase = (typeof eventPhases)[number];

/** What a registry says of a domain event. */
export interface DomainEventMetadata<Category extends string = string> {
  /** What is published: made by `type()`, or by `schema()` if it is to be checked when it is published. */
  readonly payload: TypeToken;
  readonly category: Category;
  /** In snake_case: what the event is a step of. */
  readonly workflow: string;
  readonly phase: EventPhase;
  /** What an audit trail calls it. Name in `references` where these names are written down. */
  readonly auditAction?: string;
  readonly description?: string;
}

/** What a slot for handlers is like, and in which phases events have it. */
export interface EventSlotOptions {
  /** Whether an event has it that says nothing about it. */
  readonly default: boolean;
  /** By default `"mode"`. */
  readonly strict?: SlotStrictness;
  readonly description?: string;
  /** The only phases in which an event may have it; by default all. */
  readonly allowedIn?: readonly EventPhase[];
  /** The phases in which every event has it; by default none. */
  readonly requiredIn?: readonly EventPhase[];
}
