import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { BailiwickError } from "../../../src/kernel/index.js";
import { formatEvent, type RunEvent } from "../../../src/pipeline/index.js";
import { pipelineOf, stoppedClock } from "../../support/pipelines.js";

const log = (data: unknown): RunEvent => ({ type: "step-log", at: 1, stepName: "load", message: "m", data });

function readBack(data: unknown): unknown {
  const line = formatEvent(log(data));
  expect(line).not.toMatch(/[\n\r\u0085\u2028\u2029]/u);
  return (JSON.parse(line) as { readonly data: unknown }).data;
}

describe("an event as a line", () => {
  test("is the event", async () => {
    const lines: string[] = [];
    const pipeline = pipelineOf({ load: ({ log: say }) => say("read\nall", { rows: 3 }) });
    await pipeline.run({ clock: stoppedClock, onEvent: (event) => lines.push(formatEvent(event)) });
    expect(lines.map((line) => (JSON.parse(line) as RunEvent).type)).toEqual([
      "run-started",
      "step-started",
      "step-log",
      "step-succeeded",
      "run-finished",
    ]);
    expect(JSON.parse(lines[2] ?? "")).toEqual({
      type: "step-log",
      at: 1000,
      stepName: "load",
      message: "read\nall",
      data: { rows: 3 },
    });
  });

  test("has errors with code, details and cause", () => {
    const error = new BailiwickError("HANDLER_FAILED", {
      message: "failed",
      details: { stepName: "load" },
      cause: new TypeError("inner"),
    });
    const event: RunEvent = { type: "step-failed", at: 1, stepName: "load", durationMs: 2, error };
    expect(JSON.parse(formatEvent(event))).toMatchObject({
      error: {
        code: "HANDLER_FAILED",
        details: { stepName: "load" },
        cause: { name: "TypeError", message: "inner" },
      },
    });
    expect(readBack(new RangeError("plain"))).toMatchObject({ name: "RangeError", message: "plain" });
  });

  test("says in words what JSON cannot", () => {
    const circle: Record<string, unknown> = { name: "circle" };
    circle["self"] = [circle];
    const trap = new Proxy(
      {},
      {
        ownKeys: () => {
          throw new Error("no");
        },
      },
    );
    const getter = {
      get value(): never {
        throw new Error("no");
      },
    };
    expect(
      readBack({
        big: 3n,
        nan: NaN,
        endless: -Infinity,
        call: function named() {},
        symbol: Symbol("s"),
        map: new Map([[1, 2]]),
        date: new Date(0),
        bad: new Date(NaN),
        left: undefined,
        list: [undefined, 1],
        circle,
        trap,
        getter,
        own: { toJSON: () => ({ kept: 1n }) },
        throwing: {
          toJSON: () => {
            throw new Error("no");
          },
        },
        lines: "a\u2028b\u0085c",
      }),
    ).toEqual({
      big: "3n",
      nan: "NaN",
      endless: "-Infinity",
      call: "the function named",
      symbol: "Symbol(s)",
      map: "a Map",
      date: "1970-01-01T00:00:00.000Z",
      bad: null,
      list: [null, 1],
      circle: { name: "circle", self: ["a circle"] },
      trap: expect.any(String) as string,
      getter: { value: "something that cannot be read" },
      own: { kept: "1n" },
      throwing: "an object",
      lines: "a\u2028b\u0085c",
    });
  });

  test("ends where data is too deep", () => {
    let deep: unknown = 1;
    for (let depth = 0; depth < 10_000; depth++) deep = [deep];
    expect(formatEvent(log(deep))).toContain("an array of 1");
  });

  test("keeps a key called __proto__, and one value that stands in two places", () => {
    const shared = { a: 1 };
    expect(
      formatEvent(log({ one: shared, two: shared, ...(JSON.parse('{"__proto__": 7}') as object) })),
    ).toContain('"one":{"a":1},"two":{"a":1}');
    expect(formatEvent(log(JSON.parse('{"__proto__": 7}')))).toContain('"data":{"__proto__":7}');
  });

  test("is what JSON.stringify would write, of everything that JSON can say", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (data) => {
        expect(readBack(data)).toEqual(JSON.parse(JSON.stringify(data)));
      }),
    );
  });

  test("never throws", () => {
    fc.assert(
      fc.property(
        fc.anything({
          withBigInt: true,
          withDate: true,
          withMap: true,
          withSet: true,
          withNullPrototype: true,
          withSparseArray: true,
          withTypedArray: true,
        }),
        (data) => void readBack(data),
      ),
    );
  });
});
