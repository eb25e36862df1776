import { BailiwickError, deepFreeze, quoteList } from "../kernel/index.js";
import type { DuckDbConnection } from "../store/index.js";
import { inspect, type Inspection } from "./integrity/inspect.js";
import { tidyLedger } from "./integrity/tidy-ledger.js";
import { countChanges, fillHistory, fillTable, remakeTable } from "./integrity/rebuild.js";
import { readSources, renewLedger } from "./integrity/sources.js";
import type { RegistryAccess, StateWork } from "./registry-definition.js";
import type { RepairReport } from "./reports.js";
import { nothingApplied } from "./years/ledger.js";
import { nameOf } from "./years/tables.js";

/**
 * Rebuilds history, ledger and documented table from the baseline and the events of the applied years, all or nothing. What is
 * right is not written again. A documented table that lacks a column, or has one of a type that cannot hold its values, is made
 * anew; its additional columns stay.
 */
export async function repairRegistry(access: RegistryAccess, work: StateWork): Promise<RepairReport> {
  return access.database.transaction((connection) => repair(connection, access), work);
}

async function repair(connection: DuckDbConnection, access: RegistryAccess): Promise<RepairReport> {
  const found = await inspect(connection, access);
  const { facts, tables, same, result, applied, scopeId } = requireSources(access, found);
  if (applied.first === null && !(same.state && same.history)) {
    throw nothingApplied(
      access,
      "Nothing has been applied, so a repair would only remove the rows that there are",
    );
  }
  const sources = await readSources(connection, { access, scopeId }, applied, tables);
  await tidyLedger(connection, facts);
  await renewLedger(connection, access, scopeId, sources);
  if (!tables.isUsable("history")) await remakeTable(connection, tables, "history");
  await fillHistory(connection, facts, same.history);
  if (!tables.isUsable("registry")) await remakeTable(connection, tables, "registry");
  const changes = same.state ? { added: 0, changed: 0, removed: 0 } : await countChanges(connection, facts);
  if (!same.state) await fillTable(connection, facts);
  return deepFreeze({
    registry: access.definition.name,
    years: applied.years,
    ...changes,
    before: result,
  });
}

/** What a registry is rebuilt from has to be there: its ledger, the events and the baseline. */
function requireSources(
  { definition, scope }: RegistryAccess,
  inspection: Inspection,
): Inspection & Required<Pick<Inspection, "applied" | "scopeId">> {
  const { expects, tables, applied, scopeId } = inspection;
  if (scopeId === undefined) {
    const { scenarioId, planDesignId } = scope;
    throw new BailiwickError("STATE_TABLE_MISSING", {
      message: `The ${definition.name} registry of ${scenarioId}/${planDesignId} has no tables that could be repaired.`,
      hint: "call createTable() first.",
      details: { registry: definition.name, scenarioId, planDesignId },
    });
  }
  if (expects && applied !== undefined) return { ...inspection, applied, scopeId };
  const broken = (["scopes", "ledger", "events", "baseline"] as const)
    .filter((table) => !tables.isUsable(table))
    .map((table) => nameOf(tables.names[table]));
  throw new BailiwickError("STATE_TABLE_DRIFT", {
    message: `The ${definition.name} registry cannot be rebuilt, because ${quoteList(broken)} cannot be read as declared.`,
    hint: "validateIntegrity() says what is wrong with it.",
    details: { registry: definition.name, tables: broken },
  });
}
