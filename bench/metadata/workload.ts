import type { DomainEventMetadata } from "bailiwick/metadata";

/** What every event of the benches carries. */
export interface Payment {
  readonly amount: number;
}

/** The slots that every entry needs. */
export const slotNames = ["logging", "audit", "projection"] as const;

/** The ids of so many events. */
export function eventIds(count: number): string[] {
  return Array.from({ length: count }, (_, i) => `payment_${i}.succeeded`);
}

/** The entries of events, as a program writes them that makes them. */
export function entriesOf<Payload extends DomainEventMetadata["payload"]>(
  ids: readonly string[],
  payload: Payload,
): Record<string, DomainEventMetadata & { payload: Payload }> {
  return Object.fromEntries(
    ids.map((id, i) => [
      id,
      {
        payload,
        category: "payments",
        workflow: `payment_${i}`,
        phase: "succeeded" as const,
        auditAction: `PAYMENT_${i}`,
      },
    ]),
  );
}
