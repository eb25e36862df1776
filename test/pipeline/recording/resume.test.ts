import Libsql from "libsql";
import { expect, onTestFinished, test } from "vitest";
import {
  buildPipeline,
  partitions,
  transient,
  years,
  type StepHandler,
} from "../../../src/pipeline/index.js";
import { BailiwickError } from "../../../src/kernel/index.js";
import { openRunStore } from "../../../src/store/index.js";
import { storePath } from "../../store/store-file.js";
import { ends, rowPipeline, storeForTest } from "../../support/recorded.js";
import { registryOf } from "../../support/resolvers.js";

const fails = (): never => {
  throw new Error("no disk");
};
const rejection = async (work: Promise<unknown>): Promise<BailiwickError> => {
  const error: unknown = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof BailiwickError) return error;
  throw new Error("it was not rejected with an error of the package", { cause: error });
};

test("a run that failed goes on where it failed; what is known is not run again", async () => {
  const store = await storeForTest();
  const failed = await rowPipeline({ clean: { handle: fails, codeTag: "1" } }).run({
    store,
    concurrency: 1,
    seed: 1,
  });
  expect(failed.status).toBe("failed");
  const report = await rowPipeline({ load: { handle: fails, codeTag: "1" } }).run({
    store,
    resume: "latest",
  });
  expect(report.status).toBe("succeeded");
  expect(report.runId).toBe(failed.runId);
  expect(report.seed).toBe(1);
  expect(ends(report)).toMatchObject({
    load: "reused, reused: nothing changed",
    clean: "succeeded, ran: failed before",
    train: "succeeded, ran: not started before",
  });
  expect(report.outputs["train"]).toEqual({ model: { rows: [3, 4] } });
  expect(store.run(report.runId)).toMatchObject({ status: "succeeded", sessions: 2 });
  expect(store.attempts(report.runId).filter(({ stepName }) => stepName === "clean")).toMatchObject([
    { number: 1, session: 1, outcome: "failed" },
    { number: 2, session: 2, outcome: "succeeded" },
  ]);
});

test("a run whose store could not be written can be resumed by the same process once it can", async () => {
  const path = await storePath();
  const store = await openRunStore(path, { busyTimeoutMs: 0 });
  onTestFinished(() => store.close());
  const writer = new Libsql(path);
  onTestFinished(() => void writer.close());
  const blocks = () => {
    writer.exec("BEGIN IMMEDIATE");
    return { clean_rows: [] };
  };
  const error = await rejection(rowPipeline({ clean: { handle: blocks, codeTag: "1" } }).run({ store }));
  expect(error.code).toBe("STORE_WRITE_FAILED");
  writer.exec("COMMIT");
  expect((await rowPipeline().run({ store, resume: "latest" })).status).toBe("succeeded");
});

test("a run whose process went away goes on: what was under way is run again, with the key it had", async () => {
  const store = await storeForTest();
  const keys: string[] = [];
  const never = rowPipeline({
    clean: {
      handle: (io) => {
        keys.push(io.idempotencyKey);
        return new Promise(() => {});
      },
      codeTag: "1",
    },
  });
  const cut = new AbortController();
  const running = never.run({ store, signal: cut.signal, graceMs: 0, lock: false });
  await expect.poll(() => keys.length).toBe(1);
  const { runId } = store.runs()[0]!;
  expect(store.run(runId)).toMatchObject({ status: "running" });
  const again = rowPipeline({
    clean: {
      handle: (io) => {
        keys.push(io.idempotencyKey);
        return { clean_rows: io.attempt };
      },
      codeTag: "1",
    },
  });
  const report = await again.run({ store, resume: runId, lock: false });
  expect(ends(report)).toMatchObject({
    load: "reused, reused: nothing changed",
    clean: "succeeded, ran: interrupted before",
    train: "succeeded, ran: new",
  });
  expect(report.outputs["clean"]).toEqual({ clean_rows: 2 });
  expect(new Set(keys).size).toBe(1);
  cut.abort();
  await running.catch(() => {});
});

