import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { openDuckDb } from "bailiwick/state";
import { makeCensus, runMultiYear, tableChecksums, type MultiYearReport } from "bailiwick/simulation";
import { check } from "../harness/measure.js";

const config = fileURLToPath(new URL("../../../examples/retirement-plan/simulation.yaml", import.meta.url));
const firstYear = 2025;
const yearTables = [
  "fct_workforce_snapshot",
  "fct_yearly_events",
  "int_employee_contributions",
  "int_employer_match",
];

/** What a simulation takes: all of it and each stage in all years, and of the processor, in milliseconds; the most memory in MB. */
type SimulationFigures = Readonly<Record<"all" | "cpu" | "memory", number> & Record<string, number>>;

/** What is simulated. */
export interface Workload {
  readonly employees: number;
  readonly years: number;
}

/**
 * Simulates the example from nothing, and checks what it has come to: the headcount of each year, and that whoever simulates the
 * same has the same tables. The census is made by the first that needs it; building the benches anew deletes it.
 */
export async function simulate(workload: Workload, engine: "embedded" | "dbt"): Promise<SimulationFigures> {
  const census = await censusOf(workload);
  const folder = mkdtempSync(join(import.meta.dirname, "run-"));
  const path = join(folder, "simulation.duckdb");
  try {
    const [start, used] = [performance.now(), process.cpuUsage()];
    const report = await runMultiYear(config, firstYear, firstYear + workload.years - 1, {
      engine,
      env: {},
      set: [`duckdb_path=${path}`, `simulation.census.path=${census}`],
    });
    const all = performance.now() - start;
    const { user, system } = process.cpuUsage(used);
    const memory = (process.resourceUsage().maxRSS * 1024) / 1e6;
    checkHeadcount(report, workload);
    await checkTables(path, workload);
    return { ...stagesOf(report), all, cpu: (user + system) / 1e3, memory };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function censusOf({ employees }: Workload): Promise<string> {
  const path = join(import.meta.dirname, `${employees}-employees.csv`);
  if (existsSync(path)) return path;
  const draft = `${path}.${process.pid}.csv`;
  await makeCensus(draft, { employees, seed: 1 });
  renameSync(draft, path);
  return path;
}

function stagesOf({ run }: MultiYearReport): Readonly<Record<string, number>> {
  const stages: Record<string, number> = {};
  for (const { stage, durationMs } of run?.stages ?? []) stages[stage] = (stages[stage] ?? 0) + durationMs;
  return stages;
}

/** By the target of the example, 3 % a year. */
function checkHeadcount({ years }: MultiYearReport, workload: Workload): void {
  check(years.length === workload.years, `${years.length} years were simulated, not ${workload.years}`);
  let expected = workload.employees;
  for (const { year, workforce } of years) {
    expected = Math.round((expected * 103) / 100);
    const { activeEmployees } = workforce;
    check(
      activeEmployees === expected,
      `${activeEmployees} are active at the end of ${year}, not ${expected}`,
    );
  }
}

/** The first run notes what the tables hold, and those after it have to agree with it, by whichever engine. */
async function checkTables(path: string, { employees, years }: Workload): Promise<void> {
  await using database = await openDuckDb(path, { readOnly: true });
  const sums = JSON.stringify(await tableChecksums(database, yearTables));
  const noted = join(import.meta.dirname, `${employees}-employees-${years}-years.json`);
  if (existsSync(noted))
    check(readFileSync(noted, "utf8") === sums, "the tables differ from those of another run");
  else writeFileSync(noted, sums);
}
