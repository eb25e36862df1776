import { describe, expect, it } from "vitest";
import { argumentInvalid, optionInvalid, refuseUnknownOptions } from "../../src/kernel/index.js";
import { caught } from "../support/caught.js";

describe("refuseUnknownOptions", () => {
  it("lets options through that are known, whatever their values", () => {
    class Options {
      readonly signal = undefined;
    }
    for (const options of [{}, { signal: 1 }, Object.create(null), new Options()]) {
      expect(() => refuseUnknownOptions(options, ["signal"], "work()")).not.toThrow();
    }
  });

  it.each([
    [null, "null"],
    [undefined, "undefined"],
    ["signal", '"signal"'],
    [() => {}, "a function"],
    [["signal"], "an array of 1"],
    [[], "an empty array"],
  ])("refuses %o in the place of options", (options, found) => {
    const error = caught(() => refuseUnknownOptions(options, ["signal"], "work()"));
    expect(error.code).toBe("OPTION_INVALID");
    expect(error.message).toBe(`The options of work() must be an object, but are ${found}.`);
    expect(error.details).toEqual({ owner: "work()", found });
  });

  it.each([
    [["signal"], 'the only one is "signal".'],
    [["signal", "clock"], 'known are "signal" and "clock".'],
  ])("names an unknown option, the nearest of %j and all of them", (known, hint) => {
    const error = caught(() => refuseUnknownOptions({ singal: 1 }, known, "work()"));
    expect(error.message).toBe(
      `"singal" is not an option of work() (did you mean "signal"?).\n  hint: ${hint}`,
    );
    expect(error.details).toEqual({ owner: "work()", option: "singal", known });
  });
});

describe("a value that does not fit", () => {
  it("in an option is said with what was expected and what was found", () => {
    const error = optionInvalid("limit", "work()", "a number", "many");
    expect(error.code).toBe("OPTION_INVALID");
    expect(error.message).toBe('The option limit of work() must be a number, but is "many".');
    expect(error.details).toEqual({ option: "limit", expected: "a number", found: '"many"' });
  });

  it("in an argument too", () => {
    const error = argumentInvalid("fn", "work()", "a function", undefined);
    expect(error.code).toBe("OPTION_INVALID");
    expect(error.message).toBe("work() needs a function, but was given undefined.");
    expect(error.details).toEqual({ option: "fn", expected: "a function", found: "undefined" });
  });
});
