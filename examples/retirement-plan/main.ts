import { join } from "node:path";
import {
  formatReport,
  loadSimulationConfig,
  makeCensus,
  runMultiYear,
  writeReports,
} from "bailiwick/simulation";

const controller = new AbortController();
// Not `once`: npm hands Ctrl-C on to a process that has had it already, and the second must not kill it.
process.on("SIGINT", () => controller.abort(new Error("somebody pressed Ctrl-C")));
process.on("SIGTERM", () => controller.abort(new Error("the process was told to end")));

const say = (text: string): unknown => process.stdout.write(`${text}\n`);

const configFile = join("examples", "retirement-plan", "simulation.yaml");
const employees = 10_000;

try {
  const { config } = await loadSimulationConfig(configFile);
  const { years, simulation, duckdb_path: database } = config;
  await makeCensus(simulation.census.path, { employees, seed: 1 });
  say(
    `${employees.toLocaleString("en")} employees, ${years.start} to ${years.end}, with the embedded engine\n`,
  );
  const report = await runMultiYear(configFile, years.start, years.end, {
    signal: controller.signal,
    onProgress: ({ type, year, stage, durationMs, remainingMs }) => {
      if (type !== "stage-finished") return;
      const left = remainingMs === null ? "" : `, about ${Math.ceil(remainingMs / 1000)} s left`;
      say(`${year} ${stage.padEnd(18)} ${Math.round(durationMs ?? 0)} ms${left}`);
    },
  });
  say(`\n${formatReport(report, { template: "executive" })}`);
  const written = await writeReports(report, `${database}.reports`);
  for (const { format, path } of written.filter((file) => file.format !== "csv")) {
    say(`${format.padEnd(5)} ${path}`);
  }
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  process.exitCode = controller.signal.aborted ? 130 : 1;
}
