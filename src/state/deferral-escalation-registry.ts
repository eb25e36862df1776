import { readEmployeeIds, readWork, requireEmployeeId, requireYear } from "./arguments.js";
import { Registry } from "./registry.js";
import type { StateWork } from "./registry-definition.js";
import type { RegistryParts } from "./registry-parts.js";
import { deferralDefinition } from "./years/deferral-definition.js";
import { listActive, stateOfEmployees, streamActive } from "./years/questions.js";

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
  async getEscalationParticipants(year: number, work: StateWork = {}): Promise<readonly string[]> {
    const { signal } = readWork(work, "getEscalationParticipants()");
    requireYear(year, "getEscalationParticipants()");
    return listActive(this.access, year, signal);
  }

  /** As {@link DeferralEscalationRegistry.getEscalationParticipants}, in batches of some thousands and in flat memory. */
  async *streamEscalationParticipants(year: number, work: StateWork = {}): AsyncGenerator<readonly string[]> {
    const { signal } = readWork(work, "streamEscalationParticipants()");
    requireYear(year, "streamEscalationParticipants()");
    yield* streamActive(this.access, year, signal);
  }

  /**
   * How many escalations somebody has had up to a year; 0 for an id that is not known.
   *
   * @param year the last one that was applied, if it is left out
   */
  async getEscalationCount(employeeId: string, year?: number, work: StateWork = {}): Promise<number> {
    const { signal } = readWork(work, "getEscalationCount()");
    requireEmployeeId(employeeId, "getEscalationCount()");
    if (year !== undefined) requireYear(year, "getEscalationCount()");
    const counts = await this.#counts([employeeId], year, signal);
    return counts.get(employeeId) ?? 0;
  }

  /** The same for many ids, in one statement; the map has them in the order given, each once. */
  async getEscalationCounts(
    employeeIds: Iterable<string>,
    year?: number,
    work: StateWork = {},
  ): Promise<ReadonlyMap<string, number>> {
    const { signal } = readWork(work, "getEscalationCounts()");
    const ids = readEmployeeIds(employeeIds, "getEscalationCounts()");
    if (year !== undefined) requireYear(year, "getEscalationCounts()");
    return this.#counts(ids, year, signal);
  }

  async #counts(
    ids: readonly string[],
    year: number | undefined,
    signal: AbortSignal | undefined,
  ): Promise<ReadonlyMap<string, number>> {
    return stateOfEmployees(
      this.access,
      { ids, year, signal },
      { column: "escalation_count", read: Number, unknown: 0 },
    );
  }
}
