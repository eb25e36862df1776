import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  openDbtEngine,
  type DbtEngineOptions,
  type ModelEngine,
  type ModelEvent,
  type ModelReport,
  type NodeResult,
} from "../../../src/simulation/index.js";
import { openDuckDb, type DuckDb } from "../../../src/store/index.js";
import { folderOfTest, hasDbt, projectFiles, realDbt, writeFiles } from "../../support/dbt.js";
import { rejected } from "../../support/rejected.js";

/** One project for all cases of nodes: each call of dbt takes seconds. */
const models: Readonly<Record<string, string>> = {
  "models/numbers.sql": "select range as id, 'x' as code from range({{ var('count') }})",
  "models/doubled.sql": "{{ config(tags=['good']) }} select 2 * id as id from {{ ref('numbers') }}",
  "models/history.sql":
    "{{ config(materialized='incremental', unique_key='year', incremental_strategy='delete+insert', tags=['good']) }}\n" +
    "select {{ var('year', 2025) }} as year, count(*) as amount from {{ ref('numbers') }}",
  "models/unrendered.sql":
    "{% if execute %}{{ exceptions.raise_compiler_error('no such plan') }}{% endif %} select 1 as id",
  "models/unset.sql": "select {{ var('never_given') }} as id",
  "models/refused.sql": "select nope from {{ ref('numbers') }}",
  "models/behind.sql": "select * from {{ ref('refused') }}",
  "models/contracted.sql": "{{ config(contract={'enforced': true}) }} select 'x' as id",
  "models/slow.sql":
    "{{ config(tags=['slow']) }} select sum(sqrt(a.range + b.range)) as total from range({{ var('steps', 1) }}) a, range(100000) b",
  "models/models.yml": `models:
  - name: numbers
    description: Numbers from zero up.
    columns:
      - name: id
        data_tests:
          - unique
          - accepted_values: { arguments: { values: [0, 1], quote: false } }
      - name: code
        data_tests:
          - accepted_values: { arguments: { values: [y] }, config: { severity: warn } }
  - name: contracted
    columns: [{ name: id, data_type: integer }]
`,
};

const good = { select: ["tag:good +tag:good"], variables: { count: 4 } };

