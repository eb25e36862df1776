import { getEventListeners } from "node:events";
import fc from "fast-check";
import { expect, onTestFinished, test } from "vitest";
import { partitions, years, type RollbackReport, type StepHandlers } from "../../../src/pipeline/index.js";
import { BailiwickError } from "../../../src/kernel/index.js";
import { openRunStore } from "../../../src/store/index.js";
import { acyclicGraph } from "../../support/graphs.js";
import { pipelineOn } from "../../support/pipelines.js";
import { ends, rowPipeline, storeForTest } from "../../support/recorded.js";

const codeOf = async (work: Promise<unknown>): Promise<string> => {
  const error: unknown = await work.catch((thrown: unknown) => thrown);
  return error instanceof BailiwickError ? `${error.code}: ${error.message}` : "no error";
};

const inShort = ({ steps }: RollbackReport): string[] =>
  steps.map(({ stepName, partition, status }) =>
    [stepName, ...(partition === undefined ? [] : [partition]), status].join(" "),
  );

/** The four steps, all but `audit` with a compensation that tells what it takes back. */
function undoing(undone: unknown[], fails: (name: string) => boolean = () => false): StepHandlers {
  const compensate = (name: string) => (io: { inputs: object; outputs: object }) => {
    if (fails(name)) throw new Error(`${name} stays`);
    undone.push([name, { ...io.inputs }, { ...io.outputs }]);
  };
  return {
    load: { handle: () => ({ rows: [3] }), codeTag: "1", compensate: compensate("load") },
    clean: { handle: () => ({ clean_rows: [4] }), codeTag: "1", compensate: compensate("clean") },
    train: { handle: () => ({ model: 5 }), codeTag: "1", compensate: compensate("train") },
  };
}

const alone = { concurrency: 1, seed: 3 };

test("what succeeded is taken back in the reverse order of completion, with what it was given and gave", async () => {
  const store = await storeForTest();
  const undone: unknown[] = [];
  const events: string[] = [];
  const pipeline = rowPipeline(undoing(undone));
  const { runId } = await pipeline.run({ store, ...alone });
  const report = await pipeline.rollback({ store, run: "latest", onEvent: ({ type }) => events.push(type) });
  expect(report).toMatchObject({ runId, pipelineName: "test", contextName: "test", status: "succeeded" });
  expect(report.assertSucceeded()).toBe(report);
  expect(undone).toEqual([
    ["train", { clean_rows: [4] }, { model: 5 }],
    ["clean", { rows: [3] }, { clean_rows: [4] }],
    ["load", {}, { rows: [3] }],
  ]);
  expect(inShort(report).filter((line) => !line.startsWith("audit"))).toEqual([
    "train compensated",
    "clean compensated",
    "load compensated",
  ]);
  expect(inShort(report)).toContain("audit nothing-to-do");
  expect(events).toEqual(["step-compensated", "step-compensated", "step-compensated"]);
  for (const value of [report, report.steps, ...report.steps]) expect(Object.isFrozen(value)).toBe(true);
  expect(store.run(runId)).toMatchObject({ status: "rolled-back" });
  expect(store.steps(runId).map(({ status }) => status)).toEqual(Array(4).fill("compensated"));
  expect((await pipeline.rollback({ store, run: runId })).steps).toEqual([]);
});

test("after a rollback the run can be resumed, and everything runs again", async () => {
  const store = await storeForTest();
  const pipeline = rowPipeline(undoing([]));
  await pipeline.run({ store });
  await pipeline.rollback({ store, run: "latest", to: { step: "clean" } });
  const report = await pipeline.run({ store, resume: "latest" });
  expect(ends(report)).toMatchObject({
    load: "reused, reused: nothing changed",
    clean: "reused, reused: nothing changed",
    train: "succeeded, ran: rolled back before",
  });
});

test("a run that fails is rolled back at once if that is asked for", async () => {
  const store = await storeForTest();
  const undone: [string][] = [];
  const pipeline = rowPipeline({
    ...undoing(undone),
    train: () => {
      throw new Error("no memory");
    },
  });
  const report = await pipeline.run({ store, onFailure: "rollback" });
  expect(report.status).toBe("failed");
  expect(report.rollback?.status).toBe("succeeded");
  expect(undone.map(([name]) => name)).toEqual(["clean", "load"]);
  expect(store.run(report.runId)?.status).toBe("rolled-back");
  expect(() => report.assertSucceeded()).toThrow("no memory");
  const kept = await rowPipeline({ train: pipelineFailure }).run({ store, onFailure: "keep" });
  expect([kept.rollback, store.run(kept.runId)?.status]).toEqual([undefined, "failed"]);
});

