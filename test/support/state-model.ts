/** A row of `int_baseline_workforce`, as far as registries read it. */
export interface BaselineRow {
  readonly employee_id: string | null;
  readonly employment_status: string | null;
  /** As `2024-03-01`. */
  readonly employee_enrollment_date: string | null;
}

/** A row of `fct_yearly_events`, as far as registries read it. */
export interface EventRow {
  readonly event_id: string;
  readonly scenario_id: string;
  readonly plan_design_id: string;
  readonly employee_id: string;
  readonly event_type: string;
  readonly simulation_year: number;
  /** As `2025-03-01T12:30:00`, so that texts are in the order of the times. */
  readonly effective_date: string | null;
  readonly event_details: string | null;
  readonly employee_deferral_rate: number | null;
  readonly event_sequence: number | null;
}

/** A row of `enrollment_registry` without the time of its last update. */
export interface EnrollmentState {
  readonly employee_id: string;
  readonly first_enrollment_date: string;
  readonly first_enrollment_year: number;
  readonly enrollment_source: string;
  readonly is_enrolled: boolean;
}

/** A row of `deferral_escalation_registry` without the time of its last update. */
export interface EscalationState {
  readonly employee_id: string;
  readonly escalation_count: number;
  readonly last_escalation_date: string;
  readonly is_participating: boolean;
}

/** What applying a year comes to. */
export interface ModelReport {
  readonly outcome: "applied" | "unchanged" | "reapplied";
  readonly removedYears: readonly number[];
}

/** What the registries of one scope should do with a year that cannot be applied. */
export class ModelRefusal extends Error {
  override readonly name = "ModelRefusal";
}

const optOuts = [
  "opt-out",
  "opt out",
  "optout",
  "opted out",
  "opted-out",
  "opting out",
  "unenroll",
  "disenroll",
];

const typeOf = (event: EventRow): string => event.event_type.trim().toLowerCase();

/** A date that is not there is the first day of the year. */
const timeOf = (event: EventRow): string => event.effective_date ?? `${event.simulation_year}-01-01T00:00:00`;

const dateOf = (event: EventRow): string => timeOf(event).slice(0, 10);

function isOptOut(event: EventRow): boolean {
  if (typeOf(event) !== "enrollment_change") return false;
  const details = (event.event_details ?? "").toLowerCase();
  return optOuts.some((words) => details.includes(words)) || event.employee_deferral_rate === 0;
}

/** Whether somebody is enrolled after an event; `undefined` if the event does not say. */
function enrolledBy(event: EventRow): boolean | undefined {
  if (typeOf(event) === "enrollment") return true;
  if (typeOf(event) === "termination" || isOptOut(event)) return false;
  if (typeOf(event) === "enrollment_change" && (event.employee_deferral_rate ?? 0) > 0) return true;
  return undefined;
}

/** Whether somebody takes part in escalation after an event; `undefined` if the event does not say. */
function participatingBy(event: EventRow): boolean | undefined {
  if (typeOf(event) === "deferral_escalation") return true;
  if (typeOf(event) === "termination" || isOptOut(event)) return false;
  return undefined;
}

/** Texts in the order of their code points, as a database without a collation has them. */
export const byCodePoint = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

function inOrder(events: readonly EventRow[]): EventRow[] {
  return events.toSorted(
    (a, b) =>
      byCodePoint(timeOf(a), timeOf(b)) ||
      a.simulation_year - b.simulation_year ||
      (a.event_sequence ?? -Infinity) - (b.event_sequence ?? -Infinity) ||
      byCodePoint(a.event_id, b.event_id),
  );
}

/** The years that are applied, with the events that each was applied with. */
abstract class YearsModel<State extends { readonly employee_id: string }> {
  readonly applied = new Map<number, readonly EventRow[]>();

  /** Whether a registry reads events of a type. */
  protected abstract readonly reads: ReadonlySet<string>;
  /** The year that has to be applied first; `undefined` if any may be. */
  protected abstract readonly start: number | undefined;
  /** The state after a list of events in the order in which they count. */
  protected abstract fold(events: readonly EventRow[]): Map<string, State>;

  updatePostYear(year: number, events: readonly EventRow[]): ModelReport {
    this.#refuseYear(year);
    const before = this.applied.get(year);
    const now = this.#readOf(year, events);
    const later = [...this.applied.keys()].filter((other) => other > year);
    if (before === undefined) {
      this.applied.set(year, now);
      return { outcome: "applied", removedYears: [] };
    }
    const isSame = rowsOf(before) === rowsOf(now);
    const says = this.#sayingsOf(before) === this.#sayingsOf(now);
    const stale = later.find(
      (other) => rowsOf(this.applied.get(other)!) !== rowsOf(this.#readOf(other, events)),
    );
    const removedYears = says ? later.filter((other) => stale !== undefined && other >= stale) : later;
    this.applied.set(year, now);
    for (const other of removedYears) this.applied.delete(other);
    return { outcome: isSame ? "unchanged" : "reapplied", removedYears };
  }

  removeAfter(year: number): readonly number[] {
    const removed = [...this.applied.keys()].filter((other) => other > year);
    for (const other of removed) this.applied.delete(other);
    return removed;
  }

  /** The rows of the registry as of a year, by employee. */
  asOf(year: number): Map<string, State> {
    const counted = [...this.applied].filter(([other]) => other <= year).flatMap(([, events]) => events);
    return this.fold(inOrder(counted));
  }

  /** The rows of the registry as of the last year. */
  now(): readonly State[] {
    return [...this.asOf(Infinity).values()].toSorted((a, b) => byCodePoint(a.employee_id, b.employee_id));
  }

  #refuseYear(year: number): void {
    const last = Math.max(...this.applied.keys());
    const isNext = this.applied.size === 0 ? year === (this.start ?? year) : year === last + 1;
    if (!isNext && !this.applied.has(year)) throw new ModelRefusal(`${year} is not next`);
  }