// A call takes two seconds, and ten on a machine that has much else to do.
describe.runIf(hasDbt)("with the real dbt", { timeout: 240_000 }, () => {
  let folder: string;
  let database: DuckDb;
  let engine: ModelEngine;
  let built: ModelReport;
  const events: ModelEvent[] = [];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "bailiwick-dbt-"));
    writeFiles(folder, { ...projectFiles, ...models });
    database = await openDuckDb(join(folder, "shared.duckdb"));
    engine = await openDbtEngine({ project: folder, database, executable: realDbt(), threads: 2 });
    built = await engine.run(
      { exclude: ["tag:slow"], variables: { count: 4 } },
      { onEvent: (event) => events.push(event) },
    );
  }, 240_000);

  afterAll(async () => {
    await engine?.close();
    await database?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const resultOf = (report: ModelReport, name: string): NodeResult | undefined =>
    report.results.find((result) => result.name === name);

  test("builds what it can, and says of each of the others why not", () => {
    expect(built.succeeded).toBe(false);
    const outcome = Object.fromEntries(
      built.results.map(({ name, status, error }) => [name, error === undefined ? status : error.code]),
    );
    expect(outcome).toEqual({
      numbers: "success",
      doubled: "success",
      history: "success",
      unrendered: "MODEL_RENDER_FAILED",
      unset: "MODEL_VARIABLE_UNKNOWN",
      refused: "MODEL_SQL_FAILED",
      behind: "skipped",
      contracted: "MODEL_CONTRACT_BROKEN",
    });
  });

  test("a statement that the database refuses is kept as it was rendered, with the file of its model", () => {
    expect(resultOf(built, "refused")).toMatchObject({
      uniqueId: "model.tiny.refused",
      kind: "model",
      status: "error",
      file: "models/refused.sql",
    });
    expect(resultOf(built, "refused")?.error?.message).toBe(
      'The model "refused" (models/refused.sql) was refused by the database: ' +
        'Binder Error: Referenced column "nope" not found in FROM clause! Candidate bindings: "code".' +
        "\n  hint: the rendered statement is in details.sql.",
    );
    expect(resultOf(built, "refused")?.error?.details).toMatchObject({
      file: "models/refused.sql",
      sql: 'select nope from "shared"."main"."numbers"',
    });
  });

  test("what a model says itself, and which variable it lacks, is in the text", () => {
    expect(resultOf(built, "unrendered")?.error?.message).toBe(
      'The model "unrendered" (models/unrendered.sql) could not be compiled: no such plan.',
    );
    expect(resultOf(built, "unset")?.error?.message).toContain("Required var 'never_given' not found");
    expect(resultOf(built, "contracted")?.error?.details["output"]).toContain("data type mismatch");
  });

  test("tells of each node that it has started and how it has ended, with the results of the report", () => {
    const ended = events.filter((event) => event.type === "node-ended");
    expect(ended.map(({ result }) => result)).toEqual(built.results);
    expect(ended.every(({ total }) => total === 8)).toBe(true);
    expect(new Set(ended.map(({ index }) => index)).size).toBe(8);
    const started = events.flatMap((event) => (event.type === "node-started" ? [event.uniqueId] : []));
    expect(started).not.toContain("model.tiny.behind");
    expect(new Set(started).size).toBe(7);
    const [first] = events;
    expect(first).toEqual({ type: "log", level: "info", message: "Running with dbt=1.11.16" });
  });

  test("the variables were passed, and the file is open again for everybody in this process", async () => {
    await using second = await openDuckDb(database.path);
    const rows = await second.read((connection) =>
      connection.rows({ text: "SELECT sum(id)::INTEGER AS sum FROM doubled" }),
    );
    expect(rows).toEqual([{ sum: 12 }]);
    await database.transaction((connection) =>
      connection.run({ text: "CREATE TABLE mine AS SELECT 1 AS one" }),
    );
  });

  test("tests that fail say how many rows and keep their statement; those that warn let the report succeed", async () => {
    const report = await engine.test({ select: ["numbers"], variables: { count: 4 } });
    const outcome = report.results.map(({ kind, status, rows, file, error }) => [
      kind,
      status,
      rows,
      file,
      error?.code,
    ]);
    expect(outcome).toHaveLength(3);
    expect(outcome).toEqual(
      expect.arrayContaining([
        ["test", "failed", 2, "models/models.yml", "MODEL_TEST_FAILED"],
        ["test", "success", 0, "models/models.yml", undefined],
        ["test", "warned", 1, "models/models.yml", "MODEL_TEST_FAILED"],
      ]),
    );
    expect(report.succeeded).toBe(false);
    const failed = report.results.find(({ status }) => status === "failed");
    expect(failed?.error?.message).toMatch(/^The test "accepted_values_numbers_id.*failed: Got 2 results/u);
    expect(failed?.error?.details["sql"]).toContain('from "shared"."main"."numbers"');
  });

  test("models are listed in the order of their references", async () => {
    const nodes = await engine.models();
    const names = nodes.map(({ name }) => name);
    expect(names.indexOf("numbers")).toBeLessThan(names.indexOf("doubled"));
    expect(names.indexOf("refused")).toBeLessThan(names.indexOf("behind"));
    expect(nodes.find(({ name }) => name === "history")).toEqual({
      uniqueId: "model.tiny.history",
      name: "history",
      file: "models/history.sql",
      materialized: "incremental",
      tags: ["good"],
      refs: ["numbers"],
    });
    expect(nodes.find(({ name }) => name === "numbers")?.description).toBe("Numbers from zero up.");
  });

  test("a selection that matches nothing is refused, where dbt calls it a success", async () => {
    const error = await rejected(engine.run({ select: ["tag:godo"], variables: {} }));
    expect(error.code).toBe("MODEL_SELECTION_INVALID");
    expect(error.message).toContain('The selection "tag:godo" matches nothing');
  });

  test("an abort in the middle ends dbt at once, and leaves a whole file that is open again", async () => {
    const controller = new AbortController();
    const running = engine.run(
      { select: ["tag:slow"], variables: { steps: 1_000_000 } },
      {
        signal: controller.signal,
        onEvent: ({ type }) => {
          if (type === "node-started") setTimeout(() => controller.abort(new Error("enough")), 200);
        },
      },
    );
    const error = await rejected(running);
    expect(error.code).toBe("OPERATION_ABORTED");
    expect(error.message).toContain("enough");
    const rows = await database.read((connection) =>
      connection.rows({
        text: "SELECT count(*) AS tables FROM duckdb_tables() WHERE table_name LIKE 'slow%'",
      }),
    );
    expect(rows).toEqual([{ tables: 0 }]);
  });

  test("two engines work at once on two files", async () => {
    await using left = await openDuckDb(join(folder, "left.duckdb"));
    await using right = await openDuckDb(join(folder, "right.duckdb"));
    const engineOf = (file: DuckDb): Promise<ModelEngine> =>
      openDbtEngine({ project: folder, database: file, executable: realDbt() });
    const [one, two] = [await engineOf(left), await engineOf(right)];
    const reports = await Promise.all([
      one.run({ ...good, variables: { count: 10 } }),
      two.run({ ...good, variables: { count: 20, year: 2026 } }),
    ]);
    expect(reports.map(({ succeeded }) => succeeded)).toEqual([true, true]);
    const history = (file: DuckDb): Promise<unknown> =>
      file.read((connection) => connection.rows({ text: "FROM history ORDER BY year" }));
    expect(await history(left)).toEqual([{ year: 2025, amount: 10 }]);
    expect(await history(right)).toEqual([{ year: 2026, amount: 20 }]);
  });

  test("a file that another process has is named with that process, and had once it is free", async () => {
    const path = join(folder, "shared.duckdb");
    const holder = `
      const { DuckDBInstance } = await import("@duckdb/node-api");
      for (;;) {
        const instance = await DuckDBInstance.create(${JSON.stringify(path)}).catch(() => undefined);
        if (instance !== undefined) { console.log("held"); setInterval(() => instance, 1000); break; }
        await new Promise((resolve) => setTimeout(resolve, 5));
      }`;
    const child = spawn(process.execPath, ["--input-type=module", "--eval", holder], { cwd: process.cwd() });
    const retry = { maxRetries: 1, delayMs: 10 };
    await using patient = await openDbtEngine({ project: folder, database, executable: realDbt(), retry });
    const told: string[] = [];
    const report = await patient.run(good, {
      onEvent: (event) => {
        if (event.type !== "log" || event.level !== "warn") return;
        told.push(event.message);
        child.kill("SIGKILL");
      },
    });
    if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
    expect(told).toHaveLength(1);
    expect(told[0]).toMatch(
      /^attempt 1 of 2 failed and may not the next time: The database ".*shared\.duckdb" cannot be/u,
    );
    expect(told[0]).toContain(`the process ${child.pid} (`);
    expect(report.succeeded).toBe(true);
  });

  test.each([
    {
      fault: "an unknown model",
      files: { "models/a.sql": "select * from {{ ref('nowhere') }}" },
      code: "MODEL_REF_UNKNOWN",
      text: "(models/a.sql): Model 'model.tiny.a' (models/a.sql) depends on a node named 'nowhere' which was not found.",
    },
    {
      fault: "a circle",
      files: { "models/a.sql": "from {{ ref('b') }}", "models/b.sql": "from {{ ref('a') }}" },
      code: "MODEL_CYCLE",
      text: "Models refer to each other in a circle: ",
    },
  ])("$fault is an error of the project", async ({ files, code, text }) => {
    const project = await folderOfTest();
    writeFiles(project, { ...projectFiles, ...files });
    const error = await failureOf({ project }, project);
    expect(error.code).toBe(code);
    expect(error.message).toContain(text);
  });

  async function failureOf(
    options: Pick<DbtEngineOptions, "project">,
    project: string,
  ): ReturnType<typeof rejected> {
    await using file = await openDuckDb(join(project, "own.duckdb"));
    await using own = await openDbtEngine({ ...options, database: file, executable: realDbt() });
    return rejected(own.models());
  }
});
