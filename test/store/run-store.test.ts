import { describe, expect, test } from "vitest";
import type { RunJournal, StepEnd } from "../../src/store/index.js";
import { caught } from "../support/caught.js";
import { opened, parts, pipeline, session, storePath } from "./store-file.js";

const fingerprint = "1234567890abcdef";
const load = { partition: "", stepName: "load" };
const train = { partition: "", stepName: "train" };

function ended(changes: Partial<StepEnd> = {}): StepEnd {
  return {
    ...load,
    fingerprint,
    parts,
    status: "succeeded",
    reason: "ran: new",
    attempts: 1,
    startedAt: 1001,
    durationMs: 4.5,
    ...changes,
  };
}

function start(journal: RunJournal, key = load, number = 1, startedAt = 1001): void {
  journal.attemptStarted({ ...key, number, fingerprint, startedAt });
}

describe("runs", () => {
  test("a run is there as soon as its journal is, and ends as the journal says", async () => {
    const store = await opened(":memory:");
    expect(store.run("one")).toBeUndefined();
    const journal = store.journal(session("one", { partitions: ["2025", "2026"] }));
    expect(journal).toMatchObject({ runId: "one", session: 1 });
    const begun = {
      ...pipeline,
      runId: "one",
      planFingerprint: "9f3c000000000000",
      partitions: ["2025", "2026"],
      seed: 7,
      status: "running",
      sessions: 1,
      startedAt: 1000.25,
    };
    expect(store.run("one")).toStrictEqual(begun);
    journal.end("failed", 2000.5);
    expect(store.run("one")).toStrictEqual({ ...begun, status: "failed", endedAt: 2000.5 });
  });

  test("a further session goes on with the run under its new plan", async () => {
    const store = await opened(":memory:");
    store.journal(session("one")).end("cancelled", 2000);
    const again = store.journal(
      session("one", { isResumed: true, planFingerprint: "b210000000000000", seed: 8, startedAt: 3000 }),
    );
    expect(again.session).toBe(2);
    const run = store.run("one");
    expect(run).toMatchObject({
      status: "running",
      sessions: 2,
      seed: 8,
      planFingerprint: "b210000000000000",
    });
    expect(run).toMatchObject({ startedAt: 1000.25 });
    expect(run).not.toHaveProperty("endedAt");
  });

  test("are listed newest first, and by what is asked for", async () => {
    const store = await opened(":memory:");
    const other = { contextName: "weather", pipelineName: "archive" };
    store.journal(session("a", { startedAt: 1 })).end("succeeded", 2);
    store.journal(session("b", { startedAt: 3 }));
    store.journal(session("c", { startedAt: 2, ...other }));
    store.journal(session("d", { startedAt: 2 }));
    const ids = (filter?: Parameters<typeof store.runs>[0]): string[] =>
      store.runs(filter).map(({ runId }) => runId);
    expect(ids()).toEqual(["b", "d", "c", "a"]);
    expect(ids(pipeline)).toEqual(["b", "d", "a"]);
    expect(ids({ ...pipeline, status: "running", limit: 1 })).toEqual(["b"]);
    expect(ids({ limit: 0 })).toEqual([]);
    expect(ids({ contextName: "nothing" })).toEqual([]);
  });

  test.each([{ limit: -1 }, { limit: 1.5 }, { status: "done" }, { contextName: 3 }, { name: "x" }])(
    "a list by %j is refused",
    async (filter) => {
      const store = await opened(":memory:");
      expect(caught(() => store.runs(filter as never)).code).toBe("OPTION_INVALID");
    },
  );

  test("an id is taken once, and only a run that is there is resumed", async () => {
    const store = await opened(":memory:");
    store.journal(session("run-2026"));
    expect(caught(() => store.journal(session("run-2026"))).message).toContain("an id that no run has");
    const unknown = caught(() => store.journal(session("run-2025", { isResumed: true })));
    expect(unknown).toMatchObject({ code: "RUN_UNKNOWN", hint: 'did you mean "run-2026"?' });
    expect(store.runs()).toHaveLength(1);
  });

  test("what is asked about a run that is not there is an error", async () => {
    const store = await opened(":memory:");
    for (const ask of [
      () => store.steps("x"),
      () => store.attempts("x"),
      () => store.events("x"),
      () => store.compensations("x"),
      () => store.outputs("x", load),
    ]) {
      expect(caught(ask)).toMatchObject({ code: "RUN_UNKNOWN", hint: "nothing was recorded in it yet." });
    }
    store.journal(session("a-long-id"));
    expect(caught(() => store.steps("x")).hint).toBe('the newest one is "a-long-id".');
    expect(caught(() => store.steps(undefined as never)).code).toBe("OPTION_INVALID");
  });
});

