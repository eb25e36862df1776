import { numberText, type NumberKind } from "./number-text.js";

/** What stands in one place of a table. */
export type Cell = string | number | null;

/** One column of a table. */
export interface ReportColumn {
  /** For programs, in snake case. */
  readonly name: string;
  readonly title: string;
  readonly kind: "text" | NumberKind;
}

/** Rows of a report, as all formats show them. */
export interface ReportTable {
  /** Unique within a report, in snake case. */
  readonly name: string;
  readonly title: string;
  readonly columns: readonly ReportColumn[];
  readonly rows: readonly (readonly Cell[])[];
  /** Said behind the title in place of the rows if there are none; without it nothing is. */
  readonly whenEmpty?: string;
  /** The same for programs, where people see a column for each item, or the most important rows only. */
  readonly data?: Pick<ReportTable, "columns" | "rows">;
}

/** A name of the data for people: `enrollment_change` is `Enrollment change`. */
export function titleOf(name: string): string {
  const words = name.replaceAll("_", " ").trim();
  return words === "" ? "(blank)" : words.charAt(0).toUpperCase() + words.slice(1);
}

/** A cell for people. */
export function cellText(cell: Cell, { kind }: ReportColumn): string {
  if (typeof cell === "string") return cell;
  return numberText(cell, kind === "text" ? "number" : kind);
}

/** The column that most tables begin with. */
export const yearColumn: ReportColumn = { name: "year", title: "Year", kind: "year" };

/** A column whose title comes from its name. */
export function column(name: string, kind: ReportColumn["kind"], title = titleOf(name)): ReportColumn {
  return { name, title, kind };
}
