import { isPlainObject, optionInvalid, refuseUnknownOptions } from "../../kernel/index.js";
import { quoteIdentifier, quoteTable } from "../../store/index.js";
import { noneFound } from "../finding-outcome.js";
import type { QualityRule } from "../quality-rule.js";
import {
  nameOn,
  readColumn,
  readNumber,
  readTable,
  rowsIn,
  ruleMaker,
  shownTable,
  type RuleOptions,
  type TableOption,
} from "../rule-options.js";

/** Options of {@link noForeignRows}. */
export interface NoForeignRowsOptions extends RuleOptions {
  readonly table: TableOption;
  /** The last year of the simulation; without it any year after the first may be there. */
  readonly lastYear?: number;
  /** Columns with other names; `null` for one that the table has not. */
  readonly columns?: {
    /** @defaultValue "scenario_id" */
    readonly scenario?: string | null;
    /** @defaultValue "plan_design_id" */
    readonly plan?: string | null;
    /** @defaultValue "simulation_year" */
    readonly year?: string | null;
  };
}

/**
 * A rule that a table has rows of the scenario, of the plan design and of the years of the simulation only; a row that does not
 * say is foreign. It counts rows of all years, and shows what they say. O(rows).
 *
 * @throws BailiwickError `OPTION_INVALID`
 */
export function noForeignRows(options: NoForeignRowsOptions): QualityRule {
  const owner = "noForeignRows()";
  const make = ruleMaker(owner, options, ["table", "lastYear", "columns"]);
  const table = readTable(options.table, "table", owner);
  const { lastYear } = options;
  if (lastYear !== undefined) readNumber(lastYear, "lastYear", owner, { whole: true });
  const { scenario, plan, year } = readScopeColumns(options.columns, owner);
  const checks = [
    ...(scenario === null
      ? []
      : [{ column: scenario, foreign: `${scenario} IS DISTINCT FROM $scenario_id` }]),
    ...(plan === null ? [] : [{ column: plan, foreign: `${plan} IS DISTINCT FROM $plan_design_id` }]),
    ...(year === null
      ? []
      : [
          {
            column: year,
            foreign: `(${year} IS NULL OR ${year} < $first_year${lastYear === undefined ? "" : ` OR ${year} > $last_year`})`,
          },
        ]),
  ];
  if (checks.length === 0)
    throw optionInvalid("columns", owner, "an object with at least one column", options.columns);
  const text = `SELECT ${checks.map(({ column }) => column).join(", ")}, count(*) AS "rows" FROM ${quoteTable(table)}
    WHERE ${checks.map(({ foreign }) => foreign).join(" OR ")} GROUP BY ALL`;
  const where = shownTable(table);
  const says = (count: number): string =>
    count === 0
      ? `All rows of ${where} are of the simulation`
      : `${rowsIn(count)} of ${where} ${count === 1 ? "is" : "are"} of another scenario, plan design or year`;
  const name = nameOn("no-foreign-rows", table);
  const description = `${where} has rows of the scenario, the plan design and the years of the simulation only.`;
  const hasLast = lastYear !== undefined && year !== null;
  const question = {
    name,
    text,
    ...(hasLast ? { values: { last_year: lastYear }, types: { last_year: "INTEGER" as const } } : {}),
  };
  return make({ name, severity: "error", description, threshold: 0 }, (subject, work) =>
    noneFound(subject, { question, counted: 'coalesce(sum("rows"), 0)', says }, work),
  );
}

const usual = { scenario: "scenario_id", plan: "plan_design_id", year: "simulation_year" } as const;

function readScopeColumns(
  columns: unknown,
  owner: string,
): Readonly<Record<keyof typeof usual, string | null>> {
  if (columns !== undefined) refuseUnknownOptions(columns, Object.keys(usual), `columns of ${owner}`);
  const given = isPlainObject(columns) ? columns : {};
  const read = (column: keyof typeof usual): string | null => {
    const value = given[column] === undefined ? usual[column] : given[column];
    return value === null ? null : quoteIdentifier(readColumn(value, `columns.${column}`, owner));
  };
  return { scenario: read("scenario"), plan: read("plan"), year: read("year") };
}