describe("steps", () => {
  test("nothing is there before the commit, and all of it after", async () => {
    const store = await opened(":memory:");
    const journal = store.journal(session("one"));
    start(journal);
    journal.attemptEnded({ ...load, number: 1, endedAt: 1005.5, outcome: "succeeded" });
    journal.stepEnded(ended({ outputs: { table: '"s3://x"' }, resultKey: "key" }));
    journal.event({ at: 1005.5, type: "step-succeeded", ...load, data: { attempts: 1 } });
    expect(store.steps("one")).toEqual([]);
    journal.commit();
    expect(store.steps("one")).toStrictEqual([
      {
        runId: "one",
        ...load,
        fingerprint,
        parts,
        status: "succeeded",
        reason: "ran: new",
        attempts: 1,
        startedAt: 1001,
        durationMs: 4.5,
        resultKey: "key",
      },
    ]);
    expect(store.attempts("one")).toStrictEqual([
      {
        runId: "one",
        ...load,
        fingerprint,
        number: 1,
        session: 1,
        startedAt: 1001,
        endedAt: 1005.5,
        outcome: "succeeded",
      },
    ]);
    expect(store.outputs("one", load)).toEqual({ table: '"s3://x"' });
    expect([...store.events("one")]).toStrictEqual([
      { runId: "one", sequence: 1, at: 1005.5, type: "step-succeeded", ...load, data: { attempts: 1 } },
    ]);
  });

  test.each([
    { fingerprint: "another" },
    { attempts: 7 },
    { startedAt: 1002 },
    { error: { name: "Error", message: "x" } },
    { resultKey: "key" },
    { reusedFrom: "zero" },
  ])("one ends as it is told, also where it began otherwise: %j", async (end) => {
    const store = await opened(":memory:");
    const journal = store.journal(session("one"));
    start(journal);
    journal.commit();
    journal.stepEnded(ended(end));
    journal.commit();
    expect(store.steps("one")[0]).toMatchObject({ fingerprint, attempts: 1, startedAt: 1001, ...end });
  });

  test("one that has started and not ended is running, and has no outputs of before", async () => {
    const store = await opened(":memory:");
    const first = store.journal(session("one"));
    start(first);
    first.commit();
    expect(store.steps("one")).toMatchObject([
      { status: "running", attempts: 1, startedAt: 1001, reason: "" },
    ]);
    expect(store.outputs("one", load)).toBeUndefined();
    first.attemptEnded({ ...load, number: 1, endedAt: 1002, outcome: "succeeded" });
    first.stepEnded(ended({ outputs: { table: "1" }, resultKey: "key", error: { name: "E", message: "m" } }));
    first.end("failed", 1003);

    const second = store.journal(session("one", { isResumed: true }));
    start(second, load, 2, 5000);
    second.commit();
    const [step] = store.steps("one");
    expect(step).toMatchObject({ status: "running", attempts: 2, startedAt: 5000, parts });
    for (const key of ["durationMs", "error", "resultKey"]) expect(step).not.toHaveProperty(key);
    expect(store.outputs("one", load)).toBeUndefined();
    expect(store.findResult("key")).toBeUndefined();
    expect(store.attempts("one")).toMatchObject([{ outcome: "succeeded" }, { number: 2, session: 2 }]);
    expect(store.attempts("one")[1]).not.toHaveProperty("outcome");
  });

  test("retries keep the time of the first attempt", async () => {
    const store = await opened(":memory:");
    const journal = store.journal(session("one"));
    const error = { name: "Error", message: "no net", code: "ECONNRESET" };
    start(journal);
    journal.attemptEnded({ ...load, number: 1, endedAt: 1002, outcome: "timed-out", error });
    start(journal, load, 2, 1010);
    journal.commit();
    expect(store.steps("one")).toMatchObject([{ status: "running", attempts: 2, startedAt: 1001 }]);
    expect(store.attempts("one")[0]).toMatchObject({ outcome: "timed-out", error });
  });

  test("the last end counts, with its outputs alone", async () => {
    const store = await opened(":memory:");
    const journal = store.journal(session("one"));
    journal.stepEnded(ended({ outputs: { a: "1", b: "2" } }));
    journal.commit();
    journal.stepEnded(ended({ reason: "ran: forced", outputs: { b: "3" } }));
    journal.commit();
    expect(store.steps("one")).toMatchObject([{ reason: "ran: forced" }]);
    expect(store.outputs("one", load)).toEqual({ b: "3" });
    journal.stepEnded(ended({ status: "failed", error: { name: "Error", message: "x" } }));
    journal.commit();
    expect(store.outputs("one", load)).toBeUndefined();
  });

  test("one that was never attempted has an end all the same", async () => {
    const store = await opened(":memory:");
    const journal = store.journal(session("one"));
    const {
      startedAt: _,
      durationMs: __,
      ...rest
    } = ended({ status: "skipped", reason: "behind load", attempts: 0 });
    journal.stepEnded({ ...rest, ...train });
    journal.stepEnded(ended({ reusedFrom: "zero", outputs: {} }));
    journal.commit();
    const [skipped, reused] = store.steps("one");
    expect(skipped).toMatchObject({ stepName: "train", status: "skipped", attempts: 0 });
    expect(skipped).not.toHaveProperty("startedAt");
    expect(reused).toMatchObject({ reusedFrom: "zero" });
    expect(store.outputs("one", load)).toEqual({});
  });

  test("come by partition, then in the order in which they ended", async () => {
    const store = await opened(":memory:");
    const journal = store.journal(session("one"));
    for (const [partition, stepName] of [
      ["b", "x"],
      ["a", "z"],
      ["a", "y"],
      ["a", "w"],
    ] as const) {
      start(journal, { partition, stepName });
    }
    for (const [partition, stepName] of [
      ["b", "x"],
      ["a", "z"],
      ["a", "w"],
    ] as const) {
      journal.stepEnded(ended({ partition, stepName }));
    }
    journal.commit();
    const keys = store.steps("one").map(({ partition, stepName }) => `${partition}/${stepName}`);
    expect(keys).toEqual(["a/z", "a/w", "a/y", "b/x"]);
  });

  test("everything that is read is frozen", async () => {
    const store = await opened(":memory:");
    const journal = store.journal(session("one", { partitions: ["p"] }));
    journal.stepEnded(ended({ outputs: { a: "1" } }));
    journal.event({ at: 1, type: "x", data: { deep: [1] } });
    journal.commit();
    const [event] = store.events("one");
    for (const value of [
      store,
      journal,
      store.runs(),
      store.run("one"),
      store.run("one")?.partitions,
      store.steps("one"),
      store.steps("one")[0]?.parts.inputs,
      store.outputs("one", load),
      event?.data["deep"],
      store.partitions(pipeline),
      store.partitions(pipeline)[0],
      store.pastDurations(pipeline),
    ]) {
      expect(Object.isFrozen(value)).toBe(true);
    }
  });
});

