import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { openEmbeddedEngine, type ModelEngine } from "../../../src/simulation/index.js";
import { modelError, openShop, projectFolder, refusal } from "../project-folder.js";

const incremental = (settings: string, select: string): string =>
  `{{ config(materialized='incremental'${settings}) }}\nselect ${select}`;

describe("an incremental model", () => {
  test("replaces the rows of its keys, and keeps the others", async () => {
    const { run, rows } = await openShop({
      "models/one.sql": incremental(
        ", unique_key='id'",
        "* from (values (1, {{ var('n') }}), (null, 0)) t(id, n)",
      ),
      "models/two.sql": incremental(
        ", unique_key=['id', 'part']",
        "1 as id, {{ var('n') }} as part, {{ var('n') }} as n",
      ),
      "models/none.sql": incremental("", "{{ var('n') }} as n"),
    });
    for (const n of [1, 2, 2]) await run({ variables: { n } });
    expect(await rows("FROM one ORDER BY ALL")).toEqual([
      { id: 1, n: 2 },
      ...Array.from({ length: 3 }, () => ({ id: null, n: 0 })),
    ]);
    expect(await rows("FROM two ORDER BY ALL")).toEqual([
      { id: 1, part: 1, n: 1 },
      { id: 1, part: 2, n: 2 },
    ]);
    expect(await rows("FROM none ORDER BY ALL")).toEqual([{ n: 1 }, { n: 2 }, { n: 2 }]);
  });

  test("adds rows by the names of their columns", async () => {
    const { run, rows } = await openShop({
      "models/a.sql": incremental(
        "",
        "{% if is_incremental() %} 2 as b, 1 as a, 9 as c {% else %} 1 as a, 2 as b {% endif %}",
      ),
    });
    await run();
    const again = await run();
    expect(again.results[0]?.rows).toBe(1);
    expect(await rows("FROM a")).toEqual([
      { a: 1, b: 2 },
      { a: 1, b: 2 },
    ]);
  });

  test("is made anew when it is asked to, always or never", async () => {
    const { run, rows } = await openShop({
      "models/always.sql": incremental(", full_refresh=true", "1 as a"),
      "models/never.sql": incremental(", full_refresh=false", "1 as a"),
    });
    for (const fullRefresh of [false, false, true]) await run({ fullRefresh });
    expect(
      await rows(
        "SELECT (SELECT count(*) FROM always)::INT AS always, (SELECT count(*) FROM never)::INT AS never",
      ),
    ).toEqual([{ always: 1, never: 3 }]);
  });

  test("takes new columns as on_schema_change says", async () => {
    const text = (on: string): string =>
      incremental(
        `, on_schema_change='${on}'`,
        "{% if is_incremental() %} 'x' as a, 2 as new {% else %} 1 as a, 1 as old {% endif %}",
      );
    const added = await openShop({ "models/a.sql": text("append_new_columns").replace("'x'", "3") });
    await added.run();
    await added.run();
    expect(await added.rows("FROM a ORDER BY a")).toEqual([
      { a: 1, old: 1, new: null },
      { a: 3, old: null, new: 2 },
    ]);
    const failing = await openShop({
      "models/a.sql": text("fail"),
      "models/b.sql": incremental(", on_schema_change='fail'", "1 as a"),
    });
    await failing.run();
    const { results } = await failing.engine.run({ variables: {} });
    expect(results.map(({ name, status }) => [name, status])).toEqual([
      ["a", "error"],
      ["b", "success"],
    ]);
    expect(results[0]?.error).toMatchObject({ code: "MODEL_SCHEMA_CHANGED" });
    expect(results[0]?.error?.message).toContain(
      '"new" would be new; "old" would be gone; "a" would have other types',
    );
    expect(await failing.rows("FROM a")).toEqual([{ a: 1, old: 1 }]);
  });
});

