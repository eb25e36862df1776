import { defineKind, eachEntry, slot, type Rule, type TypeFunction } from "../../metadata/index.js";

/** The types that columns are made with. */
export type ColumnType = "BIGINT" | "BOOLEAN" | "DATE" | "INTEGER" | "TIMESTAMP" | "VARCHAR";

/** A column of a documented table, with the type it is made with. */
export interface ColumnDefinition {
  readonly name: string;
  readonly type: ColumnType;
}

/** What is declared of a table. */
export interface TableMetadata {
  readonly description: string;
  /** A documented table lies in the schema of its scope, one of our own in the schema `bailiwick`. */
  readonly owner: "document" | "bailiwick";
  /** Types by column, in order. */
  readonly columns: Readonly<Record<string, ColumnType>>;
  /** The columns that are unique together. */
  readonly key: readonly string[];
}

/** The `CREATE TABLE` that makes it. */
export interface TableStatement extends TypeFunction {
  readonly out: string;
}

/** A column as a page lists it. */
export interface DocumentedColumn {
  readonly name: string;
  /** Empty where the page leaves it open. */
  readonly type: string;
}

/** The columns that a page lists. */
export interface TableDocumentation extends TypeFunction {
  readonly out: readonly DocumentedColumn[];
}

function listFault(value: unknown): string | undefined {
  return Array.isArray(value) && value.length > 0 ? undefined : "must be a list of columns";
}

function statementFault(value: unknown): string | undefined {
  const isStatement = typeof value === "string" && value.startsWith("CREATE TABLE ");
  return isStatement ? undefined : "must be the text of a CREATE TABLE";
}

const made: Rule<TableMetadata> = eachEntry("made-as-declared", "consistency", {
  description: "the statement that makes a table gives it the declared columns, in their order, and the key",
  fix: "add a migration that brings the table to what is declared; one that was published is never changed.",
  check: ({ id, columns, key }, context) => {
    const statement = context.implementation("statement");
    if (typeof statement !== "string") return "skip";
    const expected = Object.entries(columns).map(([name, type]) => `${name} ${type}`);
    const found = columnsIn(statement);
    const keyed = keyIn(statement);
    return [
      ...(expected.join() === found.join()
        ? []
        : [`${id} is made with ${found.join(", ")}, but ${expected.join(", ")} is declared`]),
      ...(keyed.join() === key.join()
        ? []
        : [`${id} is made with the key (${keyed.join(", ")}), but (${key.join(", ")}) is declared`]),
    ];
  },
  breaks: (entry) => ({ ...entry, columns: { ...entry.columns, one_more: "INTEGER" } }),
});

const documented: Rule<TableMetadata> = eachEntry("documented-as-declared", "consistency", {
  description: "the documentation lists the declared columns, in their order, and says no other types",
  fix: "mend the table in docs/state.md.",
  check: ({ id, columns }, context) => {
    const listed = context.implementation("documentation");
    if (!Array.isArray(listed)) return "skip";
    const found = (listed as readonly DocumentedColumn[]).map(
      ({ name, type }) => `${name} ${type === "" ? columns[name] : type}`,
    );
    const expected = Object.entries(columns).map(([name, type]) => `${name} ${type}`);
    return (
      expected.join() === found.join() ||
      `${id} is documented with ${found.join(", ")}, but ${expected.join(", ")} is declared`
    );
  },
  breaks: (entry) => ({ ...entry, columns: { undocumented: "INTEGER", ...entry.columns } }),
});

/** Each column of a `CREATE TABLE` with its type, without what else is said of it. */
function columnsIn(statement: string): readonly string[] {
  return definitionsIn(statement).map(({ name, type }) => `${name} ${type}`);
}

function keyIn(statement: string): readonly string[] {
  return definitionsIn(statement).flatMap(({ name, rest }) => (rest.includes("PRIMARY KEY") ? [name] : []));
}

/** None of the tables has a type or a default with a comma or brackets in it. */
function definitionsIn(statement: string) {
  const list = statement.slice(statement.indexOf("(") + 1, statement.lastIndexOf(")"));
  return list.split(",").map((definition) => {
    const [name = "", type = "", ...rest] = definition.trim().replaceAll('"', "").split(/\s+/u);
    return { name, type, rest: rest.join(" ") };
  });
}

const placed: Rule<TableMetadata> = eachEntry("columns-in-their-places", "patterns", {
  description:
    "a documented table begins with its key, employee_id, and ends with last_updated; one of our own begins with scope_id and has no key",
  check: ({ id, owner, columns, key }) => {
    const names = Object.keys(columns);
    const [first, last] = [names[0], names.at(-1)];
    if (owner === "bailiwick")
      return (
        (first === "scope_id" && key.length === 0) || `${id} has to begin with scope_id and to have no key`
      );
    const isInPlace = first === "employee_id" && last === "last_updated" && key.join() === "employee_id";
    return isInPlace || `${id} has to begin with its key, employee_id, and to end with last_updated`;
  },
  breaks: (entry) => ({ ...entry, key: [...entry.key, "year"] }),
});

/** The type of a column by how it is called. */
const typesByName: readonly (readonly [pattern: RegExp, type: string])[] = [
  [/^is_/, "BOOLEAN"],
  [/_(?:date|on)$/, "DATE"],
  [/_(?:at|updated)$/, "TIMESTAMP"],
  [/(?:^|_)year$/, "INTEGER"],
];

const typed: Rule<TableMetadata> = eachEntry("types-by-name", "patterns", {
  description:
    "columns that are called alike have the same type: is_… is a flag, …_at a time, …_on and …_date a day",
  check: ({ id, columns }) =>
    Object.entries(columns).flatMap(([name, type]) => {
      const expected = typesByName.find(([pattern]) => pattern.test(name))?.[1];
      return expected === undefined || expected === type
        ? []
        : [`${id}.${name} is ${type}, but called like ${expected}`];
    }),
  breaks: (entry) => ({ ...entry, columns: { ...entry.columns, is_late: "INTEGER" } }),
});

/** What a table of the registries of state is. */
export const tableKind = defineKind<TableMetadata>()({
  name: "state-tables",
  description: "the tables in which the registries of state lie",
  slots: {
    statement: slot<TableStatement>()({
      default: true,
      description: "the CREATE TABLE that makes it",
      fault: statementFault,
    }),
    documentation: slot<TableDocumentation>()({
      default: true,
      description: "its columns as docs/state.md lists them",
      fault: listFault,
    }),
  },
  rules: [made, documented, placed, typed],
});