describe("events", () => {
  test("are numbered without gaps through commits and sessions, and may be gone through again", async () => {
    const store = await opened(":memory:");
    let journal = store.journal(session("one"));
    for (let at = 1; at <= 1203; at++) {
      journal.event({ at, type: "tick", data: {} });
      if (at % 100 === 0) journal.commit();
      if (at === 700) journal = store.journal(session("one", { isResumed: true }));
    }
    journal.end("succeeded", 1);
    const events = store.events("one");
    for (const _ of [1, 2]) {
      const numbers = Array.from(events, ({ sequence, at }) => [sequence, at]);
      expect(numbers).toEqual(Array.from({ length: 1203 }, (__, index) => [index + 1, index + 1]));
    }
  });

  test("a reader that stops midway holds up no writer", async () => {
    const path = await storePath();
    const [store, other] = [await opened(path), await opened(path, { busyTimeoutMs: 0 })];
    const journal = store.journal(session("one"));
    for (let at = 0; at < 1000; at++) journal.event({ at, type: "tick", data: {} });
    journal.commit();
    for (const { sequence } of store.events("one")) if (sequence === 3) break;
    other.journal(session("two"));
    journal.event({ at: 1, type: "tick", data: {} });
    journal.commit();
    expect([...store.events("one")]).toHaveLength(1001);
  });
});

