import { describe, expect, test } from "vitest";
import { additionalColumns, compareTable, type TableShape } from "../../src/state/drift.js";

const declared: TableShape = {
  columns: { employee_id: "VARCHAR", escalation_count: "INTEGER", last_updated: "TIMESTAMP" },
  key: ["employee_id"],
};

function live(
  columns: Readonly<Record<string, string>>,
  key: readonly string[] = ["employee_id"],
): TableShape {
  return { columns: { ...declared.columns, ...columns }, key };
}

describe("a live table", () => {
  test("as declared does not differ, whatever the order and the case of its columns", () => {
    const same = { last_updated: "TIMESTAMP", EMPLOYEE_ID: "VARCHAR", Escalation_Count: "INTEGER" };
    expect(compareTable(declared, declared)).toEqual([]);
    expect(compareTable(declared, { columns: same, key: ["EMPLOYEE_ID"] })).toEqual([]);
    expect(compareTable({ columns: {}, key: [] }, { columns: {}, key: [] })).toEqual([]);
  });

  test("that is not there is one error", () => {
    expect(compareTable(declared, undefined)).toEqual([{ kind: "missing-table", severity: "error" }]);
  });

  test("without a declared column is an error, which names it and its type", () => {
    const { escalation_count: _, ...rest } = declared.columns;
    expect(compareTable(declared, { columns: rest, key: declared.key })).toEqual([
      { kind: "missing-column", severity: "error", column: "escalation_count", expected: "INTEGER" },
    ]);
  });

  test.each([
    ["escalation_count", "VARCHAR", "error"],
    ["escalation_count", "SMALLINT", "error"],
    ["escalation_count", "BIGINT", "warning"],
    ["escalation_count", "HUGEINT", "warning"],
    ["last_updated", "TIMESTAMP WITH TIME ZONE", "warning"],
    ["last_updated", "DATE", "error"],
    ["employee_id", "BIGINT", "error"],
  ])("whose %s is %s: %s", (column, found, severity) => {
    const drifts = compareTable(declared, live({ [column]: found }));
    expect(drifts).toEqual([
      { kind: "other-type", severity, column, expected: declared.columns[column], found },
    ]);
  });

  test("with columns of its own is a warning for each, as it spells them", () => {
    const table = live({ Team: "VARCHAR", toString: "DATE" });
    expect(compareTable(declared, table)).toEqual([
      { kind: "extra-column", severity: "warning", column: "Team", found: "VARCHAR" },
      { kind: "extra-column", severity: "warning", column: "toString", found: "DATE" },
    ]);
    expect(additionalColumns(declared, table)).toEqual({ Team: "VARCHAR", toString: "DATE" });
  });

  test("without the declared key is a warning, which names the key that it has", () => {
    expect(compareTable(declared, live({}, []))).toEqual([
      { kind: "lost-key", severity: "warning", column: "employee_id" },
    ]);
    expect(compareTable(declared, live({}, ["employee_id", "escalation_count"]))).toEqual([
      {
        kind: "lost-key",
        severity: "warning",
        column: "employee_id",
        found: "employee_id, escalation_count",
      },
    ]);
    expect(compareTable({ ...declared, key: [] }, live({}))).toEqual([]);
  });

  test("that differs in several ways is told all of them, and nobody can change what is told", () => {
    const drifts = compareTable(declared, { columns: { EMPLOYEE_ID: "VARCHAR", extra: "BLOB" }, key: [] });
    expect(drifts.map(({ kind, column }) => [kind, column])).toEqual([
      ["missing-column", "escalation_count"],
      ["missing-column", "last_updated"],
      ["extra-column", "extra"],
      ["lost-key", "employee_id"],
    ]);
    expect(Object.isFrozen(drifts) && drifts.every((drift) => Object.isFrozen(drift))).toBe(true);
  });
});
