import { describe, expect, test } from "vitest";
import type { BailiwickError } from "../../src/kernel/index.js";
import { buildPipeline, type PipelineOptions } from "../../src/pipeline/index.js";
import { formatLock, type WiringLock } from "../../src/resolution/index.js";
import { thrownBy } from "../support/promises.js";
import { registryOf } from "../support/resolvers.js";

const load = { stepType: "Load", outputs: { orders: {} } } as const;
const steps = { load, report: { stepType: "Report", dependencies: { orders: {} } } } as const;
const nothing = (): void => {};
const handlers = { load: () => ({ orders: 1 }), report: nothing };
const { lock } = lockOf(steps);

function lockOf(of: Parameters<typeof registryOf>[0]): { lock: WiringLock; text: string } {
  const noHandlers = Object.fromEntries(Object.keys(of).map((name) => [name, nothing]));
  const found = buildPipeline(registryOf(of), noHandlers).wiring.lock();
  return { lock: found, text: formatLock(found) };
}

describe("a pipeline with a lock", () => {
  test.each(["data", "text"])("is built as long as it is wired so: %s", async (form) => {
    const options = { lock: form === "data" ? lock : formatLock(lock) };
    const report = await buildPipeline(registryOf(steps), handlers, options).run();
    expect(report.status).toBe("succeeded");
  });

  test("may be made from something else, as long as steps and wires are the same", () => {
    const described = { ...load, description: "from the shop", version: "2" };
    const aliased = { ...load, outputs: { orders: { aliases: ["purchases"] } } };
    const { report } = steps;
    expect(
      buildPipeline(registryOf({ load: described, report }), handlers, { lock }).wiring.compareTo(lock)
        .isSame,
    ).toBe(true);
    const options = { lock, edges: [["load", "report"]] } as const;
    expect(
      buildPipeline(registryOf({ load: aliased, report }), handlers, options).wiring.compareTo(lock),
    ).toMatchObject({
      isSame: false,
      isSameWiring: true,
      steps: { changed: ["load"] },
    });
  });

  test("is refused with what moved, and why", () => {
    const other = { load: { stepType: "Load", outputs: { rows: {} } }, sell: load, report: steps.report };
    const registry = registryOf(other);
    const all = { ...handlers, sell: nothing };
    const error = thrownBy(() => buildPipeline(registry, all, { lock, name: "daily" })) as BailiwickError;
    expect(error.code).toBe("WIRING_DRIFT");
    expect(error.message).toBe(
      [
        'The pipeline "daily" of context "test" has left its lock. The wiring is not as the lock says:',
        '  moved         report.orders: load.orders → sell.orders (the step "load" is specified otherwise; the step "sell" is new)',
        '  new step      "sell"',
        '  step changed  "load"',
        "  hint: if this is meant, build it without the lock, write formatLock(pipeline.wiring.lock()) in its place and have the difference reviewed; if not, pin what moved.",
      ].join("\n"),
    );
    const { wiring } = buildPipeline(registry, all);
    expect(error.details).toEqual({
      pipelineName: "daily",
      contextName: "test",
      drift: wiring.compareTo(lock),
    });
    expect(buildPipeline(registry, all, { lock: formatLock(wiring.lock()) }).plan.order).toHaveLength(3);
  });

  test("is refused for a step more or less, even without wires", () => {
    const more = { ...steps, clean: { stepType: "Clean" } };
    const all = { ...handlers, clean: nothing };
    expect(thrownBy(() => buildPipeline(registryOf(more), all, { lock }))).toMatchObject({
      code: "WIRING_DRIFT",
      message: expect.stringContaining('\n  new step  "clean"\n') as string,
    });
    expect(thrownBy(() => buildPipeline(registryOf(steps), handlers, lockOf(more)))).toMatchObject({
      code: "OPTION_INVALID",
      details: { option: "text" },
    });
    expect(
      thrownBy(() => buildPipeline(registryOf(steps), handlers, { lock: lockOf(more).text })),
    ).toMatchObject({
      code: "WIRING_DRIFT",
      message: expect.stringContaining('\n  step gone  "clean"\n') as string,
    });
  });

  test("that cannot run anyway says so first, and that it has left its lock", () => {
    const { report } = steps;
    const error = thrownBy(() => buildPipeline(registryOf({ report }), { report: nothing }, { lock }));
    expect(error).toMatchObject({ code: "PIPELINE_INVALID" });
    expect((error as BailiwickError).message).toContain(
      [
        "  - it has left its lock. The wiring is not as the lock says:",
        '    unwired         report.orders: load.orders → nothing (the step "load" is gone)',
        '    without a wire  "report.orders"',
        '    step gone       "load"',
      ].join("\n"),
    );
    const unlocked = thrownBy(() => buildPipeline(registryOf(steps), {}, { lock })) as BailiwickError;
    expect(unlocked.details["faults"]).toEqual(['no handler for "load" and "report"']);
  });

  test.each([[null], [5], [""], ["{}"], [{ lockVersion: 2 }], [{ ...lock, steps: {} }]])(
    "refuses %j for a lock",
    (found) => {
      const options = { lock: found } as unknown as PipelineOptions;
      expect(thrownBy(() => buildPipeline(registryOf(steps), handlers, options))).toMatchObject({
        code: "LOCK_INVALID",
      });
    },
  );

  test("may be none", () => {
    const options = { lock: undefined } as unknown as PipelineOptions;
    expect(buildPipeline(registryOf(steps), handlers, options).plan.order).toEqual(["load", "report"]);
  });
});
