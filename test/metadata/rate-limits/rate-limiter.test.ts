import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  createMemoryBuckets,
  createRateLimiter,
  defineKind,
  defineRegistry,
  rateLimitPolicies,
  type BucketStore,
  type RateLimitPolicies,
  type RateLimitPolicy,
  type SyncBucketStore,
} from "../../../src/metadata/index.js";
import type { BailiwickError } from "../../../src/kernel/index.js";
import { caught } from "../../support/caught.js";
import { rejected } from "../../support/rejected.js";
import { createComparingStore } from "./comparing-store.js";

const policies = defineRegistry(rateLimitPolicies, {
  authLogin: { maxTokens: 5, refillPerMinute: 5, scope: "ip" },
  apiRead: { maxTokens: 100, refillPerMinute: 100, scope: "user" },
  providerSync: { maxTokens: 10, refillPerMinute: 5, scope: "user_provider", cost: 2 },
  search: { maxTokens: 3, refillPerMinute: 60, scope: "global" },
  global: { maxTokens: 10_000, refillPerMinute: 10_000, scope: "global", enabled: false },
});

function handClock() {
  const clock = { time: 1_000_000, now: () => clock.time };
  return clock;
}

/** What JavaScript callers may pass. */
interface Untyped {
  take(policy: unknown, subject?: unknown, cost?: unknown): unknown;
  takeAll(requests: unknown): unknown;
}

function untyped(): Untyped {
  return createRateLimiter(policies, { clock: handClock() });
}

