import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, onTestFinished, test } from "vitest";
import { BailiwickError } from "../../src/kernel/index.js";
import type {
  ModelEngine,
  ModelEvent,
  ModelReport,
  ModelRequest,
  NodeResult,
} from "../../src/simulation/index.js";
import { openDuckDb, type SqlRow } from "../../src/store/index.js";

/** Opens an engine on a project and a database file that may not be there yet. */
export type OpenEngine = (projectFolder: string, databasePath: string) => Promise<ModelEngine>;

const fixtures = fileURLToPath(new URL("fixtures", import.meta.url));

/** A copy of a project of the fixtures, gone after the test; engines may write into it. */
async function projectFixture(name: string): Promise<string> {
  const folder = await temporaryFolder();
  await cp(join(fixtures, name), join(folder, name), { recursive: true });
  return join(folder, name);
}

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "bailiwick-models-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** An engine on a fixture with a database of its own, and what asks the database. */
class Workshop {
  readonly engine: ModelEngine;
  readonly databasePath: string;

  constructor(engine: ModelEngine, databasePath: string) {
    this.engine = engine;
    this.databasePath = databasePath;
  }

  async rows(text: string): Promise<readonly SqlRow[]> {
    await using database = await openDuckDb(this.databasePath);
    return database.read((connection) => connection.rows({ text }));
  }

  async execute(...texts: readonly string[]): Promise<void> {
    await using database = await openDuckDb(this.databasePath);
    await database.transaction(async (connection) => {
      for (const text of texts) await connection.run({ text });
    });
  }

  async run(request: Partial<ModelRequest> = {}): Promise<ModelReport> {
    const report = await this.engine.run({ variables: {}, ...request });
    const [error] = report.results.flatMap((result) => result.error ?? []);
    if (error !== undefined) throw error;
    if (!report.succeeded) throw new Error("the report says that it has not succeeded");
    return report;
  }
}

async function workshop(open: OpenEngine, project: string, people = 3): Promise<Workshop> {
  const databasePath = join(await temporaryFolder(), "models.duckdb");
  const engine = await open(await projectFixture(project), databasePath);
  onTestFinished(() => engine.close());
  const shop = new Workshop(engine, databasePath);
  await shop.execute(
    `CREATE TABLE raw_people AS SELECT 'P' || i AS person_id, i::INTEGER AS level_id, i * 1000.0 AS salary FROM range(1, ${people + 1}) t(i)`,
  );
  return shop;
}

const byName = (report: ModelReport): Readonly<Record<string, NodeResult>> =>
  Object.fromEntries(report.results.map((result) => [result.name, result]));

const statuses = (report: ModelReport): Readonly<Record<string, string>> =>
  Object.fromEntries(report.results.map(({ name, status }) => [name, status]));

async function refusal(work: Promise<unknown>): Promise<BailiwickError> {
  const error: unknown = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof BailiwickError) return error;
  throw new Error("no error of the package was thrown", { cause: error });
}

const allModels = ["pay_by_level", "pay_events", "pay_log", "raises", "stg_people"];

