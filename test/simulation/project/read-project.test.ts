import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readProject } from "../../../src/simulation/project/read-project.js";
import { projectFolder, refusal, type ProjectTexts } from "../project-folder.js";

const read = async (texts: ProjectTexts): ReturnType<typeof readProject> =>
  readProject(await projectFolder(texts));

const fault = async (texts: ProjectTexts): Promise<{ readonly code: string; readonly message: string }> =>
  refusal(read(texts));

describe("a project", () => {
  test("has models with the settings of all places, nearer ones over others", async () => {
    const { models, name, variables } = await read({
      "dbt_project.yml": `
name: shop
version: 1.0.0
model-paths: [models, more]
vars:
  year: 2025
  other: 1
  shop: { year: 2026 }
models:
  +tags: all
  shop:
    +materialized: view
    +meta: { owner: a }
    marts:
      materialized: table
      +tags: [marts]
      +pre-hook: select 1
      orders: { +enabled: true }
`,
      "models/marts/orders.sql": "select 1",
      "models/plain.sql": "select 2",
      "more/other.sql": "select 3",
      "models/schema.yml": `
models:
  - name: orders
    description: "{{ doc('orders') }} of the shop"
    config: { tags: own, post-hook: [select 2], materialized: incremental }
    tags: [listed]
  - name: plain
    description: ""
`,
      "models/docs.md": "# Docs\n{% docs orders %}\nAll orders\n{% enddocs %}",
    });
    expect(name).toBe("shop");
    expect(variables).toEqual({ year: 2026, other: 1 });
    expect([...models.keys()]).toEqual(["orders", "plain", "other"]);
    expect(models.get("orders")).toEqual({
      kind: "model",
      uniqueId: "model.shop.orders",
      name: "orders",
      file: "models/marts/orders.sql",
      fqn: ["shop", "marts", "orders"],
      text: "select 1",
      description: "All orders of the shop",
      config: {
        tags: ["all", "marts", "listed", "own"],
        materialized: "incremental",
        meta: { owner: "a" },
        pre_hook: ["select 1"],
        post_hook: ["select 2"],
        enabled: true,
      },
    });
    expect(models.get("plain")).not.toHaveProperty("description");
    expect(models.get("other")).toMatchObject({ file: "more/other.sql", config: { materialized: "view" } });
    expect(Object.isFrozen(models.get("orders")?.config)).toBe(true);
  });

  test("has data tests that are named as dbt names them", async () => {
    const { tests } = await read({
      "models/orders.sql": "select 1 as id",
      "models/schema.yml": `
models:
  - name: orders
    data_tests:
      - balanced: { by: [a, "b c"], strict: true, of: null, map: { x: 1 } }
    columns:
      - name: id
        quote: true
        tests:
          - not_null
          - unique: { name: ids_differ, severity: warn, config: { where: id > 1 } }
          - test_name: accepted_values
            values: [1]
            quote: false
sources:
  - name: raw
    tables:
      - name: lines
        identifier: raw_lines
        columns: [{ name: id, data_tests: [not_null] }]
  - { name: other, schema: elsewhere, tables: [{ name: things }] }
`,
      "tests/sums.sql": "select 1",
      "macros/balanced.sql": "{% test balanced(model, by) %}{% endtest %}",
    });
    expect(tests.map(({ name, line, file }) => [name, file, line])).toEqual([
      ["balanced_orders_a__b_c__1__None__True", "models/schema.yml", 5],
      ["not_null_orders__id_", "models/schema.yml", 10],
      ["ids_differ", "models/schema.yml", 11],
      ["accepted_values_orders__id___False__1", "models/schema.yml", 12],
      ["source_not_null_raw_lines_id", "models/schema.yml", 20],
      ["sums", "tests/sums.sql", 1],
    ]);
    expect(tests[2]).toMatchObject({
      config: { severity: "warn", where: "id > 1" },
      body: { test: "unique", column: '"id"', parameters: {} },
    });
    expect(new Set(tests.map(({ uniqueId }) => uniqueId)).size).toBe(tests.length);
  });

  test("has sources with the schema and the name that they have in the database", async () => {
    const { sources } = await read({
      "models/s.yml": "sources: [{ name: raw, tables: [{ name: a }, { name: b, identifier: c }] }]",
    });
    expect([...sources.values()]).toEqual([
      { source: "raw", name: "a", schema: "raw", identifier: "a" },
      { source: "raw", name: "b", schema: "raw", identifier: "c" },
    ]);
  });

  test("has macros, and nothing of what stands around them", async () => {
    const { macros, macroFiles } = await read({
      "macros/a.sql":
        "around\n{% macro a() %}1{% endmacro %}\n{{ around }}{%- data_test b(model) -%}2{%- enddata_test -%}",
      "macros/readme.md": "{% macro none() %}{% endmacro %}",
      "tests/generic/c.sql": "{% test c(model) %}3{% endtest %}",
    });
    expect([...macros.values()].map(({ name, line }) => [name, line])).toEqual([
      ["a", 2],
      ["test_b", 3],
      ["test_c", 1],
    ]);
    expect(macroFiles[0]?.text).toBe(
      "\n{% macro a() %}1{% endmacro %}\n{%- macro test_b(model) -%}2{%- endmacro -%}",
    );
  });

  test("may leave out packages that it has none of", async () => {
    const project = await read({ "packages.yml": "packages: []", "dependencies.yml": "" });
    expect(project.models.size).toBe(0);
  });
});

