import { afterEach, expect, test, vi } from "vitest";
import { requirement } from "./requirement.js";

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

test("what is there is used, whether it is demanded or not", () => {
  vi.stubEnv("BAILIWICK_REQUIRE", "thing");
  expect(requirement("thing", () => true, "it is there")).toBe(true);
});

test("what is not there is said, and skipped", () => {
  vi.stubEnv("BAILIWICK_REQUIRE", "things,other");
  const written = vi.spyOn(process.stderr, "write").mockReturnValue(true);
  expect(requirement("thing", () => false, "it is absent")).toBe(false);
  expect(written).toHaveBeenCalledWith('Tests that need "thing" are skipped: it is absent.\n');
});

test("what is not there but demanded is an error", () => {
  vi.stubEnv("BAILIWICK_REQUIRE", "other, thing");
  expect(() => requirement("thing", () => false, "it is absent")).toThrow(
    'BAILIWICK_REQUIRE names "thing", but it is absent.',
  );
});