function pipelineFailure(): never {
  throw new Error("no memory");
}

test("a compensation that fails stops the rollback, which the next one goes on with", async () => {
  const store = await storeForTest();
  const undone: [string][] = [];
  let isBroken = true;
  const pipeline = rowPipeline(undoing(undone, (name) => isBroken && name === "clean"));
  const { runId } = await pipeline.run({ store, ...alone });
  const heard: string[] = [];
  const report = await pipeline.rollback({ store, run: runId, onEvent: ({ type }) => heard.push(type) });
  expect(report.status).toBe("failed");
  expect(inShort(report)).toEqual(
    expect.arrayContaining(["train compensated", "clean failed", "load not-started"]),
  );
  expect(report.steps.find(({ stepName }) => stepName === "clean")).toMatchObject({
    error: { code: "COMPENSATION_FAILED" },
  });
  expect(heard).toEqual(["step-compensated", "compensation-failed"]);
  expect(() => report.assertSucceeded()).toThrow(
    /The rollback of run ".*" failed:\n  - The compensation of step "clean" in context "test" failed: clean stays\n.*\n  - not taken back: .*"load"/,
  );
  expect(store.run(runId)?.status).toBe("failed");
  expect(store.compensations(runId).find(({ stepName }) => stepName === "clean")).toMatchObject({
    outcome: "failed",
    error: { code: "COMPENSATION_FAILED" },
  });
  isBroken = false;
  expect((await pipeline.rollback({ store, run: runId })).status).toBe("succeeded");
  expect(undone.map(([name]) => name)).toEqual(["train", "clean", "load"]);
  expect(store.run(runId)?.status).toBe("rolled-back");
});

test("a rollback that is cancelled goes on with the compensation that it cut off", async () => {
  const store = await storeForTest();
  const keys: string[] = [];
  const cut = new AbortController();
  const pipeline = rowPipeline({
    ...undoing([]),
    load: (io) => {
      keys.push(io.idempotencyKey);
      return { rows: [] };
    },
    clean: {
      handle: (io) => {
        keys.push(io.idempotencyKey);
        return { clean_rows: [] };
      },
      compensate: async (io) => {
        keys.push(io.idempotencyKey);
        io.log("on it");
        if (keys.length > 3) return;
        cut.abort(new Error("enough"));
        await new Promise(() => {});
      },
    },
  });
  const { runId } = await pipeline.run({ store, ...alone });
  const report = await pipeline.rollback({ store, run: runId, signal: cut.signal, graceMs: 0 });
  expect(report.status).toBe("cancelled");
  expect(inShort(report)).toEqual(expect.arrayContaining(["clean cancelled", "load not-started"]));
  expect(() => report.assertSucceeded()).toThrow("was cancelled");
  expect(store.run(runId)?.status).toBe("cancelled");
  const again = await pipeline.rollback({ store, run: runId });
  expect(inShort(again)).toEqual(expect.arrayContaining(["clean compensated", "load nothing-to-do"]));
  expect(keys.slice(1)).toEqual([keys[1], keys[1], keys[1]]);
  expect([...store.events(runId)].filter(({ type }) => type === "step-log")).toHaveLength(2);
});

test("a compensation that throws once it was aborted counts as cut off, and nothing starts after an abort", async () => {
  const store = await storeForTest();
  const cut = new AbortController();
  const pipeline = rowPipeline({
    train: {
      handle: () => ({ model: 1 }),
      compensate: () => {
        cut.abort();
        throw new Error("stopped");
      },
    },
  });
  const { runId } = await pipeline.run({ store, ...alone });
  const report = await pipeline.rollback({ store, run: runId, signal: cut.signal });
  expect(inShort(report)).toContain("train cancelled");
  const late = await pipeline.rollback({ store, run: runId, signal: cut.signal, lock: false });
  expect(new Set(late.steps.map(({ status }) => status))).toEqual(new Set(["not-started"]));
});

