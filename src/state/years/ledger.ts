import { BailiwickError } from "../../kernel/index.js";
import { defineSql, type DuckDbConnection } from "../../store/index.js";
import type { RegistryAccess } from "../registry-definition.js";

/** What was read of a baseline, or of the events of a year. */
export interface InputReading {
  /** Equal for equal rows, in whatever order they lie. */
  readonly fingerprint: string;
  readonly rows: number;
  readonly firstEventAt: string | null;
  readonly lastEventAt: string | null;
}

/** What was applied, and from what. */
export interface LedgerYear extends InputReading {
  readonly year: number;
}

/** The ledger of one registry of one scope. */
export interface Ledger {
  readonly baseline: LedgerYear | undefined;
  /** Ascending and without gaps. */
  readonly years: readonly LedgerYear[];
}

const scopeAndRegistry = { scope_id: "INTEGER", registry: "VARCHAR" } as const;

/** The statements by which a ledger is read and written. */
export const ledgerStatements = Object.freeze({
  read: defineSql({
    name: "read a ledger",
    text: `SELECT year, source, fingerprint, rows_read, first_event_at, last_event_at FROM bailiwick.ledger
    WHERE scope_id = $scope_id AND registry = $registry ORDER BY year, source`,
    parameters: scopeAndRegistry,
  }),
  write: defineSql({
    name: "write a year into a ledger",
    text: `INSERT INTO bailiwick.ledger VALUES
    ($scope_id, $registry, $year, $source, $fingerprint, $rows_read, $first_event_at, $last_event_at, $applied_at)`,
    parameters: {
      ...scopeAndRegistry,
      year: "INTEGER",
      source: "VARCHAR",
      fingerprint: "VARCHAR",
      rows_read: "BIGINT",
      first_event_at: "TIMESTAMP",
      last_event_at: "TIMESTAMP",
      applied_at: "TIMESTAMP",
    },
  }),
  erase: defineSql({
    name: "erase years of a ledger",
    text: `DELETE FROM bailiwick.ledger
    WHERE scope_id = $scope_id AND registry = $registry AND source = $source AND year BETWEEN $from AND $to`,
    parameters: { ...scopeAndRegistry, source: "VARCHAR", from: "INTEGER", to: "INTEGER" },
  }),
});

/** So many years are named one by one. */
const shownYears = 10;

/** Which ledger it is. */
export interface LedgerKey {
  readonly access: RegistryAccess;
  readonly scopeId: number;
}

const keyOf = ({ access, scopeId }: LedgerKey): { readonly scope_id: number; readonly registry: string } => ({
  scope_id: scopeId,
  registry: access.definition.name,
});

/** A row of a ledger. */
export interface LedgerRow extends Readonly<Record<string, string | number | null>> {
  readonly year: number;
  readonly source: string;
  readonly fingerprint: string;
  readonly rows_read: number;
  readonly first_event_at: string | null;
  readonly last_event_at: string | null;
}

export async function readLedger(connection: DuckDbConnection, key: LedgerKey): Promise<Ledger> {
  return ledgerOf(await connection.rows<LedgerRow>(ledgerStatements.read.bind(keyOf(key))));
}

/** A ledger of its rows, which are in the order of years. */
export function ledgerOf(rows: readonly LedgerRow[]): Ledger {
  const entry = (row: LedgerRow): LedgerYear => ({
    year: row.year,
    fingerprint: row.fingerprint,
    rows: row.rows_read,
    firstEventAt: row.first_event_at,
    lastEventAt: row.last_event_at,
  });
  const baseline = rows.find(({ source }) => source === "baseline");
  return {
    baseline: baseline === undefined ? undefined : entry(baseline),
    years: rows.filter(({ source }) => source === "events").map(entry),
  };
}

/** Writes what was read of a year, in place of what may be there of it. */
export async function writeLedger(
  connection: DuckDbConnection,
  key: LedgerKey,
  source: "baseline" | "events",
  { year, fingerprint, rows, firstEventAt, lastEventAt }: LedgerYear,
): Promise<void> {
  await connection.run(
    ledgerStatements.write.bind({
      ...keyOf(key),
      year,
      source,
      fingerprint,
      rows_read: rows,
      first_event_at: firstEventAt,
      last_event_at: lastEventAt,
      applied_at: timestampOf(key.access),
    }),
  );
}

/** Forgets years, from one to another. */
export async function eraseLedger(
  connection: DuckDbConnection,
  key: LedgerKey,
  source: "baseline" | "events",
  [from, to]: readonly [number, number],
): Promise<void> {
  await connection.run(ledgerStatements.erase.bind({ ...keyOf(key), source, from, to }));
}

/** The time of a registry's clock, as a `TIMESTAMP` in UTC. */
export function timestampOf({ clock }: RegistryAccess): string {
  return new Date(clock.now()).toISOString().slice(0, -1);
}

/** The first year for which there is an answer; `undefined` if nothing was applied. */
export function startOf({ baseline, years }: Ledger): number | undefined {
  return baseline?.year ?? years[0]?.year;
}

/** A year that is asked for out of order. */
export function yearInvalid(
  { access: { definition, scope } }: LedgerKey,
  message: string,
  hint: string,
  details: Readonly<Record<string, unknown>>,
): BailiwickError {
  const where = `the ${definition.name} registry of ${scope.scenarioId}/${scope.planDesignId}`;
  return new BailiwickError("STATE_YEAR_INVALID", {
    message: `${message} (${where}).`,
    hint,
    details: { registry: definition.name, ...scope, ...details },
  });
}

/** A question, or a repair, of a registry that nothing was applied to. */
export function nothingApplied(
  access: RegistryAccess,
  message = "Nothing has been applied yet",
): BailiwickError {
  const hint = access.definition.seeded
    ? "call createForYear() and updatePostYear() first."
    : "call updatePostYear() first.";
  return yearInvalid({ access, scopeId: 0 }, message, hint, {});
}

/**
 * Refuses a year that cannot be applied next.
 *
 * @throws BailiwickError `STATE_YEAR_INVALID`
 */
export function requireNextYear(key: LedgerKey, ledger: Ledger, year: number): void {
  const { definition } = key.access;
  const start = startOf(ledger);
  if (start === undefined) {
    if (!definition.seeded) return;
    throw yearInvalid(
      key,
      `The year ${year} cannot be applied before the baseline`,
      "call createForYear() first, with the year in which the simulation starts.",
      { year },
    );
  }
  if (year < start) {
    throw yearInvalid(
      key,
      `The year ${year} lies before the start, which is ${start}`,
      definition.seeded
        ? `createForYear(${year}) starts anew, and removes what was applied.`
        : `removeAfter() keeps the start; a registry that starts earlier needs a scope of its own.`,
      { year, start },
    );
  }
  const last = ledger.years.at(-1)?.year ?? start - 1;
  if (year <= last + 1) return;
  const missing = Array.from({ length: year - last - 1 }, (_, index) => last + 1 + index);
  throw yearInvalid(
    key,
    missing.length === 1
      ? `The year ${year} cannot be applied before ${missing[0]}`
      : `The year ${year} cannot be applied before ${missing[0]} to ${missing.at(-1)}`,
    `apply ${missing.length <= shownYears ? missing.join(", ") : `${missing[0]} to ${missing.at(-1)}`} first.`,
    { year, start, missing },
  );
}
