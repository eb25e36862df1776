import { DuckDBInstance } from "@duckdb/node-api";
import { describe, expect, onTestFinished, test } from "vitest";
import type { DuckDb, DuckDbConnection } from "../../../src/store/index.js";
import { databasePath, execute, opened, query } from "./duckdb-file.js";

/** A database with a table of two rows. */
async function items(path?: string): Promise<DuckDb> {
  const database = await opened(path);
  await execute(
    database,
    "CREATE TABLE items (id INTEGER PRIMARY KEY, name VARCHAR NOT NULL)",
    "INSERT INTO items VALUES (1, 'one'), (2, 'two')",
  );
  return database;
}

const countItems = async (database: DuckDb): Promise<unknown> =>
  (await query(database, "SELECT count(*) AS count FROM items"))[0]?.["count"];

describe("a transaction", () => {
  test("commits all of it, and gives what its work gives", async () => {
    const database = await items();
    const changed = await database.transaction(async (connection) => {
      await connection.run({ text: "INSERT INTO items VALUES (3, 'three')" });
      return connection.run({ text: "UPDATE items SET name = 'x' WHERE id < $id", values: { id: 3 } });
    });
    expect(changed).toBe(2);
    expect(await countItems(database)).toBe(3);
  });

  test("that throws keeps nothing", async () => {
    const database = await items();
    const thrown = new Error("no");
    const work = database.transaction(async (connection) => {
      await connection.run({ text: "DELETE FROM items" });
      throw thrown;
    });
    await expect(work).rejects.toBe(thrown);
    expect(await countItems(database)).toBe(2);
  });

  test("fails with its first error, even if the work goes on", async () => {
    const database = await items();
    const later: unknown[] = [];
    const work = database.transaction(async (connection) => {
      await connection.run({ text: "INSERT INTO items VALUES (3, 'three')" });
      const twice = {
        name: "insert twice",
        text: "INSERT INTO items VALUES ($id, 'two')",
        values: { id: 2 },
      };
      await connection.run(twice).catch(() => undefined);
      await connection.rows({ text: "FROM items" }).catch((error: unknown) => later.push(error));
    });
    const error: unknown = await work.catch((failure: unknown) => failure);
    expect(error).toMatchObject({
      code: "STORE_CONSTRAINT",
      details: {
        path: ":memory:",
        statement: "insert twice",
        text: "INSERT INTO items VALUES ($id, 'two')",
        values: { id: "2" },
      },
      cause: { message: expect.stringMatching(/^Constraint Error/u) as string },
    });
    expect(later).toEqual([error]);
    expect(await countItems(database)).toBe(2);
  });

  test("fails with the error of a statement that was not awaited", async () => {
    const database = await items();
    let results: Promise<PromiseSettledResult<unknown>[]> | undefined;
    const work = database.transaction(async (connection) => {
      results = Promise.allSettled([
        connection.run({ text: "INSERT INTO items VALUES (3, 'three')" }),
        connection.run({ text: "INSERT INTO items VALUES (1, 'again')" }),
      ]);
    });
    await expect(work).rejects.toMatchObject({ code: "STORE_CONSTRAINT" });
    expect((await results)?.map(({ status }) => status)).toEqual(["fulfilled", "rejected"]);
    expect(await countItems(database)).toBe(2);
  });

  test("comes after the others of its path", async () => {
    const path = await databasePath();
    const [one, other] = [await items(path), await opened(path)];
    const steps: string[] = [];
    const work = (database: DuckDb, name: string): Promise<void> =>
      database.transaction(async (connection) => {
        steps.push(`${name} begins`);
        await connection.run({ text: "UPDATE items SET name = name || 'x'" });
        steps.push(`${name} ends`);
      });
    await Promise.all([work(one, "a"), work(other, "b"), work(one, "c")]);
    expect(steps).toEqual(["a begins", "a ends", "b begins", "b ends", "c begins", "c ends"]);
    expect((await query(one, "SELECT name FROM items WHERE id = 1"))[0]).toEqual({ name: "onexxx" });
  });

  test("is not begun within another one, and neither begun nor ended by a statement", async () => {
    const database = await items();
    const nested = database.transaction(() => database.transaction(async () => undefined));
    await expect(nested).rejects.toMatchObject({ code: "TRANSACTION_OPEN" });
    for (const text of ["BEGIN", "COMMIT", "ROLLBACK"]) {
      await expect(execute(database, "DELETE FROM items", text)).rejects.toMatchObject({
        code: "STORE_QUERY_FAILED",
        message: expect.stringContaining("begin or end a transaction") as string,
      });
    }
    expect(await countItems(database)).toBe(2);
  });

  test("reads beside it what is committed, and within it what it has written", async () => {
    const database = await items();
    await database.transaction(async (connection) => {
      await connection.run({ text: "DELETE FROM items" });
      expect(await connection.rows({ text: "FROM items" })).toEqual([]);
      expect(await countItems(database)).toBe(2);
    });
    expect(await countItems(database)).toBe(0);
  });

  test("leaves nothing behind on its connection for the next work", async () => {
    const database = await items();
    await execute(
      database,
      "CREATE SCHEMA other",
      "CREATE TEMP TABLE items AS SELECT 1",
      "SET schema = 'other'",
    );
    const shown = "SELECT current_schema() AS schema, (SELECT count(*) FROM main.items) AS items";
    expect(await query(database, shown)).toEqual([{ schema: "main", items: 2 }]);
  });

  test("gives a connection that nobody can use afterwards", async () => {
    const database = await items();
    const kept: DuckDbConnection[] = [];
    await database.transaction(async (connection) => {
      kept.push(connection);
    });
    await database.read(async (connection) => {
      kept.push(connection);
    });
    for (const connection of kept) {
      await expect(connection.run({ text: "SELECT 1" })).rejects.toMatchObject({ code: "TRANSACTION_ENDED" });
    }
  });
});

