import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { BailiwickError } from "../../../src/kernel/index.js";
import { lockKey } from "../../../src/store/lock-key.js";
import { systemProcesses } from "../../../src/store/process-liveness.js";
import type { SqliteDatabase } from "../../../src/store/sqlite/database.js";
import { assertHeld, readLock, readLockOwner, writeLock } from "../../../src/store/sqlite/lock-table.js";
import { runStoreMigrations } from "../../../src/store/sqlite/migrations.js";
import { openDatabase } from "../../../src/store/sqlite/open-database.js";
import { acquireLock } from "../../../src/store/sqlite/sqlite-execution-lock.js";
import { caught } from "../../support/caught.js";
import { rejectionOf } from "../../support/promises.js";
import { LockProcess } from "./lock-process.js";

let folder: string;
let path: string;
let database: SqliteDatabase;

const open = (readOnly = false): Promise<SqliteDatabase> =>
  openDatabase(path, {
    migrations: runStoreMigrations,
    synchronous: "normal",
    busyTimeoutMs: 20_000,
    readOnly,
  });

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "bailiwick-lock-"));
  path = join(folder, "runs.db");
  database = await open();
});

afterEach(() => {
  database.close();
  rmSync(folder, { recursive: true });
});

const { self } = systemProcesses();
const key = lockKey("nightly");

/** Writes an owner down as if it had taken the lock. */
function plantOwner(
  identity: Partial<typeof self>,
  { silentMs = 0, limitMs = 1000 }: { readonly silentMs?: number; readonly limitMs?: number } = {},
): void {
  const heartbeatAt = Date.now() - silentMs;
  const owner = { ...self, ...identity, acquiredAt: heartbeatAt, heartbeatAt };
  database.transaction(() => writeLock(database, key, { token: 7, owner, limitMs }));
}

async function refusal(options = {}): Promise<BailiwickError> {
  return (await rejectionOf(acquireLock(database, "nightly", options))) as BailiwickError;
}

/** Waits until something is so; ever longer tests fail by their own limit. */
async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await sleep(5);
}

describe("acquireLock", () => {
  it("gives a lock that says whose it is", async () => {
    await using lock = await acquireLock(database, "nightly");
    expect(lock).toMatchObject({ key: key.id, token: 1, owner: self });
    expect(lock.signal.aborted).toBe(false);
    expect(lock.owner.heartbeatAt).toBe(lock.owner.acquiredAt);
    expect(Object.isFrozen(lock.owner)).toBe(true);
    expect(readLockOwner(database, "nightly")).toEqual(lock.owner);
    expect(readLockOwner(database, "weekly")).toBeUndefined();
  });

  it("gives a higher token each time, also after a release", async () => {
    for (const token of [1, 2, 3]) {
      const lock = await acquireLock(database, "nightly");
      expect(lock.token).toBe(token);
      await lock.release();
      await lock.release();
      expect(readLockOwner(database, "nightly")).toBeUndefined();
    }
  });

  it("keeps keys apart, and takes paths to one file for one key", async () => {
    const locks = await Promise.all(["nightly", "weekly", path].map((name) => acquireLock(database, name)));
    expect(locks.map(({ token }) => token)).toEqual([1, 1, 1]);
    await expect(acquireLock(database, join(folder, "x/../runs.db"))).rejects.toMatchObject({
      code: "LOCK_HELD",
      details: { name: lockKey(path).name },
    });
  });

  it("refuses what this very process holds, through any connection", async () => {
    await using lock = await acquireLock(database, "nightly");
    const second = await open();
    const error = (await rejectionOf(acquireLock(second, "nightly"))) as BailiwickError;
    second.close();
    const since = new Date(lock.owner.acquiredAt).toISOString();
    expect(error.code).toBe("LOCK_HELD");
    expect(error.message).toMatch(
      new RegExp(
        String.raw`^The lock "nightly" is held by this very process \(${process.pid}\) since ${since}, last heard of \d+\.\d s ago\.`,
      ),
    );
    expect(error.hint).toBe("let its run end first, or give the other run a key of its own.");
    expect(error.details).toMatchObject({ name: "nightly", liveness: "alive", isOwn: true, ...lock.owner });
  });

  it("waits until it is released", async () => {
    const first = await acquireLock(database, "nightly");
    const second = acquireLock(database, "nightly", { waitMs: Infinity });
    await sleep(60);
    await first.release();
    await using lock = await second;
    expect(lock.token).toBe(2);
  });

  it("waits no longer than it may, and says so", async () => {
    await using _ = await acquireLock(database, "nightly");
    const error = await refusal({ waitMs: 200 });
    expect(error.message).toContain(" s ago, and was not released within 0.2 s.");
  });

  it("stops waiting when its signal is aborted, before or meanwhile", async () => {
    await using _ = await acquireLock(database, "nightly");
    const before = await refusal({ waitMs: 60_000, signal: AbortSignal.abort("enough") });
    expect(before.message).toBe('waiting for the lock "nightly" was aborted: enough.');
    const controller = new AbortController();
    const meanwhile = refusal({ waitMs: 60_000, signal: controller.signal });
    await sleep(20);
    controller.abort("enough");
    expect((await meanwhile).code).toBe("OPERATION_ABORTED");
  });

  it.each([
    [{ waitMs: -1 }, "The option waitMs of lock() must be a number of milliseconds from 0 up, but is -1."],
    [{ waitMs: NaN }, "must be a number of milliseconds from 0 up, but is NaN."],
    [{ heartbeatLimitMs: 99 }, "must be a number of milliseconds from 100 to 2147483647, but is 99."],
    [
      { heartbeatLimitMs: Infinity },
      "must be a number of milliseconds from 100 to 2147483647, but is Infinity.",
    ],
    [{ heartbeatLimitMs: "1s" }, 'from 100 to 2147483647, but is "1s".'],
    [{ signal: {} }, "The option signal of lock() must be an AbortSignal, but is an object."],
    [{ wait: 1 }, '"wait" is not an option of lock()'],
  ])("refuses the options %j", async (options, message) => {
    const error = await refusal(options);
    expect(error.code).toBe("OPTION_INVALID");
    expect(error.message).toContain(message);
  });

  it("cannot be done in a store that is only read", async () => {
    const reader = await open(true);
    await expect(acquireLock(reader, "nightly")).rejects.toMatchObject({ code: "STORE_READ_ONLY" });
    reader.close();
  });
});

