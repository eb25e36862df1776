import { describe, expect, test } from "vitest";
import type { ModelEvent } from "../../../src/simulation/index.js";
import { faultOf, modelError, openShop } from "../project-folder.js";

/** The only value of the only row of the table `a`. */
async function value(
  text: string,
  more: Readonly<Record<string, string>> = {},
  variables = {},
): Promise<unknown> {
  const { run, rows } = await openShop({ "models/a.sql": `select ${text} as value`, ...more });
  await run({ variables, select: ["+a"] });
  return (await rows("FROM a"))[0]?.["value"];
}

describe("a model can use", () => {
  test("variables of the request, of the project, and defaults", async () => {
    const project = { "dbt_project.yml": "name: shop\nvars: { x: 1, y: [1, { z: 2 }] }" };
    expect(await value("{{ var('x') }}", project)).toBe(1);
    expect(await value("{{ var('x') }}", project, { x: 7 })).toBe(7);
    expect(await value("{{ var('y')[1].z + var('y') | length }}", project)).toBe(4);
    expect(await value("{{ var('none', 5) }}")).toBe(5);
    expect(await value("{{ var('none', default=6) }}")).toBe(6);
    expect(await value("'{{ var('none', {'a': 'b'}).a }}'")).toBe("b");
    expect(await value("{{ 1 if var('none', none) is none else 2 }}")).toBe(1);
    expect(await value("{{ 1 if var('n') is none else 2 }}", {}, { n: null })).toBe(1);
  });

  test("macros of all files, which use each other in any order", async () => {
    const macros = {
      "macros/a.sql": "{% macro first(n) %}{{ second(n, by=10) }}{% endmacro %}",
      "macros/z.sql": "{% macro second(n, by=2) %}{{ return(n * by + var('x', 1)) }}{% endmacro %}",
    };
    expect(await value("{{ first(2) | trim }}", macros)).toBe(21);
    expect(await value("{% macro own() %}3{% endmacro %}{{ own() }}", macros)).toBe(3);
  });

  test("the environment, blocks, filters and the target", async () => {
    expect(await value("'{{ env_var('PATH') | length > 0 }}'")).toBe("true");
    expect(await value("'{{ env_var('BAILIWICK_NO_SUCH', 'x') }}'")).toBe("x");
    expect(await value("{% set x %}4{% endset %}{{ x | as_number }}")).toBe(4);
    expect(
      await value("'{{ target.schema }} {{ target.type }} {{ execute }} {{ flags.FULL_REFRESH }}'"),
    ).toBe("main duckdb true false");
    expect(await value(`'{{ tojson({"a": [1, none]}) }} {{ tojson([1]) }} {{ tojson(none) }}'`)).toBe(
      '{"a":[1,null]} [1] null',
    );
    expect(await value("1 {% do log('x') %}{{ print('x') }}{{ debug() }}")).toBe(1);
    expect(await value("'{{ this }}'")).toBe('"main"."a"');
  });

  test("ephemeral models, which stand before its own query", async () => {
    const texts = {
      "models/e1.sql": "{{ config(materialized='ephemeral') }} select 2 as n;",
      "models/e2.sql":
        "{{ config(materialized='ephemeral') }} with x as (from {{ ref('e1') }}) select n * 3 as n from x -- end",
      "models/c.sql":
        "{{ config(materialized='view') }} with y as (select n + 1 as n from {{ ref('e2') }}) select * from y",
    };
    expect(await value("(select c.n + e.n from {{ ref('c') }} as c, {{ ref('e1') }} as e)", texts)).toBe(9);
  });

  test("what it logs as an event", async () => {
    const { engine } = await openShop({
      "models/a.sql":
        "{{ log('a', info=true) }}{{ log('b') }}{{ exceptions.warn('c') }}{% if execute %}{% endif %} select 1 as x",
    });
    const events: ModelEvent[] = [];
    await engine.run({ variables: {} }, { onEvent: (event) => events.push(event) });
    expect(events.filter(({ type }) => type === "log")).toEqual([
      { type: "log", level: "info", message: "a" },
      { type: "log", level: "debug", message: "b" },
      { type: "log", level: "warn", message: "c" },
    ]);
  });

  test("a package of its own name, and settings in all forms", async () => {
    const { engine } = await openShop({
      "models/a.sql":
        "{{ config({'tags': ['x'], 'meta': {'a': {'b': [none]}}}, materialized='view') }}{{ config(tags='y') }} select 1",
      "models/b.sql": "-- depends_on: {{ ref('shop', 'a') }}\n select 1",
      "models/c.sql": "{{ config(enabled=false) }} select 1",
    });
    expect(await engine.models()).toMatchObject([
      { name: "a", materialized: "view", tags: ["x", "y"] },
      { name: "b", materialized: "view", refs: ["a"] },
    ]);
  });
});

