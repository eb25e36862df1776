import { describe, expect, test } from "vitest";
import { caught } from "../../support/caught.js";
import { anyStep, resolverOf } from "../../support/resolvers.js";

const wiring = resolverOf({
  load: { ...anyStep, outputs: { rows: {}, notes: {} } },
  "load.eu": { ...anyStep, outputs: { rows: {} } },
  train: { ...anyStep, dependencies: { rows: {}, settings: { required: false } } },
}).resolveDependencies();

describe("an input or output that is not there", () => {
  test("is refused with those that may be meant", () => {
    expect(caught(() => wiring.why("train.rosw"))).toMatchObject({
      code: "PORT_UNKNOWN",
      message:
        'The wiring has no input "train.rosw" (did you mean "train.rows"?).\n' +
        '  hint: the inputs of train are "train.rows" and "train.settings".',
      details: { found: "train.rosw", inputs: ["train.rows", "train.settings"] },
    });
    expect(caught(() => wiring.whyNot("train.rows", "load.eu.cancellations"))).toMatchObject({
      code: "PORT_UNKNOWN",
      message:
        'The wiring has no output "load.eu.cancellations".\n  hint: the outputs of load.eu are "load.eu.rows".',
    });
    expect(caught(() => wiring.whyNot("train.rows", "train.rows")).message).toContain(
      "hint: train has no outputs.",
    );
  });

  test("is refused with the form of a name where it has none", () => {
    expect(caught(() => wiring.why("rows"))).toMatchObject({
      code: "PORT_UNKNOWN",
      message: 'The wiring has no input "rows".\n  hint: write "step.dependency".',
    });
    expect(caught(() => wiring.whyNot("train.rows", "")).message).toContain('hint: write "step.output".');
    expect(caught(() => wiring.why(".rows")).code).toBe("PORT_UNKNOWN");
  });

  test("is a matter of the step where that is not there", () => {
    expect(caught(() => wiring.why("trian.rows"))).toMatchObject({
      code: "STEP_UNKNOWN",
      message: expect.stringContaining(
        'The step "trian" (did you mean "train"?) is not part of the wiring.',
      ) as string,
    });
    expect(caught(() => wiring.whyNot("train.rows", "laod.rows")).code).toBe("STEP_UNKNOWN");
  });
});

test("names may hold dots, as long as they can be read in one way only", () => {
  expect(wiring.whyNot("train.rows", "load.eu.rows").asked).toMatchObject({
    provider: "load.eu",
    output: "rows",
  });
  const unclear = resolverOf({
    a: { ...anyStep, outputs: { "b.c": {} } },
    "a.b": { ...anyStep, outputs: { c: {} } },
    use: { ...anyStep, dependencies: { c: {} } },
  }).resolveDependencies();
  expect(caught(() => unclear.whyNot("use.c", "a.b.c"))).toMatchObject({
    code: "PORT_UNKNOWN",
    message:
      'The name "a.b.c" can be read in two ways, because names hold dots.\n' +
      String.raw`  hint: write "a[\"b.c\"]" or "a.b[\"c\"]".`,
    details: {
      found: "a.b.c",
      readings: [
        { step: "a", port: "b.c" },
        { step: "a.b", port: "c" },
      ],
    },
  });
});

test("a name in brackets can be read in one way only", () => {
  const unclear = resolverOf({
    a: { ...anyStep, outputs: { "b.c": {} } },
    "a.b": { ...anyStep, outputs: { c: {} } },
    use: { ...anyStep, dependencies: { c: {}, "d.e": { required: false } } },
  }).resolveDependencies();
  expect(unclear.whyNot("use.c", 'a["b.c"]').asked).toMatchObject({ provider: "a", output: "b.c" });
  expect(unclear.whyNot('use["c"]', 'a.b["c"]').asked).toMatchObject({ provider: "a.b", output: "c" });
  for (const input of unclear.lock().unresolved) expect(unclear.why(input).dependency).toBe("d.e");
  expect(caught(() => unclear.why('use["x"]'))).toMatchObject({
    code: "PORT_UNKNOWN",
    message: expect.stringContaining('the inputs of use are "use.c" and "use.d.e"') as string,
  });
  expect(caught(() => unclear.why('sue["c"]'))).toMatchObject({
    code: "STEP_UNKNOWN",
    details: { stepNames: ["sue"] },
  });
});

test("names that objects know from their prototype are names like any other", () => {
  const odd = resolverOf({
    constructor: { ...anyStep, outputs: { toString: {} } },
    valueOf: { ...anyStep, dependencies: { toString: {} } },
  }).resolveDependencies();
  expect(odd.why("valueOf.toString").chosen).toMatchObject({ provider: "constructor", output: "toString" });
  expect(caught(() => odd.why("valueOf.hasOwnProperty")).code).toBe("PORT_UNKNOWN");
});