describe("an owner that does not release its lock", () => {
  it("is passed over at once if its number is another process's by now", async () => {
    plantOwner({ pid: process.ppid, processStartedAt: "1" });
    await using lock = await acquireLock(database, "nightly");
    expect(lock.token).toBe(8);
  });

  it("is passed over at once if there is no such process", async () => {
    plantOwner({ pid: 2 ** 22 + 1 });
    await using lock = await acquireLock(database, "nightly");
    expect(lock.token).toBe(8);
  });

  it("keeps it for the limit if it is on another machine, whose name the error says", async () => {
    plantOwner({ host: "elsewhere/0123456789abcdef", pid: 4711 }, { silentMs: 400_000, limitMs: 500_000 });
    const error = await refusal({ heartbeatLimitMs: 100 });
    expect(error.message).toContain('The lock "nightly" is held by process 4711 on elsewhere since ');
    expect(error.message).toContain("last heard of 400.");
    expect(error.hint).toMatch(
      /^whether it lives cannot be seen from here; it is passed over after \d+\.\d s more of silence\.$/,
    );
    expect(error.details).toMatchObject({ liveness: "unknown", isOwn: false });
    plantOwner({ host: "elsewhere/0123456789abcdef", pid: 4711 }, { silentMs: 400_000, limitMs: 300_000 });
    expect((await refusal({ heartbeatLimitMs: 500_000 })).code).toBe("LOCK_HELD");
    await using lock = await acquireLock(database, "nightly", { heartbeatLimitMs: 300_000 });
    expect(lock.token).toBe(8);
  });
});

describe("a lock that was taken over", () => {
  it("is refused its writes, tells so, and is not given back", async () => {
    const lock = await acquireLock(database, "nightly", { heartbeatLimitMs: 150 });
    plantOwner({ host: "elsewhere/0123456789abcdef", pid: 4711 });
    const error = caught(() => assertHeld(database, lock));
    expect(error.code).toBe("LOCK_LOST");
    expect(error.message).toMatch(
      /^The lock "nightly" is no longer held: process 4711 on elsewhere has taken it over at 20\d\d-.*Z\./,
    );
    expect(error.details).toMatchObject({
      name: "nightly",
      token: 1,
      owner: { pid: 4711 },
    });
    await until(() => lock.signal.aborted);
    expect(lock.signal.reason).toMatchObject({ code: "LOCK_LOST", message: error.message });
    await lock.release();
    expect(readLock(database, key.id)).toMatchObject({ token: 7, owner: { pid: 4711 } });
  });

  it("says so too if it was released since, or is not in the store at all", async () => {
    await using lock = await acquireLock(database, "nightly");
    assertHeld(database, lock);
    const fate = (): string => caught(() => assertHeld(database, lock)).message;
    database.execute("UPDATE locks SET token = 2, pid = NULL");
    expect(fate()).toContain(": another process has taken it over and released it since.");
    database.execute("DELETE FROM locks");
    expect(fate()).toContain(": the store knows nothing of it.");
  });

  it("is named by its own letters, whatever they are", async () => {
    const name = "night\0ly\u001A \uD800";
    const lock = await acquireLock(database, name);
    await lock.release();
    expect(caught(() => assertHeld(database, lock)).details).toMatchObject({ name });
  });

  it("may write nothing after its own release", async () => {
    const lock = await acquireLock(database, "nightly");
    await lock.release();
    expect(caught(() => assertHeld(database, lock)).message).toContain("no longer held: it was released.");
  });
});

