import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { openRunStore } from "../../../src/store/index.js";
import { runNode } from "../../support/run-node.js";

const root = fileURLToPath(new URL("../../..", import.meta.url));

function folderForTest(): string {
  const folder = mkdtempSync(join(tmpdir(), "bailiwick-interrupted-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A program that writes down what it does, and is killed in the middle of the second thing it begins. */
const program = (folder: string): string => `
  import { appendFileSync } from "node:fs";
  import { buildPipeline, getRegistry, openRunStore } from "./dist/index.js";
  const names = ["a", "b", "c", "d", "e"];
  const registry = getRegistry("killed");
  names.forEach((name, at) => registry.registerSpecification(name, {
    stepType: "Any",
    dependencies: at === 0 ? {} : { [names[at - 1]]: {} },
    outputs: { [name]: {} },
  }));
  let begun = 0;
  const step = (name, line) => ({
    codeTag: "1",
    handle: ({ inputs }) => {
      appendFileSync(${JSON.stringify(join(folder, "log"))}, line + name + "\\n");
      if (++begun === 2) process.kill(process.pid, "SIGKILL");
      return { [name]: [name, ...Object.values(inputs)] };
    },
    compensate: () => {
      appendFileSync(${JSON.stringify(join(folder, "log"))}, "undo " + name + "\\n");
      if (++begun === 2) process.kill(process.pid, "SIGKILL");
    },
  });
  const handlers = Object.fromEntries(names.map((name) => [name, step(name, "do ")]));
  const pipeline = buildPipeline(registry, handlers, { edges: names.slice(1).map((name, at) => [names[at], name]) });
  const store = await openRunStore(${JSON.stringify(join(folder, "runs.db"))});
  const [work] = process.argv.slice(-1);
  const report = work === "undo"
    ? await pipeline.rollback({ store, run: "latest" })
    : await pipeline.run({ store, ...(store.runs().length === 0 ? {} : { resume: "latest" }) });
  console.log(JSON.stringify([report.status, report.outputs?.e.e]));
`;

async function untilDone(folder: string, work: "do" | "undo"): Promise<{ kills: number; said: unknown }> {
  for (let kills = 0; kills < 10; kills++) {
    const args = ["--input-type=module", "--eval", program(folder), work];
    const { failed, output, errors } = await runNode(args, { cwd: root, seconds: 60 });
    expect(errors).toBe("");
    if (!failed) return { kills, said: JSON.parse(output) };
  }
  throw new Error("it never ended");
}

test(
  "a pipeline that is killed again and again finishes, and is taken back; what was recorded is not done twice",
  { timeout: 240_000 },
  async () => {
    const folder = folderForTest();
    const read = (): string[] => readFileSync(join(folder, "log"), "utf8").trim().split("\n");
    const run = await untilDone(folder, "do");
    expect(run).toEqual({ kills: 4, said: ["succeeded", ["e", ["d", ["c", ["b", ["a"]]]]]] });
    expect(read()).toEqual(["a", "b", "b", "c", "c", "d", "d", "e", "e"].map((name) => `do ${name}`));
    const rollback = await untilDone(folder, "undo");
    expect(rollback).toEqual({ kills: 4, said: ["succeeded", null] });
    expect(read().slice(9)).toEqual(
      ["e", "d", "d", "c", "c", "b", "b", "a", "a"].map((name) => `undo ${name}`),
    );
    const store = await openRunStore(join(folder, "runs.db"));
    const [record] = store.runs();
    expect(record).toMatchObject({ status: "rolled-back", sessions: 10 });
    const attempts = store.attempts(record!.runId).filter(({ outcome }) => outcome === "succeeded");
    expect(attempts).toHaveLength(5);
    store.close();
  },
);