describe("a conflict with another writer", () => {
  /** A connection that does not know of the mutex. */
  const stranger = async (path: string) => {
    const instance = await DuckDBInstance.fromCache(path, {
      autoinstall_known_extensions: "false",
      autoload_known_extensions: "false",
      access_mode: "READ_WRITE",
    });
    const connection = await instance.connect();
    onTestFinished(() => {
      connection.closeSync();
      instance.closeSync();
    });
    return connection;
  };

  test("is tried again until it is gone", async () => {
    const path = await databasePath();
    const database = await items(path);
    const other = await stranger(path);
    let attempts = 0;
    const changed = await database.transaction(async (connection) => {
      attempts++;
      if (attempts === 1) await other.run("BEGIN");
      if (attempts <= 2) await other.run("UPDATE items SET name = 'other' WHERE id = 1");
      try {
        return await connection.run({ text: "UPDATE items SET name = name || '!' WHERE id = 1" });
      } finally {
        if (attempts === 2) await other.run("COMMIT");
      }
    });
    expect([changed, attempts]).toEqual([1, 3]);
    expect((await query(database, "SELECT name FROM items WHERE id = 1"))[0]).toEqual({ name: "other!" });
  });

  test("that stays is an error, after five more attempts", async () => {
    const path = await databasePath();
    const database = await items(path);
    const other = await stranger(path);
    await other.run("BEGIN");
    await other.run("UPDATE items SET name = 'other' WHERE id = 1");
    let attempts = 0;
    const work = database.transaction(async (connection) => {
      attempts++;
      await connection.run({ text: "UPDATE items SET name = '!' WHERE id = 1" });
    });
    await expect(work).rejects.toMatchObject({ code: "STORE_CONFLICT" });
    expect(attempts).toBe(6);
    await other.run("COMMIT");
  });

  test("may show at the commit", async () => {
    const path = await databasePath();
    const database = await items(path);
    const other = await stranger(path);
    const work = database.transaction(async (connection) => {
      await connection.run({ text: "INSERT INTO items VALUES (3, 'here')" });
      await other.run("INSERT OR IGNORE INTO items VALUES (3, 'there')");
    });
    await expect(work).rejects.toMatchObject({ code: "STORE_CONSTRAINT" });
    expect((await query(database, "SELECT name FROM items WHERE id = 3"))[0]).toEqual({ name: "there" });
  });
});

