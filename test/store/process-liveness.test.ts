import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { processTable, systemProcesses, type ProcessIdentity } from "../../src/store/process-liveness.js";
import { requirement } from "../support/requirement.js";

const isLinux = process.platform === "linux";
const hasPs = requirement(
  "ps",
  () => {
    try {
      return execFileSync("ps", ["-o", "lstart=", "-p", String(process.pid)]).length > 0;
    } catch {
      return false;
    }
  },
  "there is no ps that knows lstart",
);

const children: ChildProcess[] = [];

afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
});

type Child = ChildProcess & { readonly pid: number };

/** A process that stays, after it has said something. */
async function start(
  command: string,
  args: readonly string[],
): Promise<{ readonly child: Child; readonly said: string }> {
  const child = spawn(command, args, { stdio: ["ignore", "pipe", "ignore"] });
  children.push(child);
  const [said] = (await once(child.stdout, "data")) as [Buffer];
  return { child: child as ChildProcess as Child, said: said.toString() };
}

async function startNode(title: string): Promise<Child> {
  const program = `process.title = ${JSON.stringify(title)}; console.log("up"); setInterval(() => {}, 1e6)`;
  return (await start(process.execPath, ["-e", program])).child;
}

/** How a process with this number would have named itself. */
function identityOf(pid: number): ProcessIdentity {
  const line = readFileSync(`/proc/${pid}/stat`, "latin1");
  const processStartedAt = line.slice(line.lastIndexOf(")")).split(" ")[20]!;
  return { ...systemProcesses().self, pid, processStartedAt };
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 5));
}

describe("self", () => {
  it("is this process, frozen, and alive", () => {
    const { self, isSelf, livenessOf } = systemProcesses();
    expect(self.pid).toBe(process.pid);
    expect(self.host.split("/")[0]).toBe(hostname());
    expect(Object.isFrozen(self)).toBe(true);
    expect(isSelf({ ...self })).toBe(true);
    expect(livenessOf({ ...self })).toBe("alive");
    expect(processTable().self).toEqual(self);
  });

  it("is nobody with another number, host or start", () => {
    const { self, isSelf } = systemProcesses();
    expect(isSelf({ ...self, pid: 1 })).toBe(false);
    expect(isSelf({ ...self, host: "elsewhere" })).toBe(false);
    expect(isSelf({ ...self, processStartedAt: "1" })).toBe(false);
  });
});

describe.runIf(isLinux)("livenessOf, by /proc", () => {
  const { livenessOf } = systemProcesses();

  it("tells living, stopped, continued and ended processes apart", async () => {
    const child = await startNode("sleeper");
    const identity = identityOf(child.pid);
    expect(livenessOf(identity)).toBe("alive");
    child.kill("SIGSTOP");
    await until(() => livenessOf(identity) !== "alive");
    expect(livenessOf(identity)).toBe("stopped");
    child.kill("SIGCONT");
    await until(() => livenessOf(identity) !== "stopped");
    expect(livenessOf(identity)).toBe("alive");
    child.kill("SIGKILL");
    await once(child, "exit");
    expect(livenessOf(identity)).toBe("gone");
  });

  it.each([[") Z 1 1 (x"], ["a b  c"], ["((("], [")))"], ["T"], ["x\ny"]])(
    "is not misled by the name %j",
    async (title) => {
      const { pid } = await startNode(title);
      expect(livenessOf(identityOf(pid))).toBe("alive");
      expect(livenessOf({ ...identityOf(pid), processStartedAt: "1" })).toBe("gone");
    },
  );

  it("takes one that nobody collects for stopped", async () => {
    const { child, said } = await start("sh", ["-c", "sleep 60 & echo $!; exec sleep 60"]);
    const zombie = identityOf(Number(said));
    await until(() => readFileSync(`/proc/${child.pid}/comm`, "latin1") === "sleep\n");
    process.kill(zombie.pid, "SIGKILL");
    await until(() => livenessOf(zombie) !== "alive");
    expect(livenessOf(zombie)).toBe("stopped");
  });

  it("does not know about other machines, and of a start that cannot be compared", async () => {
    const { pid } = await startNode("sleeper");
    expect(livenessOf({ ...identityOf(pid), host: `${hostname()}/0123456789abcdef` })).toBe("unknown");
    expect(livenessOf({ ...identityOf(pid), processStartedAt: "?1" })).toBe("unknown");
  });
});

