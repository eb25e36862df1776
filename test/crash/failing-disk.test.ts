import { writeFileSync } from "node:fs";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { StepHandlers } from "../../src/pipeline/index.js";
import { openRunStore } from "../../src/store/index.js";
import { pipelineOn } from "../support/pipelines.js";
import { chain } from "../support/graphs.js";
import { hasMount, mountReadOnly, smallDisk } from "../support/small-disk.js";

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "bailiwick-disk-"));
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

const graph = chain(30);

/** Steps one after the other that give 12 kB each, and say when they are called. */
function bulkyPipeline(called: string[]) {
  const handlers: StepHandlers = Object.fromEntries(
    graph.nodes.map((name, at) => [
      name,
      () => {
        called.push(name);
        return { [name]: String.fromCharCode(97 + (at % 26)).repeat(12_000) };
      },
    ]),
  );
  return pipelineOn(graph, handlers);
}

test.runIf(hasMount)(
  "a run ends when the disk is full, and goes on where it stood once there is room",
  async () => {
    const disk = smallDisk(await mkdtemp(join(folder, "full-")));
    const ballast = join(disk, "ballast");
    writeFileSync(ballast, Buffer.alloc(1_600_000));
    const called: string[] = [];
    const pipeline = bulkyPipeline(called);
    await using store = await openRunStore(join(disk, "runs.db"));

    await expect(pipeline.run({ store })).rejects.toMatchObject({ code: "STORE_WRITE_FAILED" });
    const [run] = store.runs();
    const kept = store.steps(run!.runId).filter(({ status }) => status === "succeeded");
    expect(kept.length).toBeGreaterThan(3);
    // Nothing was called that followed from something which is not on the disk.
    expect(called).toEqual(graph.nodes.slice(0, kept.length + 1));

    await rm(ballast);
    called.length = 0;
    const report = await pipeline.run({ store, resume: "latest" });
    expect(report.status).toBe("succeeded");
    expect(called).toEqual(graph.nodes.slice(kept.length));
    expect(report.outputs["n29"]).toEqual({ n29: "d".repeat(12_000) });
  },
);

test.runIf(hasMount)("a run on a store that cannot be written calls nothing", async () => {
  const home = await mkdtemp(join(folder, "frozen-"));
  const path = join(home, "runs.db");
  (await openRunStore(path)).close();
  const copy = join(folder, "copy");
  await cp(home, copy, { recursive: true });
  mountReadOnly(copy, join(folder, "frozen"));
  const called: string[] = [];
  await using store = await openRunStore(join(folder, "frozen", "runs.db"), { readOnly: true });
  await expect(bulkyPipeline(called).run({ store })).rejects.toMatchObject({ code: "STORE_READ_ONLY" });
  await expect(openRunStore(join(folder, "frozen", "runs.db"))).rejects.toMatchObject({
    code: "STORE_READ_ONLY",
  });
  expect(called).toEqual([]);
});