describe("reading", () => {
  test.each(["INSERT INTO items VALUES (3, 'x')", "CREATE TABLE t (i INTEGER)", "BEGIN", "SET threads = 1"])(
    "refuses %s",
    async (text) => {
      await expect(query(await items(), text)).rejects.toMatchObject({
        code: "STORE_READ_ONLY",
        message: expect.stringContaining("read() only reads") as string,
      });
    },
  );

  test("takes one statement", async () => {
    const database = await items();
    for (const text of ["SELECT 1; DROP TABLE items", ""]) {
      await expect(query(database, text)).rejects.toMatchObject({ code: "STORE_QUERY_FAILED" });
    }
    expect(await countItems(database)).toBe(2);
  });

  test("goes on at the same time, on more connections than are kept", async () => {
    const database = await items();
    const counts = await Promise.all(Array.from({ length: 12 }, () => countItems(database)));
    expect(new Set(counts)).toEqual(new Set([2]));
  });

  test("gives frozen rows", async () => {
    const rows = await query(await items(), "FROM items");
    expect(Object.isFrozen(rows) && rows.every((row) => Object.isFrozen(row))).toBe(true);
  });
});

describe("an error", () => {
  test.each([
    ["FROM item", 'needs the table "item", which is not in the database ":memory:" (did you mean "items"?).'],
    ["FROM other.things", 'needs the table "other.things"'],
    [
      "SELECT nam FROM items",
      'needs the column "nam", which is not in the database ":memory:" (did you mean "name"?).',
    ],
    ["SELECT items.nam FROM items", 'needs the column "nam" of the table "items"'],
  ])("of %s says what is missing", async (text, message) => {
    const database = await items();
    await execute(
      database,
      "CREATE SCHEMA s",
      "CREATE TABLE s.own (i INTEGER)",
      "CREATE VIEW v AS FROM items",
    );
    const error: unknown = await query(database, text).catch((failure: unknown) => failure);
    expect(error).toMatchObject({ code: "STORE_TABLE_MISSING", details: { text } });
    expect(error).toMatchObject({ message: expect.stringContaining(message) as string });
  });

  test.each(["UPDATE items SET nam = 'x'", "INSERT INTO items (id, nam) VALUES (1, 'x')"])(
    "of %s names the column",
    async (text) => {
      await expect(execute(await items(), text)).rejects.toMatchObject({
        code: "STORE_TABLE_MISSING",
        details: { column: "nam", columns: expect.arrayContaining(["name"]) as string[] },
      });
    },
  );

  test("of a missing table names those that there are", async () => {
    const database = await items();
    await execute(
      database,
      "CREATE SCHEMA s",
      "CREATE TABLE s.own (i INTEGER)",
      "CREATE VIEW v AS FROM items",
    );
    await expect(query(database, "FROM item")).rejects.toMatchObject({
      details: { table: "item", tables: ["items", "s.own", "v"] },
    });
  });

  test("in a database without tables says that", async () => {
    await expect(query(await opened(), "FROM items")).rejects.toMatchObject({
      hint: "it has no tables.",
    });
  });

  test("of another kind carries the statement and the cause, its values cut", async () => {
    const statement = { text: "SELECT $secret::INTEGER", values: { secret: "s".repeat(500) } };
    await expect(query(await opened(), statement)).rejects.toMatchObject({
      code: "STORE_QUERY_FAILED",
      message: expect.stringMatching(
        /^The statement "SELECT \$secret::INTEGER" failed on the database/u,
      ) as string,
      details: { text: statement.text, values: { secret: `"${"s".repeat(60)}…"` } },
      cause: { message: expect.stringMatching(/^Conversion Error/u) as string },
    });
  });

  test.each(["SELECT 1", null, { text: 1 }, { text: "SELECT $a", vlaues: { a: 1 } }])(
    "of something that is no statement is refused: %j",
    async (statement) => {
      const database = await opened();
      for (const method of ["rows", "columns", "run"] as const) {
        const work = database.transaction(async (connection) => connection[method](statement as never));
        await expect(work).rejects.toMatchObject({ code: "OPTION_INVALID" });
      }
    },
  );

  test("of something that is no work or no option is refused", async () => {
    const database = await opened();
    for (const method of ["read", "transaction"] as const) {
      await expect(database[method](1 as never)).rejects.toMatchObject({ code: "OPTION_INVALID" });
      const work = async (): Promise<void> => undefined;
      await expect(database[method](work, { sginal: 1 } as never)).rejects.toMatchObject({
        code: "OPTION_INVALID",
        message: expect.stringContaining('(did you mean "signal"?)') as string,
      });
      await expect(database[method](work, { signal: 1 } as never)).rejects.toMatchObject({
        code: "OPTION_INVALID",
      });
    }
  });
});

