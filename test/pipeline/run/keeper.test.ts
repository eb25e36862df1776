import { setTimeout as sleep } from "node:timers/promises";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { BailiwickError } from "../../../src/kernel/index.js";
import { transient, type StepHandlers } from "../../../src/pipeline/index.js";
import { planOn, runOn } from "../../support/execution-run.js";
import { acyclicGraph, chain } from "../../support/graphs.js";
import { idle, rejectionOf } from "../../support/promises.js";
import { RecordingKeeper, type KeeperScript } from "../../support/recording-keeper.js";

/** Keeps the keeper of a run for the test. */
function keeping(script: KeeperScript = {}) {
  let keeper: RecordingKeeper | undefined;
  return {
    get keeper(): RecordingKeeper {
      return keeper!;
    },
    keeperOn: (graph: ConstructorParameters<typeof RecordingKeeper>[0]) =>
      (keeper = new RecordingKeeper(graph, script)),
  };
}

const nothing: StepHandlers[string] = () => {};

describe("a run that is recorded", () => {
  test("calls no handler before its start, and the success of all before it, are durable", async () => {
    const cases = fc.record({
      graph: acyclicGraph,
      delays: fc.array(fc.integer({ min: -2, max: 2 }), { minLength: 9, maxLength: 9 }),
      concurrency: fc.constantFrom(1, 2, Infinity),
      seed: fc.nat(),
    });
    await fc.assert(
      fc.asyncProperty(cases, async ({ graph, delays, concurrency, seed }) => {
        const kept = keeping();
        const tried = new Set<string>();
        const handlers: StepHandlers = Object.fromEntries(
          graph.nodes.map((name, index) => [
            name,
            () => {
              kept.keeper.assertMayCall(index);
              if (!tried.has(name) && delays[index] === -2) {
                tried.add(name);
                throw transient(new Error("busy"));
              }
              return delays[index]! > 0 ? sleep(delays[index]!, undefined) : undefined;
            },
          ]),
        );
        const report = await runOn(planOn(graph), handlers, {
          keeperOn: kept.keeperOn,
          concurrency,
          seed,
          retry: { maxRetries: 1, delayMs: 0 },
        });
        report.assertSucceeded();
        expect(kept.keeper.durable.size).toBe(graph.nodes.length);
        for (const [index] of graph.nodes.entries()) {
          expect(kept.keeper.attempts.get(index)).toBe(delays[index] === -2 ? "12" : "1");
        }
        expect(kept.keeper.entries.at(-1)).toBe("commit");
      }),
      { numRuns: 60 },
    );
  });

  test("commits once for all that happens at the same time", async () => {
    const names = Array.from({ length: 50 }, (_, index) => `n${index}`);
    const kept = keeping();
    const edges = names.slice(0, 49).map((name) => [name, "n49"] as const);
    const handlers = Object.fromEntries(names.map((name) => [name, () => Promise.resolve()]));
    await runOn(planOn({ nodes: names, edges }), handlers, { keeperOn: kept.keeperOn });
    const commits = kept.keeper.entries.filter((entry) => entry === "commit").length;
    expect(commits).toBeLessThanOrEqual(5);
  });

  test("makes durable what has ended, also while others go on", async () => {
    const kept = keeping();
    let durable: number[] = [];
    await runOn(
      planOn({ nodes: ["fast", "slow"], edges: [] }),
      {
        fast: nothing,
        slow: async () => {
          await idle();
          durable = [...kept.keeper.durable];
        },
      },
      { keeperOn: kept.keeperOn },
    );
    expect(durable).toEqual([0]);
  });

  test("takes over what is known, leaves out what nobody asked for, and says why the rest ran", async () => {
    const called: number[] = [];
    const kept = keeping({
      decision: (execution) => {
        if (execution === 0) {
          return { kind: "reuse", reason: "done before", outputs: Object.freeze({}), fromRun: "earlier" };
        }
        if (execution === 1) return { kind: "leave", reason: "left out: not asked for" };
        return { kind: "run", reason: "ran: failed before", attemptsBefore: 2 };
      },
      known: (execution) =>
        execution === 3
          ? { kind: "reuse", reason: "the same inputs", outputs: Object.freeze({}), fromRun: "other" }
          : undefined,
    });
    const note =
      (index: number): StepHandlers[string] =>
      ({ attempt, idempotencyKey }) => {
        called.push(index, attempt);
        expect(idempotencyKey).toBe(`key ${index}`);
      };
    const graph = chain(5);
    const report = await runOn(
      planOn(graph),
      Object.fromEntries(graph.nodes.map((name, index) => [name, note(index)])),
      { keeperOn: kept.keeperOn },
    );
    expect(report.status).toBe("succeeded");
    expect(report.runId).toBe("recorded");
    expect(called).toEqual([2, 3, 4, 3]);
    expect(report.steps).toMatchObject([
      { status: "reused", reason: "done before", fromRun: "earlier" },
      { status: "skipped", reason: "left out: not asked for", isLeftOut: true },
      { status: "succeeded", reason: "ran: failed before", attempts: 3 },
      { status: "reused", reason: "the same inputs", fromRun: "other" },
      { status: "succeeded", attempts: 3 },
    ]);
    expect(kept.keeper.events.map(({ type }) => type)).toEqual(expect.arrayContaining(["step-reused"]));
  });

  test("keeps what is known, also if the run fails before it gets there", async () => {
    const kept = keeping({
      decision: (execution) =>
        execution === 1
          ? { kind: "reuse", reason: "done before", outputs: Object.freeze({}), fromRun: "earlier" }
          : { kind: "run", reason: "ran: new", attemptsBefore: 0 },
    });
    const fail = (): never => {
      throw new Error("no rows");
    };
    const report = await runOn(
      planOn(chain(3)),
      { n0: fail, n1: nothing, n2: nothing },
      { keeperOn: kept.keeperOn },
    );
    expect(report.steps.map(({ status }) => status)).toEqual(["failed", "reused", "skipped"]);
    expect([...kept.keeper.ended.values()].toSorted()).toEqual(["failed", "reused", "skipped"]);
  });

  test("fails a step whose outputs cannot be kept", async () => {
    const kept = keeping({
      succeeded: () => {
        throw new BailiwickError("OUTPUTS_NOT_STORABLE", { message: "a Map is no JSON" });
      },
    });
    const report = await runOn(planOn(chain(2)), { n0: nothing, n1: nothing }, { keeperOn: kept.keeperOn });
    expect(report.steps).toMatchObject([
      { status: "failed", error: { code: "OUTPUTS_NOT_STORABLE" } },
      { status: "skipped" },
    ]);
    expect(kept.keeper.entries).toContain("end 0 failed OUTPUTS_NOT_STORABLE");
  });

  test("does not call a handler that was aborted before it is durable that it starts", async () => {
    const controller = new AbortController();
    let hasRun = false;
    const kept = keeping({ commit: () => controller.abort(new Error("enough")) });
    const report = await runOn(
      planOn(chain(1)),
      { n0: () => void (hasRun = true) },
      {
        keeperOn: kept.keeperOn,
        signal: controller.signal,
      },
    );
    expect([hasRun, report.status]).toEqual([false, "cancelled"]);
    expect(kept.keeper.entries).toContain("end 0 cancelled OPERATION_ABORTED");
  });
});

