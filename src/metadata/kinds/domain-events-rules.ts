import type { DomainEventMetadata, EventSlotOptions } from "./domain-events.js";
import type { Rule } from "../rule.js";

/** What the rules of a kind of events go by. */
export interface EventRuleParts {
  readonly categories: readonly string[] | undefined;
  readonly slots: Readonly<Record<string, EventSlotOptions>>;
}

/** The rules that every registry of events keeps. */
export function eventRules(_parts: EventRuleParts): readonly Rule<DomainEventMetadata>[] {
  return [];
}
