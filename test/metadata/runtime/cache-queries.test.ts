import { describe, expect, test } from "vitest";
import {
  cacheQueries,
  createDispatcher,
  defineOperationKind,
  defineRegistry,
  type,
  wire,
  type QueryCacheOptions,
} from "../../../src/metadata/index.js";
import { caught } from "../../support/caught.js";

const keepMs = { short: 10, medium: 100, long: 1000 };
const kind = defineOperationKind<object>()();
const query = {
  type: "query",
  category: "x",
  input: type<unknown>(),
  result: type<{ count: number }>(),
  paginated: false,
} as const;
const registry = defineRegistry(kind, {
  GetShort: { ...query, cache: "short" },
  GetMedium: { ...query, cache: "medium" },
  GetLong: { ...query, cache: "long" },
  GetNow: { ...query, cache: "none" },
  RunIt: {
    type: "command",
    category: "x",
    input: type<unknown>(),
    result: type<{ count: number }>(),
    emits: [],
    transaction: false,
  },
});

function sample(options: Partial<QueryCacheOptions> = {}) {
  let count = 0;
  const time = { now: 0 };
  const cache = cacheQueries({ keepMs, clock: { now: () => time.now }, ...options });
  const handler = () => async () => Promise.resolve({ count: ++count });
  const wiring = wire(registry, {
    handler: { GetShort: handler, GetMedium: handler, GetLong: handler, GetNow: handler, RunIt: handler },
  });
  const dispatcher = createDispatcher(wiring, {}, { middleware: [cache.middleware] });
  const ask = async (id: (typeof registry.ids)[number], input: unknown = null) =>
    (await dispatcher.execute(id, input)).count;
  return { cache, time, ask, dispatcher };
}

describe("results of queries", () => {
  test.each([
    ["GetShort", 10],
    ["GetMedium", 100],
    ["GetLong", 1000],
  ] as const)("of %s are kept for %i ms", async (id, ms) => {
    const { ask, time } = sample();
    expect(await ask(id)).toBe(1);
    time.now = ms - 1;
    expect(await ask(id)).toBe(1);
    time.now = ms;
    expect(await ask(id)).toBe(2);
  });

  test("are those of the same input, whatever the order of its keys", async () => {
    const { ask } = sample();
    expect(await ask("GetLong", { a: 1, b: 2 })).toBe(1);
    expect(await ask("GetLong", { b: 2, a: 1 })).toBe(1);
    expect(await ask("GetLong", { a: 1 })).toBe(2);
    expect(await ask("GetMedium", { a: 1 })).toBe(3);
  });

  test("are not kept if the entry says so, nor those of commands, nor those of inputs that JSON cannot say", async () => {
    const { ask, cache } = sample();
    const inputs = [
      ["GetNow", 1],
      ["RunIt", 1],
      ["GetLong", new Map()],
      ["GetLong", 1n],
    ] as const;
    for (const [id, input] of inputs) expect(await ask(id, input)).not.toBe(await ask(id, input));
    expect(cache.size).toBe(0);
  });

  test("are frozen, because others get the same", async () => {
    const { dispatcher } = sample();
    const first = await dispatcher.execute("GetLong", null);
    expect(Object.isFrozen(first)).toBe(true);
    expect(await dispatcher.execute("GetLong", null)).toBe(first);
  });

  test("are not shared by those whom the scope sets apart", async () => {
    let user = "ada";
    const { ask } = sample({ scope: () => user });
    expect(await ask("GetLong")).toBe(1);
    user = "grace";
    expect(await ask("GetLong")).toBe(2);
    user = "ada";
    expect(await ask("GetLong")).toBe(1);
  });

  test("make room for others, the one first that was used longest ago", async () => {
    const { ask, cache } = sample({ most: 2 });
    await ask("GetLong", "a");
    await ask("GetLong", "b");
    expect(await ask("GetLong", "a")).toBe(1);
    await ask("GetLong", "c");
    expect(cache.size).toBe(2);
    expect(await ask("GetLong", "a")).toBe(1);
    expect(await ask("GetLong", "b")).toBe(4);
    cache.clear();
    expect(cache.size).toBe(0);
  });

  test("are not kept where none may be", async () => {
    const { ask, cache } = sample({ most: 0 });
    expect(await ask("GetLong")).toBe(1);
    expect(await ask("GetLong")).toBe(2);
    expect(cache.size).toBe(0);
  });

  test("are not there when a handler fails", async () => {
    const cache = cacheQueries({ keepMs });
    const failing = { id: "GetLong", entry: registry.get("GetLong"), input: null, signal: undefined };
    await expect(cache.middleware(failing, async () => Promise.reject(new Error("no")))).rejects.toThrow(
      "no",
    );
    expect(cache.size).toBe(0);
  });
});

test.each([
  [{}, "must be an object"],
  [
    { keepMs: { short: 1, medium: 2 } },
    "The option keepMs.long of cacheQueries() must be a number of milliseconds",
  ],
  [{ keepMs: { ...keepMs, short: -1 } }, "The option keepMs.short"],
  [{ keepMs: { ...keepMs, none: 1 } }, '"none" is not an option'],
  [{ keepMs, most: 1.5 }, "The option most of cacheQueries() must be a count"],
  [{ keepMs, scope: "user" }, "The option scope of cacheQueries() must be a function"],
  [{ keepMs, clock: 1 }, "The option clock"],
  [{ keepMs, ttl: 1 }, '"ttl" is not an option of cacheQueries()'],
])("a cache is not made with %j", (options, message) => {
  expect(caught(() => cacheQueries(options as never)).message).toContain(message);
});

test("what was read before everything was forgotten is not kept", async () => {
  const { cache } = sample();
  const call = { id: "GetLong", entry: registry.get("GetLong"), input: null, signal: undefined };
  const reading = cache.middleware(call, async () => {
    cache.clear();
    return Promise.resolve({ count: 1 });
  });
  expect([await reading, cache.size]).toEqual([{ count: 1 }, 0]);
});
