import { closeSync, existsSync, openSync, unlinkSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { BailiwickError } from "../../../src/kernel/index.js";
import {
  openRunStore,
  type ExecutionLock,
  type LockOptions,
  type RunJournal,
  type RunStore,
} from "../../../src/store/index.js";

/** What a process that takes locks is told to do. */
export type LockCommand =
  | { readonly do: "acquire"; readonly key: string; readonly options: LockOptions }
  | { readonly do: "release" }
  /** Begins a run on behalf of the lock. */
  | { readonly do: "begin"; readonly runId: string }
  /** Writes an event of that run. */
  | { readonly do: "write"; readonly type: string }
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
const open = (): Promise<RunStore> => openRunStore(path, { synchronous: "normal", busyTimeoutMs: 20_000 });

const store = await open();
let lock: ExecutionLock | undefined;
let journal: RunJournal | undefined;

async function obey(command: LockCommand): Promise<unknown> {
  switch (command.do) {
    case "acquire":
      lock = await store.lock(command.key, command.options);
      return { token: lock.token, acquiredAt: lock.owner.acquiredAt };
    case "release":
      return lock!.release();
    case "begin":
      journal = begin(command.runId, lock!);
      return undefined;
    case "write":
      journal!.event({ at: 0, type: command.type, data: {} });
      return journal!.commit();
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

function begin(runId: string, holding: ExecutionLock): RunJournal {
  return store.journal({
    runId,
    contextName: "weather",
    pipelineName: "forecast",
    planFingerprint: "0",
    partitions: [],
    seed: 1,
    startedAt: 0,
    isResumed: false,
    lock: holding,
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
    const held = await own.lock(key, { waitMs: 60_000 });
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
