import { describe, expect, test } from "vitest";
import { formatLock, parseLock } from "../../../src/resolution/index.js";
import { caught } from "../../support/caught.js";
import { resolverOf } from "../../support/resolvers.js";

const steps = {
  load: { stepType: "Load", outputs: { rows: {}, more_rows: {} } },
  report: { stepType: "Report", dependencies: { rows: {}, title: { dataType: "Text", required: false } } },
} as const;
const lock = resolverOf(steps, { pins: { "report.rows": "load.rows" } })
  .resolveDependencies(undefined, { edges: [["load", "report"]] })
  .lock();
const text = formatLock(lock);
const hash = "0123456789abcdef";

function faultsOf(found: unknown): unknown {
  const error = caught(() => parseLock(found));
  expect(error.code).toBe("LOCK_INVALID");
  expect(error.message).toMatch(/^The lock cannot be read:\n {2}- /);
  return error.details["faults"];
}

/** What is wrong with a lock in which some parts are others. */
function faultsWith(parts: Readonly<Record<string, unknown>>): unknown {
  return faultsOf({ ...lock, ...parts });
}

describe("a lock is read", () => {
  test("from text, with any line ends and a byte order mark, and from data", () => {
    expect(parseLock(`\uFEFF${text.replaceAll("\n", "\r\n")}`)).toStrictEqual(lock);
    expect(parseLock(JSON.stringify(lock))).toStrictEqual(lock);
    expect(parseLock({ ...lock, options: undefined })).toStrictEqual(lock);
  });

  test("and put in order, where someone listed things otherwise", () => {
    const { steps: fingerprints, ...rest } = lock;
    const upside = {
      ...rest,
      unresolved: ["report.title"],
      edges: [
        ["load", "report"],
        ["load", "report"],
      ],
      steps: { report: fingerprints["report"], load: fingerprints["load"] },
    };
    expect(formatLock(parseLock(upside))).toBe(text);
  });

  test("as a copy that shares nothing with what was given", () => {
    const given = JSON.parse(text) as { wires: Record<string, string> };
    const read = parseLock(given);
    given.wires["report.rows"] = "load.more_rows";
    expect(read).toStrictEqual(lock);
    expect(Object.isFrozen(read.wires)).toBe(true);
  });
});

