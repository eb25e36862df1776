import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type } from "../../src/metadata/index.js";
import { copyPure, readMember } from "../../src/metadata/pure-data.js";

function faultsOf(value: unknown): string[] {
  const faults: string[] = [];
  copyPure(value, "e", faults);
  return faults;
}

const circle: Record<string, unknown> = {};
circle["inner"] = [circle];

describe("copyPure", () => {
  it("copies what JSON can say, frozen, and keeps the original as it was", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
        fc.pre(!JSON.stringify(value).includes('"__proto__"'));
        const before = structuredClone(value);
        const faults: string[] = [];
        const copy = copyPure(value, "e", faults);
        expect(faults).toEqual([]);
        expect(copy).toEqual(value);
        expect(value).toEqual(before);
        // A text or a number is frozen, and its own copy.
        expect(Object.isFrozen(copy)).toBe(true);
        expect(copy === value).toBe(Object(value) !== value);
      }),
    );
  });

  it("takes type tokens as they are, and members that are written as not there", () => {
    const token = type<string>("Text");
    const faults: string[] = [];
    expect(copyPure({ token, list: [token], absent: undefined }, "e", faults)).toEqual({
      token,
      list: [token],
      absent: undefined,
    });
    expect(faults).toEqual([]);
  });

  it("takes objects without a prototype, and keeps keys that objects inherit", () => {
    const bare = Object.assign(Object.create(null) as object, { constructor: "c", toString: 1 });
    expect(copyPure(bare, "e", [])).toEqual({ constructor: "c", toString: 1 });
  });

  it("copies once what stands in many places", () => {
    const shared = { n: 1 };
    const faults: string[] = [];
    const copy = copyPure([shared, { shared }], "e", faults) as readonly [unknown, { shared: unknown }];
    expect(faults).toEqual([]);
    expect(copy[0]).toBe(copy[1].shared);
  });

  it("refuses at once what is small to write and has more values than anybody can read", () => {
    let doubled: unknown = { n: 1 };
    for (let depth = 0; depth < 60; depth++) doubled = [doubled, doubled];
    expect(faultsOf({ doubled })).toEqual([
      expect.stringMatching(
        /^e\.doubled(?:\[0\])+\[1\] stands in several places, which makes more than 1000000 values in all$/,
      ),
    ]);
  });

  it.each([
    [() => 1, "e is a function, but metadata holds data only; what an entry does is a slot"],
    [
      { f: faultsOf },
      "e.f is the function faultsOf, but metadata holds data only; what an entry does is a slot",
    ],
    [[1, new Map()], "e[1] is a Map, but metadata holds data only"],
    [{ at: new Date(0) }, "e.at is a Date, but metadata holds data only; write it as a text"],
    [{ n: 1n }, "e.n is 1n, but metadata holds data only; write it as a text"],
    [{ n: Number.NaN }, "e.n is NaN, but metadata holds data only; write a finite number"],
    [{ n: Infinity }, "e.n is Infinity, but metadata holds data only; write a finite number"],
    [{ s: Symbol("s") }, "e.s is Symbol(s), but metadata holds data only"],
    [{ [Symbol("s")]: 1 }, "e has the key Symbol(s), which data cannot have"],
    [JSON.parse('{"__proto__": 1}'), 'e has the key "__proto__", which data cannot have'],
    [[undefined], "e[0] is undefined, but metadata holds data only"],
    [undefined, "e is undefined, but metadata holds data only"],
    [Array(3), "e has holes"],
    // oxlint-disable-next-line no-sparse-arrays
    [{ list: [1, , 2] }, "e.list has holes"],
    [Object.assign([1], { more: 2 }), 'e has the key "more" beside its members'],
    [circle, "e.inner[0] leads back to an object that it lies in"],
    [
      { schema: { "~standard": { version: 1, vendor: "v", validate: () => ({ value: 1 }) } } },
      "e.schema.~standard.validate is the function validate, but metadata holds data only; what an entry does is a slot",
    ],
    [
      {
        schema: new (class Schema {
          readonly "~standard" = {};
        })(),
      },
      "e.schema is a Schema, but metadata holds data only; wrap the schema with schema()",
    ],
  ])("names what %o holds that is no data", (value, fault) => {
    expect(faultsOf(value)).toEqual([fault]);
  });

  it("names everything at once", () => {
    expect(faultsOf({ a: () => 1, b: [Symbol("s")], c: 1 })).toHaveLength(2);
  });

  it("calls no getter", () => {
    let called = 0;
    const sly = Object.defineProperty({ list: [0] }, "now", { enumerable: true, get: () => ++called });
    Object.defineProperty(sly.list, "0", { enumerable: true, get: () => ++called });
    expect(faultsOf(sly)).toEqual([
      "e.list[0] is a getter, but metadata holds data only",
      "e.now is a getter, but metadata holds data only",
    ]);
    expect(called).toBe(0);
  });

  it("stops in depths that would exhaust the stack", () => {
    let deep: unknown = 1;
    for (let depth = 0; depth < 100_000; depth++) deep = [deep];
    expect(faultsOf(deep)).toEqual([`e${"[0]".repeat(100)} lies more than 100 deep`]);
  });

  it("is not misled by an array that is almost endless", () => {
    expect(faultsOf(Array(2 ** 32 - 1))).toEqual(["e has holes"]);
  });
});

describe("readMember", () => {
  it("gives own members only, and what is thrown on the way", () => {
    expect(readMember({ a: 1 }, "a")).toEqual({ value: 1 });
    expect(readMember({}, "toString")).toEqual({ value: undefined });
    expect(readMember(null, "a")).toEqual({ value: undefined });
    expect(readMember("text", "length")).toEqual({ value: undefined });
    const thrown = new Error("no");
    const proxy = new Proxy(
      {},
      {
        getOwnPropertyDescriptor: () => {
          throw thrown;
        },
      },
    );
    expect(readMember(proxy, "a")).toEqual({ thrown });
  });
});