describe("the end of a connection", () => {
  it("gives back what was taken through it, and nothing else", async () => {
    const own = await open();
    const locks = await Promise.all(["nightly", "weekly"].map((name) => acquireLock(own, name)));
    await using other = await acquireLock(database, "monthly");
    await locks[1]!.release();
    own.close();
    await Promise.all(locks.map((lock) => lock.release()));
    expect(readLockOwner(database, "nightly")).toBeUndefined();
    expect(readLockOwner(database, "monthly")).toEqual(other.owner);
  });

  it("keeps a lock if the store cannot be written", async () => {
    const own = await open();
    const lock = await acquireLock(own, "nightly");
    own.pragma("query_only = ON");
    await expect(lock.release()).rejects.toMatchObject({ code: "STORE_READ_ONLY" });
    own.close();
    await lock.release();
    expect(readLockOwner(database, "nightly")).toEqual(lock.owner);
  });
});

describe("a lock that could not be given back at once", () => {
  const failing = async (heartbeatLimitMs: number) => {
    const lock = await acquireLock(database, "nightly", { heartbeatLimitMs });
    database.pragma("query_only = ON");
    await expect(lock.release()).rejects.toMatchObject({ code: "STORE_READ_ONLY" });
    return lock;
  };

  it("is given back by one of the next heartbeats", async () => {
    const lock = await failing(100);
    await sleep(100);
    expect(readLockOwner(database, "nightly")).toEqual(lock.owner);
    database.pragma("query_only = OFF");
    await until(() => readLockOwner(database, "nightly") === undefined);
    expect(lock.signal.aborted).toBe(false);
  });

  it("is not in the way of the same process, once the store can be written", async () => {
    const { token } = await failing(60_000);
    const other = await open();
    expect((await rejectionOf(acquireLock(other, "nightly"))) as BailiwickError).toMatchObject({
      code: "LOCK_HELD",
    });
    database.pragma("query_only = OFF");
    const lock = await acquireLock(other, "nightly");
    expect(lock.token).toBe(token + 1);
    await lock.release();
    other.close();
  });

  it("is not in the way of the same process either when its store was closed meanwhile", async () => {
    const own = await open();
    const { token } = await acquireLock(own, "nightly");
    own.pragma("query_only = ON");
    own.close();
    expect(readLockOwner(database, "nightly")).toBeDefined();
    const lock = await acquireLock(database, "nightly");
    expect(lock.token).toBe(token + 1);
    await lock.release();
  });

  it("stays the one of a process that looks the same, but has not abandoned it", async () => {
    plantOwner({});
    expect((await refusal()).code).toBe("LOCK_HELD");
  });
});

describe("the heartbeat", () => {
  it("is noted in the store and in the lock", async () => {
    await using lock = await acquireLock(database, "nightly", { heartbeatLimitMs: 100 });
    const { heartbeatAt } = lock.owner;
    await until(() => lock.owner.heartbeatAt > heartbeatAt);
    expect(readLockOwner(database, "nightly")).toEqual(lock.owner);
  });

  it("outlasts a time in which the store cannot be written", async () => {
    await using lock = await acquireLock(database, "nightly", { heartbeatLimitMs: 100 });
    database.pragma("query_only = ON");
    await sleep(100);
    database.pragma("query_only = OFF");
    const { heartbeatAt } = lock.owner;
    await until(() => lock.owner.heartbeatAt > heartbeatAt);
    expect(lock.signal.aborted).toBe(false);
  });

  it("that meets another writer does not keep the next commit from being made", async () => {
    database.pragma("busy_timeout = 0");
    await using lock = await acquireLock(database, "nightly", { heartbeatLimitMs: 100 });
    const other = await open();
    const { heartbeatAt } = lock.owner;
    other.execute("BEGIN IMMEDIATE");
    await sleep(100);
    other.execute("COMMIT");
    database.transaction(() => assertHeld(database, lock));
    expect(lock.owner.heartbeatAt).toBe(heartbeatAt);
    other.close();
  });

  it("ends with the connection", async () => {
    const own = await open();
    const lock = await acquireLock(own, "nightly", { heartbeatLimitMs: 100 });
    own.close();
    await sleep(100);
    expect(lock.signal.aborted).toBe(false);
    expect(readLock(database, key.id)!.owner).toBeUndefined();
  });
});