describe("a model", () => {
  test("becomes a table after it was a view, and the other way round", async () => {
    const { run, rows } = await openShop({
      "models/a.sql": "{{ config(materialized=var('kind')) }} select 1 as x",
    });
    for (const kind of ["view", "table", "view", "incremental", "incremental"]) {
      await run({ variables: { kind } });
      expect((await rows("FROM a")).length).toBeGreaterThan(0);
    }
    const tables = await rows("SELECT count(*)::INT AS n FROM duckdb_tables()");
    expect(tables).toEqual([{ n: 1 }]);
  });

  test("is built in the schema of the engine", async () => {
    const shop = await openShop(
      { "models/a.sql": "select 1 as x", "models/b.sql": "from {{ ref('a') }}" },
      { schema: "models" },
    );
    await shop.execute("CREATE SCHEMA models");
    await shop.run();
    expect(await shop.rows("FROM models.b")).toEqual([{ x: 1 }]);
  });

  test("has its hooks in its transaction", async () => {
    const { engine, execute, rows } = await openShop({
      "dbt_project.yml": "name: shop\nmodels:\n  +pre-hook: insert into said values ('before {{ this }}')\n",
      "models/a.sql": `{{ config(materialized='table', post_hook=["insert into said values ('after')", {'sql': "insert into said select x::int from {{ this }}"}]) }}
select '{{ var('x') }}' as x`,
    });
    await execute("CREATE TABLE said (what VARCHAR)");
    expect((await engine.run({ variables: { x: 1 } })).succeeded).toBe(true);
    expect(await rows("FROM said")).toEqual([
      { what: 'before "main"."a"' },
      { what: "after" },
      { what: "1" },
    ]);
    const failed = await engine.run({ variables: { x: "no" } });
    expect(failed.results[0]).toMatchObject({ status: "error", error: { code: "MODEL_SQL_FAILED" } });
    expect(await rows("SELECT count(*)::INT AS n FROM said")).toEqual([{ n: 3 }]);
    expect(await rows("FROM a")).toEqual([{ x: "1" }]);
  });

  test("cannot have a hook outside of its transaction", async () => {
    const error = await modelError({
      "models/a.sql": "{{ config(pre_hook={'sql': 'select 1', 'transaction': false}) }} select 1 as x",
    });
    expect(error).toMatchObject({ code: "MODEL_UNSUPPORTED", details: { file: "models/a.sql" } });
  });

  test("that fails names the line of its file, and keeps its rendered statement", async () => {
    const error = await modelError({
      "macros/m.sql": "{% macro lines() %}\n1 as a,\n2 as b,\n{% endmacro %}",
      "models/a.sql":
        "{% set x = [1, 2] %}\n{% for i in x %}\n-- {{ i }}\n{% endfor %}\nselect {{ lines() }}\n  nothing as c\nfrom range(3)",
    });
    expect(error.code).toBe("MODEL_SQL_FAILED");
    expect(error.message).toContain('models/a.sql:6: Binder Error: Referenced column "nothing" not found');
    expect(error.hint).toContain("nothing as c");
    expect(error).toMatchObject({ details: { name: "a", file: "models/a.sql", line: 6, renderedLine: 11 } });
    expect(String(error.details["sql"])).toContain("2 as b,");
  });

  test("that fails in an ephemeral one names that", async () => {
    const error = await modelError({
      "models/e.sql": "{{ config(materialized='ephemeral') }}\nselect 1 as x,\n  nothing",
      "models/a.sql": "select *\nfrom {{ ref('e') }}",
    });
    expect(error.message).toContain("models/e.sql:3: Binder Error");
  });

  test("that fails in its values has no line", async () => {
    const error = await modelError({
      "models/a.sql": "{{ config(materialized='table') }} select error('too much') as x",
    });
    expect(error.message).toMatch(/^models\/a\.sql(?::1)?: .*too much/u);
    expect(error).toMatchObject({ details: { sql: expect.stringContaining("too much") as string } });
  });

  test("is left out behind an ephemeral one that is behind a fault", async () => {
    const { engine } = await openShop({
      "models/a.sql": "select nothing",
      "models/b.sql": "{{ config(materialized='ephemeral') }} from {{ ref('a') }}",
      "models/c.sql": "from {{ ref('b') }}",
    });
    const { results } = await engine.run({ variables: {} });
    expect(results.map(({ name, status }) => [name, status])).toEqual([
      ["a", "error"],
      ["c", "skipped"],
    ]);
  });
});