test("a step that changed is run again with everything behind it, and says what changed", async () => {
  const store = await storeForTest();
  const tagged = (codeTag: string, options: Record<string, unknown> = {}) => ({
    handle: () => ({ rows: [codeTag] }),
    codeTag,
    options,
  });
  const resume = async (pipeline = rowPipeline()) => ends(await pipeline.run({ store, resume: "latest" }));
  await rowPipeline().run({ store });
  const nothing = "reused, reused: nothing changed";
  expect(await resume()).toEqual({ load: nothing, clean: nothing, train: nothing, audit: nothing });
  const code = await resume(rowPipeline({ load: tagged("2") }));
  expect(code["load"]).toBe("succeeded, ran: code changed");
  expect(code["clean"]).toMatch(/^succeeded, ran: input rows changed \([0-9a-f]{4}… → [0-9a-f]{4}…\)$/);
  expect(code["train"]).toMatch(/^succeeded, ran: input clean_rows changed \([0-9a-f]{4}… → [0-9a-f]{4}…\)$/);
  expect(code["audit"]).toMatch(
    /^succeeded, ran: behind load, which changed \([0-9a-f]{4}… → [0-9a-f]{4}…\)$/,
  );
  expect((await resume(rowPipeline({ load: tagged("2", { limit: 3 }) })))["load"]).toBe(
    "succeeded, ran: options changed",
  );
  const steps = {
    train: { stepType: "Train", version: "2", dependencies: { clean_rows: {} }, outputs: { model: {} } },
  };
  const specified = await resume(rowPipeline({ load: tagged("2", { limit: 3 }) }, { steps }));
  expect(specified).toMatchObject({ load: nothing, clean: nothing, audit: nothing });
  expect(specified["train"]).toMatch(
    /^succeeded, ran: specification changed \([0-9a-f]{4}… → [0-9a-f]{4}…\)$/,
  );
});

test("what is forced runs again, and what is behind it", async () => {
  const store = await storeForTest();
  await rowPipeline().run({ store });
  const resume = async (force: readonly string[] | true) =>
    ends(await rowPipeline().run({ store, resume: "latest", force }));
  expect(await resume(["clean"])).toEqual({
    load: "reused, reused: nothing changed",
    audit: "reused, reused: nothing changed",
    clean: "succeeded, ran: forced",
    train: "succeeded, ran: behind clean, which runs again",
  });
  expect(await resume(["load", "train"])).toEqual({
    load: "succeeded, ran: forced",
    audit: "succeeded, ran: behind load, which runs again",
    clean: "succeeded, ran: behind load, which runs again",
    train: "succeeded, ran: forced",
  });
  expect(new Set(Object.values(await resume(true)))).toEqual(new Set(["succeeded, ran: forced"]));
});

test("what was behind a step that ran again is run again too, even if that session ended before it could be", async () => {
  const store = await storeForTest();
  await rowPipeline().run({ store });
  const { runId } = await rowPipeline().run({ store, resume: "latest", only: ["load"], force: ["load"] });
  const report = await rowPipeline().run({ store, resume: runId });
  expect(ends(report)).toEqual({
    load: "reused, reused: nothing changed",
    audit: "succeeded, ran: behind load, which ran again",
    clean: "succeeded, ran: behind load, which ran again",
    train: "succeeded, ran: behind clean, which runs again",
  });
});

test("work that is done once more has another key, and so has what follows from it", async () => {
  const store = await storeForTest();
  const keys: Record<string, string[]> = { load: [], clean: [] };
  let isBroken = true;
  const pipeline = rowPipeline({
    load: {
      handle: (io) => {
        keys["load"]!.push(io.idempotencyKey);
        return { rows: [] };
      },
      codeTag: "1",
    },
    clean: {
      handle: (io) => {
        keys["clean"]!.push(io.idempotencyKey);
        if (isBroken) throw transient(new Error("busy"));
        return { clean_rows: [] };
      },
      codeTag: "1",
      retry: { maxRetries: 1, delayMs: 0 },
    },
  });
  await pipeline.run({ store });
  expect(new Set(keys["clean"]).size).toBe(1);
  isBroken = false;
  await pipeline.run({ store, resume: "latest" });
  expect(new Set(keys["clean"]).size).toBe(1);
  await pipeline.run({ store, resume: "latest", force: ["load"] });
  expect(keys["load"]).toHaveLength(2);
  expect(new Set([...keys["load"]!, ...keys["clean"]!]).size).toBe(4);
});

test("a pure step takes its result over from any run that had the same inputs", async () => {
  const store = await storeForTest();
  let calls = 0;
  const clean = (pure: boolean) => ({
    handle: ({ inputs }: { inputs: object }) => ({ clean_rows: [++calls, inputs] }),
    codeTag: "1",
    pure,
  });
  const first = await rowPipeline({ clean: clean(true) }).run({ store });
  const second = await rowPipeline({
    clean: clean(true),
    train: { handle: () => ({ model: 2 }), codeTag: "2" },
  }).run({
    store,
  });
  expect(calls).toBe(1);
  expect(ends(second)["clean"]).toBe(`reused, reused: the same inputs gave it in run ${first.runId}`);
  expect(second.outputs["clean"]).toEqual(first.outputs["clean"]);
  const record = store.steps(second.runId).find(({ stepName }) => stepName === "clean")!;
  expect(record).toMatchObject({ status: "succeeded", reusedFrom: first.runId, attempts: 0 });
  expect(ends(await rowPipeline({ clean: clean(true) }).run({ store, force: ["clean"] }))["clean"]).toBe(
    "succeeded, ran: new",
  );
  const other = rowPipeline({ clean: clean(true), load: () => ({ rows: [9] }) });
  expect(ends(await other.run({ store }))["clean"]).toBe("succeeded, ran: new");
  expect(ends(await rowPipeline({ clean: clean(false) }).run({ store }))["clean"]).toBe(
    "succeeded, ran: new",
  );
});

