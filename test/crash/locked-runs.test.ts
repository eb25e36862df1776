import { spawn, type ChildProcess } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openRunStore } from "../../src/store/index.js";

const program = fileURLToPath(new URL("../fixtures/crash/locked.mjs", import.meta.url));

let folder: string;
const children: ChildProcess[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "bailiwick-locked-"));
});

afterEach(async () => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
  await rm(folder, { recursive: true, force: true });
});

/** A process with a run, and what it has said. */
class RunProcess {
  readonly child: ChildProcess;
  readonly ended: Promise<unknown>;
  said: readonly string[] = [];

  constructor(heartbeatLimitMs: number, resume: "new" | "resume") {
    this.child = spawn(process.execPath, [program, folder, String(heartbeatLimitMs), resume]);
    children.push(this.child);
    this.ended = new Promise((done) => this.child.on("close", done));
    let text = "";
    this.child.stdout!.setEncoding("utf8").on("data", (more: string) => {
      text += more;
      this.said = text.trimEnd().split("\n");
    });
  }

  get outcome(): string | undefined {
    return this.said.at(-1);
  }

  async reaches(line: string): Promise<void> {
    while (!this.said.includes(line)) await sleep(5);
  }
}

describe("one run at a time", () => {
  test("of two processes that start at once exactly one runs", async () => {
    for (let round = 0; round < 3; round++) {
      const both = [new RunProcess(30_000, "new"), new RunProcess(30_000, "new")];
      await Promise.all(both.map(({ ended }) => ended));
      const said = both.map((process) => process.said.join(" ")).toSorted(byLength);
      expect(said[0]).toBe("LOCK_HELD");
      expect(said[1]).toMatch(/^step_0 .* step_11 succeeded$/);
    }
  });

  test("after the owner is killed another one takes over at once, whatever the limit", async () => {
    const owner = new RunProcess(3_600_000, "new");
    await owner.reaches("step_4");
    owner.child.kill("SIGKILL");
    await owner.ended;
    const next = new RunProcess(3_600_000, "resume");
    await next.ended;
    expect(next.outcome).toBe("succeeded");
    expect(next.said).not.toContain("step_3");
  });

  test("an owner that was stopped and wakes up after a takeover is refused its writes", async () => {
    const limitMs = 1_500;
    const owner = new RunProcess(limitMs, "new");
    await owner.reaches("step_4");
    owner.child.kill("SIGSTOP");
    await sleep(limitMs + 200);
    const next = new RunProcess(limitMs, "resume");
    await next.ended;
    expect(next.outcome).toBe("succeeded");

    const before = await everythingKept();
    owner.child.kill("SIGCONT");
    await owner.ended;
    expect(owner.outcome).toBe("LOCK_LOST");
    expect(owner.said).not.toContain("step_6");
    expect(await everythingKept()).toEqual(before);
  });
});

async function everythingKept() {
  await using store = await openRunStore(join(folder, "runs.db"), { readOnly: true });
  return store.runs().map((run) => ({
    run,
    steps: store.steps(run.runId),
    attempts: store.attempts(run.runId),
    events: [...store.events(run.runId)],
  }));
}

function byLength(a: string, b: string): number {
  return a.length - b.length;
}
