import { describe, expect, test } from "vitest";
import type { ModelReport } from "../../../src/simulation/index.js";
import { openShop, refusal, type ProjectTexts } from "../project-folder.js";

const people = `{{ config(materialized='table') }}
select * from (values (1, 'a', 10), (2, 'b', 20), (2, null, 30), (null, 'c', 40)) t(id, name, pay)`;

/** What a test of the model `people` comes to, and the rows that fail. */
async function outcome(dataTest: string, more: ProjectTexts = {}): Promise<string> {
  const { engine, run } = await openShop({
    "models/people.sql": people,
    "models/ids.sql": "select 1 as id",
    "models/s.yml": `models: [{ name: people, data_tests: [${dataTest}] }]`,
    ...more,
  });
  await run();
  const { results, succeeded } = await engine.test({ variables: {} });
  const [result] = results;
  expect(results).toHaveLength(1);
  expect(succeeded).toBe(result?.status === "success" || result?.status === "warned");
  return `${result?.status} ${result?.rows ?? result?.error?.message}`;
}

/** The fault with which the tests of the model `people` cannot begin. */
async function fault(dataTest: string, more: ProjectTexts = {}): Promise<string> {
  const error = await refusal(outcome(dataTest, more));
  return `${error.code} ${error.message}`;
}