test("a pure step behind one that ran again keeps the result that it gave itself, if its inputs are the same", async () => {
  const store = await storeForTest();
  let calls = 0;
  const undone: string[] = [];
  const pipeline = rowPipeline({
    clean: {
      handle: () => ({ clean_rows: ++calls }),
      codeTag: "1",
      pure: true,
      compensate: () => void undone.push("clean"),
    },
  });
  const { runId } = await pipeline.run({ store });
  await pipeline.run({ store, resume: runId, only: ["load"], force: ["load"] });
  const report = await pipeline.run({ store, resume: runId });
  expect(ends(report)["clean"]).toBe("reused, reused: nothing changed");
  expect(calls).toBe(1);
  const record = store.steps(runId).find(({ stepName }) => stepName === "clean");
  expect([record?.attempts, record?.reusedFrom]).toEqual([1, undefined]);
  await pipeline.rollback({ store, run: runId });
  expect(undone).toEqual(["clean"]);
});

test.each(["another run", "the run itself"])(
  "what follows from a pure result of %s is not run again by every resume after the inputs came anew",
  async (source) => {
    const store = await storeForTest();
    const called: string[] = [];
    const pipeline = (load: StepHandler) =>
      rowPipeline({
        load: { handle: load, codeTag: "1" },
        clean: {
          handle: ({ inputs }) => ({ clean_rows: inputs["rows"] }),
          codeTag: "1",
          pure: true,
        },
        train: { handle: () => ({ model: called.push("train") }), codeTag: "1" },
      });
    const works = pipeline(() => ({ rows: [3] }));
    const { runId: first } = await works.run({ store });
    const isOther = source === "another run";
    const { runId } = isOther ? await pipeline(fails).run({ store }) : { runId: first };
    if (!isOther) await works.run({ store, resume: runId, only: ["load"], force: ["load"] });
    await works.run({ store, resume: runId });
    called.length = 0;
    const report = await works.run({ store, resume: runId });
    expect(ends(report)).toMatchObject({
      clean: "reused, reused: nothing changed",
      train: "reused, reused: nothing changed",
    });
    expect(called).toEqual([]);
    const changed = pipeline(() => ({ rows: [5] }));
    await changed.run({ store, resume: runId, only: ["load"], force: ["load"] });
    expect(ends(await changed.run({ store, resume: runId }))).toMatchObject({
      clean: "succeeded, ran: behind load, which ran again",
      train: "succeeded, ran: behind clean, which runs again",
    });
  },
);

test("outputs that JSON cannot carry fail the step that returned them, and say where", async () => {
  const store = await storeForTest();
  const report = await rowPipeline({ load: () => ({ rows: { days: [1, new Date(0)] } }) }).run({ store });
  const [load] = report.steps;
  expect(load).toMatchObject({ status: "failed", error: { code: "OUTPUTS_NOT_STORABLE" } });
  expect((load as { error: Error }).error.message).toContain(
    'The output "rows" of step "load" in context "test" cannot be recorded: days[1] is a Date, which JSON cannot say.',
  );
  expect(store.steps(report.runId).find(({ stepName }) => stepName === "load")).toMatchObject({
    status: "failed",
    error: { code: "OUTPUTS_NOT_STORABLE" },
  });
});

test("a run that is not there is refused, with those that are", async () => {
  const store = await storeForTest();
  const none = await rejection(rowPipeline().run({ store, resume: "latest" }));
  expect(none.code).toBe("RUN_UNKNOWN");
  expect(none.message).toContain('there is no run of the pipeline "test" of context "test" to resume.');
  expect(none.hint).toBe("the store has no runs; start one without resume.");
  const { runId } = await rowPipeline().run({ store });
  const unknown = await rejection(rowPipeline().run({ store, resume: `${runId}x` }));
  expect(unknown.message).toContain(`there is no run "${runId}x" (did you mean "${runId}"?).`);
  expect(unknown.hint).toBe(
    `the newest run is ${runId} of the pipeline "test" of context "test", succeeded.`,
  );
  expect(store.runs()).toHaveLength(1);
});