describe("take", () => {
  it("allows as often as the bucket has tokens, and then as they come back", () => {
    const clock = handClock();
    const limiter = createRateLimiter(policies, { clock });
    const take = () => limiter.take("authLogin", { ip: "192.0.2.1" });
    expect(Array.from({ length: 6 }, take).map(({ allowed }) => allowed)).toEqual([
      true,
      true,
      true,
      true,
      true,
      false,
    ]);
    expect(take()).toEqual({
      policy: "authLogin",
      allowed: false,
      limit: 5,
      remaining: 0,
      retryAfterMs: 12_000,
      resetMs: 60_000,
      basis: "bucket",
    });
    clock.time += 11_999;
    expect(take()).toMatchObject({ allowed: false, retryAfterMs: 1 });
    clock.time += 1;
    expect(take()).toMatchObject({ allowed: true, remaining: 0, resetMs: 60_000 });
  });

  it("has a bucket for each subject that the scope of the policy tells apart", () => {
    const limiter = createRateLimiter(policies, { clock: handClock() });
    const left = (user: string, provider: string) =>
      limiter.take("providerSync", { user, provider, ip: "192.0.2.1" }).remaining;
    expect([left("a", "b"), left("a", "c"), left("b", "b"), left("a", "b")]).toEqual([8, 8, 8, 6]);
    // Joined by a character that names may hold, these would be one.
    expect([left('x","y', "z"), left("x", 'y","z')]).toEqual([8, 8]);
  });

  it("has one bucket for all where the scope is global, whoever asks", () => {
    const limiter = createRateLimiter(policies, { clock: handClock() });
    const left = [{}, { user: "a" }, { user: "b" }].map(
      (subject) => limiter.take("search", subject).remaining,
    );
    expect(left).toEqual([2, 1, 0]);
  });

  it("keeps the policies apart", () => {
    const limiter = createRateLimiter(policies, { clock: handClock() });
    expect(limiter.take("authLogin", { ip: "same" }).remaining).toBe(4);
    expect(limiter.take("apiRead", { user: "same" }).remaining).toBe(99);
  });

  it("takes the cost that is asked for, and nothing at 0", () => {
    const limiter = createRateLimiter(policies, { clock: handClock() });
    expect(limiter.take("apiRead", { user: "u" }, 40).remaining).toBe(60);
    expect(limiter.take("apiRead", { user: "u" }, 0).remaining).toBe(60);
    expect(limiter.take("apiRead", { user: "u" }, 61)).toMatchObject({
      allowed: false,
      remaining: 60,
      retryAfterMs: 600,
    });
    expect(limiter.take("apiRead", { user: "u" }, 60).allowed).toBe(true);
  });

  it("never allows what a full bucket does not have, and does not say to wait for it", () => {
    const limiter = createRateLimiter(policies, { clock: handClock() });
    expect(limiter.take("apiRead", { user: "u" }, 101)).toMatchObject({
      allowed: false,
      retryAfterMs: Infinity,
    });
  });

  it("allows everything by a policy that is switched off, and asks no store", () => {
    const store: SyncBucketStore = {
      update: () => {
        throw new Error("asked");
      },
    };
    const limiter = createRateLimiter(policies, { store });
    expect(limiter.take("global", {}, 20_000)).toEqual({
      policy: "global",
      allowed: true,
      limit: 10_000,
      remaining: 10_000,
      retryAfterMs: 0,
      resetMs: 0,
      basis: "disabled",
    });
  });

  it("begins anew where a policy was changed, in a store that outlives it", () => {
    const store = createMemoryBuckets();
    const clock = handClock();
    const limiterOf = (maxTokens: number) => {
      const registry = defineRegistry(rateLimitPolicies, {
        api: { maxTokens, refillPerMinute: 1, scope: "user" },
      });
      return createRateLimiter(registry, { store, clock });
    };
    expect(limiterOf(4).take("api", { user: "u" }, 4).allowed).toBe(true);
    expect(limiterOf(4).take("api", { user: "u" }).allowed).toBe(false);
    expect(limiterOf(3).take("api", { user: "u" }).remaining).toBe(2);
  });

  it("gives frozen decisions", () => {
    expect(Object.isFrozen(createRateLimiter(policies).take("search", {}))).toBe(true);
  });

  it("refuses a policy that does not exist, and suggests one", () => {
    const error = caught(() => untyped().take("apiRaed", { user: "u" }));
    expect(error.code).toBe("METADATA_ENTRY_UNKNOWN");
    expect(error.message).toContain('did you mean "apiRead"');
  });

  it.each([
    ["apiRead", undefined, 'The policy "apiRead" limits by "user", but the subject is undefined.'],
    ["apiRead", "u-1", 'The policy "apiRead" limits by "user", but the subject is "u-1".'],
    ["apiRead", { ip: "192.0.2.1" }, 'The policy "apiRead" limits by "user", but user is undefined.'],
    ["apiRead", { user: "" }, 'The policy "apiRead" limits by "user", but user is "".'],
    ["apiRead", { user: 7 }, 'The policy "apiRead" limits by "user", but user is 7.'],
    [
      "providerSync",
      {},
      'The policy "providerSync" limits by "user" and "provider", but user is undefined and provider is undefined.',
    ],
  ])("refuses to limit by %s without a subject: %j", (policy, subject, message) => {
    const error = caught(() => untyped().take(policy, subject));
    expect(error.code).toBe("RATE_LIMIT_SUBJECT_INVALID");
    expect(error.message).toContain(message);
    expect(error.hint).toContain(`{ ${policy === "apiRead" ? 'user: "…"' : 'user: "…", provider: "…"'} }`);
  });

  it.each([-1, 0.5, NaN, Infinity, "2", 2n])("refuses the cost %s", (cost) => {
    expect(caught(() => untyped().take("apiRead", { user: "u" }, cost)).message).toContain(
      "take() needs a cost in whole tokens",
    );
  });

  it.each([NaN, Infinity, "now", undefined])("refuses a clock that says %s", (time) => {
    const limiter = createRateLimiter(policies, { clock: { now: () => time as number } });
    expect(caught(() => limiter.take("search", {})).code).toBe("OPTION_INVALID");
  });
});

