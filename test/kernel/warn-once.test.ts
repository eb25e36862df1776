import { setImmediate } from "node:timers/promises";
import { describe, expect, it, onTestFinished } from "vitest";
import { warnOnce } from "../../src/kernel/index.js";

describe("warnOnce", () => {
  it("warns once for each code and subject", async () => {
    const warnings = listen();
    const warning = { type: "BailiwickWarning", code: "TEST_A", message: "look out" } as const;
    warnOnce(warning);
    warnOnce({ ...warning, message: "another text" });
    warnOnce({ ...warning, subject: "x" });
    warnOnce({ ...warning, subject: "x" });
    warnOnce({ ...warning, subject: "y", type: "DeprecationWarning" });
    warnOnce({ ...warning, code: "TEST_B" });
    await setImmediate();
    expect(warnings.map(({ name, code, message }) => [name, code, message])).toEqual([
      ["BailiwickWarning", "TEST_A", "look out"],
      ["BailiwickWarning", "TEST_A", "look out"],
      ["DeprecationWarning", "TEST_A", "look out"],
      ["BailiwickWarning", "TEST_B", "look out"],
    ]);
  });
});

interface ProcessWarning extends Error {
  code?: string;
}

/** The process warnings of this test's codes, as they come. */
function listen(): ProcessWarning[] {
  const warnings: ProcessWarning[] = [];
  const note = (warning: ProcessWarning): void => {
    if (warning.code?.startsWith("TEST_") === true) warnings.push(warning);
  };
  process.on("warning", note);
  onTestFinished(() => {
    process.off("warning", note);
  });
  return warnings;
}