test("in any graph, whatever follows from a step is taken back before it", async () => {
  const store = await openRunStore(":memory:", { synchronous: "off" });
  await fc.assert(
    fc.asyncProperty(acyclicGraph, fc.nat(), fc.nat(), async (graph, seed, at) => {
      const done: string[] = [];
      const undone: string[] = [];
      const pipeline = pipelineOn(
        graph,
        Object.fromEntries(
          graph.nodes.map((name) => [
            name,
            {
              handle: async () => {
                await Promise.resolve();
                done.push(name);
                return { [name]: 1 };
              },
              compensate: () => void undone.push(name),
            },
          ]),
        ),
      );
      const stays = graph.nodes[at % graph.nodes.length]!;
      const { runId } = await pipeline.run({ store, seed, clock: { now: () => 7 } });
      const some = await pipeline.rollback({
        store,
        run: runId,
        to: { step: stays },
        clock: { now: () => 7 },
      });
      expect(some.steps.map(({ stepName }) => stepName)).not.toContain(stays);
      await pipeline.rollback({ store, run: runId, clock: { now: () => 7 } });
      expect(undone.toSorted()).toEqual(done.toSorted());
      for (const [from, to] of graph.edges) expect(undone.indexOf(to)).toBeLessThan(undone.indexOf(from));
    }),
    { numRuns: 40 },
  );
  store.close();
});

test("steps are taken back in the order in which they really completed, across partitions and sessions", async () => {
  const store = await storeForTest();
  const undone: string[] = [];
  let isBroken = true;
  const pipeline = rowPipeline({
    load: {
      handle: () => ({ rows: [] }),
      compensate: ({ partition }) => void undone.push(`load ${partition!.key}`),
    },
    clean: {
      handle: ({ partition }) => {
        if (isBroken && partition!.key === "2025") throw new Error("not yet");
        return { clean_rows: [] };
      },
      compensate: ({ partition }) => void undone.push(`clean ${partition!.key}`),
    },
  });
  const first = await pipeline.run({
    store,
    over: years(2025, 2026),
    failureMode: "finish-independent",
    ...alone,
  });
  isBroken = false;
  await pipeline.run({ store, resume: first.runId });
  await pipeline.rollback({ store, run: "latest", to: { partition: "2025" } });
  expect(undone).toEqual(["clean 2026", "load 2026"]);
  expect(store.run(first.runId)?.status).toBe("cancelled");
  await pipeline.rollback({ store, run: "latest", to: { step: "load", partition: "2025" } });
  expect(undone.slice(2)).toEqual(["clean 2025"]);
});

test("a result that was taken over from another run stays there", async () => {
  const store = await storeForTest();
  const undone: string[] = [];
  const pipeline = rowPipeline({
    load: { handle: () => ({ rows: [] }), pure: true, compensate: () => void undone.push("load") },
  });
  await pipeline.run({ store });
  const { runId } = await pipeline.run({ store });
  const report = await pipeline.rollback({ store, run: runId });
  expect(inShort(report)).toContain("load nothing-to-do");
  expect(undone).toEqual([]);
  expect(store.run(runId)?.status).toBe("rolled-back");
});

test("what a run does not have cannot be what stays", async () => {
  const store = await storeForTest();
  const pipeline = rowPipeline({ train: pipelineFailure });
  const { runId } = await pipeline.run({ store });
  const back = (to: object) => codeOf(pipeline.rollback({ store, run: runId, to }));
  expect(await back({ step: "lod" })).toContain(
    'SELECTION_INVALID: The steps to take back cannot be selected: the run has no step "lod" (did you mean "load"?).',
  );
  expect(await back({ partition: "2025" })).toContain(
    'the run has no partition "2025".\n  hint: it is a run without partitions.',
  );
  expect(await back({ step: "train" })).toContain(
    'the step "train" has no result in the run that could stay.',
  );
  expect(await back({})).toContain("OPTION_INVALID");
  expect(await back({ step: 7 })).toContain("OPTION_INVALID");
  expect(await back({ stp: "load" })).toContain("OPTION_INVALID");
  expect(await back("load" as never)).toContain("OPTION_INVALID");
  const parted = await rowPipeline().run({ store, over: partitions(["eu", "us"]) });
  expect(await codeOf(pipeline.rollback({ store, run: parted.runId, to: { step: "load" } }))).toContain(
    'the run has partitions, so the step "load" completed several times.\n  hint: say which partition is meant too: "eu" or "us".',
  );
});

