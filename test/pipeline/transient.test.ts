import { runInNewContext } from "node:vm";
import { describe, expect, test } from "vitest";
import { transient } from "../../src/pipeline/index.js";
import { isMarkedTransient } from "../../src/pipeline/transient.js";
import { caught } from "../support/caught.js";

describe("transient", () => {
  test.each([
    ["an error", new Error("busy")],
    ["a frozen error", Object.freeze(new Error("busy"))],
    ["an error of another realm", runInNewContext("new Error('busy')") as Error],
    ["an object", { code: 503 }],
  ])("marks %s and returns it as it is", (_, error: object) => {
    const before = Reflect.ownKeys(error);
    expect(isMarkedTransient(error)).toBe(false);
    expect(transient(error)).toBe(error);
    expect(isMarkedTransient(error)).toBe(true);
    expect(Reflect.ownKeys(error)).toEqual(before);
  });

  test("does not mark what has a marked error as its cause", () => {
    expect(isMarkedTransient(new Error("outer", { cause: transient(new Error("inner")) }))).toBe(false);
  });

  test.each(["busy", 503, null, undefined])("refuses %o, which nothing can be remembered of", (value) => {
    expect(caught(() => transient(value as unknown as object))).toMatchObject({
      code: "OPTION_INVALID",
      message: expect.stringContaining("transient() needs an error"),
    });
    expect(isMarkedTransient(value)).toBe(false);
  });
});
