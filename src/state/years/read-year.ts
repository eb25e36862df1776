import { counted, describe } from "../../kernel/index.js";
import type { StateWarning } from "../reports.js";
import type { StateScope } from "../scope.js";
import { eventTypes } from "./event-types.js";
import { countTypes } from "./events.js";
import { refuseFaults, type InputFault } from "./input-faults.js";
import type { LedgerYear } from "./ledger.js";
import { statementsOf } from "../statements/registry-statements.js";
import { eventTable } from "./inputs.js";
import type { RegistryWork } from "./work.js";
import { onlyRow } from "../statements/only-row.js";

/** The events of a year, as a registry reads them. */
export interface YearReading extends LedgerYear {
  readonly warnings: readonly StateWarning[];
  /** Refuses the events if no state can be told from them. */
  readonly refuse: () => Promise<void>;
}

interface ReadRow extends Readonly<Record<string, string | number | boolean | null>> {
  readonly events: number;
  readonly fingerprint: string;
  readonly first_at: string | null;
  readonly last_at: string | null;
  readonly without_employee: number;
  readonly without_id: number;
  readonly without_date: number;
  readonly is_beyond_time: boolean;
  readonly repeated: number;
  readonly silent: number;
}

/** Reads a year's events once, for what they are, and a second time for their types. O(events of the database). */
export async function readYear(
  registry: Pick<RegistryWork, "connection" | "key">,
  year: number,
): Promise<YearReading> {
  const { connection, key } = registry;
  const { definition, missingDates } = key.access;
  const { events } = statementsOf(definition);
  const values = valuesOf(registry, year);
  const names = { events: eventTable };
  const found = await onlyRow<ReadRow>(connection, events.read.bind(values, names));
  const types = await connection.rows<{ type: string; events: number }>(countTypes.bind(values, names));
  const [beyond] = found.is_beyond_time
    ? await connection.rows<{ events: number }>(events.countBeyondTime.bind(values, names))
    : [];
  const takesDates = missingDates === "start-of-year";
  return {
    year,
    fingerprint: found.fingerprint,
    rows: found.events,
    firstEventAt: found.first_at,
    lastEventAt: found.last_at,
    warnings: [
      ...typeWarnings(types, year, key.access.scope),
      ...(takesDates && found.without_date > 0 ? [missingDateWarning(found.without_date, year)] : []),
      ...(definition.warnsOfSilence && found.silent > 0 ? [silenceWarning(found.silent, year)] : []),
    ],
    refuse: () =>
      refuseFaults(
        connection,
        eventTable,
        { one: "event", of: ` of ${year}` },
        faultsOf(registry, year, { ...found, beyond_time: beyond?.events ?? 0 }, takesDates),
      ),
  };
}

/** Everything that can be wrong with the events of a year. */
function faultsOf(
  registry: Pick<RegistryWork, "key">,
  year: number,
  found: ReadRow & { readonly beyond_time: number },
  takesDates: boolean,
): readonly InputFault[] {
  const { events } = statementsOf(registry.key.access.definition);
  const given = [valuesOf(registry, year), { events: eventTable }] as const;
  const hint = "correct the rows, and apply the year again.";
  return [
    {
      fault: "event-without-employee",
      what: "without an employee",
      count: found.without_employee,
      query: events.withoutEmployee.bind(...given),
      hint,
    },
    {
      fault: "event-without-id",
      what: "without an id",
      count: found.without_id,
      query: events.withoutId.bind(...given),
      hint,
    },
    {
      fault: "event-id-repeated",
      what: "with the id of another one",
      count: found.repeated,
      query: events.repeated.bind(...given),
      hint,
    },
    {
      fault: "event-without-date",
      what: "without a date",
      count: takesDates ? 0 : found.without_date,
      query: events.withoutDate.bind(...given),
      hint: 'give them dates, or take them for the first day of their year: option missingDates "start-of-year".',
    },
    {
      fault: "event-beyond-time",
      what: "with a date outside of the years 1 to 9999",
      count: found.beyond_time,
      query: events.beyondTime.bind(...given),
      hint,
    },
  ];
}

/** The parameters that select a year of the scope. */
export function valuesOf(
  { key }: Pick<RegistryWork, "key">,
  year: number,
): { readonly scenario_id: string; readonly plan_design_id: string; readonly year: number } {
  const { scenarioId, planDesignId } = key.access.scope;
  return { scenario_id: scenarioId, plan_design_id: planDesignId, year };
}

function typeWarnings(
  types: readonly { readonly type: string; readonly events: number }[],
  year: number,
  scope: StateScope,
): readonly StateWarning[] {
  if (types.length === 0) {
    const { scenarioId, planDesignId } = scope;
    const of = `scenario ${describe(scenarioId)} and plan design ${describe(planDesignId)}`;
    return [{ rule: "year-without-events", message: `There are no events of ${year} for ${of}.`, count: 0 }];
  }
  const known: readonly string[] = eventTypes;
  return types
    .filter(({ type }) => !known.includes(type))
    .map(({ type, events }) => ({
      rule: "unknown-event-type",
      message: `${counted(events, "event")} of ${year} with the type ${describe(type)}, which is unknown: it says nothing.`,
      count: events,
    }));
}

function missingDateWarning(count: number, year: number): StateWarning {
  return {
    rule: "missing-date",
    message: `${counted(count, "event")} of ${year} without a date, taken for ${year}-01-01.`,
    count,
  };
}

function silenceWarning(count: number, year: number): StateWarning {
  return {
    rule: "enrollment-change-without-effect",
    message: `${counted(count, "enrollment change")} of ${year} with neither an opt-out nor a deferral rate: nothing is read from that.`,
    count,
  };
}
