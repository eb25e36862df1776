import { expect, test } from "vitest";
import {
  buildPipeline,
  partitions,
  years,
  type Outputs,
  type Pipeline,
} from "../../../src/pipeline/index.js";
import { ends, rowPipeline, storeForTest } from "../../support/recorded.js";
import { registryOf } from "../../support/resolvers.js";

/** One step that adds its partition to what it gave for the one before. */
function totals(
  told: (partition: string, previous: Outputs | undefined) => void = () => {},
  definition: { readonly pure?: boolean; readonly codeTag?: string } = {},
): Pipeline {
  return buildPipeline(registryOf({ total: { stepType: "Total", outputs: { total: {} } } }), {
    total: {
      handle: ({ partition, previous }) => {
        told(partition!.key, previous);
        return { total: ((previous?.["total"] as number | undefined) ?? 0) + Number(partition!.key) };
      },
      codeTag: "1",
      usesPrevious: true,
      ...definition,
    },
  });
}

test("partitions that go on from each other run in order, and each sees what the one before gave", async () => {
  const store = await storeForTest();
  const order: string[] = [];
  const report = await totals((key) => order.push(key)).run({ store, over: years(2025, 2027), seed: 7 });
  expect(order).toEqual(["2025", "2026", "2027"]);
  expect(report.outputs["total"]).toEqual({ total: 2025 + 2026 + 2027 });
  expect(store.partitions(report)).toMatchObject([
    { partition: "2025", status: "succeeded" },
    { partition: "2026", status: "succeeded" },
    { partition: "2027", status: "succeeded" },
  ]);
});

test("a partition waits for steps of the one before, and what runs again there takes it along", async () => {
  const store = await storeForTest();
  const order: string[] = [];
  let isBroken = true;
  const specifications = {
    open: { stepType: "Open", outputs: { table: {} } },
    publish: { stepType: "Publish", dependencies: { table: {} } },
  };
  const pipeline = buildPipeline(registryOf(specifications), {
    open: {
      handle: ({ partition }) => {
        order.push(`open ${partition!.key}`);
        return { table: partition!.key };
      },
      afterPrevious: [" publish "],
    },
    publish: ({ partition }) => {
      order.push(`publish ${partition!.key}`);
      if (isBroken && partition!.key === "2026") throw new Error("no room");
    },
  });
  const failed = await pipeline.run({ store, over: years(2025, 2027) });
  expect(failed.status).toBe("failed");
  expect(order).toEqual(["open 2025", "publish 2025", "open 2026", "publish 2026"]);

  isBroken = false;
  const report = await pipeline.run({ store, resume: "latest" });
  expect(order.slice(4)).toEqual(["publish 2026", "open 2027", "publish 2027"]);
  expect(report.status).toBe("succeeded");

  await pipeline.run({ store, resume: "latest", force: ["publish"] });
  expect(order.slice(7)).toEqual(["publish 2025", "open 2026", "publish 2026", "open 2027", "publish 2027"]);
});

test("partitions that are independent run at the same time", async () => {
  const store = await storeForTest();
  let arrived = 0;
  let open!: () => void;
  const both = new Promise<void>((resolve) => (open = resolve));
  const pipeline = rowPipeline({
    audit: async () => {
      if (++arrived === 2) open();
      await both;
    },
  });
  const report = await pipeline.run({ store, over: partitions(["eu", "us"]) });
  expect(report.partitions.map(({ partition, status }) => [partition, status])).toEqual([
    ["eu", "succeeded"],
    ["us", "succeeded"],
  ]);
});

test("a step of a list without an order has nothing before it", async () => {
  const seen: unknown[] = [];
  await totals((key, previous) => seen.push([key, previous])).run({
    over: partitions(["1", "2"]),
    concurrency: 1,
  });
  expect(seen).toEqual(
    expect.arrayContaining([
      ["1", undefined],
      ["2", undefined],
    ]),
  );
});

test("a backfill goes on from the newest result of an earlier run, and is run again when that has changed", async () => {
  const store = await storeForTest();
  await totals().run({ store, over: years(2024, 2024) });
  const seen: unknown[] = [];
  const later = totals((key, previous) => seen.push([key, previous]));
  const { runId } = await later.run({ store, over: years(2025, 2026) });
  expect(seen).toEqual([
    ["2025", expect.objectContaining({ total: 2024 })],
    ["2026", expect.objectContaining({ total: 4049 })],
  ]);
  expect(ends(await later.run({ store, resume: runId }))).toEqual({
    "total 2025": "reused, reused: nothing changed",
    "total 2026": "reused, reused: nothing changed",
  });
  await totals(() => {}, { codeTag: "0" }).run({ store, over: years(2024, 2024) });
  const again = ends(await later.run({ store, resume: runId }));
  expect(again["total 2025"]).toMatch(
    /^succeeded, ran: the result for the partition before changed \([0-9a-f]{4}… → [0-9a-f]{4}…\)$/,
  );
  expect(again["total 2026"]).toMatch(/^succeeded, ran: the result for the partition before changed/);
});

test("a result of a run that was rolled back is not gone on from", async () => {
  const store = await storeForTest();
  const { runId } = await totals().run({ store, over: years(2024, 2024) });
  await totals().rollback({ store, run: runId });
  const seen: unknown[] = [];
  await totals((_, previous) => seen.push(previous)).run({ store, over: years(2025, 2025) });
  expect(seen).toEqual([undefined]);
});

test("a pure step that goes on from the partition before is known by what that gave", async () => {
  const store = await storeForTest();
  let calls = 0;
  const pipeline = totals(() => calls++, { pure: true });
  const first = await pipeline.run({ store, over: years(2025, 2026) });
  const second = await pipeline.run({ store, over: years(2025, 2026) });
  expect(calls).toBe(2);
  expect(second.outputs).toEqual(first.outputs);
  await pipeline.run({ store, over: years(2026, 2027) });
  expect(calls).toBe(3);
  await pipeline.run({ store, over: partitions(["2026"]) });
  expect(calls).toBe(4);
});

test("a partition that failed is run again with those that go on from it, the others are not", async () => {
  const store = await storeForTest();
  let isBroken = true;
  const pipeline = totals((key) => {
    if (isBroken && key === "2026") throw new Error("no data yet");
  });
  const failed = await pipeline.run({ store, over: years(2025, 2027) });
  expect(failed.partitions.map(({ status }) => status)[0]).toBe("succeeded");
  expect(store.partitions(failed)).toMatchObject([
    { partition: "2025", status: "succeeded" },
    { partition: "2026", status: "failed" },
    { partition: "2027", status: "incomplete" },
  ]);
  isBroken = false;
  expect(ends(await pipeline.run({ store, resume: "latest" }))).toEqual({
    "total 2025": "reused, reused: nothing changed",
    "total 2026": "succeeded, ran: failed before",
    "total 2027": "succeeded, ran: not started before",
  });
  expect(ends(await pipeline.run({ store, resume: "latest", force: true }))["total 2026"]).toBe(
    "succeeded, ran: forced",
  );
});

test("a partition is run again when the one before it runs again", async () => {
  const store = await storeForTest();
  let isBroken = false;
  const pipeline = totals((key) => {
    if (isBroken && key === "2025") throw new Error("away");
  });
  await pipeline.run({ store, over: years(2025, 2026) });
  isBroken = true;
  await pipeline.run({ store, resume: "latest", force: true });
  isBroken = false;
  expect(ends(await pipeline.run({ store, resume: "latest" }))).toEqual({
    "total 2025": "succeeded, ran: failed before",
    "total 2026": "succeeded, ran: behind total of 2025, which runs again",
  });
});