describe.runIf(isLinux)("where /proc shows less", () => {
  let proc: string;
  beforeAll(() => {
    proc = mkdtempSync(join(tmpdir(), "bailiwick-proc-"));
  });
  afterAll(() => rmSync(proc, { recursive: true }));

  function writeStat(name: string | number, text: string): void {
    mkdirSync(join(proc, String(name)), { recursive: true });
    writeFileSync(join(proc, String(name), "stat"), text);
  }

  it("nobody's host is the same without a pid namespace, so that numbers are not compared", () => {
    expect(processTable({ proc }).self.host).not.toBe(processTable({ proc }).self.host);
    expect(processTable({ proc }).self.processStartedAt).toMatch(/^\?/);
  });

  it("the host does not change with kernels that have no time namespaces", () => {
    mkdirSync(join(proc, "sys/kernel/random"), { recursive: true });
    mkdirSync(join(proc, "self/ns"), { recursive: true });
    writeFileSync(join(proc, "sys/kernel/random/boot_id"), "b\n");
    symlinkSync("pid:[1]", join(proc, "self/ns/pid"));
    const { host } = processTable({ proc }).self;
    expect(processTable({ proc }).self.host).toBe(host);
    symlinkSync("time:[1]", join(proc, "self/ns/time"));
    expect(processTable({ proc }).self.host).not.toBe(host);
  });

  it("looks at no number if they are those of another namespace", async () => {
    const { pid } = await startNode("sleeper");
    writeStat("self", `1 (node) S ${"0 ".repeat(40)}`);
    writeStat(pid, `${pid} (other) S ${"0 ".repeat(18)}7 0`);
    const { self, livenessOf } = processTable({ proc });
    expect(livenessOf({ ...self, pid, processStartedAt: "8" })).toBe("unknown");
  });

  it("does not know about a process that is there but not shown, or shown in part", async () => {
    const [hidden, broken, dead] = await Promise.all([startNode("a"), startNode("b"), startNode("c")]);
    for (const name of ["self", process.pid]) {
      writeStat(name, `${process.pid} (node) S ${"0 ".repeat(18)}7 0`);
    }
    writeStat(broken.pid, "");
    writeStat(dead.pid, `${dead.pid} (node) X ${"0 ".repeat(18)}7 0`);
    const { self, livenessOf } = processTable({ proc });
    expect(self.processStartedAt).toBe("7");
    expect(livenessOf({ ...self, pid: hidden.pid })).toBe("unknown");
    expect(livenessOf({ ...self, pid: broken.pid })).toBe("unknown");
    expect(livenessOf({ ...self, pid: dead.pid })).toBe("gone");
  });
});

describe.runIf(hasPs)("livenessOf, by ps", () => {
  const { self, livenessOf } = processTable({ platform: "darwin" });
  const startOf = (pid: number): string =>
    execFileSync("ps", ["-o", "lstart=", "-p", String(pid)], {
      encoding: "utf8",
      env: { ...process.env, LC_ALL: "C", TZ: "UTC" },
    }).trim();

  it("names the host and the start as the system does", () => {
    expect(self).toEqual({ pid: process.pid, host: hostname(), processStartedAt: startOf(process.pid) });
  });

  it("tells living, stopped and ended processes apart, and other starts", async () => {
    const child = await startNode("sleeper");
    const identity = { ...self, pid: child.pid, processStartedAt: startOf(child.pid) };
    expect(livenessOf(identity)).toBe("alive");
    expect(livenessOf({ ...identity, processStartedAt: "Thu Jan  1 00:00:00 1970" })).toBe("gone");
    child.kill("SIGSTOP");
    await until(() => livenessOf(identity) !== "alive");
    expect(livenessOf(identity)).toBe("stopped");
    child.kill("SIGKILL");
    await once(child, "exit");
    expect(livenessOf(identity)).toBe("gone");
  });
});

describe("on Windows", () => {
  it("a process that is there may be another one by now; one that is not is gone", async () => {
    const { self, livenessOf } = processTable({ platform: "win32" });
    const child = await startNode("sleeper");
    expect(livenessOf(self)).toBe("alive");
    expect(livenessOf({ ...self, pid: child.pid })).toBe("unknown");
    child.kill("SIGKILL");
    await once(child, "exit");
    expect(livenessOf({ ...self, pid: child.pid })).toBe("gone");
  });
});

describe.runIf(isLinux)("looking, without ps", () => {
  it("says nothing about what is there", async () => {
    const { PATH } = process.env;
    const { pid } = await startNode("sleeper");
    process.env["PATH"] = "/none";
    try {
      const { self, livenessOf } = processTable({ platform: "darwin" });
      expect(self.processStartedAt).toMatch(/^\?/);
      expect(livenessOf({ ...self, pid, processStartedAt: "1" })).toBe("unknown");
    } finally {
      process.env["PATH"] = PATH;
    }
  });
});
