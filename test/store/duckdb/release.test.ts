import type { ChildProcess } from "node:child_process";
import { describe, expect, test } from "vitest";
import { openDuckDb, type DuckDb } from "../../../src/store/index.js";
import {
  databasePath,
  ended,
  execute,
  holder,
  messageOf,
  opened,
  otherProcess,
  query,
} from "./duckdb-file.js";

async function items(): Promise<DuckDb> {
  const database = await opened(await databasePath());
  await execute(database, "CREATE TABLE items (id INTEGER)", "INSERT INTO items VALUES (1)");
  return database;
}

/** Lets another process write to a file. */
async function writeElsewhere(path: string): Promise<unknown> {
  const child = otherProcess(`
    const instance = await open(${JSON.stringify(path)});
    const connection = await instance.connect();
    await connection.run("INSERT INTO items VALUES (2)");
    connection.closeSync();
    instance.closeSync();
    process.send("written", () => process.disconnect());`);
  return messageOf(child);
}

const ids = async (database: DuckDb): Promise<unknown> =>
  (await query(database, "SELECT list(id ORDER BY id)::VARCHAR AS ids FROM items"))[0]?.["ids"];

describe("a released file", () => {
  test("is another process's, and what it wrote is read afterwards", async () => {
    const database = await items();
    expect(await database.withReleased(() => writeElsewhere(database.path))).toBe("written");
    expect(await ids(database)).toBe("[1, 2]");
  });

  test("is released when the work on it has ended, and keeps new work waiting", async () => {
    const database = await items();
    const steps: string[] = [];
    let isStarted = (): void => undefined;
    const started = new Promise<void>((resolve) => (isStarted = resolve));
    let finish = (): void => undefined;
    const finished = new Promise<void>((resolve) => (finish = resolve));
    const running = database.transaction(async (connection) => {
      isStarted();
      await finished;
      // Work within work does not wait for the gate, which would wait for it.
      expect(await ids(database)).toBe("[1]");
      await connection.run({ text: "INSERT INTO items VALUES (3)" });
      steps.push("work ended");
    });
    await started;
    const releasing = database.release().then(() => steps.push("released"));
    const waiting = ids(database).then((found) => steps.push(`read ${String(found)}`));
    finish();
    await Promise.all([running, releasing]);
    expect(await writeElsewhere(database.path)).toBe("written");
    expect(steps).toEqual(["work ended", "released"]);
    await database.reacquire();
    await waiting;
    expect(steps).toEqual(["work ended", "released", "read [1, 2, 3]"]);
  });

  test("is released by several at once, while there is work on it", async () => {
    const database = await items();
    const other = await opened(database.path);
    let finish = (): void => undefined;
    const finished = new Promise<void>((resolve) => (finish = resolve));
    const running = database.read(() => finished);
    const releasing = [database.release(), other.release()];
    finish();
    await running;
    await Promise.all(releasing);
    expect(await writeElsewhere(database.path)).toBe("written");
    await Promise.all([database.reacquire(), other.reacquire()]);
    expect(await ids(other)).toBe("[1, 2]");
  });

  test("is open again when everybody has it back", async () => {
    const database = await items();
    const other = await opened(database.path);
    await Promise.all([database.release(), other.release()]);
    await database.reacquire();
    await database.reacquire();
    expect(await writeElsewhere(database.path)).toBe("written");
    const another = await opened(database.path);
    await other.reacquire();
    expect(await ids(another)).toBe("[1, 2]");
  });

  test("is refused to the work for which it is released", async () => {
    const database = await items();
    await expect(database.withReleased(() => ids(database))).rejects.toMatchObject({
      code: "STORE_RELEASED",
    });
    await expect(
      database.withReleased(() => database.transaction(async () => undefined)),
    ).rejects.toMatchObject({ code: "STORE_RELEASED" });
    expect(await ids(database)).toBe("[1]");
  });

  test("is not released within work, nor in memory, nor for no work", async () => {
    const database = await items();
    await expect(database.read(() => database.release())).rejects.toMatchObject({ code: "TRANSACTION_OPEN" });
    await expect((await opened()).release()).rejects.toMatchObject({ code: "OPTION_INVALID" });
    await expect(database.withReleased(1 as never)).rejects.toMatchObject({ code: "OPTION_INVALID" });
    expect(await ids(database)).toBe("[1]");
  });

  test("that another process keeps is an error, and the next work tries again", async () => {
    const database = await items();
    await database.release();
    const child = await holder(database.path);
    await expect(database.reacquire()).rejects.toMatchObject({
      code: "STORE_LOCKED",
      details: { pid: child.pid },
    });
    await expect(ids(database)).rejects.toMatchObject({ code: "STORE_LOCKED" });
    await expect(
      database.transaction((connection) => connection.run({ text: "DELETE FROM items" })),
    ).rejects.toMatchObject({ code: "STORE_LOCKED" });
    await ended(child);
    expect(await ids(database)).toBe("[1]");
  });

  test("ends the waiting of work that is aborted, or whose database is closed", async () => {
    const path = (await items()).path;
    const database = await openDuckDb(path);
    await database.release();
    const controller = new AbortController();
    const aborted = database.read(async () => 1, { signal: controller.signal });
    const closed = database.read(async () => 1);
    controller.abort();
    await expect(aborted).rejects.toMatchObject({ code: "OPERATION_ABORTED" });
    const closing = database.close();
    await expect(closed).rejects.toMatchObject({ code: "STORE_CLOSED" });
    await closing;
    expect(await ids(await opened(path))).toBe("[1]");
  });

  test("that another process keeps does not hide what the work has thrown", async () => {
    const database = await items();
    const thrown = new Error("no");
    let child: ChildProcess | undefined;
    const work = database.withReleased(async () => {
      child = await holder(database.path);
      throw thrown;
    });
    await expect(work).rejects.toBe(thrown);
    await expect(ids(database)).rejects.toMatchObject({ code: "STORE_LOCKED" });
    if (child !== undefined) await ended(child);
    expect(await ids(database)).toBe("[1]");
  });

  test("may be closed by the work for which it is released", async () => {
    const database = await openDuckDb((await items()).path);
    await database.withReleased(() => database.close());
    await expect(ids(database)).rejects.toMatchObject({ code: "STORE_CLOSED" });
  });
});
