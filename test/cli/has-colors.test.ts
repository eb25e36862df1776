import { expect, test } from "vitest";
import { hasColors } from "../../src/cli/has-colors.js";

const write = (): boolean => true;

test.each([
  [false, {}, false],
  [true, {}, true],
  [true, { TERM: "dumb" }, false],
  [true, { NO_COLOR: "1" }, false],
  [true, { NO_COLOR: "" }, true],
  [false, { FORCE_COLOR: "1" }, true],
  [false, { FORCE_COLOR: "true" }, true],
  [true, { FORCE_COLOR: "0" }, false],
  [true, { FORCE_COLOR: "false" }, false],
  [false, { FORCE_COLOR: "" }, false],
  [true, { NO_COLOR: "1", FORCE_COLOR: "1" }, false],
])("on a terminal: %s, in %j: %s", (isTTY, env, expected) => {
  expect(hasColors({ write, isTTY }, env)).toBe(expected);
});