test.each<[string, object]>([
  ["store", { store: {} }],
  ["run", { run: 7 }],
  ["onEvent", { onEvent: 7 }],
  ["graceMs", { graceMs: -1 }],
  ["lock", { lock: "" }],
  ["signal", { signal: 7 }],
  ["clock", { clock: 7 }],
  ["runs", { runs: 7 }],
])("the option %s is checked", async (_, wrong) => {
  const store = await storeForTest();
  const options = { store, run: "latest", ...wrong } as never;
  expect(await codeOf(rowPipeline().rollback(options))).toContain("OPTION_INVALID");
});

test("a run with results of steps that this pipeline does not have is refused", async () => {
  const store = await storeForTest();
  const { runId } = await rowPipeline({ extra: () => {} }, { steps: { extra: { stepType: "Extra" } } }).run({
    store,
  });
  expect(await codeOf(rowPipeline().rollback({ store, run: runId }))).toContain(
    `RUN_OF_ANOTHER_PLAN: The run "${runId}" cannot be taken back by this pipeline, which has no step "extra".`,
  );
  expect(await codeOf(rowPipeline().rollback({ store, run: "x" }))).toContain("RUN_UNKNOWN");
});

test.each(["failed", "was cancelled"])(
  "a step whose compensation %s runs again, and once only",
  async (how) => {
    const store = await storeForTest();
    const undone: [string][] = [];
    const cut = new AbortController();
    const stays = () => {
      if (how === "failed") throw new Error("it stays");
      cut.abort();
      return new Promise<void>(() => {});
    };
    const clean = { handle: () => ({ clean_rows: [4] }), codeTag: "1" };
    await rowPipeline(undoing([])).run({ store });
    const report = await rowPipeline({
      ...undoing([]),
      clean: { ...clean, compensate: stays },
    }).rollback({ store, run: "latest", signal: cut.signal, graceMs: 0 });
    expect(report.status).toBe(how === "failed" ? "failed" : "cancelled");
    const pipeline = rowPipeline(undoing(undone));
    expect(ends(await pipeline.run({ store, resume: "latest" }))).toMatchObject({
      load: "reused, reused: nothing changed",
      clean: "succeeded, ran: rolled back in part before",
      train: "succeeded, ran: rolled back before",
    });
    expect(ends(await pipeline.run({ store, resume: "latest" }))["clean"]).toBe(
      "reused, reused: nothing changed",
    );
    await pipeline.rollback({ store, run: "latest" });
    expect(undone.map(([name]) => name)).toEqual(["train", "clean", "load"]);
  },
);

test.each([[undefined], [false as const]])(
  "compensations leave nothing on the signal of the caller: lock %s",
  async (lock) => {
    const store = await storeForTest();
    const warnings: string[] = [];
    const hear = ({ name }: Error) => warnings.push(name);
    process.on("warning", hear);
    onTestFinished(() => void process.off("warning", hear));
    const { signal } = new AbortController();
    const heard: AbortSignal[] = [];
    const compensate = (io: { readonly signal: AbortSignal }) => {
      heard.push(io.signal);
      io.signal.addEventListener("abort", () => {});
    };
    const pipeline = rowPipeline({ audit: { handle: () => {}, codeTag: "1", compensate } });
    await pipeline.run({ store, over: years(2001, 2012) });
    const options = lock === undefined ? {} : { lock };
    await pipeline.rollback({ store, run: "latest", signal, ...options });
    await new Promise(setImmediate);
    expect([heard.length, warnings, getEventListeners(signal, "abort")]).toEqual([12, [], []]);
  },
);

test("a clock that runs backwards does not turn the order round", async () => {
  const store = await storeForTest();
  const undone: [string][] = [];
  let now = 1e12;
  const clock = { now: () => (now -= 10) };
  await rowPipeline(undoing(undone)).run({ store, clock });
  await rowPipeline(undoing(undone)).rollback({ store, run: "latest", clock });
  expect(undone.map(([name]) => name)).toEqual(["train", "clean", "load"]);
});

test("what listeners throw does not stop a rollback", async () => {
  const store = await storeForTest();
  const pipeline = rowPipeline(undoing([]));
  await pipeline.run({ store });
  const fault = new Error("deaf");
  const report = await pipeline.rollback({
    store,
    run: "latest",
    onEvent: (event) => {
      if (event.type === "step-compensated" && event.stepName === "load")
        return Promise.reject(fault) as never;
      throw fault;
    },
  });
  expect([report.status, report.listenerErrors]).toEqual(["succeeded", [fault, fault, fault]]);
});
