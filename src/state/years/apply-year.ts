import { deepFreeze } from "../../kernel/index.js";
import type { RegistryAccess } from "../registry-definition.js";
import type { TableChanges, YearReport } from "../reports.js";
import { earlierYears } from "./events.js";
import { eraseLedger, requireNextYear, startOf, writeLedger, yearInvalid } from "./ledger.js";
import { advanceState, count, projectState, type YearSummary } from "./project.js";
import { readYear, valuesOf, type YearReading } from "./read-year.js";
import { statementsOf } from "../statements/registry-statements.js";
import { eventTable, requireInput } from "./inputs.js";
import { eventColumns } from "./typed-inputs.js";
import { projectionOf, withRegistry, type RegistryWork } from "./work.js";
import { onlyRow } from "../statements/only-row.js";

const lastOfAll = 9999;
const nothingChanged: TableChanges = Object.freeze({ added: 0, changed: 0, removed: 0 });

/** Applies the events of a year to a registry. */
export async function applyYear(
  access: RegistryAccess,
  year: number,
  signal: AbortSignal | undefined,
): Promise<YearReport> {
  return withRegistry(access, signal, async (registry) => {
    await requireInput(registry.connection, eventTable, eventColumns);
    requireNextYear(registry.key, registry.ledger, year);
    if (startOf(registry.ledger) === undefined) await refuseEarlierEvents(registry, year);
    const reading = await readYear(registry, year);
    const before = registry.ledger.years.find((applied) => applied.year === year);
    const work =
      before === undefined ? applyNew : before.fingerprint === reading.fingerprint ? keep : replace;
    return deepFreeze({
      registry: access.definition.name,
      year,
      events: reading.rows,
      warnings: reading.warnings,
      ...(await work(registry, reading)),
    });
  });
}

/** What applying has come to, beside what was read. */
type Application = Pick<YearReport, "outcome" | "added" | "changed" | "removed" | "removedYears">;

async function applyNew(registry: RegistryWork, reading: YearReading): Promise<Application> {
  const { connection, key, ledger, table } = registry;
  await reading.refuse();
  const summary = await summarise(registry, reading.year);
  await writeLedger(connection, key, "events", reading);
  const start = startOf(ledger);
  const projection = projectionOf(registry, start ?? reading.year, reading.year);
  const standsOnBefore = !isEmptyBefore(registry) && (await count(connection, table)) > 0;
  const changes =
    standsOnBefore && isLater(registry, reading)
      ? await advanceState(connection, projection, summary)
      : await projectState(connection, projection);
  return { outcome: "applied", removedYears: [], ...changes };
}

/** Whether nothing that was applied can have made a member. */
function isEmptyBefore({ ledger: { baseline, years } }: RegistryWork): boolean {
  return [baseline, ...years].every((read) => read === undefined || read.rows === 0);
}

/** Whether no event of the year lies before one of an earlier year: then it decides, whatever was decided before. */
function isLater({ ledger }: RegistryWork, { firstEventAt }: YearReading): boolean {
  return ledger.years.every(
    ({ lastEventAt }) => firstEventAt === null || lastEventAt === null || lastEventAt <= firstEventAt,
  );
}

/** The year is what it was; later years may not be. */
async function keep(registry: RegistryWork, { year }: YearReading): Promise<Application> {
  const changed = await firstChangedAfter(registry, year);
  if (changed === undefined) return { outcome: "unchanged", removedYears: [], ...nothingChanged };
  return { outcome: "unchanged", ...(await removeYearsAfter(registry, changed - 1)) };
}

async function replace(registry: RegistryWork, reading: YearReading): Promise<Application> {
  const { connection, key } = registry;
  const { history } = statementsOf(key.access.definition);
  const { year } = reading;
  const values = { scope_id: key.scopeId, year };
  await reading.refuse();
  await connection.run(history.keep.bind(values));
  await connection.run(history.erase.bind(values));
  await summarise(registry, year);
  const { differences } = await onlyRow<{ differences: number }>(connection, history.compare.bind(values));
  await connection.run(history.forget.bind());
  await eraseLedger(connection, key, "events", [year, year]);
  await writeLedger(connection, key, "events", reading);
  if (differences === 0) return { ...(await keep(registry, reading)), outcome: "reapplied" };
  return { outcome: "reapplied", ...(await removeYearsAfter(registry, year)) };
}

/** Notes what each employee's events of the year say. @returns of how many an event may make a member, and of how many not */
async function summarise({ connection, key }: RegistryWork, year: number): Promise<YearSummary> {
  const { events } = statementsOf(key.access.definition);
  const values = { ...valuesOf({ key }, year), scope_id: key.scopeId };
  const names = { events: eventTable };
  await connection.run(events.summarise.bind(values, names));
  const { employees, contradictions, joining } = await onlyRow<{
    employees: number;
    contradictions: number;
    joining: number;
  }>(connection, events.count.bind({ scope_id: key.scopeId, year }));
  if (contradictions > 0) await connection.run(events.settle.bind(values, names));
  return { joining, others: employees - joining };
}

/** The first applied year after one whose events are not those that were applied. */
async function firstChangedAfter(
  { connection, key, ledger }: RegistryWork,
  year: number,
): Promise<number | undefined> {
  const later = ledger.years.filter((applied) => applied.year > year);
  const last = later.at(-1)?.year;
  if (last === undefined) return undefined;
  const { scenario_id, plan_design_id } = valuesOf({ key }, year);
  const rows = await connection.rows<{ year: number; fingerprint: string }>(
    statementsOf(key.access.definition).events.fingerprints.bind(
      { scenario_id, plan_design_id, from: year + 1, to: last },
      { events: eventTable },
    ),
  );
  const now = new Map(rows.map((row) => [row.year, row.fingerprint]));
  return later.find((applied) => (now.get(applied.year) ?? fingerprintOfNothing) !== applied.fingerprint)
    ?.year;
}

const fingerprintOfNothing = "0-0";

/** Removes the years after one from ledger and history, and brings the documented table to that year. */
export async function removeYearsAfter(
  registry: RegistryWork,
  year: number,
): Promise<TableChanges & { readonly removedYears: readonly number[] }> {
  const { connection, key, ledger } = registry;
  const { definition } = key.access;
  const removedYears = ledger.years.filter((applied) => applied.year > year).map((applied) => applied.year);
  if (removedYears.length > 0) {
    await eraseLedger(connection, key, "events", [year + 1, lastOfAll]);
    await connection.run(statementsOf(definition).history.eraseAfter.bind({ scope_id: key.scopeId, year }));
  }
  const start = startOf(ledger);
  if (start === undefined) return { removedYears, ...nothingChanged };
  // The baseline has no year before the start, and is kept with it.
  const until = Math.max(year, start);
  return { removedYears, ...(await projectState(connection, projectionOf(registry, start, until))) };
}

/** @throws BailiwickError `STATE_YEAR_INVALID` if the scope has events before what is to be its first year */
export async function refuseEarlierEvents(registry: RegistryWork, year: number): Promise<void> {
  const { connection, key } = registry;
  const rows = await connection.rows<{ year: number }>(
    earlierYears.bind(valuesOf(registry, year), { events: eventTable }),
  );
  if (rows.length === 0) return;
  const years = rows.map((row) => row.year);
  throw yearInvalid(
    key,
    `The year ${year} cannot be the start, because there are events of ${years.join(", ")}`,
    `start with ${years[0]}.`,
    { year, missing: years },
  );
}
