import type { DuckDbConnection } from "../../store/index.js";
import { columnNames } from "../drift.js";
import type { RegistryAccess } from "../registry-definition.js";
import { eraseLedger, readLedger, writeLedger, type LedgerKey, type LedgerYear } from "../years/ledger.js";
import { readYear } from "../years/read-year.js";
import { baselineStatements, readBaseline } from "../years/seed.js";
import type { AppliedYears } from "./scope-facts.js";
import type { LiveTables } from "./table-findings.js";

/** What a registry is rebuilt from, as it is now. */
export interface Sources {
  readonly baseline: LedgerYear | undefined;
  readonly years: readonly LedgerYear[];
}

/**
 * Reads the baseline and the events of the applied years.
 *
 * @throws BailiwickError `STATE_INPUT_INVALID` if no state can be told from them
 */
export async function readSources(
  connection: DuckDbConnection,
  key: LedgerKey,
  { first, years }: AppliedYears,
  { shapes }: LiveTables,
): Promise<Sources> {
  const readings: LedgerYear[] = [];
  for (const year of years) {
    const reading = await readYear({ connection, key }, year);
    await reading.refuse();
    readings.push(reading);
  }
  if (!key.access.definition.seeded || first === null) return { baseline: undefined, years: readings };
  const statements = baselineStatements([...columnNames(shapes.baseline)]);
  const { reading } = await readBaseline({ connection, key }, statements, first);
  return { baseline: reading, years: readings };
}

/** Notes in the ledger what has changed since it was written. */
export async function renewLedger(
  connection: DuckDbConnection,
  access: RegistryAccess,
  scopeId: number,
  { baseline, years }: Sources,
): Promise<void> {
  const key = { access, scopeId };
  const noted = await readLedger(connection, key);
  const renew = async (
    source: "baseline" | "events",
    reading: LedgerYear,
    before: LedgerYear | undefined,
  ): Promise<void> => {
    if (before !== undefined && isSameReading(before, reading)) return;
    await eraseLedger(connection, key, source, [reading.year, reading.year]);
    await writeLedger(connection, key, source, reading);
  };
  if (baseline !== undefined) await renew("baseline", baseline, noted.baseline);
  for (const reading of years) {
    await renew(
      "events",
      reading,
      noted.years.find(({ year }) => year === reading.year),
    );
  }
}

function isSameReading(one: LedgerYear, other: LedgerYear): boolean {
  return (["fingerprint", "rows", "firstEventAt", "lastEventAt"] as const).every(
    (part) => one[part] === other[part],
  );
}
