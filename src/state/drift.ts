/** A table as it is declared, or as it is found in a database. Names of columns count whatever their case, as in DuckDB. */
export interface TableShape {
  /** Types by column, as DuckDB spells them: `VARCHAR`, `TIMESTAMP WITH TIME ZONE`. */
  readonly columns: Readonly<Record<string, string>>;
  /** The columns that are unique together; none for a table without a key. */
  readonly key: readonly string[];
}

/** One difference between a declared table and the live one. */
export interface TableDrift {
  readonly kind: "missing-table" | "missing-column" | "other-type" | "extra-column" | "lost-key";
  /** A `"warning"` is a table that serves all the same. */
  readonly severity: "error" | "warning";
  /** As declared, if it is; those of a key with commas between. Absent for a missing table. */
  readonly column?: string;
  readonly expected?: string;
  readonly found?: string;
}

/** Types that hold every value of another one, so that a table with them serves as well. */
const wider: Readonly<Record<string, readonly string[]>> = {
  INTEGER: ["BIGINT", "HUGEINT"],
  TIMESTAMP: ["TIMESTAMP WITH TIME ZONE"],
};

/**
 * How a live table differs from the declared one, in the order of the declared columns, then the additional ones, then
 * the key. A missing table, a missing column and a type that cannot hold what is declared are errors; a wider type, an
 * additional column and a missing key are warnings.
 *
 * @param live `undefined` where there is no such table
 */
export function compareTable(declared: TableShape, live: TableShape | undefined): readonly TableDrift[] {
  if (live === undefined) return Object.freeze([drift("missing-table", "error")]);
  const found = byLowerCase(live.columns);
  const known = byLowerCase(declared.columns);
  return Object.freeze([
    ...Object.entries(declared.columns).flatMap(([column, type]) =>
      compareColumn(column, type, found.get(column.toLowerCase())?.type),
    ),
    ...[...found.entries()]
      .filter(([name]) => !known.has(name))
      .map(([, { column, type }]) => drift("extra-column", "warning", { column, found: type })),
    ...compareKey(declared.key, live.key),
  ]);
}

/** The columns of the live table that are not declared, with their types. */
export function additionalColumns(declared: TableShape, live: TableShape): Readonly<Record<string, string>> {
  const known = byLowerCase(declared.columns);
  return Object.freeze(
    Object.fromEntries(Object.entries(live.columns).filter(([column]) => !known.has(column.toLowerCase()))),
  );
}

function compareColumn(column: string, expected: string, found: string | undefined): readonly TableDrift[] {
  if (found === undefined) return [drift("missing-column", "error", { column, expected })];
  if (found === expected) return [];
  const severity = wider[expected]?.includes(found) === true ? "warning" : "error";
  return [drift("other-type", severity, { column, expected, found })];
}

function compareKey(declared: readonly string[], live: readonly string[]): readonly TableDrift[] {
  const lower = (key: readonly string[]): string =>
    JSON.stringify(key.map((column) => column.toLowerCase()).sort());
  if (declared.length === 0 || lower(declared) === lower(live)) return [];
  const found = live.length === 0 ? {} : { found: live.join(", ") };
  return [drift("lost-key", "warning", { column: declared.join(", "), ...found })];
}

function drift(
  kind: TableDrift["kind"],
  severity: TableDrift["severity"],
  facts: Pick<TableDrift, "column" | "expected" | "found"> = {},
): TableDrift {
  return Object.freeze({ kind, severity, ...facts });
}

function byLowerCase(columns: TableShape["columns"]): ReadonlyMap<string, { column: string; type: string }> {
  return new Map(Object.entries(columns).map(([column, type]) => [column.toLowerCase(), { column, type }]));
}
