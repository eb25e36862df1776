import { expect, test } from "vitest";
import { nodeLineOf, parseLogLine, plainText } from "../../../src/simulation/dbt/log-line.js";

const lineOf = (info: unknown, data: unknown = {}): string => JSON.stringify({ info, data });

test("reads a line, without its colours", () => {
  const info = { name: "Done", level: "warn", msg: "\u001B[31m two \u001B[0m", invocation_id: "i" };
  expect(parseLogLine(lineOf(info, { a: 1 }))).toEqual({
    name: "Done",
    level: "warn",
    message: "two",
    invocationId: "i",
    data: { a: 1 },
  });
});

test("what is left out or of another kind is made up for", () => {
  const line = parseLogLine(lineOf({ name: "Done", level: "test", msg: "", invocation_id: 7 }, [1]));
  expect(line).toEqual({ name: "Done", level: "debug", message: "", invocationId: undefined, data: {} });
});

test.each([
  ["a text", "Running with dbt"],
  ["a torn line", '{"info": {"name": "Do'],
  ["a list", "[{}]"],
  ["a line without an info", "{}"],
  ["an info that is none", '{"info": 7}'],
  ["an info without a name", lineOf({ msg: "x" })],
  ["an info without a message", lineOf({ name: "x" })],
])("%s is no line of the log", (_, text) => {
  expect(parseLogLine(text)).toBeUndefined();
});

const node = { unique_id: "model.a.b", node_status: "success" };
const about = (name: string, data: object): unknown => {
  const line = parseLogLine(lineOf({ name, level: "info", msg: "" }, data));
  return line === undefined ? "no line" : nodeLineOf(line);
};

test("knows which lines are about a node", () => {
  expect(about("LogModelResult", { node_info: node, index: 2, total: 3, execution_time: 0.5 })).toEqual({
    uniqueId: "model.a.b",
    status: "success",
    index: 2,
    total: 3,
    durationMs: 500,
    failures: undefined,
  });
  expect(about("LogTestResult", { node_info: node, num_models: 3, num_failures: 4 })).toMatchObject({
    total: 3,
    failures: 4,
    durationMs: 0,
  });
});

test.each([
  ["of another name", "StatsLine", { node_info: node }],
  ["without a node", "LogModelResult", {}],
  ["of a node without an id", "LogModelResult", { node_info: { node_status: "success" } }],
  ["of a node without a status", "LogModelResult", { node_info: { unique_id: "a" } }],
])("a line %s is about none", (_, name, data) => {
  expect(about(name, data)).toBeUndefined();
});

test("only colours are taken out of a text", () => {
  expect(plainText(" [32mOK[0m \u001B[1;32mOK\u001B[0m ")).toBe("[32mOK[0m OK");
});
