import { describe, expect, it } from "vitest";
import { Moments, requireClock, steadyClock, systemClock } from "../../src/kernel/index.js";
import { caught } from "../support/caught.js";

/** A clock that is a millisecond later at every reading. */
const countingClock = (start = 0) => {
  let readings = 0;
  return { now: () => start + readings++, readings: () => readings };
};

describe("systemClock and steadyClock", () => {
  it("tell the time of the machine in milliseconds", () => {
    const before = Date.now();
    const [system, steady] = [systemClock.now(), steadyClock.now()];
    expect(system).toBeGreaterThanOrEqual(before);
    expect(system).toBeLessThanOrEqual(Date.now());
    expect(Math.abs(steady - before)).toBeLessThan(60_000);
  });

  it("are frozen, and the steady one never runs backwards", () => {
    expect(Object.isFrozen(systemClock)).toBe(true);
    const readings = Array.from({ length: 1_000 }, () => steadyClock.now());
    expect(readings).toEqual(readings.toSorted((a, b) => a - b));
  });
});

describe("Moments", () => {
  it("read the clock once per turn, and again in the next", async () => {
    const clock = countingClock();
    const moments = new Moments(clock, "turn");
    const first = moments.now();
    expect(moments.now()).toBe(first);
    expect([first.at, clock.readings()]).toEqual([0, 1]);
    await Promise.resolve();
    const second = moments.now();
    expect(second.at).toBe(1);
    expect(moments.now()).toBe(second);
    expect(clock.readings()).toBe(2);
  });

  it("read the clock each time if asked to", () => {
    const moments = new Moments(countingClock(5), "call");
    expect([moments.now().at, moments.now().at]).toEqual([5, 6]);
  });

  it("are frozen", () => {
    expect(Object.isFrozen(new Moments(systemClock, "turn").now())).toBe(true);
  });
});

describe("requireClock", () => {
  it("takes what has a method now, and nothing", () => {
    for (const clock of [undefined, systemClock, countingClock()]) {
      expect(() => requireClock(clock, "work()")).not.toThrow();
    }
  });

  it.each([
    [null, "null"],
    [5, "5"],
    [{ now: 5 }, "an object"],
  ])("refuses %o", (clock, found) => {
    const error = caught(() => requireClock(clock, "work()"));
    expect(error.code).toBe("OPTION_INVALID");
    expect(error.message).toBe(
      `The option clock of work() must be an object with a method now, but is ${found}.`,
    );
  });
});