describe("compensations", () => {
  test("one that succeeded makes its step compensated, one that failed does not", async () => {
    const store = await opened(":memory:");
    const journal = store.journal(session("one"));
    for (const stepName of ["load", "train", "none"])
      journal.stepEnded(ended({ stepName, outputs: { a: "1" } }));
    journal.compensation({ ...load, startedAt: 10 });
    journal.compensation({ ...train, startedAt: 11 });
    journal.commit();
    expect(store.compensations("one")).toStrictEqual([
      { runId: "one", ...load, startedAt: 10 },
      { runId: "one", ...train, startedAt: 11 },
    ]);
    const error = { name: "Error", message: "no" };
    journal.compensation({ ...load, startedAt: 10, endedAt: 12, outcome: "succeeded" });
    journal.compensation({ ...train, startedAt: 11, endedAt: 13, outcome: "failed", error });
    journal.compensation({ ...load, stepName: "none", startedAt: 14, endedAt: 14, outcome: "none" });
    journal.end("rolled-back", 20);
    expect(store.compensations("one")).toMatchObject([
      { outcome: "succeeded", endedAt: 12 },
      { outcome: "failed", error },
      { outcome: "none" },
    ]);
    const statuses = store.steps("one").map(({ stepName, status }) => `${stepName} ${status}`);
    expect(statuses).toEqual(["load compensated", "train succeeded", "none compensated"]);
    expect(store.outputs("one", load)).toBeUndefined();
    expect(store.latestResult(pipeline, train)).toBeUndefined();
  });

  test("one of a step that the run does not know is refused, and spoils nothing", async () => {
    const store = await opened(":memory:");
    const journal = store.journal(session("one"));
    journal.stepEnded(ended());
    const refused = caught(() => journal.compensation({ partition: "p", stepName: "x", startedAt: 1 }));
    expect(refused).toMatchObject({
      code: "STEP_UNKNOWN",
      details: { runId: "one", stepName: "x", partition: "p" },
    });
    expect(caught(() => journal.compensation({ ...train, startedAt: 1 })).message).not.toContain("partition");
    journal.commit();
    const resumed = store.journal(session("one", { isResumed: true }));
    resumed.compensation({ ...load, startedAt: 5 });
    resumed.commit();
    expect(store.compensations("one")).toHaveLength(1);
  });
});

describe("entries that cannot be kept", () => {
  test.each<[string, (journal: RunJournal) => void]>([
    ["a time that is no number", (journal) => start(journal, load, 1, Number.NaN)],
    ["a name that is no text", (journal) => start(journal, { partition: "", stepName: 3 as never })],
    ["an attempt numbered in halves", (journal) => start(journal, load, 0.5)],
    ["an attempt twice", (journal) => [1, 1].forEach((number) => start(journal, load, number))],
    [
      "an end of an attempt that did not start",
      (journal) => journal.attemptEnded({ ...load, number: 1, endedAt: 1, outcome: "failed" }),
    ],
    ["a status that there is not", (journal) => journal.stepEnded(ended({ status: "done" as never }))],
    ["outputs that are no texts", (journal) => journal.stepEnded(ended({ outputs: { a: 1 as never } }))],
    ["outputs that are no object", (journal) => journal.stepEnded(ended({ outputs: [] as never }))],
    ["data that JSON cannot say", (journal) => journal.event({ at: 1, type: "x", data: { big: 1n } })],
    ["data that is nothing", (journal) => journal.event({ at: 1, type: "x", data: undefined as never })],
    ["an end of the run that there is not", (journal) => journal.end("done" as never, 1)],
  ])("%s: refused at once, and the next commit succeeds", async (_, tell) => {
    const store = await opened(":memory:");
    const journal = store.journal(session("one"));
    expect(caught(() => tell(journal)).code).toBe("OPTION_INVALID");
    journal.stepEnded(ended({ stepName: "after" }));
    journal.commit();
    expect(store.steps("one").map(({ stepName }) => stepName)).toContain("after");
  });

  test("a session whose fields are missing", async () => {
    const store = await opened(":memory:");
    expect(caught(() => store.journal(session("one", { seed: -1 }))).code).toBe("OPTION_INVALID");
    expect(caught(() => store.journal(session("one", { contextName: 1 as never }))).code).toBe(
      "OPTION_INVALID",
    );
    expect(caught(() => store.journal(session(undefined as never))).code).toBe("OPTION_INVALID");
    expect(caught(() => store.journal(session("one", { partitions: [1] as never }))).code).toBe(
      "OPTION_INVALID",
    );
    expect(store.runs()).toEqual([]);
  });
});

