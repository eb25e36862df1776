import { inspect } from "node:util";
import { describe, expect, test } from "vitest";
import { withLazyMembers } from "../../src/pipeline/lazy-members.js";

/** An object with a lazy list, and how often that was made. */
function lazyList() {
  let made = 0;
  const object = withLazyMembers<{ name: string }, { list: readonly number[]; nothing: undefined }>(
    { name: "one" },
    { list: () => [++made], nothing: () => void made++ },
  );
  return { object, timesMade: () => made };
}

describe("withLazyMembers", () => {
  test("makes a member when it is first read, and once", () => {
    const { object, timesMade } = lazyList();
    expect(object.name).toBe("one");
    expect(timesMade()).toBe(0);
    expect(object.list).toBe(object.list);
    expect(timesMade()).toBe(1);
    expect([object.nothing, object.nothing]).toEqual([undefined, undefined]);
    expect(timesMade()).toBe(2);
  });

  test("gives a frozen object", () => {
    const { object } = lazyList();
    expect(Object.isFrozen(object)).toBe(true);
    expect(Object.keys(object)).toEqual(["name", "list", "nothing"]);
  });

  test("looks like any other object", () => {
    expect(lazyList().object).toEqual({ name: "one", list: [1] });
    expect(JSON.stringify(lazyList().object)).toBe('{"name":"one","list":[1]}');
    expect(inspect(lazyList().object)).toBe("{ name: 'one', list: [ 1 ], nothing: undefined }");
    const copy = { ...lazyList().object };
    expect(Object.getOwnPropertyDescriptor(copy, "list")).toMatchObject({ value: [1], writable: true });
  });
});