describe("between processes", () => {
  it("is given to exactly one of two that want it at once", { timeout: 60_000 }, async () => {
    await using one = await LockProcess.start(path);
    await using two = await LockProcess.start(path);
    for (let round = 1; round <= 20; round++) {
      const command = { do: "acquire", key: `round ${round}`, options: {} } as const;
      const answers = await Promise.all([one.tell(command), two.tell(command)]);
      const refused = answers.filter((answer) => "code" in answer);
      expect(refused, JSON.stringify(answers)).toHaveLength(1);
      expect(refused[0]!.code).toBe("LOCK_HELD");
      expect(refused[0]!.message).toMatch(/held by process \d+ on /);
    }
  });

  it(
    "excludes fifty contenders from each other, and lets each have its turns",
    { timeout: 120_000 },
    async () => {
      const processes = await Promise.all(Array.from({ length: 10 }, () => LockProcess.start(path)));
      const file = join(folder, "there-is-only-one");
      const command = { do: "contend", key: "nightly", contenders: 5, times: 2, file } as const;
      const answers = await Promise.all(processes.map((each) => each.tell(command)));
      expect(answers).toEqual(Array.from({ length: 10 }, () => ({})));
      expect(readLock(database, key.id)).toMatchObject({ token: 100 });
      await Promise.all(processes.map((each) => each.kill()));
    },
  );

  it("is taken over at once after the owner was killed", async () => {
    await using owner = await LockProcess.start(path);
    await using other = await LockProcess.start(path);
    const command = { do: "acquire", key: "nightly", options: {} } as const;
    expect(await owner.tell(command)).toMatchObject({ value: { token: 1 } });
    expect(await other.tell(command)).toMatchObject({ code: "LOCK_HELD" });
    await owner.kill();
    expect(await other.tell(command)).toMatchObject({ value: { token: 2 } });
  });

  it("is taken over from a stopped owner after the limit, and refused to it when it wakes up", async () => {
    await using owner = await LockProcess.start(path);
    await using other = await LockProcess.start(path);
    const options = { heartbeatLimitMs: 600 };
    await owner.tell({ do: "acquire", key: "nightly", options });
    await owner.tell({ do: "begin", runId: "run" });
    expect(await owner.tell({ do: "write", type: "before" })).toEqual({});
    owner.signal("SIGSTOP");
    await until(() => systemProcesses().livenessOf(readLockOwner(database, "nightly")!) === "stopped");
    const { heartbeatAt } = readLockOwner(database, "nightly")!;
    const early = await refusal({ heartbeatLimitMs: 2 ** 31 - 1 });
    expect(early.hint).toMatch(
      /^the process is stopped: continue or end it; otherwise it is passed over after /,
    );

    const taken = await other.tell({
      do: "acquire",
      key: "nightly",
      options: { ...options, waitMs: 20_000 },
    });
    expect(taken).toMatchObject({ value: { token: 2 } });
    expect(readLockOwner(database, "nightly")!.acquiredAt - heartbeatAt).toBeGreaterThan(600);

    owner.signal("SIGCONT");
    expect(await owner.tell({ do: "write", type: "after" })).toMatchObject({ code: "LOCK_LOST" });
    expect(await owner.tell({ do: "begin", runId: "another" })).toMatchObject({ code: "LOCK_LOST" });
    expect(await owner.tell({ do: "await-loss" })).toEqual({ value: "LOCK_LOST" });
    await owner.tell({ do: "release" });
    expect(await owner.tell({ do: "write", type: "later" })).toMatchObject({ code: "LOCK_LOST" });
    expect(await other.tell({ do: "begin", runId: "next" })).toEqual({});
    expect(database.statement("SELECT run_id FROM runs ORDER BY run_id").all()).toEqual([["next"], ["run"]]);
    expect(database.statement("SELECT type FROM events").all()).toEqual([["before"]]);
    expect(database.pragma("integrity_check")).toBe("ok");
    expect(readLock(database, key.id)).toMatchObject({ token: 2, owner: { pid: other.pid } });
  });

  it("stays with an owner that lives but has been busy for longer than the limit", async () => {
    await using owner = await LockProcess.start(path);
    const options = { heartbeatLimitMs: 200 };
    await owner.tell({ do: "acquire", key: "nightly", options });
    const untilFile = join(folder, "enough");
    const done = owner.tell({ do: "block", untilFile });
    await until(() => Date.now() - readLockOwner(database, "nightly")!.heartbeatAt > 600);
    const error = await refusal({ heartbeatLimitMs: 200 });
    expect(error).toMatchObject({ code: "LOCK_HELD", details: { liveness: "alive" } });
    expect(error.hint).toBe(`wait until that run has ended, or end process ${owner.pid}.`);
    writeFileSync(untilFile, "");
    await done;
    expect(await owner.tell({ do: "begin", runId: "run" })).toEqual({});
  });
});