describe("results over all runs", () => {
  test("by key: the newest success", async () => {
    const store = await opened(":memory:");
    expect(store.findResult("key")).toBeUndefined();
    for (const runId of ["b", "a"]) {
      const journal = store.journal(session(runId));
      journal.stepEnded(ended({ resultKey: "key" }));
      journal.stepEnded(ended({ ...train, status: "failed", resultKey: "key" }));
      journal.commit();
    }
    expect(store.findResult("key")).toMatchObject({ runId: "a", stepName: "load" });
    expect(store.findResult("other")).toBeUndefined();
    expect(caught(() => store.findResult(1 as never)).code).toBe("OPTION_INVALID");
  });

  test("of a step in a partition: the newest success of that pipeline, but for runs that were rolled back", async () => {
    const store = await opened(":memory:");
    const key = { partition: "2025", stepName: "load" };
    const record = (runId: string, changes: Partial<StepEnd> = {}, at = pipeline): RunJournal => {
      const journal = store.journal(session(runId, at));
      journal.stepEnded(ended({ ...key, ...changes }));
      journal.commit();
      return journal;
    };
    expect(store.latestResult(pipeline, key)).toBeUndefined();
    record("a");
    record("elsewhere", {}, { ...pipeline, contextName: "other" });
    record("failed", { status: "failed" });
    record("taken back").end("rolled-back", 1);
    expect(store.latestResult(pipeline, key)).toMatchObject({ runId: "a" });
    expect(store.latestResult(pipeline, { ...key, partition: "2026" })).toBeUndefined();
    record("b");
    expect(store.latestResult(pipeline, key)).toMatchObject({ runId: "b" });
  });

  test("partitions: the newest of each step counts", async () => {
    const store = await opened(":memory:");
    const first = store.journal(session("a", { partitions: ["2025", "2026", "2027"] }));
    const end = (journal: RunJournal, partition: string, stepName: string, status: StepEnd["status"]): void =>
      journal.stepEnded(ended({ partition, stepName, status }));
    end(first, "2025", "load", "succeeded");
    end(first, "2025", "train", "failed");
    end(first, "2026", "load", "succeeded");
    end(first, "2026", "train", "cancelled");
    first.commit();
    expect(store.partitions(pipeline)).toStrictEqual([
      { partition: "2025", status: "failed", runId: "a", steps: 2, succeeded: 1, endedAt: 1005.5 },
      { partition: "2026", status: "incomplete", runId: "a", steps: 2, succeeded: 1, endedAt: 1005.5 },
      { partition: "2027", status: "incomplete", runId: "a", steps: 0, succeeded: 0 },
    ]);
    const second = store.journal(session("b", { partitions: ["2025"] }));
    end(second, "2025", "train", "succeeded");
    end(second, "2025", "load", "skipped");
    second.commit();
    expect(store.partitions(pipeline)[0]).toMatchObject({ status: "succeeded", runId: "b", succeeded: 2 });
    expect(store.partitions({ ...pipeline, contextName: "none" })).toEqual([]);
  });

  test("past durations: the median of each step, in whatever run", async () => {
    const store = await opened(":memory:");
    for (const [index, durationMs] of [5, 1, 9, 3].entries()) {
      const journal = store.journal(session(`run ${index}`));
      journal.stepEnded(ended({ durationMs }));
      if (index < 3) journal.stepEnded(ended({ ...train, durationMs }));
      journal.stepEnded(ended({ stepName: "failed", status: "failed" }));
      journal.stepEnded(ended({ stepName: "reused", reusedFrom: "x" }));
      journal.commit();
    }
    expect(store.pastDurations(pipeline)).toEqual({ load: 4, train: 5 });
  });
});

describe("a store that is closed", () => {
  test("refuses everything but being closed", async () => {
    const store = await opened(await storePath());
    const journal = store.journal(session("one"));
    journal.stepEnded(ended());
    const events = store.events("one");
    store.close();
    store.close();
    await store[Symbol.asyncDispose]();
    for (const ask of [
      () => store.runs(),
      () => store.run("one"),
      () => journal.commit(),
      () => journal.end("failed", 1),
      () => store.journal(session("two")),
      () => [...events],
      () => store.lockOwner("key"),
    ]) {
      expect(caught(ask).code).toBe("STORE_CLOSED");
    }
    await expect(store.lock("key")).rejects.toMatchObject({ code: "STORE_CLOSED" });
  });
});

describe("the lock of a session", () => {
  test("as long as it is held everything is written, and nothing from when it is another's", async () => {
    const store = await opened(await storePath());
    const lock = await store.lock("key");
    expect(store.lockOwner("key")).toMatchObject({ pid: process.pid });
    const journal = store.journal(session("one", { lock }));
    journal.stepEnded(ended());
    journal.commit();
    await lock.release();
    journal.stepEnded(ended({ ...train }));
    expect(caught(() => journal.commit()).code).toBe("LOCK_LOST");
    expect(caught(() => store.journal(session("two", { lock }))).code).toBe("LOCK_LOST");
    expect(store.steps("one")).toHaveLength(1);
    expect(store.run("two")).toBeUndefined();
  });
});