describe("a data test", () => {
  const cases: readonly (readonly [dataTest: string, expected: string])[] = [
    ["{ unique: { column_name: id } }", "failed 1"],
    ["{ unique: { column_name: name } }", "success 0"],
    ["{ not_null: { column_name: id } }", "failed 1"],
    ["{ not_null: { column_name: id, where: pay < 40 } }", "success 0"],
    ["{ accepted_values: { column_name: name, values: [a, b] } }", "failed 1"],
    ["{ accepted_values: { column_name: pay, values: [10, 20], quote: false } }", "failed 2"],
    ["{ relationships: { column_name: id, to: ref('ids'), field: id } }", "failed 2"],
    [`{ relationships: { column_name: id, to: "{{ ref('ids') }}", field: id, where: id = 1 } }`, "success 0"],
    ["{ not_null: { column_name: id, severity: warn } }", "warned 1"],
    ["{ not_null: { column_name: id, severity: WARN } }", "warned 1"],
    ['{ not_null: { column_name: id, error_if: ">5" } }', "warned 1"],
    ['{ not_null: { column_name: id, error_if: ">5", warn_if: ">3" } }', "success 1"],
    ["{ not_null: { column_name: id, fail_calc: count(*) * 3 } }", "failed 3"],
    ["{ above: { limit: 2, config: { limit: 1 }, arguments: { least: 25 } } }", "failed 1"],
    ["{ above: { least: 25 } }", "failed 2"],
    [`{ above: { least: "var('least', 15)" } }`, "failed 1"],
  ];
  const macros = {
    "macros/above.sql":
      "{% test above(model, least) %} select pay from {{ model }} where pay < {{ least }} -- end\n{% endtest %}",
  };
  test.each(cases)("%s ends as %s", async (dataTest, expected) => {
    expect(await outcome(dataTest, macros)).toBe(expected);
  });

  /** All cases as tests of one model, each with a name of its own. */
  const together = (dataTests: readonly string[]): string =>
    dataTests
      .map((dataTest, index) => dataTest.replace(/^\{ (?<name>\w+): \{/u, `$& name: t${index},`))
      .join(", ");

  test("comes to the same among others as alone, whatever they come to", async () => {
    const { engine, run } = await openShop({
      ...macros,
      "macros/opens.sql": "{% test opens(model) %} select 1 as x /* {% endtest %}",
      "macros/closes.sql": "{% test closes(model) %} */ select 1 as x {% endtest %}",
      "models/people.sql": people,
      "models/ids.sql": "select 1 as id",
      "models/s.yml": `models: [{ name: people, data_tests: [${together([
        ...cases.map(([dataTest]) => dataTest),
        ...Array.from({ length: 30 }, () => "{ not_null: { column_name: pay } }"),
        "{ not_null: { column_name: nothing } }",
        "{ unique: { } }",
        ...Array.from({ length: 30 }, () => "{ unique: { column_name: id } }"),
        "{ opens: { } }",
        "{ closes: { } }",
      ])}] }]`,
    });
    await run();
    const outcomes = ({ results }: ModelReport): readonly unknown[] =>
      results.map(({ durationMs: _durationMs, error, ...result }) => ({ ...result, error: error?.toJSON() }));
    const all = outcomes(await engine.test({ variables: {} })) as readonly { readonly name: string }[];
    expect(all).toHaveLength(cases.length + 64);
    const inOrder = all.toSorted((a, b) => Number(a.name.slice(1)) - Number(b.name.slice(1)));
    for (const found of inOrder)
      expect([found]).toEqual(outcomes(await engine.test({ variables: {}, select: [found.name] })));
    expect(inOrder.slice(-2)).toMatchObject([{ status: "error" }, { status: "error" }]);
  });

  test("may be one of the project's own instead of dbt's", async () => {
    const own = "{% test unique(model, column_name) %}select 1 as x limit 0{% endtest %}";
    expect(await outcome("{ unique: { column_name: id } }", { "tests/generic/u.sql": own })).toBe(
      "success 0",
    );
  });

  test("may be a file, with settings of its own", async () => {
    const { engine, run } = await openShop({
      "dbt_project.yml": "name: shop\ndata_tests: { +tags: all, shop: { +severity: warn } }",
      "models/people.sql": people,
      "tests/pay.sql":
        "{{ config(severity='error', tags='pay') }} select * from {{ ref('people') }} where pay > 30",
      "tests/more/names.sql": "select * from {{ ref('people') }} where name is null;",
      "tests/off.sql": "{{ config(enabled=false) }} select 1",
    });
    await run();
    const { results } = await engine.test({ variables: {} });
    expect(Object.fromEntries(results.map(({ name, status }) => [name, status]))).toEqual({
      names: "warned",
      pay: "failed",
    });
    const pay = await engine.test({ variables: {}, select: ["tag:pay"] });
    expect(pay.results[0]).toMatchObject({
      uniqueId: "test.shop.pay",
      kind: "test",
      file: "tests/pay.sql",
      error: {
        code: "MODEL_TEST_FAILED",
        details: { rows: 1, sql: expect.stringContaining("pay > 30") as string },
      },
    });
    expect(pay.results[0]?.error?.message).toContain('tests/pay.sql:1: the data test "pay" fails for 1 row.');
  });

  test("may be of a source", async () => {
    const { engine, execute } = await openShop({
      "models/s.yml":
        "sources: [{ name: raw, schema: main, tables: [{ name: t, columns: [{ name: x, tests: [not_null] }] }] }]",
    });
    await execute("CREATE TABLE t AS SELECT NULL::INTEGER AS x");
    expect((await engine.test({ variables: {} })).results).toMatchObject([
      { name: "source_not_null_raw_t_x", status: "failed", rows: 1 },
    ]);
  });

  test("may be of an ephemeral model", async () => {
    expect(
      await outcome("{ not_null: { column_name: id } }", {
        "models/people.sql": people.replace("'table'", "'ephemeral'"),
      }),
    ).toBe("failed 1");
  });

  test("that cannot be executed names its file and line", async () => {
    expect(await outcome("{ not_null: { column_name: nothing } }")).toMatch(
      /^error models\/s\.yml: Binder Error: .*nothing/u,
    );
    const singular = {
      "tests/t.sql": "select 1\nfrom {{ ref('people') }}\nwhere nothing = 1",
      "models/s.yml": "",
    };
    expect(await outcome("", singular)).toMatch(/^error tests\/t\.sql:3: Binder Error/u);
  });

  test("is refused when it cannot be read", async () => {
    expect(await fault("{ uniqe: {} }")).toMatch(
      /^MODEL_PROJECT_INVALID models\/s\.yml:1: there is no test "uniqe" \(did you mean "unique"\?\)/u,
    );
    expect(await fault('{ unique: { "a b": 1 } }')).toContain('models/s.yml:1: "a b" cannot be an argument');
    expect(await fault("{ unique: { severity: bad } }")).toContain(
      'severity must be "warn" or "error", but is "bad"',
    );
    expect(await fault("{ unique: { limit: x } }")).toContain('limit must be a whole number, but is "x"');
    expect(await fault("{ unique: { column_name: ref('nothing') } }")).toMatch(
      /^MODEL_REF_UNKNOWN models\/s\.yml:1: there is no model "nothing"/u,
    );
    expect(await fault('{ relationships: { column_name: id, to: "{{ 1 + }}", field: id } }')).toMatch(
      /^MODEL_RENDER_FAILED models\/s\.yml/u,
    );
    expect(await fault("unique", { "models/people.sql": "{{ config(enabled=false) }}" })).toContain(
      'tests "people", which has enabled: false',
    );
    expect(await fault("", { "tests/t.sql": "{{ config(severty='warn') }} select 1" })).toContain(
      '"severty" is not a setting of dbt\'s',
    );
  });

  test("lacks an argument", async () => {
    expect(await outcome("unique")).toMatch(/^error models\/s\.yml:1: Jinja says: undefined value/u);
  });

  test("runs beside others, and all stop when they are aborted", async () => {
    const files = Array.from({ length: 12 }, (_, index) => [`tests/t${index}.sql`, "select 1 as x limit 0"]);
    const texts = Object.fromEntries(files) as ProjectTexts;
    const { engine } = await openShop(texts, { threads: 3 });
    expect((await engine.test({ variables: {} })).results).toHaveLength(12);
    const abort = new AbortController();
    const onEvent = (): void => abort.abort(new Error("enough"));
    const stopped = await refusal(engine.test({ variables: {} }, { signal: abort.signal, onEvent }));
    expect(stopped.code).toBe("OPERATION_ABORTED");
  });
});
