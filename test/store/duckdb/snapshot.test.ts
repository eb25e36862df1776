import { expect, test } from "vitest";
import { openDuckDb, type DuckDbConnection } from "../../../src/store/index.js";
import { databasePath, execute, opened } from "./duckdb-file.js";

const countYears = async (connection: DuckDbConnection): Promise<unknown> =>
  (await connection.rows({ text: "SELECT count(*) AS found FROM years" }))[0]?.["found"];

test("every statement sees one moment, whatever is committed meanwhile", async () => {
  const database = await opened();
  await execute(database, "CREATE TABLE years AS SELECT 2025 AS year");
  await database.snapshot(async (connection) => {
    expect(await countYears(connection)).toBe(1);
    await execute(database, "INSERT INTO years VALUES (2026)");
    expect(await countYears(connection)).toBe(1);
  });
  expect(await database.read(countYears)).toBe(2);
});

test("temporary tables are gone at its end", async () => {
  const database = await opened();
  const make = { text: "CREATE TEMP TABLE kept AS SELECT 1 AS one" };
  for (let again = 0; again < 3; again++) {
    const rows = await database.snapshot(async (connection) => {
      await connection.run(make);
      await connection.run({ text: "INSERT INTO kept VALUES (2)" });
      return connection.rows({ text: "SELECT one FROM kept ORDER BY one" });
    });
    expect(rows).toEqual([{ one: 1 }, { one: 2 }]);
  }
});

test("a database that is only read has them too", async () => {
  const path = await databasePath();
  const writing = await openDuckDb(path);
  await execute(writing, "CREATE TABLE years AS SELECT 2025 AS year");
  await writing.close();
  await using database = await openDuckDb(path, { readOnly: true });
  const found = await database.snapshot(async (connection) => {
    await connection.run({ text: "CREATE TEMP TABLE kept AS SELECT * FROM years" });
    return connection.rows({ text: "SELECT * FROM kept" });
  });
  expect(found).toEqual([{ year: 2025 }]);
});

test.each([
  "INSERT INTO years VALUES (2026)",
  "UPDATE years SET year = 0",
  "DELETE FROM years",
  "DROP TABLE years",
  "CREATE TABLE others AS SELECT 1",
  "COMMIT",
  "SET threads = 1",
])("refuses %s, and nothing of it stays", async (text) => {
  const database = await opened();
  await execute(database, "CREATE TABLE years AS SELECT 2025 AS year");
  const work = database.snapshot(async (connection) => connection.run({ text }));
  await expect(work).rejects.toMatchObject({ code: "STORE_READ_ONLY" });
  const appending = database.snapshot(async (connection) =>
    connection.append({ table: "years" }, { year: [2026] }),
  );
  await expect(appending).rejects.toMatchObject({ code: "STORE_READ_ONLY" });
  expect(await database.read(async (c) => c.rows({ text: "SELECT * FROM years" }))).toEqual([{ year: 2025 }]);
  expect(await database.read(async (c) => c.rows({ text: "SELECT * FROM duckdb_tables()" }))).toHaveLength(1);
});
