import { closeSync, existsSync, openSync, unlinkSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { BailiwickError } from "../../../src/kernel/index.js";
import type { LockOptions } from "../../../src/store/index.js";
import type { SqliteDatabase } from "../../../src/store/sqlite/database.js";
import { assertHeld } from "../../../src/store/sqlite/lock-table.js";
import { runStoreMigrations } from "../../../src/store/sqlite/migrations.js";
import { openDatabase } from "../../../src/store/sqlite/open-database.js";
import { acquireLock, type SqliteExecutionLock } from "../../../src/store/sqlite/sqlite-execution-lock.js";

/** What a process that takes locks is told to do. */
export type LockCommand =
  | { readonly do: "acquire"; readonly key: string; readonly options: LockOptions }
  | { readonly do: "release" }
  /** Adds a run to the store on behalf of the lock. */
  | { readonly do: "write"; readonly runId: string }
  /** Says why the lock was lost, as soon as it is. */
  | { readonly do: "await-loss" }
  /** Keeps the event loop from turning until a file is there. */
  | { readonly do: "block"; readonly untilFile: string }
  /** Some contenders at once, each of which takes the lock some times and makes a file that must not be there. */
  | {
      readonly do: "contend";
      readonly key: string;
      readonly contenders: number;
      readonly times: number;
      readonly file: string;
    };

/** What it answers. */
export type LockAnswer = { readonly value: unknown } | { readonly code: string; readonly message: string };

const path = process.argv[2]!;
const open = (): Promise<SqliteDatabase> =>
  openDatabase(path, {
    migrations: runStoreMigrations,
    synchronous: "normal",
    busyTimeoutMs: 20_000,
    readOnly: false,
  });

const database = await open();
let lock: SqliteExecutionLock | undefined;

async function obey(command: LockCommand): Promise<unknown> {
  switch (command.do) {
    case "acquire":
      lock = await acquireLock(database, command.key, command.options);
      return { token: lock.token, acquiredAt: lock.owner.acquiredAt };
    case "release":
      return lock!.release();
    case "write":
      return write(command.runId);
    case "await-loss":
      return lossOf(lock!.signal);
    case "block":
      while (!existsSync(command.untilFile)) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
      return undefined;
    case "contend":
      await Promise.all(Array.from({ length: command.contenders }, () => contend(command)));
      return undefined;
  }
}

function write(runId: string): void {
  database.transaction(() => {
    database
      .statement("INSERT INTO runs VALUES (?, 'c', 'p', 'f', '[]', 1, 'running', 1, 0, NULL)")
      .run(runId);
    assertHeld(database, lock!);
  });
}

async function lossOf(signal: AbortSignal): Promise<string> {
  if (!signal.aborted) await new Promise((resolve) => signal.addEventListener("abort", resolve));
  return (signal.reason as BailiwickError).code;
}

async function contend({
  key,
  times,
  file,
}: {
  readonly key: string;
  readonly times: number;
  readonly file: string;
}): Promise<void> {
  const own = await open();
  for (let time = 0; time < times; time++) {
    const held = await acquireLock(own, key, { waitMs: 60_000 });
    const descriptor = openSync(file, "wx");
    await sleep(Math.random() * 3);
    closeSync(descriptor);
    unlinkSync(file);
    await held.release();
  }
  own.close();
}

process.on("message", (command: LockCommand) => {
  obey(command).then(
    (value) => process.send!({ value } satisfies LockAnswer),
    (error: unknown) => {
      const code = error instanceof BailiwickError ? error.code : "";
      process.send!({ code, message: String(error) } satisfies LockAnswer);
    },
  );
});
process.send!({ value: "ready" } satisfies LockAnswer);