/** What every engine of models has to do; `open` is called with a copy of a fixture. */
export function describeModelEngine(name: string, open: OpenEngine): void {
  describe(`the ${name} engine, like any`, { timeout: 240_000 }, () => {
    test("knows the models in the order of their references", async () => {
      const { engine } = await workshop(open, "workforce");
      const models = await engine.models();
      const names = models.map((model) => model.name);
      expect(names.toSorted()).toEqual([...allModels, "stg_adults"].toSorted());
      for (const model of models) {
        for (const ref of model.refs) expect(names.indexOf(ref)).toBeLessThan(names.indexOf(model.name));
      }
      const raises = models.find((model) => model.name === "raises");
      expect(raises).toMatchObject({
        uniqueId: "model.workforce.raises",
        file: "models/marts/raises.sql",
        materialized: "table",
        refs: ["stg_adults"],
        description: "The salaries of a year.",
      });
      expect(raises?.tags.toSorted()).toEqual(["events", "facts"]);
      const kinds = Object.fromEntries(models.map((model) => [model.name, model.materialized]));
      expect(kinds).toMatchObject({ stg_people: "view", stg_adults: "ephemeral", pay_events: "incremental" });
    });

    test("builds the same tables, year after year", async () => {
      const shop = await workshop(open, "workforce");
      const first = await shop.run({ variables: { simulation_year: 2025 } });
      expect(statuses(first)).toEqual(Object.fromEntries(allModels.map((model) => [model, "success"])));
      expect(byName(first)["raises"]).toMatchObject({
        uniqueId: "model.workforce.raises",
        kind: "model",
        file: "models/marts/raises.sql",
      });
      await shop.run({ variables: { simulation_year: 2026, raise_step: 0.02 } });
      // A person who is new has no earlier event; a year that is built again is replaced.
      await shop.execute("INSERT INTO raw_people VALUES ('P4', 4, 4000)");
      await shop.run({ variables: { simulation_year: 2026, raise_step: 0.1 } });

      expect(await shop.rows("FROM pay_events ORDER BY simulation_year, person_id")).toEqual(
        [
          ["first", 2025, "P1", 1010],
          ["first", 2025, "P2", 2040],
          ["first", 2025, "P3", 3090],
          ["later", 2026, "P1", 1100],
          ["later", 2026, "P2", 2400],
          ["later", 2026, "P3", 3900],
        ].map(([kind, year, person, salary]) => ({
          kind,
          simulation_year: year,
          person_id: person,
          salary,
        })),
      );
      expect(await shop.rows("SELECT *, typeof(rate) AS type FROM raises ORDER BY person_id")).toEqual([
        { person_id: "P1", simulation_year: 2026, salary: 1100, rate: 0.03, type: "DECIMAL(5,4)" },
        { person_id: "P2", simulation_year: 2026, salary: 2400, rate: 0.03, type: "DECIMAL(5,4)" },
        { person_id: "P3", simulation_year: 2026, salary: 3900, rate: 0.03, type: "DECIMAL(5,4)" },
        { person_id: "P4", simulation_year: 2026, salary: 5600, rate: 0.05, type: "DECIMAL(5,4)" },
      ]);
      expect(
        await shop.rows(
          "SELECT simulation_year, people::INTEGER AS people, salary::INTEGER AS salary FROM pay_log ORDER BY ALL",
        ),
      ).toEqual([
        { simulation_year: 2025, people: 3, salary: 6140 },
        { simulation_year: 2026, people: 3, salary: 6280 },
        { simulation_year: 2026, people: 3, salary: 7400 },
      ]);
      expect(
        await shop.rows(`SELECT table_name AS name, table_type AS type FROM information_schema.tables
          WHERE table_catalog = current_database() ORDER BY name`),
      ).toEqual([
        { name: "pay_by_level", type: "BASE TABLE" },
        { name: "pay_events", type: "BASE TABLE" },
        { name: "pay_log", type: "BASE TABLE" },
        { name: "raises", type: "BASE TABLE" },
        { name: "raw_people", type: "BASE TABLE" },
        { name: "stg_people", type: "VIEW" },
      ]);
    });

    test("makes incremental models anew when asked", async () => {
      const shop = await workshop(open, "workforce");
      await shop.run({ variables: { simulation_year: 2025 } });
      await shop.run({ variables: { simulation_year: 2026 }, fullRefresh: true });
      expect(await shop.rows("SELECT DISTINCT kind, simulation_year FROM pay_events")).toEqual([
        { kind: "first", simulation_year: 2026 },
      ]);
    });

    test("builds what is selected and not excluded", async () => {
      const shop = await workshop(open, "workforce");
      const upstream = await shop.run({ select: ["+raises"] });
      expect(Object.keys(statuses(upstream))).toEqual(["stg_people", "raises"]);
      const tagged = await shop.run({ select: ["tag:events"], exclude: ["raises"] });
      expect(Object.keys(statuses(tagged))).toEqual(["pay_events"]);
      const joined = await shop.run({
        select: ["path:models/marts,config.materialized:incremental", "stg_*"],
      });
      expect(Object.keys(statuses(joined)).toSorted()).toEqual(["pay_events", "pay_log", "stg_people"]);
    });

    test("refuses a selection that nothing answers to", async () => {
      const shop = await workshop(open, "workforce");
      const error = await refusal(shop.engine.run({ variables: {}, select: ["tag:fundation"] }));
      expect(error.code).toBe("MODEL_SELECTION_INVALID");
    });

    test("tests the models, and counts the rows that fail", async () => {
      const shop = await workshop(open, "workforce");
      for (const year of [2025, 2026]) await shop.run({ variables: { simulation_year: year } });
      await shop.execute(
        "INSERT INTO raw_people VALUES ('P5', 5, 5000)",
        "INSERT INTO pay_log VALUES (2027, 0, 0)",
      );
      await shop.run({ select: ["raises"], variables: { simulation_year: 2026 } });
      const report = await shop.engine.test({ variables: { simulation_year: 2026 } });
      const found = Object.fromEntries(
        report.results.map((result) => [result.name, [result.kind, result.status, result.rows]]),
      );
      expect(found).toEqual({
        accepted_values_pay_events_kind__first__later: ["test", "success", 0],
        at_most_raises_rate__0_04: ["test", "warned", 1],
        no_year_without_people: ["test", "failed", 1],
        not_null_raises_person_id: ["test", "success", 0],
        not_null_raises_rate: ["test", "success", 0],
        relationships_raises_person_id__person_id__ref_stg_people_: ["test", "success", 0],
        salaries_are_below_2000: ["test", "failed", 2],
        unique_raises_person_id: ["test", "success", 0],
      });
      expect(report.succeeded).toBe(false);

      const chosen = await shop.engine.test({ variables: {}, select: ["pay_log"] });
      expect(statuses(chosen)).toEqual({ no_year_without_people: "failed" });
    });

    test("leaves out what is behind a model that fails, and keeps its last table", async () => {
      const shop = await workshop(open, "faulty-sql");
      await shop.run({ variables: { is_faulty: false } });
      const report = await shop.engine.run({ variables: { is_faulty: true } });
      expect(report.succeeded).toBe(false);
      expect(statuses(report)).toEqual({
        sound: "success",
        faulty: "error",
        behind: "skipped",
        beside: "success",
      });
      const error = byName(report)["faulty"]?.error;
      expect(error?.code).toMatch(/^MODEL_/u);
      expect(error?.message).toContain("no_such_column");
      expect(await shop.rows("FROM faulty")).toEqual([{ id: 1 }]);
    });

    test("tells when a node begins and ends", async () => {
      const shop = await workshop(open, "workforce");
      const events: ModelEvent[] = [];
      const report = await shop.engine.run(
        { variables: {}, select: ["+raises"] },
        { onEvent: (event) => events.push(event) },
      );
      const started = events.filter((event) => event.type === "node-started");
      const ended = events.filter((event) => event.type === "node-ended");
      expect(started.map(({ uniqueId }) => uniqueId)).toEqual([
        "model.workforce.stg_people",
        "model.workforce.raises",
      ]);
      expect(started.map(({ index, total }) => [index, total])).toEqual([
        [1, 2],
        [2, 2],
      ]);
      expect(ended.map(({ result }) => result.name)).toEqual(["stg_people", "raises"]);
      for (const { durationMs } of report.results) expect(durationMs).toBeGreaterThanOrEqual(0);
      expect([report, report.results, report.results[0]].every(Object.isFrozen)).toBe(true);
    });

    test("does nothing for a signal that is aborted", async () => {
      const shop = await workshop(open, "workforce");
      const signal = AbortSignal.abort(new Error("enough"));
      const error = await refusal(shop.engine.run({ variables: {} }, { signal }));
      expect(error.code).toBe("OPERATION_ABORTED");
      expect(await shop.rows("SELECT count(*)::INTEGER AS n FROM duckdb_tables()")).toEqual([{ n: 1 }]);
    });

    test("stops when it is aborted, and leaves no half of a model", async () => {
      const shop = await workshop(open, "workforce");
      const abort = new AbortController();
      const onEvent = (event: ModelEvent): void => {
        if (event.type === "node-ended" && event.result.name === "raises") abort.abort(new Error("enough"));
      };
      const error = await refusal(shop.engine.run({ variables: {} }, { signal: abort.signal, onEvent }));
      expect(error.code).toBe("OPERATION_ABORTED");
      await shop.run();
      expect(await shop.rows("SELECT count(*)::INTEGER AS n FROM pay_events")).toEqual([{ n: 3 }]);
    });

    test("has nothing to do in a project without models", async () => {
      const shop = await workshop(open, "no-models");
      expect(await shop.engine.models()).toEqual([]);
      expect(await shop.run()).toMatchObject({ results: [] });
      expect(await shop.engine.test({ variables: {} })).toMatchObject({ succeeded: true, results: [] });
    });

    test("refuses references that lead around, or nowhere", async () => {
      const circle = await refusal(
        workshop(open, "cycle").then(({ engine }) => engine.run({ variables: {} })),
      );
      expect(circle.code).toMatch(/^MODEL_/u);
      const nowhere = await refusal(
        workshop(open, "unknown-ref").then(({ engine }) => engine.run({ variables: {} })),
      );
      expect(nowhere.code).toMatch(/^MODEL_/u);
      expect(nowhere.message).toContain("ordres");
    });

    test("is closed once, however often it is asked to", async () => {
      const { engine } = await workshop(open, "workforce");
      await engine.close();
      await engine.close();
      const error = await refusal(engine.run({ variables: {} }));
      expect(error.code).toBe("STORE_CLOSED");
    });
  });
}