describe("takeAll", () => {
  const both = (user: string) =>
    [
      { policy: "apiRead", subject: { user } },
      { policy: "search", subject: {} },
    ] as const;

  it("takes of all policies if all allow it", () => {
    const limiter = createRateLimiter(policies, { clock: handClock() });
    expect(limiter.takeAll(both("u"))).toMatchObject({
      allowed: true,
      retryAfterMs: 0,
      decisions: [
        { policy: "apiRead", remaining: 99 },
        { policy: "search", remaining: 2 },
      ],
    });
  });

  it("takes of none if one does not", () => {
    const limiter = createRateLimiter(policies, { clock: handClock() });
    for (let count = 0; count < 3; count++) limiter.take("search", {});
    expect(limiter.takeAll(both("u"))).toMatchObject({
      allowed: false,
      retryAfterMs: 1000,
      decisions: [
        { policy: "apiRead", allowed: true, remaining: 100, retryAfterMs: 0 },
        { policy: "search", allowed: false, remaining: 0, retryAfterMs: 1000 },
      ],
    });
    expect(limiter.take("apiRead", { user: "u" }, 0).remaining).toBe(100);
  });

  it("adds up what is asked of one bucket", () => {
    const limiter = createRateLimiter(policies, { clock: handClock() });
    const twice = [
      { policy: "search", subject: {}, cost: 2 },
      { policy: "search", subject: {}, cost: 2 },
    ] as const;
    expect(limiter.takeAll(twice)).toMatchObject({ allowed: false, decisions: [{ allowed: false }, {}] });
    expect(limiter.takeAll(twice.slice(1))).toMatchObject({ allowed: true, decisions: [{ remaining: 1 }] });
  });

  it("goes on without those that are switched off", () => {
    const limiter = createRateLimiter(policies, { clock: handClock() });
    expect(limiter.takeAll([{ policy: "global", subject: {} }, ...both("u")])).toMatchObject({
      allowed: true,
      decisions: [{ basis: "disabled" }, { remaining: 99 }, { remaining: 2 }],
    });
  });

  it("allows nothing in particular to nobody", () => {
    expect(createRateLimiter(policies).takeAll([])).toEqual({
      allowed: true,
      retryAfterMs: 0,
      decisions: [],
    });
  });

  it.each([[undefined], ["search"], [{ policy: "search" }]])("refuses %j", (requests) => {
    expect(caught(() => untyped().takeAll(requests)).message).toContain(
      "takeAll() needs an array of requests",
    );
  });

  it("refuses what a request does not have", () => {
    expect(caught(() => untyped().takeAll([{ policy: "search", subjects: {} }])).message).toContain(
      '"subjects" is not an option of takeAll() (did you mean "subject"?)',
    );
    expect(caught(() => untyped().takeAll([null])).code).toBe("OPTION_INVALID");
  });

  it("takes as much as taking one by one does, or nothing", () => {
    const cost = fc.nat(4);
    fc.assert(
      fc.property(fc.array(fc.record({ apiRead: cost, search: cost }), { maxLength: 12 }), (all) => {
        const together = createRateLimiter(policies, { clock: handClock() });
        const left = { apiRead: 100, search: 3 };
        for (const { apiRead, search } of all) {
          const { allowed } = together.takeAll([
            { policy: "apiRead", subject: { user: "u" }, cost: apiRead },
            { policy: "search", subject: {}, cost: search },
          ]);
          expect(allowed).toBe(left.apiRead >= apiRead && left.search >= search);
          if (allowed) {
            left.apiRead -= apiRead;
            left.search -= search;
          }
          expect(together.take("apiRead", { user: "u" }, 0).remaining).toBe(left.apiRead);
          expect(together.take("search", {}, 0).remaining).toBe(left.search);
        }
      }),
    );
  });
});

describe("a store that has to be awaited", () => {
  it("is shared by limiters without giving a token twice", async () => {
    const store = createComparingStore();
    const clock = handClock();
    const limiters = [1, 2, 3].map(() => createRateLimiter(policies, { store, clock }));
    const answers = await Promise.all(
      Array.from({ length: 30 }, async (_, index) =>
        limiters[index % 3]!.take("authLogin", { ip: "192.0.2.1" }),
      ),
    );
    expect(answers.filter(({ allowed }) => allowed)).toHaveLength(5);
  });

  it("answers takeAll() with a promise", async () => {
    const limiter = createRateLimiter(policies, { store: createComparingStore(), clock: handClock() });
    const answer = limiter.takeAll([{ policy: "search", subject: {} }]);
    expect(answer).toBeInstanceOf(Promise);
    expect(await answer).toMatchObject({ allowed: true });
  });
});

