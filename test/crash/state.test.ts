import { spawn } from "node:child_process";
import { copyFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { DeferralEscalationRegistry, EnrollmentRegistry } from "../../src/state/index.js";
import { openDuckDb, type SqlRow } from "../../src/store/index.js";
import { compileScript } from "../support/compile-script.js";
import { everythingIn } from "../support/state-registries.js";
import { crashCases, crashOptions, crashScope, prepareCrash, type CrashCase } from "./state-years.js";

/** CI sets 100; each takes about a second. */
const kills = Number(process.env["BAILIWICK_CRASHES"] ?? 6);

let folder: string;
let program: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "bailiwick-state-crash-"));
  program = await compileScript(new URL("state-program.ts", import.meta.url));
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

type Contents = ReadonlyMap<string, readonly SqlRow[]>;

/** What a process said, and when, in milliseconds after it was ready. */
interface Session {
  readonly marks: ReadonlyMap<string, number>;
  readonly wasKilled: boolean;
  readonly errors: string;
}

/** Applies a year in a process of its own, and kills it some time after it is ready, if it is not done by then. */
async function runSession(path: string, year: number, killAfterMs?: number): Promise<Session> {
  const child = spawn(process.execPath, [program, path, String(year)]);
  const marks = new Map<string, number>();
  let readyAt = 0;
  let errors = "";
  let timer: NodeJS.Timeout | undefined;
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    for (const mark of text.trim().split("\n")) {
      if (mark === "ready") readyAt = performance.now();
      if (mark === "ready" && killAfterMs !== undefined)
        timer = setTimeout(() => child.kill("SIGKILL"), killAfterMs);
      marks.set(mark, performance.now() - readyAt);
    }
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => (errors += text));
  const [, signal] = await new Promise<[number | null, NodeJS.Signals | null]>((done) =>
    child.on("close", (code, by) => done([code, by])),
  );
  clearTimeout(timer);
  return { marks, wasKilled: signal === "SIGKILL", errors };
}

/** A moment to kill at: every other one just before a part is done, where it is committed or written to the file. */
function anyMoment(marks: Session["marks"], at: number): number {
  const ends = ["enrollment", "deferral", "closed"].map((mark) => marks.get(mark)!);
  if (at % 2 === 0) return Math.random() * ends.at(-1)!;
  return Math.max(0, ends[Math.floor(Math.random() * ends.length)]! - Math.random() * 40);
}

/** The contents of a database, by whose they are. */
async function contentsIn(path: string): Promise<Contents> {
  await using database = await openDuckDb(path);
  return everythingIn(database);
}

const tablesOf = {
  enrollment: ["main.enrollment_registry", "bailiwick.enrollment_history"],
  deferral: ["main.deferral_escalation_registry", "bailiwick.escalation_history"],
};

/** Of each registry all is there that the year makes, or nothing of it; and then the year is applied to the end. */
async function expectSameEnd(
  path: string,
  { year }: CrashCase,
  before: Contents,
  calm: Contents,
): Promise<void> {
  await using database = await openDuckDb(path);
  const left = await everythingIn(database);
  for (const [registry, tables] of Object.entries(tablesOf)) {
    const rowsIn = (contents: Contents): unknown => [
      ...tables.map((table) => contents.get(table)),
      contents.get("bailiwick.ledger")?.filter((row) => row["registry"] === registry),
    ];
    expect([rowsIn(before), rowsIn(calm)]).toContainEqual(rowsIn(left));
  }
  const registries = [
    new EnrollmentRegistry(database, crashScope, crashOptions),
    new DeferralEscalationRegistry(database, crashScope, crashOptions),
  ];
  for (const registry of registries) {
    await registry.updatePostYear(year);
    expect(await registry.validateIntegrity()).toMatchObject({ isValid: true });
  }
  expect(await everythingIn(database)).toEqual(calm);
}

describe.concurrent.each(crashCases)("applying $name in a process that is killed", (crash) => {
  const share = Math.ceil(kills / crashCases.length);

  test(
    "leaves all of it or nothing, and ends as if nothing had happened",
    { timeout: 60_000 + share * 10_000 },
    async () => {
      const fresh = join(folder, `${crash.year}.duckdb`);
      const path = join(folder, `${crash.year}-tried.duckdb`);
      await prepareCrash(fresh, crash);
      const before = await contentsIn(fresh);
      await copyFile(fresh, path);
      const { marks, errors } = await runSession(path, crash.year);
      expect({ errors, isClosed: marks.has("closed") }).toEqual({ errors: "", isClosed: true });
      const calm = await contentsIn(path);
      expect(calm).not.toEqual(before);
      for (let killed = 0; killed < share;) {
        await rm(`${path}.wal`, { force: true });
        await copyFile(fresh, path);
        const session = await runSession(path, crash.year, anyMoment(marks, killed));
        expect(session.errors).toBe("");
        if (session.wasKilled) killed++;
        await expectSameEnd(path, crash, before, calm);
      }
    },
  );
});
