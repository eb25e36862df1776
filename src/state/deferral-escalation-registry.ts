import { Registry } from "./registry.js";
import type { StateWork } from "./registry-definition.js";
import type { RegistryParts } from "./registry-parts.js";
import { deferralDefinition } from "./years/deferral-definition.js";

/**
 * How often an employee's deferral rate was escalated, when last, and whether they still take part.
 *
 * Each event of type `deferral_escalation` counts once. Taking part begins with an escalation and ends with an opt-out (an
 * `enrollment_change` as {@link EnrollmentRegistry} reads it) or a `termination`; the latest decides. Whoever was escalated once
 * has a row. There is no baseline: the first year that is applied is the start.
 */
export class DeferralEscalationRegistry extends Registry {
  /** @throws BailiwickError `OPTION_INVALID`, `STATE_NOT_PROVIDED` */
  constructor(...parts: RegistryParts) {
    super(deferralDefinition, ...parts);
  }

  /**
   * The ids of those who take part as of a year, sorted. A year after the last one that was applied is answered as of the
   * last one; before the start nobody takes part. O(history).
   *
   * @throws BailiwickError `STATE_YEAR_INVALID` if nothing was applied yet
   */
  async getEscalationParticipants(_year: number, _work: StateWork = {}): Promise<readonly string[]> {
    throw new Error("not there yet");
  }

  /** As {@link DeferralEscalationRegistry.getEscalationParticipants}, in batches of some thousands and in flat memory. */
  async *streamEscalationParticipants(
    _year: number,
    _work: StateWork = {},
  ): AsyncGenerator<readonly string[]> {
    throw new Error("not there yet");
  }

  /**
   * How many escalations somebody has had up to a year; 0 for an id that is not known.
   *
   * @param year the last one that was applied, if it is left out
   */
  async getEscalationCount(_employeeId: string, _year?: number, _work: StateWork = {}): Promise<number> {
    throw new Error("not there yet");
  }

  /** The same for many ids, in one statement; the map has them in the order given, each once. */
  async getEscalationCounts(
    _employeeIds: Iterable<string>,
    _year?: number,
    _work: StateWork = {},
  ): Promise<ReadonlyMap<string, number>> {
    throw new Error("not there yet");
  }
}
