import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import {
  openDuckDb,
  type DuckDb,
  type DuckDbOptions,
  type SqlRow,
  type SqlStatement,
} from "../../../src/store/index.js";
import { storeFolder } from "../store-file.js";

/** The path of a database that is not there yet, in a folder of its own. */
export async function databasePath(): Promise<string> {
  return join(await storeFolder(), "simulation.duckdb");
}

/** Opens a database that is closed after the test; one in memory if there is no path. */
export async function opened(path = ":memory:", options: DuckDbOptions = {}): Promise<DuckDb> {
  const database = await openDuckDb(path, options);
  onTestFinished(() => database.close());
  return database;
}

/** Runs statements as one transaction. */
export async function execute(database: DuckDb, ...texts: readonly string[]): Promise<void> {
  await database.transaction(async (connection) => {
    for (const text of texts) await connection.run({ text });
  });
}

/** The rows that a statement gives. */
export async function query(database: DuckDb, statement: SqlStatement | string): Promise<readonly SqlRow[]> {
  const asked = typeof statement === "string" ? { text: statement } : statement;
  return database.read((connection) => connection.rows(asked));
}

/** Runs JavaScript in a process of its own, with `open(path, options)` of the driver; it is ended after the test. */
export function otherProcess(code: string): ChildProcess {
  const program = `
    import { DuckDBInstance } from "@duckdb/node-api";
    const open = (path, options) => DuckDBInstance.create(path, options);
    ${code}`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", program], {
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  return child;
}

/** Waits for the next message of {@link otherProcess}. */
export async function messageOf(child: ChildProcess): Promise<unknown> {
  const [message] = (await once(child, "message")) as unknown[];
  return message;
}

/** A process that has a database open until it is killed. */
export async function holder(
  path: string,
  options: Readonly<Record<string, string>> = {},
): Promise<ChildProcess> {
  const child = otherProcess(`
    const instance = await open(${JSON.stringify(path)}, ${JSON.stringify(options)});
    process.send("open");
    setInterval(() => instance, 1000);`);
  await messageOf(child);
  return child;
}

/** Ends a process, and waits until it has. */
export async function ended(child: ChildProcess): Promise<void> {
  const exit = once(child, "exit");
  child.kill("SIGKILL");
  await exit;
}
