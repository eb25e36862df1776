import { quoteList } from "../../kernel/index.js";
import type { DuckDbConnection, SqlRow, TableName } from "../../store/index.js";
import { compareTable, type TableDrift, type TableShape } from "../drift.js";
import { liveColumns, readTableShapes } from "../live-table.js";
import type { RegistryAccess, RegistryDefinition } from "../registry-definition.js";
import type { IntegrityRule, RegistryFinding } from "../reports.js";
import { baselineTable, eventTable, misfit } from "../years/inputs.js";
import { baselineColumns, eventColumns, optionalBaselineColumns } from "../years/typed-inputs.js";
import { sampleLimit, type LookedAt } from "./look.js";
import { ownTableShapes } from "./own-table-shapes.js";
import { scopeStatements, type KnownScope } from "../years/scopes.js";

/** How one table differs from what is declared; all of one severity. */
export interface TableDifference {
  readonly table: LookedAt;
  readonly name: TableName;
  readonly severity: TableDrift["severity"];
  readonly drifts: readonly TableDrift[];
}

/** The tables that a registry has to do with, as they lie in the database. */
export interface LiveTables {
  readonly names: Readonly<Record<LookedAt, TableName>>;
  readonly shapes: Readonly<Partial<Record<LookedAt, TableShape>>>;
  readonly declared: Readonly<Record<LookedAt, TableShape>>;
  readonly differences: readonly TableDifference[];
  /** Whether it is there, with all that is declared. */
  isUsable(table: LookedAt): boolean;
}

/** All of them are made together: where none is there, no registry has ever been made. */
const ownTables: readonly LookedAt[] = Object.freeze(["history", "ledger", "scopes"]);

/** What a registry reads of the tables that it does not own, and what it reads where it is there. */
const inputColumns = {
  events: { needed: eventColumns, optional: {} },
  baseline: { needed: baselineColumns, optional: optionalBaselineColumns },
} as const;

/** Reads the shape of each table, and compares it with what is declared. */
export async function readTables(
  connection: DuckDbConnection,
  { definition }: RegistryAccess,
  scope: KnownScope | undefined,
): Promise<LiveTables> {
  const names = namesOf(definition, scope);
  const tables = Object.keys(names) as LookedAt[];
  const found = await readTableShapes(
    connection,
    tables.map((table) => names[table]),
  );
  const shapes: LiveTables["shapes"] = Object.fromEntries(
    tables.flatMap((table, index) => (found[index] === undefined ? [] : [[table, found[index]]])),
  );
  const declared = declaredShapes(definition, shapes);
  const isUntouched = ownTables.every((table) => shapes[table] === undefined);
  const differences = tables
    .filter((table) => !(isUntouched && ownTables.includes(table)))
    .filter((table) => table !== "baseline" || definition.seeded)
    .filter((table) => table !== "registry" || scope !== undefined)
    .flatMap((table) => differencesOf(table, names[table], declared[table], shapes[table]));
  const broken = new Set(
    differences.filter(({ severity }) => severity === "error").map(({ table }) => table),
  );
  const isUsable = (table: LookedAt): boolean => shapes[table] !== undefined && !broken.has(table);
  return { names, shapes, declared, differences, isUsable };
}

function namesOf({ table, history }: RegistryDefinition, scope: KnownScope | undefined): LiveTables["names"] {
  return {
    registry: { schema: scope?.schema ?? "main", table },
    history: { schema: "bailiwick", table: history },
    ledger: { schema: "bailiwick", table: "ledger" },
    scopes: { schema: "bailiwick", table: "scopes" },
    events: eventTable,
    baseline: baselineTable,
  };
}

function declaredShapes(
  { columns, key, history }: RegistryDefinition,
  shapes: LiveTables["shapes"],
): LiveTables["declared"] {
  return {
    registry: { columns: Object.fromEntries(columns.map(({ name, type }) => [name, type])), key },
    history: ownTableShapes[history],
    ledger: ownTableShapes.ledger,
    scopes: ownTableShapes.scopes,
    events: inputShape("events", shapes.events),
    baseline: inputShape("baseline", shapes.baseline),
  };
}

/** The columns that are read, each with the type that it has, or with what that would have to be. */
function inputShape(table: keyof typeof inputColumns, live: TableShape | undefined): TableShape {
  const types = new Map(
    Object.entries(live?.columns ?? {}).map(([column, type]) => [column.toLowerCase(), type]),
  );
  const { needed, optional } = inputColumns[table];
  const columns = Object.entries({ ...needed, ...optional })
    .filter(([column]) => column in needed || types.has(column))
    .map(([column, readAs]) => {
      const type = types.get(column);
      return [column, misfit(readAs, type ?? "") ?? type ?? readAs] as const;
    });
  return { columns: Object.fromEntries(columns), key: [] };
}

function differencesOf(
  table: LookedAt,
  name: TableName,
  declared: TableShape,
  live: TableShape | undefined,
): readonly TableDifference[] {
  const isInput = table === "events" || table === "baseline";
  const drifts = compareTable(declared, live).filter(({ kind }) => !(isInput && kind === "extra-column"));
  return (["error", "warning"] as const)
    .map((severity) => ({
      table,
      name,
      severity,
      drifts: drifts.filter((drift) => drift.severity === severity),
    }))
    .filter(({ drifts: found }) => found.length > 0);
}

/** A difference as a finding, which names what could not be looked at because of it. */
export function tableFinding(
  { name, severity, drifts }: TableDifference,
  unchecked: readonly IntegrityRule[],
): RegistryFinding {
  const { schema = "main", table } = name;
  const told = drifts.map(inWords).join("; ");
  const left =
    severity === "error" && unchecked.length > 0
      ? ` Because of it nothing looked for ${quoteList(unchecked, "or")}.`
      : "";
  return {
    rule: "table-drift",
    severity,
    message: `The table ${schema}.${table} ${told}.${left}`,
    count: drifts.length,
    samples: drifts
      .slice(0, sampleLimit)
      .map(({ severity: _severity, ...drift }): SqlRow => ({ table: `${schema}.${table}`, ...drift })),
    query: liveColumns.bind({ schema, table }),
  };
}

/** A scope of which no table was ever made: there is nothing to look at. */
export function unknownScopeFinding(
  { definition, scope }: RegistryAccess,
  { names, shapes }: LiveTables,
): RegistryFinding {
  const { scenarioId, planDesignId } = scope;
  return {
    rule: "table-drift",
    severity: "error",
    message: `The ${definition.name} registry of ${scenarioId}/${planDesignId} has no tables in this database; createTable() makes them.`,
    count: 0,
    samples: [],
    query:
      shapes.scopes === undefined
        ? liveColumns.bind({ schema: "bailiwick", ...names.scopes })
        : scopeStatements.find.bind({ scenario_id: scenarioId, plan_design_id: planDesignId }),
  };
}

function inWords({ kind, column, expected, found }: TableDrift): string {
  switch (kind) {
    case "missing-table":
      return "is not there";
    case "missing-column":
      return `lacks the column ${column} (${expected})`;
    case "other-type":
      return `has ${column} as ${found} where ${expected} is declared`;
    case "extra-column":
      return `has the additional column ${column} (${found})`;
    case "lost-key":
      return `has no key over ${column}`;
  }
}