describe("an abort", () => {
  const slow = { text: "SELECT count(*) FROM range(100000000000) a" };

  test("interrupts the statement that is running, and rolls back", async () => {
    const database = await items();
    for (const method of ["read", "transaction"] as const) {
      const controller = new AbortController();
      const work = database[method](
        async (connection) => {
          if (method === "transaction") await connection.run({ text: "DELETE FROM items" });
          setTimeout(() => controller.abort(new Error("enough")), 20);
          await connection.rows(slow);
        },
        { signal: controller.signal },
      );
      await expect(work).rejects.toMatchObject({
        code: "OPERATION_ABORTED",
        message: expect.stringContaining("enough") as string,
      });
    }
    expect(await countItems(database)).toBe(2);
  });

  test("before the work, between its statements, and at its end", async () => {
    const database = await items();
    const aborted = AbortSignal.abort();
    await expect(database.read(async () => 1, { signal: aborted })).resolves.toBe(1);
    await expect(database.transaction(async () => 1, { signal: aborted })).rejects.toMatchObject({
      code: "OPERATION_ABORTED",
    });
    const controller = new AbortController();
    const work = database.transaction(
      async (connection) => {
        await connection.run({ text: "DELETE FROM items" });
        controller.abort();
      },
      { signal: controller.signal },
    );
    await expect(work).rejects.toMatchObject({ code: "OPERATION_ABORTED" });
    expect(await countItems(database)).toBe(2);
  });

  test("ends the waiting for a turn", async () => {
    const database = await items();
    const controller = new AbortController();
    await database.transaction(async () => {
      const waiting = database.read(async (connection) => connection.rows({ text: "FROM items" }), {
        signal: controller.signal,
      });
      expect(await waiting).toHaveLength(2);
    });
    let finish = (): void => undefined;
    const finished = new Promise<void>((resolve) => (finish = resolve));
    const first = database.transaction(() => finished);
    const second = database.transaction(async () => undefined, { signal: controller.signal });
    controller.abort();
    await expect(second).rejects.toMatchObject({ code: "OPERATION_ABORTED" });
    finish();
    await first;
  });

  test("of append() keeps nothing", async () => {
    const database = await items();
    const controller = new AbortController();
    const ids = Array.from({ length: 400_000 }, (_, index) => index + 10);
    const work = database.transaction(
      (connection) => {
        setTimeout(() => controller.abort(), 1);
        return connection.append({ table: "items" }, { id: ids, name: ids.map(String) });
      },
      { signal: controller.signal },
    );
    await expect(work).rejects.toMatchObject({ code: "OPERATION_ABORTED" });
    expect(await countItems(database)).toBe(2);
  });
});

