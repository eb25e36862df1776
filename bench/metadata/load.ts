import { execFile } from "node:child_process";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { serve, type ServerType } from "@hono/node-server";
import type { Hono } from "hono";
import { check } from "../harness/measure.js";
import type { LoadReport } from "./load-process.js";

/** A request that is sent over and over. */
export interface Load {
  readonly method: "GET" | "PUT";
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

const run = promisify(execFile);
const loadProcess = fileURLToPath(new URL("load-process.js", import.meta.url));
const connections = 32;

/** Serves an app in this process while something is done with it. */
export async function serving<T>(app: Hono, work: (origin: string) => Promise<T>): Promise<T> {
  const server = await new Promise<ServerType>((ready) => {
    const started: ServerType = serve({ fetch: app.fetch, port: 0, hostname: "127.0.0.1" }, () =>
      ready(started),
    );
  });
  try {
    return await work(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    await new Promise((closed) => server.close(closed));
  }
}

/** What a server got done. */
export interface Throughput {
  readonly perSecond: number;
  /** Processor time of the server for a request, in microseconds: other processes do not add to it. */
  readonly processorTime: number;
}

/**
 * What autocannon, in a process of its own, gets answered by the server of this process. Everything else than an answer of
 * the right kind is an error.
 */
export async function throughput(origin: string, load: Load, seconds: number): Promise<Throughput> {
  const { path, ...request } = load;
  const options = { url: origin + path, connections, duration: seconds, ...request };
  const before = process.cpuUsage();
  const { stdout } = await run(process.execPath, [loadProcess, JSON.stringify(options)]);
  const { user, system } = process.cpuUsage(before);
  const { errors, non2xx, requests, duration } = JSON.parse(stdout) as LoadReport;
  check(errors === 0 && non2xx === 0, `${errors} requests failed, ${non2xx} were refused.`);
  check(requests.total > 0, "Nothing was answered.");
  return { perSecond: requests.total / duration, processorTime: (user + system) / requests.total };
}
