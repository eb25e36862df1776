import { describe, expect, test } from "vitest";
import type { StepDefinition, StepHandlers } from "../../src/pipeline/index.js";
import { joinHandlers } from "../../src/pipeline/join-handlers.js";
import type { StepIo } from "../../src/pipeline/step-handler.js";

const handle = (): void => {};

function faultsOf(definition: unknown): readonly string[] {
  return joinHandlers(["load"], { load: definition } as StepHandlers).faults;
}

describe("a step is joined with", () => {
  test("its handler, and what is usual", () => {
    const { definitionOf, faults } = joinHandlers(["load"], { load: handle });
    expect(faults).toEqual([]);
    expect(definitionOf.get("load")).toEqual({
      handle,
      codeTag: expect.stringMatching(/^[0-9a-f]{16}$/),
      options: {},
      pure: false,
      usesPrevious: false,
      afterPrevious: [],
      timeoutMs: undefined,
      retry: undefined,
      compensate: undefined,
    });
    expect(Object.isFrozen(definitionOf.get("load"))).toBe(true);
  });

  test("its definition, copied and frozen", () => {
    const options = { deep: { list: [1] } };
    const retry = { maxRetries: 2, delayMs: undefined };
    const given = { handle, codeTag: "v2", options, pure: true, usesPrevious: true, timeoutMs: 5, retry };
    const joined = joinHandlers(["load"], { load: given as unknown as StepDefinition }).definitionOf.get(
      "load",
    )!;
    options.deep.list.push(2);
    expect(joined).toMatchObject({
      codeTag: "v2",
      options: { deep: { list: [1] } },
      pure: true,
      usesPrevious: true,
      timeoutMs: 5,
      retry: { maxRetries: 2 },
    });
    expect(Object.keys(joined.retry!)).toEqual(["maxRetries"]);
    for (const value of [joined, joined.options, joined.options["deep"], joined.retry]) {
      expect(Object.isFrozen(value)).toBe(true);
    }
  });

  test("an object of a class, whose methods find it", () => {
    class Load implements StepDefinition {
      readonly rows = 3;
      handle(): { rows: number } {
        return { rows: this.rows };
      }
      compensate(): void {
        this.taken();
      }
      taken(): void {}
    }
    const { definitionOf, faults } = joinHandlers(["load"], { load: new Load() });
    expect(faults).toEqual([]);
    expect(definitionOf.get("load")!.handle({} as StepIo)).toEqual({ rows: 3 });
    expect(() => definitionOf.get("load")!.compensate!({} as never)).not.toThrow();
  });

  test("a tag that follows the text of the handler", () => {
    const tags = [() => ({ a: 1 }), () => ({ a: 1 }), () => ({ a: 2 })].map(
      (load) => joinHandlers(["load"], { load }).definitionOf.get("load")!.codeTag,
    );
    expect(tags[0]).toBe(tags[1]);
    expect(tags[0]).not.toBe(tags[2]);
    const asDefinition = joinHandlers(["load"], { load: { handle } }).definitionOf.get("load")!.codeTag;
    expect(asDefinition).toBe(joinHandlers(["load"], { load: handle }).definitionOf.get("load")!.codeTag);
  });
});

describe("a definition is refused with", () => {
  const cyclic: Record<string, unknown> = {};
  cyclic["self"] = cyclic;

  test.each([
    [{}, "handle must be a function, but is undefined"],
    [{ handle: "load" }, 'handle must be a function, but is "load"'],
    [{ handle, codeTag: "" }, 'codeTag must be a text that is not empty, but is ""'],
    [{ handle, codeTag: 2 }, "codeTag must be a text that is not empty, but is 2"],
    [{ handle, pure: 1 }, "pure must be true or false, but is 1"],
    [{ handle, usesPrevious: "yes" }, 'usesPrevious must be true or false, but is "yes"'],
    [{ handle, afterPrevious: "load" }, 'afterPrevious must be a list of step names, but is "load"'],
    [{ handle, afterPrevious: [1] }, "afterPrevious must be a list of step names, but is an array of 1"],
    [
      { handle, afterPrevious: ["lod"] },
      'afterPrevious names "lod", which is not a step (did you mean "load"?)',
    ],
    [{ handle, timeoutMs: 0 }, "timeoutMs must be a finite number of milliseconds above 0, but is 0"],
    [
      { handle, timeoutMs: Infinity },
      "timeoutMs must be a finite number of milliseconds above 0, but is Infinity",
    ],
    [{ handle, timeoutMs: null }, "timeoutMs must be a finite number of milliseconds above 0, but is null"],
    [{ handle, compensate: true }, "compensate must be a function, but is true"],
    [{ handle, retry: { jitter: -1 } }, "retry.jitter must be a number from 0 to 1, but is -1"],
    [{ handle, retry: 3 }, "retry must be a retry policy, but is 3"],
    [{ handle, options: [1] }, "options must be an object of plain JSON, but is an array of 1"],
    [
      { handle, options: { at: new Date(0) } },
      "options must be plain JSON: canonical JSON has no form for object",
    ],
    [{ handle, options: cyclic }, expect.stringContaining("options must be plain JSON: ")],
    [{ handle, timeout: 5 }, '"timeout" is not a part of it (did you mean "timeoutMs"?)'],
  ])("%o", (definition, text: unknown) => {
    const [fault, ...more] = faultsOf(definition);
    expect(more).toEqual([]);
    expect(fault?.replace('the definition of "load": ', "")).toEqual(text);
    expect(fault).toContain('the definition of "load": ');
  });

  test("all of its faults", () => {
    expect(faultsOf({ handel: handle, pure: 1, retry: { factor: 0, jitter: 2 } })).toHaveLength(5);
  });

  test.each([[7], [null], [[]], ["load"]])("%j, which is none", (given) => {
    expect(faultsOf(given)[0]).toContain("must be a function or a definition with a function handle, but is");
  });
});
