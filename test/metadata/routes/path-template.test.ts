import { describe, expect, it } from "vitest";
import fc from "fast-check";
import { parsePath } from "bailiwick/metadata";
import {
  bySpecificity,
  matchesPath,
  pathFault,
  relatePaths,
} from "../../../src/metadata/routes/path-template.js";
import { caught } from "../../support/caught.js";

describe("parsePath()", () => {
  it("reads texts and parameters", () => {
    expect(parsePath("/accounts/{account_id}/items.json")).toEqual({
      path: "/accounts/{account_id}/items.json",
      segments: [{ literal: "accounts" }, { parameter: "account_id" }, { literal: "items.json" }],
      parameters: ["account_id"],
      shape: "/accounts/{}/items.json",
    });
    expect(parsePath("/").segments).toEqual([]);
    expect(Object.isFrozen(parsePath("/a").segments)).toBe(true);
  });

  it.each([
    ["accounts", 'must begin with "/"'],
    ["", 'must begin with "/"'],
    ["/accounts/", 'must not end with "/"'],
    ["//", 'must not end with "/"'],
    ["/a//b", "has an empty segment"],
    ["/a/../b", 'has the segment "..", which clients resolve'],
    ["/a/{b", 'has the segment "{b", but a parameter in braces takes a whole segment'],
    ["/a/b}", 'has the segment "b}", but a parameter in braces takes a whole segment'],
    ["/a/{b}.json", 'has the segment "{b}.json", but a parameter in braces takes a whole segment'],
    ["/a/{}", 'has the parameter "{}", whose name must be letters, digits and "_"'],
    ["/a/{b-c}", 'has the parameter "{b-c}", whose name must be letters, digits and "_"'],
    ["/a/{b}/{b}", "has the parameter {b} twice"],
    ["/a/{__proto__}", 'has the parameter "__proto__", which data cannot have'],
    ["/a/*", 'has a wildcard in the segment "*"'],
    ["/a/:b", 'has the segment ":b"; a parameter is written {b}'],
    ["/a b", 'has the segment "a b", which may hold letters, digits, "-", ".", "_" and "~" only'],
    ["/a?b", 'has the segment "a?b", which may hold letters, digits, "-", ".", "_" and "~" only'],
    ["/%41", 'has the segment "%41", which may hold letters, digits, "-", ".", "_" and "~" only'],
    [7, "must be a text, but is 7"],
    [null, "must be a text, but is null"],
  ])("refuses %j", (path, fault) => {
    expect(pathFault(path)).toBe(fault);
    expect(caught(() => parsePath(path as string))).toMatchObject({
      code: "ROUTE_PATH_INVALID",
      message: expect.stringContaining(fault),
    });
  });
});

const path = fc
  .array(fc.constantFrom("a", "b", "{}"), { maxLength: 4 })
  .map((parts) => parsePath(`/${parts.map((part, at) => (part === "{}" ? `{p${at}}` : part)).join("/")}`));
/** Every path of up to four segments that the templates above can tell apart. */
const requests = [0, 1, 2, 3, 4].flatMap((length) =>
  Array.from(
    { length: 3 ** length },
    (_, number) =>
      `/${Array.from({ length }, (__, at) => "abx"[Math.floor(number / 3 ** at) % 3]).join("/")}`,
  ),
);

describe("templates beside each other", () => {
  it("are related as their requests are", () => {
    fc.assert(
      fc.property(path, path, (one, other) => {
        const [mine, theirs] = [one, other].map(
          (template) => new Set(requests.filter((request) => matchesPath(template, request))),
        ) as [Set<string>, Set<string>];
        const common = [...mine].filter((request) => theirs.has(request)).length;
        const expected =
          common === 0
            ? "apart"
            : common === mine.size
              ? common === theirs.size
                ? "same"
                : "within"
              : common === theirs.size
                ? "around"
                : "crossing";
        expect(relatePaths(one, other)).toBe(expected);
      }),
    );
  });

  it("are tried within before around, however many there are", () => {
    fc.assert(
      fc.property(fc.array(path, { maxLength: 12 }), (paths) => {
        const sorted = paths.toSorted(bySpecificity);
        for (const [index, later] of sorted.entries())
          for (const earlier of sorted.slice(0, index))
            expect(relatePaths(earlier, later)).not.toBe("around");
      }),
    );
  });

  it("match no path with an empty parameter", () => {
    expect(matchesPath(parsePath("/a/{b}"), "/a/")).toBe(false);
    expect(matchesPath(parsePath("/"), "/")).toBe(true);
    expect(matchesPath(parsePath("/"), "/a")).toBe(false);
  });
});