describe("a store that fails", () => {
  const down = new Error("connection refused");
  const throwing: SyncBucketStore = {
    update: () => {
      throw down;
    },
  };
  const rejecting: BucketStore = { update: async () => Promise.reject(down) };

  it("makes taking fail by default, with what it threw as the cause", async () => {
    const error = caught(() => createRateLimiter(policies, { store: throwing }).take("search", {}));
    expect(error).toMatchObject({ code: "RATE_LIMIT_STORE_FAILED", cause: down });
    expect(error.message).toContain("connection refused");
    const limiter = createRateLimiter(policies, { store: rejecting });
    expect(await rejected(Promise.resolve(limiter.take("search", {})))).toMatchObject({
      code: "RATE_LIMIT_STORE_FAILED",
      cause: down,
    });
  });

  it.each([
    ["allow", { allowed: true, remaining: 3, retryAfterMs: 0 }],
    ["deny", { allowed: false, remaining: 0, retryAfterMs: 1000 }],
  ] as const)("makes it %s if it is told to, and tells each failure", async (onStoreFailure, decision) => {
    const errors: BailiwickError[] = [];
    const onError = (error: BailiwickError) => void errors.push(error);
    for (const store of [throwing, rejecting]) {
      const limiter = createRateLimiter(policies, { store, onStoreFailure, onError });
      expect(await limiter.take("search", {})).toMatchObject({ ...decision, basis: "store-failure" });
      expect(
        await limiter.takeAll([
          { policy: "global", subject: {} },
          { policy: "search", subject: {} },
        ]),
      ).toMatchObject({ allowed: decision.allowed, decisions: [{ basis: "disabled" }, decision] });
    }
    expect(errors.map(({ code, cause }) => [code, cause])).toEqual(
      Array.from({ length: 4 }, () => ["RATE_LIMIT_STORE_FAILED", down]),
    );
  });

  it.each([
    [
      "throws",
      () => {
        throw new Error("no log");
      },
    ],
    ["is rejected", () => Promise.reject(new Error("no log"))],
  ])("decides the same if the report %s", async (_how, onError) => {
    for (const store of [throwing, rejecting]) {
      const limiter = createRateLimiter(policies, { store, onStoreFailure: "allow", onError });
      expect((await limiter.take("search", {})).allowed).toBe(true);
    }
  });

  it.each([[undefined], [null], [7], [{}]])(
    "fails if it gives %j and not what it was asked for",
    async (given) => {
      for (const answer of [given, Promise.resolve(given)]) {
        const limiter = createRateLimiter(policies, {
          store: { update: () => answer } as unknown as BucketStore,
        });
        const error = await rejected((async () => limiter.take("search", {}))());
        expect(error.code).toBe("RATE_LIMIT_STORE_FAILED");
        expect(error.message).toContain("and not the result of the change");
      }
    },
  );

  it("needs nobody to be told", () => {
    const limiter = createRateLimiter(policies, { store: throwing, onStoreFailure: "allow" });
    expect(limiter.take("search", {}).allowed).toBe(true);
  });
});

describe("createRateLimiter", () => {
  it("takes policies of a kind of one's own", () => {
    const kind = defineKind<RateLimitPolicy & { readonly team: string }>()({ name: "limits", slots: {} });
    const limits = defineRegistry(kind, {
      exports: { maxTokens: 1, refillPerMinute: 0.5, scope: "user", team: "data" },
    });
    const limiter = createRateLimiter(limits, { clock: handClock() });
    limiter.take("exports", { user: "u" });
    expect(limiter.take("exports", { user: "u" }).retryAfterMs).toBe(120_000);
  });

  it("names every policy that cannot be enforced", () => {
    const broken = defineRegistry(rateLimitPolicies, {
      fine: { maxTokens: 1, refillPerMinute: 1, scope: "ip" },
      hollow: { maxTokens: 0, refillPerMinute: 1, scope: "ip" },
      dear: { maxTokens: 1, refillPerMinute: 1, scope: "ip", cost: 2 },
      odd: { maxTokens: 1, refillPerMinute: 1, scope: "session" as "user", enabled: 1 as unknown as boolean },
    });
    const error = caught(() => createRateLimiter(broken));
    expect(error.code).toBe("RATE_LIMIT_POLICY_INVALID");
    expect(error.details["faults"]).toEqual([
      "hollow: maxTokens must be a positive integer, but is 0",
      "hollow: cost is 1, but the bucket never has more than 0",
      "dear: cost is 2, but the bucket never has more than 1",
      'odd: scope must be "ip", "user", "user_provider" or "global", but is "session"',
      "odd: enabled must be true or false, but is 1",
    ]);
  });

  it.each([
    [{ store: {} }, "store of createRateLimiter() must be an object with a method update"],
    [{ store: null }, "store of createRateLimiter() must be an object with a method update"],
    [{ clock: 7 }, "clock of createRateLimiter() must be an object with a method now"],
    [{ onStoreFailure: "open" }, 'onStoreFailure of createRateLimiter() must be "allow", "deny" or "throw"'],
    [{ onError: "log" }, "onError of createRateLimiter() must be a function"],
    [{ stores: {} }, '"stores" is not an option of createRateLimiter() (did you mean "store"?)'],
    [null, "options of createRateLimiter() must be an object"],
  ])("refuses the options %j", (options, message) => {
    const error = caught(() => createRateLimiter(policies, options as object));
    expect(error.code).toBe("OPTION_INVALID");
    expect(error.message).toContain(message);
  });

  it.each([[undefined], [{}], [{ authLogin: { maxTokens: 1 } }]])("refuses %j as policies", (given) => {
    expect(caught(() => createRateLimiter(given as unknown as RateLimitPolicies)).message).toContain(
      "createRateLimiter() needs a registry made by defineRegistry()",
    );
  });
});