describe("a model is refused, with its file and line, that", () => {
  const cases: readonly (readonly [what: string, text: string, code: string, message: string])[] = [
    ["is no Jinja", "select\n{{ 1 + }}", "MODEL_RENDER_FAILED", "models/a.sql:2: Jinja says: syntax error"],
    [
      "calls what is not there",
      "\n\n{{ hlaf(1) }}",
      "MODEL_RENDER_FAILED",
      'models/a.sql:3: Jinja says: unknown function: hlaf is unknown (did you mean "half"?)',
    ],
    [
      "names what is not there",
      "\n{{ nothing }}",
      "MODEL_RENDER_FAILED",
      "models/a.sql:2: Jinja says: undefined value",
    ],
    [
      "refers to no model",
      "\n-- {{ ref('b') }}\n{{ ref('aa') }}",
      "MODEL_REF_UNKNOWN",
      'models/a.sql:3: there is no model "aa" (did you mean "a"?)',
    ],
    [
      "refers to no source",
      "\n{{ source('raw', 'lins') }}",
      "MODEL_REF_UNKNOWN",
      'models/a.sql:2: there is no source "raw.lins" (did you mean "raw.lines"?)',
    ],
    [
      "refers to a package",
      "{{ ref('other', 'b') }}",
      "MODEL_UNSUPPORTED",
      'models/a.sql:1: "other" is a package',
    ],
    ["refers to a version", "{{ ref('b', v=2) }}", "MODEL_UNSUPPORTED", "versions of models are not known"],
    ["refers to nothing", "{{ ref(1) }}", "MODEL_RENDER_FAILED", "ref() takes the name of a model"],
    [
      "refers to what is disabled",
      "{{ ref('off') }}",
      "MODEL_REF_UNKNOWN",
      'models/a.sql: refers to "off", which has enabled: false',
    ],
    [
      "lacks a variable of the environment",
      "\n{{ env_var('BAILIWICK_NO_SUCH') }}",
      "MODEL_VARIABLE_UNKNOWN",
      'models/a.sql:2: the environment has no variable "BAILIWICK_NO_SUCH"',
    ],
    [
      "raises an error",
      "\n\n{{ exceptions.raise_compiler_error('too old') }}",
      "MODEL_RENDER_FAILED",
      "models/a.sql:3: too old",
    ],
    [
      "has an error in a macro",
      "{{ broken() }}",
      "MODEL_RENDER_FAILED",
      "macros/m.sql:4: Jinja says: undefined value",
    ],
    ["raises one in a macro", "{{ raising() }}", "MODEL_RENDER_FAILED", "macros/m.sql:6: no"],
    [
      "has settings without a name",
      "{{ config('table') }}",
      "MODEL_RENDER_FAILED",
      'config() takes settings by name or a map, but was given "table"',
    ],
    [
      "has an unknown setting",
      "\n{{ config(materialised='table') }}",
      "MODEL_PROJECT_INVALID",
      'models/a.sql:2: "materialised" is not a setting of dbt\'s',
    ],
    [
      "has a setting of dbt's",
      "{{ config(alias='x') }}",
      "MODEL_UNSUPPORTED",
      'models/a.sql:1: the setting "alias" is not known',
    ],
    [
      "has a strategy of dbt's",
      "{{ config(incremental_strategy='merge') }}",
      "MODEL_UNSUPPORTED",
      'incremental_strategy "merge" is not known',
    ],
    [
      "returns a list from a macro",
      "{{ listing() }}",
      "MODEL_UNSUPPORTED",
      "macros/m.sql:7: a macro can return text here, but returns an array of 1",
    ],
  ];
  const around = {
    "models/b.sql": "select 1",
    "models/off.sql": "{{ config(enabled=false) }}",
    "models/s.yml": "sources: [{ name: raw, tables: [{ name: lines }] }]",
    "macros/a.sql": "{% macro half(x) %}{{ x / 2 }}{% endmacro %}",
    "macros/m.sql": `{#- two lines
of text -#}
{% macro broken() %}
{{ nothing }}
{% endmacro %}
{% macro raising() %}{{ exceptions.raise_compiler_error("no") }}{% endmacro %}
{% macro listing() %}{{ return([1]) }}{% endmacro %}`,
  };
  test.each(cases)("%s", async (_what, text, code, message) => {
    const error = await faultOf({ ...around, "models/a.sql": text });
    expect(error.message).toContain(message);
    expect(error.code).toBe(code);
  });

  test("asks for a variable that nobody has given", async () => {
    const error = await modelError(
      { "models/a.sql": "{% if execute %}\n{{ var('yaer') }}{% endif %}" },
      { variables: { year: 1 } },
    );
    expect(error).toMatchObject({
      code: "MODEL_VARIABLE_UNKNOWN",
      details: { file: "models/a.sql", line: 2 },
    });
    expect(error.message).toContain('(did you mean "year"?)');
  });

  test("refers to another one only when it is built", async () => {
    const error = await modelError({
      "models/a.sql": "select 1 as x",
      "models/b.sql": "{% if execute %}\n{% set x = ref('a') %}{% endif %} select 1 as x",
    });
    expect(error).toMatchObject({ code: "MODEL_REF_UNKNOWN", details: { file: "models/b.sql", line: 2 } });
    expect(error.hint).toContain("-- depends_on: {{ ref('a') }}");
  });

  test("stands in a macro file that is no Jinja", async () => {
    const error = await faultOf({
      "macros/a.sql": "{% macro a() %}1{% endmacro %}",
      "macros/b.sql": "\n{% macro b() %}{{ }}{% endmacro %}",
    });
    expect(error).toMatchObject({ code: "MODEL_RENDER_FAILED", details: { file: "macros/b.sql", line: 2 } });
  });

  test("is on a circle of references", async () => {
    const error = await faultOf({
      "models/a.sql": "{{ ref('c') }}",
      "models/b.sql": "{{ ref('a') }}",
      "models/c.sql": "{{ ref('b') }}",
    });
    expect(error.message).toContain("in a circle: a → b → c → a (models/b.sql, models/c.sql, models/a.sql)");
    expect(error).toMatchObject({ code: "MODEL_CYCLE", details: { cycle: ["a", "b", "c", "a"] } });
  });
});
