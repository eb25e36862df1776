import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Libsql from "libsql";
import { describe, expect, onTestFinished, test } from "vitest";
import { openRunStore, type RunJournal } from "../../src/store/index.js";
import { runStoreMigrations } from "../../src/store/sqlite/migrations.js";
import { openDatabase } from "../../src/store/sqlite/open-database.js";
import { SqliteRunJournal } from "../../src/store/sqlite/sqlite-run-journal.js";
import { caught } from "../support/caught.js";
import { requirement } from "../support/requirement.js";
import { opened, parts, session, storeFolder, storePath } from "./store-file.js";

/** Whether a file system can be mounted, which takes root on Linux. */
function canMount(): boolean {
  const folder = mkdtempSync(join(tmpdir(), "bailiwick-mount-"));
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=1m", "tmpfs", folder], { stdio: "ignore" });
    execFileSync("umount", [folder], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const hasMount = requirement("mount", canMount, "this user cannot mount a file system");

/** A small disk of its own. */
async function smallDisk(): Promise<string> {
  const folder = join(await storeFolder(), "disk");
  mkdirSync(folder);
  execFileSync("mount", ["-t", "tmpfs", "-o", "size=2m", "tmpfs", folder]);
  onTestFinished(() => {
    execFileSync("umount", ["--lazy", folder]);
  });
  return folder;
}

function tellStep(journal: RunJournal, index: number, size: number): void {
  const key = { partition: "", stepName: `step ${index}` };
  journal.attemptStarted({ ...key, number: 1, fingerprint: "f", startedAt: index });
  journal.attemptEnded({ ...key, number: 1, endedAt: index, outcome: "succeeded" });
  journal.stepEnded({
    ...key,
    fingerprint: "f",
    parts,
    status: "succeeded",
    reason: "ran: new",
    attempts: 1,
    outputs: { text: JSON.stringify("x".repeat(size)) },
  });
  journal.event({ at: index, type: "step-succeeded", ...key, data: {} });
}

/** Commits steps until the store refuses, for want of room. @returns how many were told, of which the last was refused */
function fill(journal: RunJournal): number {
  let told = 0;
  const error = caught(() => {
    while (told < 1000) {
      tellStep(journal, ++told, 20_000);
      journal.commit();
    }
  });
  expect(error).toMatchObject({
    code: "STORE_WRITE_FAILED",
    message: expect.stringContaining("the disk is full") as string,
    details: { sqliteCode: "SQLITE_FULL" },
  });
  return told;
}

describe("a disk that is full", () => {
  test("refuses a commit as a whole, which goes with the next one once there is room", async () => {
    const options = {
      migrations: runStoreMigrations,
      synchronous: "full",
      busyTimeoutMs: 0,
      readOnly: false,
    } as const;
    const path = await storePath();
    const database = await openDatabase(path, options);
    const journal = new SqliteRunJournal(database, session("one"));
    database.pragma("max_page_count = 100");
    const told = fill(journal);
    expect(caught(() => journal.commit()).code).toBe("STORE_WRITE_FAILED");
    const store = await opened(path);
    expect(store.steps("one")).toHaveLength(told - 1);
    expect([...store.events("one")]).toHaveLength(told - 1);

    database.pragma("max_page_count = 100000");
    tellStep(journal, told + 1, 10);
    journal.end("succeeded", 1);
    expect(store.steps("one").map(({ stepName }) => stepName)).toEqual(
      Array.from({ length: told + 1 }, (_, index) => `step ${index + 1}`),
    );
    expect([...store.events("one")].map(({ sequence }) => sequence)).toHaveLength(told + 1);
    expect(store.outputs("one", { partition: "", stepName: `step ${told}` })).toBeDefined();
    expect(database.pragma("integrity_check")).toBe("ok");
    database.close();
  });

  test.runIf(hasMount)("is one of the system's too", async () => {
    const disk = await smallDisk();
    const store = await opened(join(disk, "runs.db"));
    const journal = store.journal(session("one"));
    writeFileSync(join(disk, "ballast"), Buffer.alloc(600_000));
    const told = fill(journal);
    expect(store.steps("one")).toHaveLength(told - 1);
    await rm(join(disk, "ballast"));
    journal.end("succeeded", 1);
    expect(store.steps("one")).toHaveLength(told);
    expect([...store.events("one")]).toHaveLength(told);
    const check = new Libsql(join(disk, "runs.db"));
    expect(check.prepare("PRAGMA integrity_check").raw().all()).toEqual([["ok"]]);
    check.close();
  });

  test.runIf(hasMount)("on which no store can be made", async () => {
    const disk = await smallDisk();
    writeFileSync(join(disk, "ballast"), Buffer.alloc(2_080_000));
    await expect(openRunStore(join(disk, "runs.db"))).rejects.toMatchObject({ code: "STORE_WRITE_FAILED" });
  });
});

describe("a store that is not to be written", () => {
  test("readOnly lets everything be read and nothing be written, and makes no file", async () => {
    const path = await storePath();
    const writer = await opened(path);
    const journal = writer.journal(session("one"));
    tellStep(journal, 1, 3);
    journal.commit();
    const reader = await opened(path, { readOnly: true });
    expect(reader.steps("one")).toHaveLength(1);
    tellStep(journal, 2, 3);
    journal.commit();
    expect(reader.steps("one")).toHaveLength(2);
    expect(caught(() => reader.journal(session("two")))).toMatchObject({
      code: "STORE_READ_ONLY",
      details: { path },
    });
    await expect(reader.lock("key")).rejects.toMatchObject({ code: "STORE_READ_ONLY" });
  });

  test.runIf(hasMount)("a file system that is read-only: refused at once, and can be looked at", async () => {
    const disk = await smallDisk();
    const path = join(disk, "runs.db");
    const store = await openRunStore(path);
    const journal = store.journal(session("one"));
    tellStep(journal, 1, 3);
    journal.end("succeeded", 1);
    store.close();
    const copy = join(await storeFolder(), "copy");
    execFileSync("cp", ["-r", disk, copy]);
    mkdirSync(join(copy, "ro"));
    execFileSync("mount", ["--bind", copy, join(copy, "ro")]);
    onTestFinished(() => {
      execFileSync("umount", ["--lazy", join(copy, "ro")]);
    });
    execFileSync("mount", ["-o", "remount,bind,ro", join(copy, "ro")]);
    const frozen = join(copy, "ro", "runs.db");
    await expect(openRunStore(frozen)).rejects.toMatchObject({ code: "STORE_READ_ONLY" });
    const reader = await opened(frozen, { readOnly: true });
    expect(reader.steps("one")).toHaveLength(1);
  });
});

test.runIf(hasMount)("a file that is read-only in a folder that is not is refused at once", async () => {
  const path = await storePath();
  writeFileSync(path, "");
  execFileSync("mount", ["--bind", path, path]);
  onTestFinished(() => {
    execFileSync("umount", ["--lazy", path]);
  });
  execFileSync("mount", ["-o", "remount,bind,ro", path]);
  await expect(openRunStore(path)).rejects.toMatchObject({ code: "STORE_READ_ONLY" });
});

describe("a store that another process is writing", () => {
  test("waits as long as it is told, and says why it failed", async () => {
    const path = await storePath();
    const store = await opened(path, { busyTimeoutMs: 50 });
    const journal = store.journal(session("one"));
    const other = new Libsql(path);
    other.exec("BEGIN IMMEDIATE");
    tellStep(journal, 1, 3);
    expect(caught(() => journal.commit())).toMatchObject({
      code: "STORE_WRITE_FAILED",
      message: expect.stringContaining("another process has been writing to it") as string,
      details: { path, sqliteCode: "SQLITE_BUSY" },
    });
    other.exec("ROLLBACK");
    journal.commit();
    expect(store.steps("one")).toHaveLength(1);
    other.close();
  });

  test("nor is one opened while another process makes it", async () => {
    const path = await storePath();
    const other = new Libsql(path);
    other.exec("BEGIN EXCLUSIVE; CREATE TABLE a (b)");
    await expect(openRunStore(path, { busyTimeoutMs: 30 })).rejects.toMatchObject({
      code: "STORE_WRITE_FAILED",
      details: { sqliteCode: "SQLITE_BUSY" },
    });
    other.exec("ROLLBACK");
    other.close();
    expect((await opened(path)).runs()).toEqual([]);
  });
});
