import { DuckDBInstance } from "@duckdb/node-api";
import { chmod, link, mkdir, readFile, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { describe, expect, test, vi } from "vitest";
import { openDuckDb, type DuckDbOptions } from "../../../src/store/index.js";
import { openingError } from "../../../src/store/duckdb/opening-errors.js";
import { hasMount, mountReadOnly, smallDisk } from "../../support/small-disk.js";
import { storeFolder } from "../store-file.js";
import { databasePath, ended, execute, holder, opened, otherProcess, query } from "./duckdb-file.js";

/** A database that is closed, with a table of some rows. */
async function closedDatabase(): Promise<string> {
  const path = await databasePath();
  const database = await openDuckDb(path);
  await execute(
    database,
    "CREATE TABLE items AS SELECT range AS id, 'text ' || range AS name FROM range(100000)",
  );
  await database.close();
  return path;
}

describe("opening", () => {
  test("makes the file, and gives its path with links followed", async () => {
    const path = await databasePath();
    const folder = join(dirname(path), "link");
    await symlink(dirname(path), folder);
    const database = await opened(join(folder, "simulation.duckdb"));
    expect(database.path).toBe(await realpath(path));
    expect(database.readOnly).toBe(false);
  });

  test.each([
    ["", {}, "the path of a file"],
    ["a\0b", {}, "the path of a file"],
    [7, {}, "the path of a file"],
    [":memory:", { readonly: true }, '(did you mean "readOnly"?)'],
    [":memory:", { readOnly: 1 }, "true or false"],
    [":memory:", { readOnly: true }, "false for a database in memory"],
    [":memory:", { threads: 0 }, "a whole number from 1 to 1024"],
    [":memory:", { threads: 1.5 }, "a whole number from 1 to 1024"],
    [":memory:", { memoryLimit: "lots" }, 'a size like "512MB"'],
    [":memory:", { memoryLimit: 512 }, 'a size like "512MB"'],
    [":memory:", { compacts: "no" }, "true or false"],
    [":memory:", { lockTimeoutMs: -1 }, "a whole number of milliseconds"],
    [":memory:", { signal: 1 }, "an AbortSignal"],
  ])("of %j with %j is refused", async (path, options, message) => {
    await expect(openDuckDb(path as string, options as DuckDbOptions)).rejects.toMatchObject({
      code: "OPTION_INVALID",
      message: expect.stringContaining(message) as string,
    });
  });

  test.each([
    [undefined, "100"],
    [true, "100"],
    [false, "0"],
  ])("with compacts: %j, a checkpoint merges row groups in %s tasks at most", async (compacts, tasks) => {
    const database = await opened(":memory:", compacts === undefined ? {} : { compacts });
    const text = "SELECT value FROM duckdb_settings() WHERE name = 'max_vacuum_tasks'";
    expect(await query(database, text)).toEqual([{ value: tasks }]);
  });

  test("sets what DuckDB may use, and that it fetches no code", async () => {
    const database = await opened(":memory:", { threads: 1, memoryLimit: "64MiB" });
    const names = ["autoinstall_known_extensions", "autoload_known_extensions", "memory_limit", "threads"];
    const settings = await query(database, {
      text: "SELECT value FROM duckdb_settings() WHERE name IN (SELECT unnest($names)) ORDER BY name",
      values: { names },
      types: { names: "VARCHAR[]" },
    });
    expect(settings.map(({ value }) => value)).toEqual(["false", "false", "64.0 MiB", "1"]);
  });

  test("refuses what is no database, and leaves it as it is", async () => {
    const folder = await storeFolder();
    const path = await closedDatabase();
    const whole = await readFile(path);
    const files: readonly (readonly [string, Uint8Array, string, string])[] = [
      ["text", Buffer.from("not a database ".repeat(1000)), "STORE_UNREADABLE", "is not a DuckDB database"],
      ["short", Buffer.from("x"), "STORE_UNREADABLE", "is not a DuckDB database"],
      ["empty", Buffer.alloc(0), "STORE_UNREADABLE", "the file is empty"],
      ["cut", whole.subarray(0, 14_000), "STORE_UNREADABLE", "damaged or has been cut off"],
      ["newer", ofVersion(whole, 999), "STORE_NEWER", "has the storage version 999, but this DuckDB reads"],
      ["older", ofVersion(whole, 1), "STORE_UNREADABLE", "its storage version 1 is too old"],
    ];
    for (const [name, content, code, message] of files) {
      const file = join(folder, name);
      await writeFile(file, content);
      await expect(openDuckDb(file)).rejects.toMatchObject({
        code,
        message: expect.stringContaining(message) as string,
      });
      expect((await readFile(file)).equals(content)).toBe(true);
    }
  });

  test("finds damage when it is read", async () => {
    const path = await closedDatabase();
    const content = await readFile(path);
    for (let at = 17_000; at < content.length - 300_000; at += 64) content[at] = (content[at] ?? 0) ^ 0x55;
    await writeFile(path, content);
    const read = async (): Promise<unknown> =>
      query(await opened(path), "SELECT sum(id), max(name) FROM items");
    await expect(read()).rejects.toMatchObject({ code: "STORE_UNREADABLE" });
  });

  test("needs a folder, and a file", async () => {
    const folder = await storeFolder();
    await writeFile(join(folder, "file"), "");
    await mkdir(join(folder, "folder"));
    await symlink(join(folder, "circle"), join(folder, "circle"));
    const places: readonly (readonly [string, object, string])[] = [
      ["nowhere/a.duckdb", {}, "is not there"],
      ["file/a.duckdb", {}, "is not a folder"],
      ["folder", {}, "it is not a file"],
      ["circle", {}, "lead around in a circle"],
      ["a.duckdb", { readOnly: true }, "the file is not there"],
    ];
    for (const [place, options, message] of places) {
      await expect(openDuckDb(join(folder, place), options)).rejects.toMatchObject({
        code: "STORE_UNREADABLE",
        message: expect.stringContaining(message) as string,
      });
    }
  });

  test("only to read writes nothing", async () => {
    const path = await closedDatabase();
    await chmod(path, 0o444);
    const database = await opened(path, { readOnly: true });
    expect(await query(database, "SELECT count(*) AS count FROM items")).toEqual([{ count: 100_000 }]);
    await expect(execute(database, "DELETE FROM items")).rejects.toMatchObject({ code: "STORE_READ_ONLY" });
  });

  test.runIf(hasMount)("of what cannot be written says so", async () => {
    const path = await closedDatabase();
    const frozen = join(await storeFolder(), "frozen");
    mountReadOnly(dirname(path), frozen);
    for (const name of ["simulation.duckdb", "new.duckdb"]) {
      await expect(openDuckDb(join(frozen, name))).rejects.toMatchObject({
        code: "STORE_READ_ONLY",
        hint: expect.stringContaining("readOnly: true") as string,
      });
    }
    const database = await opened(join(frozen, "simulation.duckdb"), { readOnly: true });
    expect(await query(database, "SELECT min(id) AS least FROM items")).toEqual([{ least: 0 }]);
  });
});

describe("one instance for a path", () => {
  test("by each of its names", async () => {
    const path = await databasePath();
    const database = await opened(path);
    const name = join(dirname(path), "name.duckdb");
    await link(path, name);
    const named = await opened(name);
    expect(named.path).toBe(database.path);
    await execute(database, "CREATE TABLE items (id INTEGER)");
    await execute(named, "INSERT INTO items VALUES (1)");
    expect(await query(database, "SELECT id FROM items")).toEqual([{ id: 1 }]);
  });

  test("however it is opened, at the same time and through links", async () => {
    const path = await databasePath();
    const symbolic = join(dirname(path), "link.duckdb");
    await symlink(path, symbolic);
    const [one, other, linked] = await Promise.all([
      openDuckDb(path),
      openDuckDb(path),
      openDuckDb(symbolic),
    ]);
    await execute(linked, "CREATE TABLE items (id INTEGER)");
    await one.close();
    await one.close();
    expect(await query(other, "SELECT count(*) AS count FROM items")).toEqual([{ count: 0 }]);
    await expect(query(one, "FROM items")).rejects.toMatchObject({ code: "STORE_CLOSED" });
    await expect(one.transaction(async () => undefined)).rejects.toMatchObject({ code: "STORE_CLOSED" });
    await expect(one.release()).rejects.toMatchObject({ code: "STORE_CLOSED" });
    await expect(one.reacquire()).rejects.toMatchObject({ code: "STORE_CLOSED" });
    await Promise.all([other.close(), linked.close()]);
    const again = await opened(path, { readOnly: true });
    expect(await query(again, "FROM items")).toEqual([]);
  });

  test("with the same options", async () => {
    const path = await closedDatabase();
    await opened(path, { threads: 2 });
    expect((await opened(path)).readOnly).toBe(false);
    await expect(openDuckDb(path, { readOnly: true })).rejects.toMatchObject({
      code: "OPTION_INVALID",
      message: expect.stringContaining(
        "must be false, as the database is open in this process already",
      ) as string,
    });
    await expect(openDuckDb(path, { threads: 1 })).rejects.toMatchObject({ code: "OPTION_INVALID" });
    await expect(openDuckDb(path, { compacts: false })).rejects.toMatchObject({ code: "OPTION_INVALID" });
    await expect(openDuckDb(path, { memoryLimit: "1GB" })).rejects.toMatchObject({
      message: expect.stringContaining("must be left out") as string,
    });
  });

  test("but one for each database in memory", async () => {
    const [one, other] = [await opened(), await opened()];
    await execute(one, "CREATE TABLE items (id INTEGER)");
    await expect(query(other, "FROM items")).rejects.toMatchObject({ code: "STORE_TABLE_MISSING" });
  });

  test("closes when its work has ended", async () => {
    const path = await closedDatabase();
    const database = await openDuckDb(path);
    const work = query(database, "SELECT count(*) AS count FROM items, range(2000)");
    const closing = database.close();
    expect(await work).toEqual([{ count: 200_000_000 }]);
    await closing;
    await expect(database.read(() => database.close())).rejects.toMatchObject({ code: "STORE_CLOSED" });
    const other = await opened(path);
    await expect(other.read(() => other.close())).rejects.toMatchObject({ code: "TRANSACTION_OPEN" });
  });
});

test("a file that somebody in this process has opened otherwise is refused", async () => {
  const path = await closedDatabase();
  const instance = await DuckDBInstance.fromCache(path, { access_mode: "READ_ONLY" });
  try {
    await expect(openDuckDb(path)).rejects.toMatchObject({
      code: "OPTION_INVALID",
      message: expect.stringContaining("open in this process already, with other options") as string,
    });
  } finally {
    instance.closeSync();
  }
});

test("what DuckDB says of a file that the system keeps from it is told apart", () => {
  const codeOf = (message: string): string => openingError(new Error(message), "/a.duckdb").code;
  expect(codeOf('IO Error: Cannot open file "/a.duckdb": Permission denied')).toBe("STORE_READ_ONLY");
  expect(codeOf('IO Error: Could not write file "/a.duckdb.wal": No space left on device')).toBe(
    "STORE_WRITE_FAILED",
  );
  expect(codeOf("IO Error: something else")).toBe("STORE_UNREADABLE");
  const unknownHolder = openingError(
    new Error('IO Error: Could not set lock on file "/a.duckdb": Conflicting lock'),
    "/a",
  );
  expect(unknownHolder).toMatchObject({
    code: "STORE_LOCKED",
    message: expect.stringContaining("another process has it open.") as string,
    details: { path: "/a", isReader: false },
  });
});

test("a database is closed at the end of the block that uses it", async () => {
  const path = await databasePath();
  {
    await using database = await openDuckDb(path);
    await execute(database, "CREATE TABLE items (id INTEGER)");
  }
  expect((await opened(path, { readOnly: true })).readOnly).toBe(true);
});

describe("a file that another process has", () => {
  test("names it", async () => {
    const path = await closedDatabase();
    const child = await holder(path);
    for (const readOnly of [false, true]) {
      await expect(openDuckDb(path, { readOnly })).rejects.toMatchObject({
        code: "STORE_LOCKED",
        message: expect.stringContaining(
          `the process ${child.pid} (${process.execPath}) has it open.`,
        ) as string,
        details: { path, pid: child.pid, program: process.execPath, isReader: false },
      });
    }
    await ended(child);
    expect(await query(await opened(path), "SELECT 1 AS one")).toEqual([{ one: 1 }]);
  });

  test("to read can be read", async () => {
    const path = await closedDatabase();
    const child = await holder(path, { access_mode: "READ_ONLY" });
    await expect(openDuckDb(path)).rejects.toMatchObject({
      code: "STORE_LOCKED",
      hint: expect.stringContaining("readOnly: true") as string,
      details: { pid: child.pid, isReader: true },
    });
    const database = await opened(path, { readOnly: true });
    expect(await query(database, "SELECT max(id) AS most FROM items")).toEqual([{ most: 99_999 }]);
  });

  test("is waited for", async () => {
    const path = await closedDatabase();
    const child = await holder(path);
    await expect(openDuckDb(path, { lockTimeoutMs: 50 })).rejects.toMatchObject({ code: "STORE_LOCKED" });
    const signal = AbortSignal.timeout(50);
    await expect(openDuckDb(path, { lockTimeoutMs: 20_000, signal })).rejects.toMatchObject({
      code: "OPERATION_ABORTED",
    });
    const opening = opened(path, { lockTimeoutMs: 20_000 });
    // Who waits for the one that waits, once it does, is not bound to its patience.
    await vi.waitFor(() =>
      expect(openDuckDb(path, { signal: AbortSignal.timeout(50) })).rejects.toMatchObject({
        code: "OPERATION_ABORTED",
      }),
    );
    await ended(child);
    expect(await query(await opening, "SELECT 1 AS one")).toEqual([{ one: 1 }]);
  });
});

describe.runIf(hasMount)("a disk that is full", () => {
  test("takes a transaction back, and the next one once there is room", async () => {
    const disk = smallDisk(await storeFolder());
    const ballast = join(disk, "ballast");
    await writeFile(ballast, Buffer.alloc(1_000_000));
    const database = await opened(join(disk, "simulation.duckdb"));
    await execute(database, "CREATE TABLE items (id INTEGER)", "INSERT INTO items VALUES (1)");
    const much = "INSERT INTO items SELECT (random() * 1000000000)::INTEGER FROM range(600000)";
    await expect(execute(database, much)).rejects.toMatchObject({ code: "STORE_WRITE_FAILED" });
    await rm(ballast);
    expect(await query(database, "SELECT count(*) AS count FROM items")).toEqual([{ count: 1 }]);
    await execute(database, "INSERT INTO items VALUES (2)");
    expect(await query(database, "SELECT count(*) AS count FROM items")).toEqual([{ count: 2 }]);
  });
});

test("a process that ends releases the file by itself", async () => {
  const path = await closedDatabase();
  const child = otherProcess(`await open(${JSON.stringify(path)}); process.disconnect();`);
  await new Promise((resolve) => child.once("exit", resolve));
  expect(await query(await opened(path), "SELECT 1 AS one")).toEqual([{ one: 1 }]);
});

/** A file as another version of DuckDB would have written it: the number stands in its header, which has a checksum. */
function ofVersion(content: Buffer, version: number): Buffer {
  const changed = Buffer.from(content);
  changed.writeBigUInt64LE(BigInt(version), 12);
  let checksum = 5381n;
  for (let at = 8; at < 4096; at += 8) {
    checksum ^= BigInt.asUintN(64, changed.readBigUInt64LE(at) * 0xbf58476d1ce4e5b9n);
  }
  changed.writeBigUInt64LE(checksum, 0);
  return changed;
}