describe("a project is refused", () => {
  const model = { "models/a.sql": "select 1" };
  const yml = (text: string): ProjectTexts => ({ ...model, "models/s.yml": text });
  const cases: readonly (readonly [what: string, texts: ProjectTexts, code: string, message: string])[] = [
    [
      "that is empty",
      { "dbt_project.yml": "" },
      "PROJECT_INVALID",
      "dbt_project.yml: the file is empty or has no name",
    ],
    [
      "that is a list",
      { "dbt_project.yml": "[1]" },
      "PROJECT_INVALID",
      "dbt_project.yml:1: the file must be a map, but is an array of 1",
    ],
    [
      "without a name",
      { "dbt_project.yml": "version: 1" },
      "PROJECT_INVALID",
      "dbt_project.yml:1: name is missing",
    ],
    [
      "with a bad name",
      { "dbt_project.yml": "name: 1" },
      "PROJECT_INVALID",
      "name must be a text that is not empty, but is 1",
    ],
    [
      "with bad YAML",
      { "dbt_project.yml": "name: shop\nvars: [" },
      "PROJECT_INVALID",
      "dbt_project.yml:2: this is not valid YAML",
    ],
    [
      "with a key that is mistyped",
      { "dbt_project.yml": "name: shop\nmodel-path: [a]" },
      "PROJECT_INVALID",
      'dbt_project.yml:2: "model-path" is not a key of dbt_project.yml (did you mean "model-paths"?)',
    ],
    [
      "with paths that are none",
      { "dbt_project.yml": "name: shop\nmodel-paths: 3" },
      "PROJECT_INVALID",
      "model-paths must be a text or a list of texts, but is 3",
    ],
    [
      "with hooks of runs",
      { "dbt_project.yml": "name: shop\non-run-start: select 1" },
      "UNSUPPORTED",
      "dbt_project.yml:2: on-run-start is not known to the embedded engine",
    ],
    [
      "with a setting of no model",
      { "dbt_project.yml": "name: shop\nmodels: { shop: { +materialised: table } }" },
      "PROJECT_INVALID",
      '"materialised" is not a setting of dbt\'s (did you mean "materialized"?)',
    ],
    [
      "with a setting that only dbt knows",
      { "dbt_project.yml": "name: shop\nmodels: { +schema: x }" },
      "UNSUPPORTED",
      'the setting "schema" is not known to the embedded engine',
    ],
    [
      "with a materialisation that only dbt knows",
      yml("models: [{ name: a, config: { materialized: external } }]"),
      "UNSUPPORTED",
      'models/s.yml:1: materialized "external" is not known',
    ],
    [
      "with a materialisation that is no text",
      yml("models: [{ name: a, config: { materialized: 1 } }]"),
      "PROJECT_INVALID",
      "materialized must be",
    ],
    [
      "with tags that are none",
      yml("models: [{ name: a, config: { tags: [1] } }]"),
      "PROJECT_INVALID",
      "tags must be a text or a list of texts",
    ],
    [
      "with a switch that is none",
      yml("models: [{ name: a, config: { enabled: maybe } }]"),
      "PROJECT_INVALID",
      "enabled must be true or false",
    ],
    [
      "with a contract",
      yml("models: [{ name: a, config: { contract: { enforced: true } } }]"),
      "UNSUPPORTED",
      '"contract" is not known',
    ],
    [
      "with versions of models",
      yml("models: [{ name: a, versions: [{ v: 1 }] }]"),
      "UNSUPPORTED",
      "versions is not known",
    ],
    ["with unit tests", yml("unit_tests: [{ name: a }]"), "UNSUPPORTED", "unit_tests is not known"],
    [
      "with properties of no model",
      yml("models: [{ name: b }]"),
      "PROJECT_INVALID",
      'models/s.yml:1: there is no model "b"',
    ],
    [
      "with properties without a name",
      yml("models: [{ description: x }]"),
      "PROJECT_INVALID",
      "a model has no name",
    ],
    [
      "with properties twice",
      yml("models: [{ name: a }, { name: a }]"),
      "PROJECT_INVALID",
      'the model "a" is described twice, first in models/s.yml:1',
    ],
    [
      "with a list of properties that is none",
      yml("models: { name: a }"),
      "PROJECT_INVALID",
      "models must be a list",
    ],
    ["with an item that is no map", yml("models: [a]"), "PROJECT_INVALID", "an item of models must be a map"],
    [
      "with a config that is no map",
      yml("models: [{ name: a, config: x }]"),
      "PROJECT_INVALID",
      "config must be a map",
    ],
    [
      "with docs that are not there",
      yml("models: [{ name: a, description: \"{{ doc('x') }}\" }]"),
      "PROJECT_INVALID",
      'there are no docs "x"',
    ],
    [
      "with tests that are no list",
      yml("models: [{ name: a, tests: unique }]"),
      "PROJECT_INVALID",
      "tests must be a list",
    ],
    [
      "with a test that is none",
      yml("models: [{ name: a, tests: [1] }]"),
      "PROJECT_INVALID",
      "a test must be a name or a map, but is 1",
    ],
    [
      "with a test without a name",
      yml("models: [{ name: a, tests: [{}] }]"),
      "PROJECT_INVALID",
      "a test has no name",
    ],
    [
      "with two tests in one",
      yml("models: [{ name: a, tests: [{ x: {}, y: {} }] }]"),
      "PROJECT_INVALID",
      "a test must have one name",
    ],
    [
      "with arguments that are no map",
      yml("models: [{ name: a, tests: [{ x: 1 }] }]"),
      "PROJECT_INVALID",
      'the arguments of "x" must be a map, but are 1',
    ],
    [
      "with a config of a test that is no map",
      yml("models: [{ name: a, tests: [{ x: { config: 1 } }] }]"),
      "PROJECT_INVALID",
      "config and arguments must be maps",
    ],
    [
      "with a test of a package",
      yml("models: [{ name: a, tests: [dbt_utils.x] }]"),
      "UNSUPPORTED",
      'the test "dbt_utils.x" is of a package',
    ],
    [
      "with a setting of a test that is none",
      yml("models: [{ name: a, tests: [{ x: { config: { sevrity: warn } } }] }]"),
      "PROJECT_INVALID",
      '(did you mean "severity"?)',
    ],
    [
      "with failures that are to be stored",
      yml("models: [{ name: a, tests: [{ x: { config: { store_failures: true } } }] }]"),
      "UNSUPPORTED",
      '"store_failures" is not known',
    ],
    [
      "with a source without a name",
      yml("sources: [{ tables: [{ name: x }] }]"),
      "PROJECT_INVALID",
      "a source has no name",
    ],
    [
      "with a source of another database",
      yml("sources: [{ name: x, database: y }]"),
      "UNSUPPORTED",
      "database is not known",
    ],
    [
      "with a table without a name",
      yml("sources: [{ name: x, tables: [{ schema: y }] }]"),
      "PROJECT_INVALID",
      "a table of a source has no name",
    ],
    [
      "with a column without a name",
      yml("models: [{ name: a, columns: [{ tests: [unique] }] }]"),
      "PROJECT_INVALID",
      "a column has no name",
    ],
    [
      "with a model twice",
      { ...model, "models/x/a.sql": "select 2" },
      "PROJECT_INVALID",
      'models/x/a.sql: the model "a" is there twice, first in models/a.sql',
    ],
    [
      "with a macro twice",
      { "macros/a.sql": "{% macro a() %}{% endmacro %}{% macro a() %}{% endmacro %}" },
      "PROJECT_INVALID",
      'macros/a.sql:1: the macro "a" is there twice, first in macros/a.sql:1',
    ],
    [
      "with docs twice",
      { "models/a.md": "{% docs a %}{% enddocs %}{% docs a %}{% enddocs %}" },
      "PROJECT_INVALID",
      'the docs "a" are there twice',
    ],
    [
      "with a macro that places models",
      { "macros/a.sql": "{% macro generate_schema_name() %}{% endmacro %}" },
      "UNSUPPORTED",
      '"generate_schema_name" is not known',
    ],
    [
      "with a model in Python",
      { "models/a.py": "" },
      "UNSUPPORTED",
      "models/a.py: models in Python are not known",
    ],
    ["with seeds", { "seeds/a.csv": "" }, "UNSUPPORTED", "seeds/a.csv: seeds are not known"],
    ["with snapshots", { "snapshots/a.sql": "" }, "UNSUPPORTED", "snapshots/a.sql: snapshots are not known"],
    [
      "with packages",
      { "packages.yml": "packages:\n  - package: dbt-labs/dbt_utils" },
      "UNSUPPORTED",
      "packages.yml:2: packages is not known",
    ],
    [
      "that asks the database",
      { "models/a.sql": "\n{% set x = run_query('select 1') %}" },
      "UNSUPPORTED",
      "models/a.sql:2: run_query is not known to the embedded engine",
    ],
    [
      "with statements in a macro",
      { "macros/a.sql": "{% macro a() %}\n{% call statement('x') %}{% endcall %}{% endmacro %}" },
      "UNSUPPORTED",
      "macros/a.sql:2: statement is not known",
    ],
    [
      "with an adapter",
      { "tests/a.sql": "{{ adapter.get_relation() }}" },
      "UNSUPPORTED",
      "tests/a.sql:1: adapter is not known",
    ],
    [
      "with a snapshot in a model",
      { "models/a.sql": "{% snapshot x %}{% endsnapshot %}" },
      "UNSUPPORTED",
      "a block snapshot is not known",
    ],
    [
      "with config.get()",
      { "models/a.sql": "{{ config.get('x') }}" },
      "UNSUPPORTED",
      "config.get is not known",
    ],
    [
      "with the time of the run",
      { "models/a.sql": "select '{{ run_started_at }}'" },
      "UNSUPPORTED",
      "run_started_at is not known",
    ],
  ];
  test.each(cases)("%s", async (_what, texts, code, message) => {
    const error = await fault(texts);
    expect(error.code).toBe(`MODEL_${code}`);
    expect(error.message).toContain(message);
  });

  test("with all that is wrong at once", async () => {
    const files = Array.from({ length: 25 }, (_, index) => [`seeds/${index}.csv`, ""]);
    const error = await fault({ ...(Object.fromEntries(files) as ProjectTexts), "models/a.py": "" });
    expect(error.message).toContain("has 26 faults:\n  - seeds/0.csv: seeds are not known");
    expect(error.message).toContain("and 6 more");
    expect(error).toMatchObject({ details: { faults: { length: 26 } } });
  });

  test("that is not there", async () => {
    const folder = await projectFolder({});
    const error = await refusal(readProject(join(folder, "nowhere")));
    expect(error).toMatchObject({
      code: "INPUT_FILE_UNREADABLE",
      details: { path: join(folder, "nowhere/dbt_project.yml") },
    });
    expect(await refusal(readProject(1 as never))).toMatchObject({ code: "OPTION_INVALID" });
    const misplaced = await projectFolder({ models: "a file where a folder is to be" });
    await expect(readProject(misplaced)).rejects.toMatchObject({ code: "ENOTDIR" });
  });

  test("but not for words in quotes or outside of Jinja", async () => {
    const project = await read({
      "models/a.sql": "select 'x' as run_query {{ \"adapter.x(run_query())\" }} -- graph.x",
    });
    expect(project.models.size).toBe(1);
  });
});