test("a run of another pipeline is refused, and what differs is said", async () => {
  const store = await storeForTest();
  const other = buildPipeline(
    registryOf({ fetch: { stepType: "Fetch" }, audit: { stepType: "Audit" } }),
    {
      fetch: () => {},
      audit: () => {},
    },
    { name: "other" },
  );
  const { runId } = await other.run({ store });
  const error = await rejection(rowPipeline().run({ store, resume: runId }));
  expect(error.code).toBe("RUN_OF_ANOTHER_PLAN");
  expect(error.message).toContain(
    `The run "${runId}" is of the pipeline "other" of context "test", but this is the pipeline "test" of context "test"; steps only there: "fetch"; steps only here: "load", "clean" and "train".`,
  );
});

test("a run with other partitions is refused; without any said, it goes on with its own", async () => {
  const store = await storeForTest();
  const seen: unknown[] = [];
  const pipeline = rowPipeline({ audit: { handle: (io) => void seen.push(io.partition), codeTag: "1" } });
  const { runId } = await pipeline.run({ store, over: years(2025, 2026) });
  const error = await rejection(pipeline.run({ store, resume: runId, over: years(2026, 2027) }));
  expect(error.code).toBe("RUN_OF_ANOTHER_PLAN");
  expect(error.message).toContain('has other partitions: "2025" only there, "2027" only here.');
  const turned = partitions(["2026", "2025"]);
  expect((await rejection(pipeline.run({ store, resume: runId, over: turned }))).message).toContain(
    "has other partitions: they are the same in another order.",
  );
  seen.length = 0;
  const resumed = await pipeline.run({ store, resume: runId, force: true, concurrency: 1 });
  expect(resumed.partitions.map(({ partition }) => partition)).toEqual(["2025", "2026"]);
  expect(seen).toEqual(expect.arrayContaining([...years(2025, 2026)]));
  const plain = await pipeline.run({ store });
  expect(
    (await rejection(pipeline.run({ store, resume: plain.runId, over: years(2026, 2027) }))).message,
  ).toContain('has other partitions: it has none, "2026" and "2027" only here.');
});

test("two runs of one pipeline do not go on at once in one store", async () => {
  const store = await storeForTest();
  let end!: () => void;
  const pipeline = rowPipeline({ audit: () => new Promise<void>((resolve) => (end = resolve)) });
  const first = pipeline.run({ store });
  await expect.poll(() => end).toBeDefined();
  expect((await rejection(pipeline.run({ store }))).code).toBe("LOCK_HELD");
  end();
  expect((await first).status).toBe("succeeded");
  expect((await rowPipeline().run({ store })).status).toBe("succeeded");
});

test("a run that was cancelled before it began is recorded as that, and goes on", async () => {
  const store = await storeForTest();
  const report = await rowPipeline().run({ store, signal: AbortSignal.abort(new Error("too late")) });
  expect(report.status).toBe("cancelled");
  expect(store.run(report.runId)?.status).toBe("cancelled");
  expect(ends(await rowPipeline().run({ store, resume: "latest" }))["load"]).toBe(
    "succeeded, ran: not started before",
  );
});

test("a run whose store can no longer be written is rejected with what the store says", async () => {
  const store = await storeForTest();
  const pipeline = rowPipeline({
    load: () => {
      store.close();
      return { rows: [] };
    },
  });
  expect((await rejection(pipeline.run({ store }))).code).toBe("STORE_CLOSED");
});

test("events are kept but for progress, and what JSON cannot say in them is described", async () => {
  const store = await storeForTest();
  const { runId } = await rowPipeline({
    load: (io) => {
      io.progress(0.5);
      io.log("read", new Map());
      return { rows: [] };
    },
    audit: fails,
  }).run({ store });
  const events = [...store.events(runId)];
  expect(events.map(({ type }) => type)).not.toContain("step-progress");
  expect(events[0]).toMatchObject({ type: "run-started", data: { runId, isResumed: false } });
  expect(events.find(({ type }) => type === "step-log")).toMatchObject({
    stepName: "load",
    data: { message: "read", data: "a Map" },
  });
  expect(events.find(({ type }) => type === "step-failed")).toMatchObject({
    stepName: "audit",
    data: { error: { name: "BailiwickError", code: "HANDLER_FAILED" } },
  });
});

test("an unfinished run goes on; where there is none, a new one starts", async () => {
  const store = await storeForTest();
  const resume = "unfinished";
  const first = await rowPipeline({ clean: { handle: fails, codeTag: "1" } }).run({ store, resume });
  expect(first.status).toBe("failed");
  const second = await rowPipeline().run({ store, resume });
  expect([second.runId, second.status]).toEqual([first.runId, "succeeded"]);
  const third = await rowPipeline().run({ store, resume });
  expect(third.runId).not.toBe(first.runId);
  await rowPipeline().rollback({ store, run: third.runId });
  expect((await rowPipeline().run({ store, resume })).runId).not.toBe(third.runId);
  expect(store.runs()).toHaveLength(3);
});
