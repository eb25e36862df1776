import { describe, expect, it } from "vitest";
import { rateLimitHeaders, type RateLimitDecision } from "../../../src/metadata/index.js";

const decision: RateLimitDecision = {
  policy: "api",
  allowed: true,
  limit: 10,
  remaining: 4,
  retryAfterMs: 0,
  resetMs: 35_001,
  basis: "bucket",
};

describe("rateLimitHeaders", () => {
  it("tells the limit, what is left and when it is full, in whole seconds that are long enough", () => {
    expect(rateLimitHeaders(decision)).toEqual({
      "RateLimit-Limit": "10",
      "RateLimit-Remaining": "4",
      "RateLimit-Reset": "36",
    });
  });

  it("says when to come again", () => {
    const headers = rateLimitHeaders({ ...decision, allowed: false, remaining: 0, retryAfterMs: 1 });
    expect(headers).toMatchObject({ "RateLimit-Remaining": "0", "Retry-After": "1" });
  });

  it("does not say to wait for what never comes", () => {
    const headers = rateLimitHeaders({ ...decision, allowed: false, retryAfterMs: Infinity });
    expect(headers).not.toHaveProperty("Retry-After");
  });

  it("tells nothing of a policy that is switched off", () => {
    expect(rateLimitHeaders({ ...decision, basis: "disabled" })).toEqual({});
  });

  it("tells nothing but when to come again where the store failed", () => {
    const failed = { ...decision, allowed: false, retryAfterMs: 1000, basis: "store-failure" } as const;
    expect(rateLimitHeaders(failed)).toEqual({ "Retry-After": "1" });
  });
});
