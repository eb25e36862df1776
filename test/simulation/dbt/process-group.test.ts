import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { runProcessGroup, type ProcessGroupRequest } from "../../../src/simulation/dbt/process-group.js";
import { compileScript } from "../../support/compile-script.js";
import { folderOfTest, writeScript } from "../../support/dbt.js";

async function requestOf(
  body: string,
  others: Partial<ProcessGroupRequest> = {},
): Promise<ProcessGroupRequest & { readonly folder: string; readonly lines: string[] }> {
  const folder = await folderOfTest();
  const executable = writeScript(folder, body);
  const lines: string[] = [];
  const onLine = (line: string): void => void lines.push(line);
  return {
    executable,
    args: [],
    cwd: folder,
    env: process.env,
    graceMs: 200,
    onLine,
    folder,
    lines,
    ...others,
  };
}

function isAlive(pid: number): boolean {
  try {
    // One that nobody has collected yet is there, but does nothing.
    return !/^State:\s+Z/mu.test(readFileSync(`/proc/${pid}/status`, "utf8"));
  } catch {
    return false;
  }
}

async function untilGone(pid: number): Promise<boolean> {
  for (let tries = 0; tries < 200 && isAlive(pid); tries++) await sleep(20);
  return !isAlive(pid);
}

test("runs a program with its arguments, folder and environment, and reads both streams", async () => {
  const request = await requestOf('echo "$# $1 $2"; pwd; echo "$MINE" >&2; exit 3', {
    args: ["a b", "$(c)"],
    env: { ...process.env, MINE: "yes" },
  });
  const end = await runProcessGroup(request);
  expect(end).toEqual({ code: 3, signal: null, told: undefined, thrown: undefined, tail: request.lines });
  expect(request.lines.toSorted()).toEqual(["2 a b $(c)", request.folder, "yes"].toSorted());
});

test("a line is told however its pieces come, also the last one without an end", async () => {
  const request = await requestOf(
    "printf 'a'; sleep 0.05; printf 'b\\303'; sleep 0.05; printf '\\244\\r\\nlast'",
  );
  await runProcessGroup(request);
  expect(request.lines).toEqual(["abä", "last"]);
});

test("a line without an end is cut where it would fill the memory", async () => {
  const request = await requestOf("head -c 5000000 /dev/zero | tr '\\0' x; echo; echo next");
  await runProcessGroup(request);
  expect(request.lines.map(({ length }) => length)).toEqual([2 ** 20, 4]);
});

test("the tail has the last lines that say something", async () => {
  const request = await requestOf("for i in $(seq 100); do echo $i; echo; done");
  const { tail } = await runProcessGroup(request);
  expect(tail).toHaveLength(40);
  expect(tail.at(-1)).toBe("100");
});

test("with the program ends all of its group, so that nothing holds a file or a pipe", async () => {
  const request = await requestOf("sleep 60 & echo $!");
  await runProcessGroup(request);
  expect(await untilGone(Number(request.lines[0]))).toBe(true);
});

test("a process that has left the group is not waited for, though it holds the pipe", async () => {
  const request = await requestOf("setsid sleep 30 & echo $!; exit 0");
  const began = performance.now();
  expect((await runProcessGroup(request)).code).toBe(0);
  expect(performance.now() - began).toBeLessThan(15_000);
  spawn("kill", ["-9", request.lines[0] ?? ""]);
});

test.each([
  ["that listens", "trap 'echo bye; exit 7' TERM", 7],
  ["that does not listen", "trap '' TERM INT HUP", null],
])("a program %s is ended with its children when the time is over", async (_, trap, code) => {
  const request = await requestOf(
    `${trap}; (trap '' TERM; sleep 60) & echo $!; while :; do sleep 0.1; done`,
    {
      timeoutMs: 300,
    },
  );
  const end = await runProcessGroup(request);
  expect(end.told).toBe("timeout");
  expect(end.code).toBe(code);
  expect(await untilGone(Number(request.lines[0]))).toBe(true);
});

test("an abort ends it, also one that came before", async () => {
  const controller = new AbortController();
  const request = await requestOf("echo up; sleep 60", {
    signal: controller.signal,
    onLine: () => controller.abort(),
  });
  expect((await runProcessGroup(request)).told).toBe("abort");
  const late = await requestOf("sleep 60", { signal: controller.signal });
  expect((await runProcessGroup(late)).told).toBe("abort");
});

test("what the listener throws first is kept", async () => {
  const request = await requestOf("echo one; echo two; sleep 60", {
    onLine: (line) => {
      throw new Error(line);
    },
  });
  expect(await runProcessGroup(request)).toMatchObject({ told: "listener", thrown: new Error("one") });
});

test("a folder that is not there is an error", async () => {
  const request = await requestOf("true", { cwd: "/nowhere" });
  await expect(runProcessGroup(request)).rejects.toThrow("ENOENT");
});

test("when the process that called it is killed, so is the program with its children", async () => {
  const folder = await folderOfTest();
  const program = writeScript(folder, 'sleep 60 & echo "$$ $!" > pids; wait');
  const caller = await compileScript(new URL("group-program.ts", import.meta.url));
  const parent = spawn(process.execPath, [caller, program, folder]);
  const pids = await readWhenThere(join(folder, "pids"));
  expect(pids.every(isAlive)).toBe(true);
  parent.kill("SIGKILL");
  await once(parent, "exit");
  for (const pid of pids) expect(await untilGone(pid)).toBe(true);
});

async function readWhenThere(path: string): Promise<number[]> {
  for (let tries = 0; tries < 500; tries++) {
    await sleep(20);
    try {
      const text = readFileSync(path, "utf8");
      if (text.endsWith("\n")) return text.trim().split(" ").map(Number);
    } catch {
      // Not yet.
    }
  }
  throw new Error(`${path} was not written`);
}