  #readOf(year: number, events: readonly EventRow[]): readonly EventRow[] {
    return events.filter((event) => event.simulation_year === year && this.reads.has(typeOf(event)));
  }

  /** What events of one year say, without what makes no difference. */
  #sayingsOf(events: readonly EventRow[]): string {
    const perEmployee = new Map<string, unknown[]>();
    for (const event of inOrder(events)) {
      const [firstDate, count, lastDate, ...decision] = perEmployee.get(event.employee_id) ?? [undefined, 0];
      const isCounted = this.isCounted(event);
      const says = this.says(event);
      perEmployee.set(event.employee_id, [
        isCounted ? (firstDate ?? dateOf(event)) : firstDate,
        isCounted ? Number(count) + 1 : count,
        isCounted ? dateOf(event) : lastDate,
        ...(says === undefined ? decision : [timeOf(event), says]),
      ]);
    }
    return JSON.stringify([...perEmployee].toSorted(([a], [b]) => byCodePoint(a, b)));
  }

  protected abstract isCounted(event: EventRow): boolean;
  protected abstract says(event: EventRow): boolean | undefined;
}

const rowsOf = (events: readonly EventRow[]): string =>
  JSON.stringify(events.toSorted((a, b) => byCodePoint(a.event_id, b.event_id)));

/** The enrollment registry in the simplest terms: it keeps all events, and goes through them for each answer. */
export class EnrollmentModel extends YearsModel<EnrollmentState> {
  protected readonly reads = new Set(["enrollment", "enrollment_change", "termination"]);
  #start: number | undefined;
  #baseline: ReadonlyMap<string, string> = new Map();

  protected get start(): number {
    if (this.#start === undefined) throw new ModelRefusal("there is no baseline");
    return this.#start;
  }

  createForYear(year: number, baseline: readonly BaselineRow[]): ModelReport {
    const members = new Map<string, string>();
    for (const row of baseline) {
      if (row.employment_status?.trim().toLowerCase() !== "active") continue;
      if (row.employee_enrollment_date !== null) members.set(row.employee_id!, row.employee_enrollment_date);
    }
    const text = (entries: ReadonlyMap<string, string>): string =>
      JSON.stringify([...entries].toSorted(([a], [b]) => byCodePoint(a, b)));
    if (this.#start === year && text(members) === text(this.#baseline))
      return { outcome: "unchanged", removedYears: [] };
    const outcome = this.#start === undefined ? "applied" : "reapplied";
    const removedYears = [...this.applied.keys()];
    this.applied.clear();
    this.#start = year;
    this.#baseline = members;
    return { outcome, removedYears };
  }

  override asOf(year: number): Map<string, EnrollmentState> {
    return year < this.start ? new Map() : super.asOf(year);
  }

  protected fold(events: readonly EventRow[]): Map<string, EnrollmentState> {
    const states = new Map<string, EnrollmentState>();
    for (const [employee_id, date] of this.#baseline) {
      states.set(employee_id, {
        employee_id,
        first_enrollment_date: date,
        first_enrollment_year: this.start,
        enrollment_source: "baseline",
        is_enrolled: true,
      });
    }
    // The earliest day counts, whatever the hour; of two years that claim it, the earlier.
    const byDay = events.toSorted(
      (a, b) => byCodePoint(dateOf(a), dateOf(b)) || a.simulation_year - b.simulation_year,
    );
    for (const event of byDay) {
      if (enrolledBy(event) !== true || states.has(event.employee_id)) continue;
      states.set(event.employee_id, {
        employee_id: event.employee_id,
        first_enrollment_date: dateOf(event),
        first_enrollment_year: event.simulation_year,
        enrollment_source: "event",
        is_enrolled: true,
      });
    }
    for (const event of events) {
      const says = enrolledBy(event);
      const state = states.get(event.employee_id);
      if (state !== undefined && says !== undefined)
        states.set(event.employee_id, { ...state, is_enrolled: says });
    }
    return states;
  }

  protected isCounted(event: EventRow): boolean {
    return enrolledBy(event) === true;
  }

  protected says(event: EventRow): boolean | undefined {
    return enrolledBy(event);
  }
}

/** The deferral escalation registry in the simplest terms. */
export class EscalationModel extends YearsModel<EscalationState> {
  protected readonly reads = new Set(["deferral_escalation", "enrollment_change", "termination"]);
  protected readonly start = undefined;

  protected fold(events: readonly EventRow[]): Map<string, EscalationState> {
    const states = new Map<string, EscalationState>();
    for (const event of events) {
      const says = participatingBy(event);
      const before = states.get(event.employee_id);
      if (this.isCounted(event)) {
        states.set(event.employee_id, {
          employee_id: event.employee_id,
          escalation_count: (before?.escalation_count ?? 0) + 1,
          last_escalation_date: dateOf(event),
          is_participating: true,
        });
      } else if (before !== undefined && says !== undefined) {
        states.set(event.employee_id, { ...before, is_participating: says });
      }
    }
    return states;
  }

  protected isCounted(event: EventRow): boolean {
    return typeOf(event) === "deferral_escalation";
  }

  protected says(event: EventRow): boolean | undefined {
    return participatingBy(event);
  }
}
