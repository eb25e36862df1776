import fc from "fast-check";
import { expect, test } from "vitest";
import { IndexHeap } from "../../src/graph/index-heap.js";

test("what is pushed comes back in order, equal ones as often as they were pushed", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(20)), (pushed) => {
      const heap = new IndexHeap();
      for (const index of pushed) heap.push(index);
      const popped = pushed.map(() => heap.pop());
      expect(popped).toEqual(pushed.toSorted((a, b) => a - b));
      expect(heap.pop()).toBeUndefined();
    }),
  );
});

test("at any time the smallest comes first", () => {
  const operations = fc.array(fc.oneof(fc.nat(20), fc.constant("pop" as const)));
  fc.assert(
    fc.property(operations, (steps) => {
      const heap = new IndexHeap();
      let left: number[] = [];
      for (const step of steps) {
        if (step !== "pop") {
          heap.push(step);
          left = [...left, step].toSorted((a, b) => a - b);
          continue;
        }
        expect(heap.pop()).toBe(left[0]);
        left = left.slice(1);
      }
    }),
  );
});

test("an empty heap gives nothing, and can be filled again", () => {
  const heap = new IndexHeap();
  expect(heap.pop()).toBeUndefined();
  heap.push(3);
  expect([heap.pop(), heap.pop()]).toEqual([3, undefined]);
  heap.push(5);
  heap.push(4);
  expect([heap.pop(), heap.pop(), heap.pop()]).toEqual([4, 5, undefined]);
});