describe("a run whose records cannot be written", () => {
  const full = new BailiwickError("STORE_WRITE_FAILED", { message: "the disk is full" });

  test("aborts its handlers, waits for them, and is rejected with the error of the store", async () => {
    let commits = 0;
    const ended: unknown[] = [];
    const kept = keeping({
      commit: () => {
        if (++commits === 2) throw full;
      },
    });
    const nodes = ["fast", "slow", "behind"];
    const run = runOn(
      planOn({ nodes, edges: [["fast", "behind"]] }),
      {
        fast: async () => {
          await idle();
        },
        slow: async ({ signal }) => {
          await sleep(10_000, undefined, { signal }).catch(() => {});
          ended.push(signal.reason);
        },
        behind: () => void ended.push("behind"),
      },
      { keeperOn: kept.keeperOn },
    );
    expect(await rejectionOf(run)).toBe(full);
    expect(ended).toEqual([full]);
    expect(commits).toBe(2);
    expect(kept.keeper.durable.size).toBe(0);
  });

  test("leaves handlers behind that do not end in the grace time", async () => {
    let commits = 0;
    const kept = keeping({
      commit: () => {
        if (++commits === 2) throw full;
      },
    });
    const handlers = { fast: () => idle(), stuck: () => new Promise<void>(() => {}) };
    const run = runOn(planOn({ nodes: ["fast", "stuck"], edges: [] }), handlers, {
      keeperOn: kept.keeperOn,
      graceMs: 10,
    });
    expect(await rejectionOf(run)).toBe(full);
  });

  test("is rejected also when the first of them fails, before any handler is called", async () => {
    let hasRun = false;
    const kept = keeping({
      commit: () => {
        throw full;
      },
    });
    expect(
      await rejectionOf(
        runOn(planOn(chain(1)), { n0: () => void (hasRun = true) }, { keeperOn: kept.keeperOn }),
      ),
    ).toBe(full);
    expect(hasRun).toBe(false);
  });

  test("does not try again what waits for it", async () => {
    const kept = keeping({
      succeeded: () => {
        throw full;
      },
    });
    const handlers: StepHandlers = {
      busy: () => {
        throw transient(new Error("busy"));
      },
      other: () => sleep(5),
    };
    const run = runOn(planOn({ nodes: ["busy", "other"], edges: [] }), handlers, {
      keeperOn: kept.keeperOn,
      retry: { maxRetries: 1, delayMs: 20 },
    });
    expect(await rejectionOf(run)).toBe(full);
    await sleep(40);
    expect(kept.keeper.attempts.get(0)).toBe("1");
  });
});