describe("a lock is refused", () => {
  test.each([
    ["", "line 1: this is not JSON: expected a value, but found the end of the text"],
    [text.slice(0, -3), 'line 19: this is not JSON: expected "," or "}", but found the end of the text'],
    [
      text.replace('    "report.rows"', '<<<<<<< ours\n    "report.rows"'),
      'line 15: this is not JSON: expected a key in double quotes or "}", but found "<<<<<<<"',
    ],
    ["5", "it must be a text or an object, but is 5"],
    ["[]", "it must be a text or an object, but is an empty array"],
  ])("if its text is no object: %j", (found, fault) => {
    expect(faultsOf(found)).toEqual([fault]);
  });

  test("if it is neither text nor plain data", () => {
    const around: Record<string, unknown> = { ...lock };
    around["options"] = around;
    const failing = {
      get lockVersion(): number {
        throw new Error("not now");
      },
    };
    const notPlain = ["it must be plain data, as JSON can say it, and not nested without end"];
    for (const found of [around, failing, { ...lock, profile: () => {} }, { ...lock, lockVersion: 1n }])
      expect(faultsOf(found)).toEqual(notPlain);
    const deep = `${"[".repeat(200_000)}${"]".repeat(200_000)}`;
    expect(faultsOf(text.replace('"strict"', `"strict", "changes": { "a": ${deep} }`))).toEqual(notPlain);
    for (const found of [undefined, null, 5, [lock], new Map()])
      expect(faultsOf(found)).toEqual([expect.stringContaining("it must be a text or an object, but is ")]);
  });

  test("if another version wrote it: nothing else is looked at", () => {
    const error = caught(() => parseLock({ lockVersion: 2, anything: true }));
    expect(error).toMatchObject({
      code: "LOCK_INVALID",
      details: { faults: ["lockVersion must be 1, but is 2"] },
      hint: "another version of this package wrote it: read it with that one, or write a new one with formatLock(wiring.lock()).",
    });
    expect(faultsWith({ lockVersion: "1" })).toEqual(['lockVersion must be 1, but is "1"']);
  });

  test("if a key comes twice, in one object", () => {
    const twice = text
      .replace('  "wires": {', '  "wires": {\n    "report\\u002erows": "load.more_rows",')
      .replace('"name": "strict"', '"name": "strict", "name" : "}"');
    expect(faultsOf(twice)).toEqual([
      'line 4: the key "name" is there twice',
      'line 16: the key "report.rows" is there twice',
    ]);
  });

  test("if it lacks parts", () => {
    expect(faultsOf({})).toEqual([
      "lockVersion is missing",
      "profile is missing",
      "steps is missing",
      "wires is missing",
      "unresolved is missing",
    ]);
    expect(faultsWith({ profile: {} })).toEqual([
      "profile.name is missing",
      "profile.fingerprint is missing",
    ]);
  });

  test("if it has parts that nobody knows", () => {
    const profile = { ...lock.profile, extend: "strict" };
    expect(
      faultsWith({
        step: {},
        profile,
        options: { aliasses: {} },
        wires: { "report.rows": { output: "load.rows", decidedBy: "pin", why: "" } },
      }),
    ).toEqual([
      'step is not a known field (did you mean "steps"?)',
      'profile.extend is not a known field (did you mean "extends"?)',
      'options.aliasses is not a known field (did you mean "aliases"?)',
      'wires["report.rows"].why is not a known field',
    ]);
  });

  test.each([
    ["profile", "strict", ['profile must be an object, but is "strict"']],
    [
      "profile",
      { name: " ", fingerprint: 5 },
      [
        'profile.name must be a text, but is " "',
        "profile.fingerprint must be 16 hexadecimal digits, but is 5",
      ],
    ],
    ["profile", { name: 7, fingerprint: hash }, ["profile.name must be a text, but is 7"]],
    [
      "profile",
      { name: "own", fingerprint: hash },
      ['profile.name is "own", which is no built-in profile, but profile.extends is missing'],
    ],
    ["profile", { name: "own", fingerprint: hash, changes: {} }, ["profile.extends is missing"]],
    [
      "profile",
      { name: "own", fingerprint: hash, extends: "loose", changes: 5 },
      [
        'profile.extends must be "strict" or "classic", but is "loose"',
        "profile.changes must be an object, but is 5",
      ],
    ],
    ["options", [], ["options must be an object, but is an empty array"]],
    [
      "options",
      { onAmbiguous: "error", stepTypeNames: "Load", aliases: { a: 1 } },
      [
        'options.onAmbiguous must be "report", but is "error"',
        'options.stepTypeNames must be a list of texts, but is "Load"',
        "options.aliases must be an object of texts, but is an object",
      ],
    ],
    [
      "options",
      { stepTypeNames: [1], aliases: [] },
      [
        "options.stepTypeNames must be a list of texts, but is an array of 1",
        "options.aliases must be an object of texts, but is an empty array",
      ],
    ],
    ["edges", { load: "report" }, ["edges must be a list of pairs [from, to], but is an object"]],
    [
      "edges",
      [["load"], ["load", 5], "load", ["load", "clean"]],
      [
        "edges[0] must be a pair [from, to] of step names, but is an array of 1",
        "edges[1] must be a pair [from, to] of step names, but is an array of 2",
        'edges[2] must be a pair [from, to] of step names, but is "load"',
        'edges[3] names "clean", which is not among its steps',
      ],
    ],
    [
      "steps",
      ["load", "report"],
      expect.arrayContaining(["steps must be an object by step name, but is an array of 2"]),
    ],
    [
      "steps",
      { ...lock.steps, " pad": hash, "": hash, b: "0123" },
      [
        'steps: the name "" must not be blank, but is ""',
        'steps: the name " pad" must be written "pad"',
        'steps["b"] must be 16 hexadecimal digits, but is "0123"',
      ],
    ],
    ["wires", ["report.rows"], ["wires must be an object by input, but is an array of 1"]],
    [
      "wires",
      { rows: "load.rows", "reprot.rows": "load", 'report["rows"]': "clean.rows" },
      [
        'wires: the input "report[\\"rows\\"]" does not read "step.port"',
        'wires["report[\\"rows\\"]"]: the output "clean.rows" names the step "clean", which is not among its steps',
        'wires: the input "reprot.rows" names the step "reprot" (did you mean "report"?), which is not among its steps',
        'wires["reprot.rows"]: the output "load" does not read "step.port"',
        'wires: the input "rows" does not read "step.port"',
      ],
    ],
    ["wires", { "report.rows": 5 }, ['wires["report.rows"] must be "step.output" or a pin, but is 5']],
    [
      "wires",
      { "report.rows": { decidedBy: "score", reason: 5 } },
      [
        'wires["report.rows"].output is missing',
        'wires["report.rows"].decidedBy must be "pin", but is "score"',
        'wires["report.rows"].reason must be a text, but is 5',
      ],
    ],
    [
      "wires",
      { "report.rows": { output: "lod.rows", decidedBy: "pin" } },
      [
        'wires["report.rows"]: the output "lod.rows" names the step "lod" (did you mean "load"?), which is not among its steps',
      ],
    ],
    ["unresolved", "report.title", ['unresolved must be a list of inputs, but is "report.title"']],
    ["unresolved", [5], ["unresolved must be a list of inputs, but is an array of 1"]],
    [
      "unresolved",
      ["report.title", "report.title", "report.rows", "nobody.rows", "x"],
      [
        'unresolved names "report.title" twice',
        'unresolved names "report.rows", which has a wire',
        'unresolved: the input "nobody.rows" names the step "nobody", which is not among its steps',
        'unresolved: the input "x" does not read "step.port"',
      ],
    ],
  ])("if its %s is %j", (part, value, faults) => {
    expect(faultsWith({ [part]: value })).toEqual(faults);
  });

  test("with all faults in the details, of which the text has 25", () => {
    const unresolved = Array.from({ length: 30 }, (_, index) => `nobody.port${index}`);
    const error = caught(() => parseLock({ ...lock, unresolved }));
    expect(error.details["faults"]).toHaveLength(30);
    expect(error.message).toContain("\n  - and 5 more\n  hint: take it from version control again");
  });
});
