import { copyFile, mkdir, readdir, readFile, stat, symlink, truncate, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import Libsql from "libsql";
import { describe, expect, test } from "vitest";
import { openRunStore } from "../../src/store/index.js";
import { opened, session, storeFolder, storePath } from "./store-file.js";

const magic = 0x42_69_6c_77;

/** Does something to a file with SQLite alone. */
function alter(path: string, sql: string): void {
  const database = new Libsql(path);
  database.exec(sql);
  database.pragma("wal_checkpoint(TRUNCATE)");
  database.close();
}

/** A store with one run, closed. */
async function storeWithRun(): Promise<string> {
  const path = await storePath();
  const store = await openRunStore(path);
  store.journal(session("one"));
  store.close();
  return path;
}

describe("opening", () => {
  test("makes the file, and finds in it later what was recorded", async () => {
    const path = await storeWithRun();
    const store = await opened(path);
    expect(store.path).toBe(path);
    expect(store.runs()).toHaveLength(1);
    expect(await readdir(dirname(path))).toEqual(["runs.db", "runs.db-shm", "runs.db-wal"]);
  });

  test("closing moves the log into the file", async () => {
    const path = await storePath();
    const store = await openRunStore(path);
    const before = (await stat(path)).size;
    store.journal(session("one"));
    store.close();
    expect((await stat(path)).size).toBeGreaterThan(before);
    expect((await stat(`${path}-wal`).catch(() => undefined))?.size ?? 0).toBe(0);
    const copy = `${path}.copy`;
    await copyFile(path, copy);
    expect((await opened(copy)).runs()).toHaveLength(1);
  });

  test.each(["relative", "with spaces, ü, #, ? and %20", "'quoted\""])("takes the path %s", async (name) => {
    const folder = await storeFolder();
    const store = await opened(join(folder, name));
    store.journal(session("one"));
    const reader = await opened(join(folder, name), { readOnly: true });
    expect(reader.runs()).toHaveLength(1);
    expect(await readdir(folder)).toContain(name);
  });

  test("follows a link", async () => {
    const path = await storeWithRun();
    const link = `${path}.link`;
    await symlink(path, link);
    expect((await opened(link)).runs()).toHaveLength(1);
  });

  test("takes an empty file as new", async () => {
    const path = await storePath();
    await writeFile(path, "");
    expect((await opened(path)).runs()).toEqual([]);
  });

  test("gives a store in memory, of which nothing remains", async () => {
    const store = await opened(":memory:");
    store.journal(session("one"));
    expect(store.path).toBe(":memory:");
    expect((await opened(":memory:")).runs()).toEqual([]);
  });

  test("may be done many times at once, also while the file is made", async () => {
    const path = await storePath();
    const stores = await Promise.all(Array.from({ length: 20 }, async () => opened(path)));
    stores.forEach((store, index) => store.journal(session(`run ${index}`)));
    for (const store of stores) expect(store.runs()).toHaveLength(20);
  });

  test.each([
    ["full", 2],
    ["normal", 1],
    ["off", 0],
  ] as const)("waits for the disk as %s says", async (synchronous, level) => {
    const { openDatabase } = await import("../../src/store/sqlite/open-database.js");
    const options = { migrations: [], busyTimeoutMs: 1, readOnly: false };
    const database = await openDatabase(await storePath(), { ...options, synchronous });
    expect(database.pragma("synchronous")).toBe(level);
    expect(database.pragma("journal_mode")).toBe("wal");
    expect(database.pragma("foreign_keys")).toBe(1);
    database.close();
  });
});

describe("what it refuses to be asked", () => {
  test.each<[string, unknown, unknown]>([
    ["a path that is empty", "", {}],
    ["a path that is none", 3, {}],
    ["a path with U+0000", "a\0b", {}],
    ["a level that there is not", "x", { synchronous: "FULL" }],
    ["a timeout of less than nothing", "x", { busyTimeoutMs: -1 }],
    ["a timeout without end", "x", { busyTimeoutMs: Infinity }],
    ["readOnly that is a text", "x", { readOnly: "yes" }],
    ["a signal that is none", "x", { signal: {} }],
    ["a clock that is none", "x", { clock: {} }],
    ["an option that there is not", "x", { readonly: true }],
    ["options that are none", "x", null],
  ])("%s", async (_, path, options) => {
    await expect(openRunStore(path as string, options as object)).rejects.toMatchObject({
      code: "OPTION_INVALID",
    });
  });

  test("and is ended by its signal", async () => {
    const path = await storePath();
    await expect(openRunStore(path, { signal: AbortSignal.abort("enough") })).rejects.toMatchObject({
      code: "OPERATION_ABORTED",
    });
    expect(await readdir(dirname(path))).toEqual([]);
  });
});

describe("files that are no run store", () => {
  test("a folder that is not there, and paths that cannot be one", async () => {
    const folder = await storeFolder();
    await mkdir(join(folder, "taken.db"));
    await writeFile(join(folder, "file"), "");
    const refused = async (path: string, readOnly = false): Promise<unknown> =>
      openRunStore(join(folder, path), { readOnly }).catch((error: unknown) => error);
    expect(await refused("missing/runs.db")).toMatchObject({
      code: "STORE_UNREADABLE",
      message: expect.stringContaining("is not there") as string,
    });
    expect(await refused("file/runs.db")).toMatchObject({ code: "STORE_UNREADABLE" });
    expect(await refused("taken.db")).toMatchObject({ details: { fault: "it is not a file" } });
    expect(await refused("x".repeat(300))).toMatchObject({
      code: "STORE_UNREADABLE",
      details: { sqliteCode: "SQLITE_CANTOPEN" },
    });
    expect(await refused("none.db", true)).toMatchObject({ details: { fault: "the file is not there" } });
    expect(await refused("file", true)).toMatchObject({ details: { fault: "the file is empty" } });
    expect((await readdir(folder)).toSorted()).toEqual(["file", "taken.db"]);
  });

  test.each<[string, (path: string) => Promise<void> | void, string]>([
    ["a text", async (path) => writeFile(path, "hello, ".repeat(2000)), "the file is not a SQLite database"],
    [
      "the database of something else",
      (path) => alter(path, "CREATE TABLE users (id)"),
      "it is a SQLite database of something else",
    ],
    [
      "one marked as something else's",
      (path) => alter(path, "PRAGMA application_id = 7; PRAGMA user_version = 1"),
      "it is a SQLite database of something else",
    ],
  ])("%s: refused, and not touched", async (_, make, fault) => {
    const path = await storePath();
    await make(path);
    const before = await readFile(path);
    for (const readOnly of [false, true]) {
      await expect(openRunStore(path, { readOnly })).rejects.toMatchObject({
        code: "STORE_UNREADABLE",
        details: { path, fault },
      });
    }
    expect(await readFile(path)).toEqual(before);
    expect(await readdir(dirname(path))).toEqual(["runs.db"]);
  });

  test("a file that was cut short, wherever", async () => {
    const path = await storeWithRun();
    const { size } = await stat(path);
    for (const length of [60, 4096, 5000, size - 4096]) {
      const cut = `${path}.${length}`;
      await copyFile(path, cut);
      await truncate(cut, length);
      const error: unknown = await openRunStore(cut).then(
        (store) => {
          try {
            return store.runs();
          } finally {
            store.close();
          }
        },
        (thrown: unknown) => thrown,
      );
      expect(error).toMatchObject({ code: "STORE_UNREADABLE" });
    }
  });

  test("a file whose pages were overwritten", async () => {
    const path = await storeWithRun();
    const bytes = await readFile(path);
    await writeFile(path, bytes.fill(0xee, 4096));
    await expect(openRunStore(path).then((store) => store.runs())).rejects.toMatchObject({
      code: "STORE_UNREADABLE",
    });
  });
});

describe("versions of the schema", () => {
  test("a newer file is refused, with both versions, and not touched", async () => {
    const path = await storeWithRun();
    alter(path, "INSERT INTO bailiwick_schema VALUES (99, 'later', 0)");
    const before = await readFile(path);
    for (const readOnly of [false, true]) {
      await expect(openRunStore(path, { readOnly })).rejects.toMatchObject({
        code: "STORE_NEWER",
        details: { path, version: 99, known: 1 },
        message: expect.stringMatching(/version 99 .* knows 1 at most/su) as string,
      });
    }
    expect(await readFile(path)).toEqual(before);
  });

  test("migrations are applied once each, in order, and noted", async () => {
    const { openDatabase } = await import("../../src/store/sqlite/open-database.js");
    const path = await storePath();
    const options = {
      synchronous: "full",
      busyTimeoutMs: 1000,
      readOnly: false,
      clock: { now: () => 5 },
    } as const;
    const first = { version: 1, name: "one", sql: "CREATE TABLE a (x)" };
    const second = { version: 2, name: "two", sql: "CREATE TABLE b (x); INSERT INTO b VALUES (1)" };
    const broken = { version: 3, name: "three", sql: "CREATE TABLE c (x); nonsense" };
    (await openDatabase(path, { ...options, migrations: [first] })).close();
    await expect(
      openDatabase(path, { ...options, migrations: [first, second], readOnly: true }),
    ).rejects.toMatchObject({ code: "STORE_READ_ONLY" });
    await expect(
      openDatabase(path, { ...options, migrations: [first, second, broken] }),
    ).rejects.toMatchObject({
      code: "STORE_WRITE_FAILED",
    });
    for (const _ of [1, 2]) {
      const database = await openDatabase(path, { ...options, migrations: [first, second] });
      expect(database.statement("SELECT * FROM bailiwick_schema").all()).toEqual([
        [1, "one", 5],
        [2, "two", 5],
      ]);
      expect(database.statement("SELECT * FROM b").all()).toEqual([[1]]);
      expect(database.statement("SELECT name FROM sqlite_master WHERE name = 'c'").all()).toEqual([]);
      expect(database.pragma("application_id")).toBe(magic);
      database.close();
    }
  });
});