describe("a stream", () => {
  const numbers = { text: "SELECT range AS number FROM range($count)", values: { count: 1_000_000 } };

  test("gives all rows in batches", async () => {
    const database = await opened();
    const [rows, sum, largest] = await database.read(async (connection) => {
      let [count, total, most] = [0, 0, 0];
      for await (const batch of connection.stream<{ number: number }>(numbers)) {
        count += batch.length;
        most = Math.max(most, batch.length);
        for (const { number } of batch) total += number;
      }
      return [count, total, most] as const;
    });
    expect([rows, sum]).toEqual([1_000_000, 499_999_500_000]);
    expect(largest).toBeLessThanOrEqual(2048);
  });

  test("keeps the memory flat", async () => {
    const database = await opened(":memory:", { memoryLimit: "64MB", threads: 1 });
    const wide = { text: "SELECT repeat('x', 1000) || range AS text FROM range(300000)" };
    const rows = await database.read(async (connection) => {
      let count = 0;
      for await (const batch of connection.stream(wide)) count += batch.length;
      return count;
    });
    expect(rows).toBe(300_000);
  });

  test("that is left early frees the connection, and holds no file", async () => {
    const database = await items();
    await database.transaction(async (connection) => {
      for await (const batch of connection.stream(numbers)) {
        expect(batch.length).toBeGreaterThan(0);
        break;
      }
      expect(await connection.rows({ text: "FROM items" })).toHaveLength(2);
      await connection.run({ text: "DELETE FROM items" });
    });
    expect(await countItems(database)).toBe(0);
  });

  test("refuses other statements of its connection meanwhile, which would end it without a word", async () => {
    const database = await items();
    await database.read(async (connection) => {
      let rows = 0;
      for await (const batch of connection.stream(numbers)) {
        rows += batch.length;
        if (rows > 2048) continue;
        await expect(connection.rows({ text: "SELECT 1" })).rejects.toMatchObject({
          code: "STORE_QUERY_FAILED",
          hint: expect.stringContaining("read it to its end") as string,
        });
        expect(await countItems(database)).toBe(2);
      }
      expect(rows).toBe(1_000_000);
    });
  });

  test("does not look complete when its work has ended before it", async () => {
    const database = await opened();
    const iterator = await database.read(async (connection) => {
      const stream = connection.stream(numbers)[Symbol.asyncIterator]();
      await stream.next();
      return { stream };
    });
    await expect(iterator.stream.next()).rejects.toMatchObject({ code: "TRANSACTION_ENDED" });
  });

  test("tells its errors, at its beginning and in between", async () => {
    const database = await opened();
    const read = (text: string): Promise<void> =>
      database.read(async (connection) => {
        for await (const batch of connection.stream({ text })) expect(batch.length).toBeGreaterThan(0);
      });
    await expect(read("FROM nowhere")).rejects.toMatchObject({ code: "STORE_TABLE_MISSING" });
    const late = "SELECT CASE WHEN range < 500000 THEN range ELSE error('late') END FROM range(1000000)";
    const cut = { code: "STORE_QUERY_FAILED", message: expect.stringContaining("before its end") as string };
    await expect(read(late)).rejects.toMatchObject(cut);
    expect(await query(database, "SELECT 1 AS one")).toEqual([{ one: 1 }]);
    let isCaught = false;
    const work = database.transaction(async (connection) => {
      await connection.run({ text: "CREATE TABLE kept (i INTEGER)" });
      try {
        for await (const batch of connection.stream({ text: late })) expect(batch.length).toBeGreaterThan(0);
      } catch {
        isCaught = true;
      }
    });
    await expect(work).rejects.toMatchObject({ code: "STORE_QUERY_FAILED" });
    expect(isCaught).toBe(true);
    await expect(query(database, "FROM kept")).rejects.toMatchObject({ code: "STORE_TABLE_MISSING" });
  });

  test("ends with an abort", async () => {
    const database = await opened();
    const controller = new AbortController();
    const work = database.read(
      async (connection) => {
        for await (const batch of connection.stream(numbers)) {
          expect(batch.length).toBeGreaterThan(0);
          controller.abort();
        }
      },
      { signal: controller.signal },
    );
    await expect(work).rejects.toMatchObject({ code: "OPERATION_ABORTED" });
  });
});
