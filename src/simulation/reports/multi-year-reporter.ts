import { deepFreeze, refuseUnknownOptions, requireSignal } from "../../kernel/index.js";
import type { QualityReport } from "../../quality/index.js";
import type { StateScope } from "../../state/index.js";
import type { DuckDb } from "../../store/index.js";
import { auditYear, inOrder, knownEventTypes, rounded } from "./audit-year.js";
import { readFacts, requireYears, type SimulationFacts } from "./read-facts.js";
import { readQuality, readRun, readScope, readYears, requireDatabase } from "./report-arguments.js";
import type {
  EventTrend,
  GrowthSummary,
  MultiYearReport,
  RunSummary,
  YearAuditReport,
} from "./report-types.js";
import type { ReportWork } from "./year-auditor.js";

/** What a report tells beside what the tables hold. */
export interface MultiYearReportOptions extends ReportWork {
  /** What the rules of data quality found; one report at most for each year. */
  readonly quality?: readonly QualityReport[];
  /** The run that has made the tables. */
  readonly run?: RunSummary;
}

/**
 * Tells what a simulation of several years has come to. It holds no state and closes nothing: the database stays with whoever opened
 * it.
 */
export class MultiYearReporter {
  /** Whose years they are. */
  readonly scope: StateScope;
  readonly #database: DuckDb;

  /** @throws BailiwickError `OPTION_INVALID` */
  constructor(database: DuckDb, scope: StateScope) {
    requireDatabase(database, "MultiYearReporter");
    this.scope = readScope(scope, "MultiYearReporter");
    this.#database = database;
  }

  /**
   * The report of years, read from the tables as of one moment; frozen. O(rows of the scope), whatever the number of years.
   *
   * @param years in any order, with or without gaps, one or more; one that is given twice is reported once. Left out or
   * `undefined`: every year that there is.
   * @throws BailiwickError `REPORT_YEAR_MISSING` for years without a snapshot, saying which have one; `REPORT_TABLE_MISSING`;
   * `OPTION_INVALID`; `OPERATION_ABORTED`; what reading the database throws
   */
  async report(years?: readonly number[], options: MultiYearReportOptions = {}): Promise<MultiYearReport> {
    const owner = "report()";
    refuseUnknownOptions(options, ["quality", "run", "signal"], owner);
    const { quality = [], run, signal } = options;
    requireSignal(signal, owner);
    const asked = years === undefined ? undefined : readYears(years, owner);
    const ofRun = run === undefined ? {} : { run: readRun(run, owner) };
    return this.#database.snapshot(
      async (connection) => {
        const facts = await readFacts(connection, this.scope);
        const wanted = asked ?? facts.years;
        await requireYears(connection, facts, wanted);
        return deepFreeze({
          ...summarise(facts, wanted),
          quality: readQuality(quality, wanted, owner),
          ...ofRun,
        });
      },
      { signal },
    );
  }
}

/** What the facts say about years, without what others found. */
export function summarise({ scope, ...facts }: SimulationFacts, wanted: readonly number[]): MultiYearReport {
  const years = wanted.map((year) => auditYear({ scope, ...facts }, year));
  return {
    schemaVersion: 1,
    ...scope,
    years,
    growth: growthOf(years),
    workforceProgression: years.map(({ year, workforce, growth }) => ({
      year,
      totalEmployees: workforce.totalEmployees,
      activeEmployees: workforce.activeEmployees,
      netGrowth: growth.netGrowth,
      growthRate: growth.growthRate,
    })),
    eventTrends: trendsOf(years),
    participationTrend: years.map(({ year, participation: { participating, rate } }) => ({
      year,
      participating,
      rate,
    })),
    contributionTrend: years.map(({ year, contributions: { employeeContributions, employerMatch } }) => ({
      year,
      employeeContributions,
      employerMatch,
    })),
    quality: [],
  };
}

function growthOf(years: readonly YearAuditReport[]): GrowthSummary {
  const first = years.reduce((earlier) => earlier);
  const last = years.reduce((_, later) => later);
  const [startYear, endYear] = [first.year, last.year];
  const [startActive, endActive] = [first.workforce.activeEmployees, last.workforce.activeEmployees];
  const elapsed = endYear - startYear;
  const factor = elapsed > 0 && startActive > 0 ? endActive / startActive : null;
  return {
    startYear,
    endYear,
    startActive,
    endActive,
    netGrowth: endActive - startActive,
    totalGrowthRate: factor === null ? null : rounded(factor - 1, 6),
    compoundAnnualGrowthRate: factor === null ? null : rounded(factor ** (1 / elapsed) - 1, 6),
  };
}

function trendsOf(years: readonly YearAuditReport[]): readonly EventTrend[] {
  const types = inOrder(
    years.flatMap(({ events }) => Object.keys(events.byType)),
    knownEventTypes,
  );
  return types.map((eventType) => {
    const counts = years.map(({ year, events }) => ({ year, count: countOf(events.byType, eventType) }));
    return { eventType, total: counts.reduce((sum, { count }) => sum + count, 0), counts };
  });
}

/** A type may be called like something that every object has. */
function countOf(byType: Readonly<Record<string, number>>, eventType: string): number {
  return Object.hasOwn(byType, eventType) ? (byType[eventType] ?? 0) : 0;
}
