import { describe, expect, test } from "vitest";
import { nodeFault, projectFault, type FailedNode } from "../../../src/simulation/dbt/faults.js";

const node: FailedNode = {
  uniqueId: "model.tiny.orders",
  name: "orders",
  kind: "model",
  file: "models/orders.sql",
  message: "",
  sql: "select 1",
};

describe("of a node", () => {
  test.each([
    [
      "Compilation Error in model orders (models/orders.sql)\n  Unexpected end of template.\n    line 12\n      {% if x %}",
      "MODEL_RENDER_FAILED",
      'The model "orders" (models/orders.sql:12) could not be compiled: Unexpected end of template. line 12.',
    ],
    [
      "Compilation Error in model orders (models/orders.sql)\n  Required var 'rate' not found in config:\n  Vars supplied to orders = {}",
      "MODEL_VARIABLE_UNKNOWN",
      "could not be compiled: Required var 'rate' not found in config:",
    ],
    [
      "Compilation Error in model orders (models/orders.sql)\n  This model has an enforced contract that failed.\n  Please ensure …\n  > in macro x (y)",
      "MODEL_CONTRACT_BROKEN",
      "breaks its contract: This model has an enforced contract that failed.",
    ],
    [
      'Runtime Error in model orders (models/orders.sql)\n  Binder Error: Referenced column "nope" not found\n  \n  LINE 11: select nope\n                ^',
      "MODEL_SQL_FAILED",
      'was refused by the database: Binder Error: Referenced column "nope" not found LINE 11: select nope.',
    ],
    [
      "Database Error in model orders\n  Constraint Error: Duplicate key",
      "MODEL_SQL_FAILED",
      "Duplicate key.",
    ],
    ["it is broken", "MODEL_SQL_FAILED", "was refused by the database: it is broken."],
    [
      'Runtime Error in model orders (models/orders.sql)\n  IO Error: Could not set lock on file "/x": Conflicting lock is held in /bin/other (PID 42). See also https://duckdb.org',
      "STORE_LOCKED",
      'The database "/x.duckdb" cannot be opened: the process 42 (/bin/other) has it open.',
    ],
    [
      "Runtime Error in model orders\n  IO Error: Could not write file: No space left on device",
      "STORE_WRITE_FAILED",
      'dbt could not write the database "/x.duckdb": IO Error: Could not write file: No space left on device.',
    ],
    [
      "Runtime Error\n  IO Error: Trying to read a database file with version number 99, but we can only read versions between 64 and 67.",
      "STORE_NEWER",
      "has the storage version 99",
    ],
  ])("%j is %s", (message, code, text) => {
    const { error } = nodeFault({ ...node, message }, "/x.duckdb");
    expect(error.code).toBe(code);
    expect(error.message).toContain(text);
  });

  test("a test that found rows is told from one that could not be run", () => {
    const failed = { ...node, kind: "test" as const, failures: 2 };
    const found = nodeFault({ ...failed, message: "Got 2 results, configured to fail if != 0" }, "/x");
    expect(found.error.code).toBe("MODEL_TEST_FAILED");
    expect(found.error.details).toMatchObject({ failures: 2, sql: "select 1", file: "models/orders.sql" });
    const broken = nodeFault({ ...failed, message: "Runtime Error\n  Catalog Error: no table" }, "/x");
    expect(broken.error.code).toBe("MODEL_SQL_FAILED");
  });

  test("where nothing was rendered, no statement is in the details", () => {
    const { error } = nodeFault(
      { ...node, sql: undefined, message: "Compilation Error in model x\n  bad" },
      "/x",
    );
    expect(error.details).not.toHaveProperty("sql");
  });

  test.each([
    ['Runtime Error\n  IO Error: Could not set lock on file "/x": Conflicting lock is held', true],
    ["Runtime Error\n  Out of Memory Error: failed to allocate", true],
    ["Runtime Error\n  Connection Error: refused", true],
    ["Runtime Error\n  IO Error: Cannot open file: Too many open files", true],
    ["Runtime Error\n  TransactionContext Error: Catalog write-write conflict", true],
    ["Compilation Error in model x\n  bad", false],
    ["Runtime Error\n  Binder Error: no such column", false],
    ["Got 2 results, configured to fail if != 0", false],
    ["Runtime Error\n  IO Error: No space left on device", false],
    ["Runtime Error\n  IO Error: The file is not a valid DuckDB database file!", false],
  ])("%j may be gone the next time: %s", (message, isTransient) => {
    expect(nodeFault({ ...node, message }, "/x").isTransient).toBe(isTransient);
    expect(projectFault(message, "/project", "/x").isTransient).toBe(isTransient);
  });
});

describe("of a project", () => {
  test.each([
    [
      "Compilation Error\n  Model 'model.tiny.a' (models/a.sql) depends on a node named 'zzz' which was not found",
      "MODEL_REF_UNKNOWN",
      '"/project" (models/a.sql): Model',
    ],
    ["Encountered an error:\nFound a cycle: model.a --> model.b", "MODEL_CYCLE", "Found a cycle"],
    [
      "Compilation Error in model e (models/e.sql)\n  Unexpected end of template.\n    line 2\n      {% if x %}",
      "MODEL_RENDER_FAILED",
      '"/project" (models/e.sql:2): Unexpected end of template. line 2.',
    ],
    [
      'Compilation Error\n  dbt found 1 package(s) specified in packages.yml, but only 0 package(s) installed in dbt_packages. Run "dbt deps" to install package dependencies.',
      "MODEL_DEPENDENCY_MISSING",
      "run `dbt deps` in the folder of the project",
    ],
    [
      "Runtime Error\n  The profile 'tiny' does not have a target named 'prod'. The valid target names for this profile are:\n   - dev",
      "MODEL_PROJECT_INVALID",
      "does not have a target named 'prod'",
    ],
    [
      "Parsing Error\n  Error reading tiny: schema.yml - Runtime Error",
      "MODEL_PROJECT_INVALID",
      "schema.yml",
    ],
    ["Compilation Error\n  Required var 'x' not found in config:", "MODEL_VARIABLE_UNKNOWN", "Required var"],
    ["Catalog Error: no such schema", "MODEL_SQL_FAILED", "no such schema"],
    ["something else!", "MODEL_ENGINE_FAILED", "something else!"],
  ])("%j is %s", (text, code, part) => {
    const { error } = projectFault(text, "/project", "/x");
    expect(error.code).toBe(code);
    expect(error.message).toContain(part);
  });
});