describe("an engine", () => {
  test("writes rendered statements where it is told to", async () => {
    const compiledPath = join(await projectFolder({}), "compiled");
    const { run, engine } = await openShop(
      {
        "models/marts/a.sql": "select {{ 1 + 1 }} as x",
        "models/s.yml": `models: [{ name: a, tests: [{ unique: { column_name: "${"x + ".repeat(20)}x" } }] }]`,
        "tests/t.sql": "select 1 as x from {{ ref('a') }} where x = 0",
      },
      { compiledPath },
    );
    await run();
    expect(await readFile(join(compiledPath, "models/marts/a.sql"), "utf8")).toBe("select 2 as x\n");
    expect((await engine.test({ variables: {} })).succeeded).toBe(true);
    expect(await readFile(join(compiledPath, "tests/t.sql"), "utf8")).toContain("where x = 0");
    const blocked = await openShop(
      { "models/a.sql": "select 1" },
      { compiledPath: join(compiledPath, "tests/t.sql") },
    );
    expect(await refusal(blocked.run())).toMatchObject({ code: "OUTPUT_FILE_UNWRITABLE" });
  });

  test("works beside another one on the same database", async () => {
    const shop = await openShop({ "models/a.sql": incremental("", "{{ var('n') }} as n") });
    await using other: ModelEngine = await openEmbeddedEngine({
      project: shop.folder,
      database: shop.database,
    });
    await shop.run({ variables: { n: 0 } });
    await Promise.all([shop.run({ variables: { n: 1 } }), other.run({ variables: { n: 2 } })]);
    expect(await shop.rows("FROM a ORDER BY n")).toEqual([{ n: 0 }, { n: 1 }, { n: 2 }]);
  });

  test("stops in the middle of a model when it is aborted, and keeps the last table", async () => {
    const shop = await openShop({
      "models/a.sql":
        "{{ config(materialized='table') }} select count(*) as n from range({{ var('n') }}) x, range(1000000) y where x.range * y.range % 7 = 3",
    });
    await shop.run({ variables: { n: 1 } });
    const before = await shop.rows("FROM a");
    const signal = AbortSignal.timeout(200);
    const error = await refusal(shop.engine.run({ variables: { n: 1_000_000 } }, { signal }));
    expect(error.code).toBe("OPERATION_ABORTED");
    expect(await shop.rows("FROM a")).toEqual(before);
  });

  test("waits for its work when it is closed", async () => {
    const shop = await openShop({ "models/a.sql": "select 1 as x" });
    const running = shop.run();
    await shop.engine.close();
    expect((await running).succeeded).toBe(true);
    expect(await refusal(shop.engine.models())).toMatchObject({ code: "STORE_CLOSED" });
  });

  test("ends a run when its database is closed", async () => {
    const shop = await openShop({ "models/a.sql": "select 1 as x" });
    await shop.database.close();
    expect(await refusal(shop.engine.run({ variables: {} }))).toMatchObject({ code: "STORE_CLOSED" });
  });

  const requests: readonly (readonly [request: unknown, message: string])[] = [
    [undefined, "must be an object, but is undefined"],
    [{}, "needs variables as an object, but has undefined"],
    [{ variables: [] }, "needs variables as an object"],
    [{ variables: { x: undefined, y: new Date() } }, "has variables that are not plain JSON"],
    [{ variables: {}, selekt: [] }, 'has a member "selekt" (did you mean "select"?)'],
    [{ variables: {}, fullRefresh: "yes" }, 'needs true or false for fullRefresh, but has "yes"'],
  ];
  test.each(requests)("refuses the request %j", async (request, message) => {
    const { engine } = await openShop({});
    const error = await refusal(engine.run(request as never));
    expect(error.code).toBe("OPTION_INVALID");
    expect(error.message).toContain(message);
  });

  test("refuses options that it does not know or cannot use", async () => {
    const { database, folder: project, engine } = await openShop({});
    const faults: readonly object[] = [
      { project, database, thread: 1 },
      { project, database, threads: 0 },
      { project, database, schema: "" },
      { project, database, compiledPath: 1 },
      { project, database: {} },
      { project: "", database },
    ];
    for (const options of faults) {
      expect(await refusal(openEmbeddedEngine(options as never))).toMatchObject({ code: "OPTION_INVALID" });
    }
    expect(await refusal(engine.models({ signal: 1 } as never))).toMatchObject({ code: "OPTION_INVALID" });
    expect(await refusal(engine.run({ variables: {} }, { onevent: 1 } as never))).toMatchObject({
      code: "OPTION_INVALID",
    });
  });
});
