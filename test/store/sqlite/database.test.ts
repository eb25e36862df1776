import Libsql from "libsql";
import { describe, expect, test } from "vitest";
import { BailiwickError } from "../../../src/kernel/index.js";
import type { SqliteDatabase } from "../../../src/store/sqlite/database.js";
import { openDatabase } from "../../../src/store/sqlite/open-database.js";
import { storeError, type StoreWork } from "../../../src/store/sqlite/sqlite-errors.js";
import { caught } from "../../support/caught.js";

async function database(): Promise<SqliteDatabase> {
  const sql = "CREATE TABLE items (id INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT";
  const migrations = [{ version: 1, name: "items", sql }];
  return openDatabase(":memory:", { migrations, synchronous: "full", busyTimeoutMs: 0, readOnly: false });
}

describe("a transaction", () => {
  test("gives what its work gives, and is taken back if it throws", async () => {
    const items = await database();
    const insert = items.statement("INSERT INTO items (name) VALUES (?)");
    const count = (): number => items.statement<[number]>("SELECT count(*) FROM items").only()[0];
    expect(items.transaction(() => insert.insert("a"))).toBe(1);
    const broken = new Error("no");
    expect(() =>
      items.transaction(() => {
        insert.run("b");
        throw broken;
      }),
    ).toThrow(broken);
    expect(count()).toBe(1);
    expect(caught(() => items.transaction(() => insert.run(null)))).toMatchObject({
      code: "STORE_WRITE_FAILED",
      details: { path: ":memory:", sqliteCode: "SQLITE_CONSTRAINT_NOTNULL" },
    });
    expect(items.transaction(() => insert.run("c"))).toBe(1);
    expect(count()).toBe(2);
    items.close();
  });

  test("cannot be within another one, which goes on", async () => {
    const items = await database();
    items.transaction(() => {
      expect(() => items.transaction(() => undefined)).toThrow(TypeError);
      items.statement("INSERT INTO items (name) VALUES ('a')").run();
    });
    expect(items.statement("SELECT name FROM items").all()).toEqual([["a"]]);
    items.close();
  });
});

test("a statement that was to give a row and gives none is a mistake", async () => {
  const items = await database();
  const find = items.statement("SELECT name FROM items WHERE id = ?");
  expect(find.first(1)).toBeUndefined();
  expect(() => find.only(1)).toThrow(TypeError);
  items.close();
});

describe("what SQLite refuses", () => {
  test.each<[string, StoreWork, string, RegExp]>([
    ["SQLITE_FULL", "written", "STORE_WRITE_FAILED", /the disk is full/],
    ["SQLITE_FULL", "read", "STORE_WRITE_FAILED", /could not be written: the disk is full/],
    ["SQLITE_IOERR_FSYNC", "written", "STORE_WRITE_FAILED", /I\/O error \(SQLITE_IOERR_FSYNC\)/],
    ["SQLITE_IOERR_WRITE", "read", "STORE_WRITE_FAILED", /I\/O error/],
    ["SQLITE_IOERR_READ", "read", "STORE_UNREADABLE", /it could not be read: the text/],
    ["SQLITE_BUSY", "written", "STORE_WRITE_FAILED", /another process/],
    ["SQLITE_BUSY", "opened", "STORE_WRITE_FAILED", /could not be opened: another process/],
    ["SQLITE_READONLY_DBMOVED", "written", "STORE_READ_ONLY", /can be read but not be written/],
    ["SQLITE_NOTADB", "read", "STORE_UNREADABLE", /not a SQLite database/],
    ["SQLITE_CORRUPT_VTAB", "written", "STORE_UNREADABLE", /damaged/],
    ["SQLITE_CANTOPEN", "read", "STORE_UNREADABLE", /cannot be opened/],
  ])("%s when it is %s is %s", (code, work, expected, message) => {
    const thrown = new Libsql.SqliteError("the text", code);
    const error = storeError(thrown, "/runs.db", work);
    expect(error).toMatchObject({ code: expected, cause: thrown });
    expect((error as BailiwickError).message).toMatch(message);
    expect((error as BailiwickError).message).toContain('"/runs.db"');
  });

  test("and what others throw stays as it is", () => {
    for (const thrown of [
      new Error("no"),
      "text",
      new BailiwickError("STORE_CLOSED", { message: "closed" }),
    ]) {
      expect(storeError(thrown, "/runs.db", "read")).toBe(thrown);
    }
  });
});