describe("a run over partitions", () => {
  const partitions = ["2025", "2026", "2027"].map((key, index) =>
    Object.freeze({
      key,
      index,
      ...(index === 0 ? { previousKey: "2024" } : { previousKey: String(2024 + index) }),
    }),
  );

  test("gives each step its partition and what it gave before, in order for those that ask", async () => {
    const seen: string[] = [];
    const plan = planOn({ nodes: ["state", "free"], edges: [] });
    const report = await runOn(
      { ...plan, steps: plan.steps.map((step) => ({ ...step, outputs: ["years"] })) },
      {
        state: {
          usesPrevious: true,
          handle: async ({ partition, previous, idempotencyKey }) => {
            await idle();
            seen.push(idempotencyKey);
            return { years: [...((previous?.["years"] as string[] | undefined) ?? []), partition!.key] };
          },
        },
        free: ({ partition, previous }) => ({ years: [partition!.index, previous] }),
      },
      { partitions },
    );
    expect(report.status).toBe("succeeded");
    expect(report.outputs["state"]).toEqual({ years: ["2025", "2026", "2027"] });
    expect(report.outputs["free"]).toEqual({ years: [2, undefined] });
    expect(report.partitions.map(({ partition, status }) => [partition, status])).toEqual(
      partitions.map(({ key }) => [key, "succeeded"]),
    );
    expect(report.partitions[1]!.outputs["state"]).toEqual({ years: ["2025", "2026"] });
    expect(report.partitions[1]!.steps).toEqual(report.steps.slice(2, 4));
    expect(report.steps[0]).toMatchObject({ stepName: "state", partition: "2025" });
    expect(seen).toEqual(partitions.map(({ key }) => `${report.runId}/${key}/state`));
  });

  test("asks the keeper for what came before the first one", async () => {
    const kept = keeping({ previous: () => ({ from: "the store" }) });
    const asked: unknown[] = [];
    const state = {
      usesPrevious: true,
      handle: ({ previous }: { previous: unknown }) => void asked.push(previous),
    };
    await runOn(planOn(chain(1)), { n0: state }, { keeperOn: kept.keeperOn, partitions });
    expect(asked[0]).toEqual({ from: "the store" });
    expect(asked[1]).toEqual({});
  });

  test("names the partition of what failed", async () => {
    const report = await runOn(
      planOn(chain(2)),
      {
        n0: ({ partition }) => {
          if (partition!.key === "2026") throw new Error("no rows");
        },
        n1: nothing,
      },
      { partitions, failureMode: "finish-independent" },
    );
    expect(report.partitions.map(({ status }) => status)).toEqual(["succeeded", "failed", "succeeded"]);
    expect(report.steps[2]).toMatchObject({
      error: {
        message: 'The handler of step "n0" for "2026" in context "test" failed: no rows',
        details: { stepName: "n0", partition: "2026" },
      },
    });
    expect(report.steps[3]).toMatchObject({ reason: 'not started: behind "n0" for "2026", which failed' });
    expect(() => report.assertSucceeded()).toThrow('not started: "n1 (2026)"');
  });
});
