import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Offer } from "../../../src/resolution/rating.js";
import {
  bestAssignment,
  type OpenInput,
  type Option,
} from "../../../src/resolution/strict/best-assignment.js";
import { defineSpecification } from "../../../src/specification/index.js";

const margin = 0.02;

interface OptionParts {
  /** `provider.output` */
  readonly offer: string;
  readonly worth: number;
  readonly distance?: number;
  readonly affinity?: number;
}

interface InputParts {
  readonly required?: boolean;
  readonly options: readonly OptionParts[];
}

/** Inputs called `i0`, `i1` and so on, in that order. */
function openInputs(parts: readonly InputParts[]): readonly OpenInput[] {
  const offers = new Map<string, Offer>();
  return parts.map(({ required = true, options }, index) => {
    const name = `i${index}`;
    const specification = defineSpecification({ stepType: "Take", dependencies: { [name]: { required } } });
    const dependency = specification.dependencies[name]!;
    return {
      input: { consumer: "take", dependency, name: `take.${name}`, rate: () => [], pin: undefined },
      options: options.map(({ offer: offerName, worth, distance = 1, affinity }): Option => {
        const [provider, output] = offerName.split(".") as [string, string];
        const { outputs } = defineSpecification({ stepType: "Give", outputs: { [output]: {} } });
        const offer = offers.get(offerName) ?? {
          provider,
          output: outputs[output]!,
          name: offerName,
          names: [output],
          sourceNames: { stem: "Give", aliases: [] },
          place: { step: 0, port: 0 },
        };
        offers.set(offerName, offer);
        const rating = {
          dependency,
          offer,
          score: worth,
          parts: { name: worth, source: 0, keywords: 0 },
          matchedName: output,
          offerName,
          isConvincing: worth > 0,
          isExpected: false,
          affinity,
        };
        return { rating, distance, worth };
      }),
    };
  });
}

interface Outcome {
  readonly chosen: readonly (string | undefined)[];
  readonly equals: readonly (readonly string[])[];
}

function assign(parts: readonly InputParts[], carrying: readonly string[] = [], nearness = 0.05): Outcome {
  const inputs = openInputs(parts);
  const assigned = bestAssignment(inputs, { carrying: new Set(carrying), margin, nearness });
  return {
    chosen: inputs.map(({ input }) => assigned.get(input)!.chosen?.rating.offerName),
    equals: inputs.map(({ input }) =>
      (assigned.get(input)!.equals ?? []).map(({ rating }) => rating.offerName),
    ),
  };
}

describe("the best assignment", () => {
  test("has no better one beside it: most required inputs, then most edges, then the highest sum", () => {
    fc.assert(
      fc.property(cases, fc.subarray(["p", "q"]), (parts, carrying) => {
        const { chosen } = assign(parts, carrying);
        expect(valueOf(parts, chosen, carrying)).toEqual(
          assignments(parts)
            .map((other) => valueOf(parts, other, carrying))
            .reduce((a, b) => (compareValues(a, b) >= 0 ? a : b)),
        );
      }),
      { numRuns: 1000 },
    );
  });

  test("is the same in whatever order the options are listed", () => {
    fc.assert(
      fc.property(cases, (parts) => {
        const reversed = parts.map((input) => ({ ...input, options: input.options.toReversed() }));
        expect(assign(reversed)).toEqual(assign(parts));
      }),
    );
  });

  test("names as equal just what another assignment could give an input at no loss", () => {
    // One provider, so that no edge is at stake.
    fc.assert(
      fc.property(oneProvider, (parts) => {
        const { chosen, equals } = assign(parts);
        const best = valueOf(parts, chosen, []);
        const others = assignments(parts).filter((other) => {
          const [required, edges, sum] = valueOf(parts, other, []);
          const isFedAlike = other.every(
            (name, index) => (name === undefined) === (chosen[index] === undefined),
          );
          return isFedAlike && required === best[0] && edges === best[1] && best[2] - sum <= 20_000;
        });
        for (const [index, own] of chosen.entries()) {
          const names = new Set(others.flatMap((other) => other[index] ?? []));
          expect(new Set(own === undefined ? [] : [own, ...equals[index]!])).toEqual(names);
        }
      }),
      { numRuns: 1000 },
    );
  });

  test("of no inputs, or of inputs without options, is nothing", () => {
    expect(assign([])).toEqual({ chosen: [], equals: [] });
    expect(assign([{ options: [] }])).toEqual({ chosen: [undefined], equals: [[]] });
  });

  test("feeds a required input before all edges, and an edge before all scores", () => {
    const weak = { offer: "p.x", worth: -1.5 };
    expect(
      assign([{ options: [weak] }, { required: false, options: [{ offer: "p.x", worth: 1 }] }]).chosen,
    ).toEqual(["p.x", undefined]);
    expect(assign([{ required: false, options: [weak] }]).chosen).toEqual(["p.x"]);
    expect(assign([{ required: false, options: [weak] }], ["p"]).chosen).toEqual([undefined]);
    expect(assign([{ required: false, options: [{ ...weak, distance: 2 }] }]).chosen).toEqual([undefined]);
  });
});

describe("options are as good as each other", () => {
  test("within the margin, the chosen one first and then the best", () => {
    const options = [
      { offer: "p.a", worth: 0.9 },
      { offer: "p.b", worth: 0.885 },
      { offer: "p.c", worth: 0.879 },
      { offer: "p.d", worth: 0.89 },
      { offer: "p.e", worth: 0.88 },
    ];
    expect(assign([{ options }]).equals).toEqual([["p.a", "p.d", "p.b", "p.e"]]);
  });

  test("if three inputs can change places in a ring", () => {
    const [x, y, z] = ["p.x", "p.y", "p.z"].map((offer) => ({ offer, worth: 1 })) as [
      OptionParts,
      OptionParts,
      OptionParts,
    ];
    expect(assign([{ options: [x, y] }, { options: [y, z] }, { options: [z, x] }])).toEqual({
      chosen: ["p.x", "p.y", "p.z"],
      equals: [
        ["p.x", "p.y"],
        ["p.y", "p.z"],
        ["p.z", "p.x"],
      ],
    });
  });

  test("if another input can move on to what nobody has", () => {
    const [x, y, z] = ["p.x", "p.y", "p.z"].map((offer) => ({ offer, worth: 1 })) as [
      OptionParts,
      OptionParts,
      OptionParts,
    ];
    expect(assign([{ options: [x, y] }, { options: [y, z] }]).equals).toEqual([
      ["p.x", "p.y"],
      ["p.y", "p.z"],
    ]);
    expect(assign([{ options: [x, y] }, { options: [y, { ...z, worth: 0.9 }] }]).equals).toEqual([[], []]);
  });

  test("unless an edge would be left without data", () => {
    const [p, q] = [
      { offer: "p.x", worth: 0.9 },
      { offer: "q.x", worth: 0.9 },
    ];
    expect(assign([{ options: [p, q] }]).equals).toEqual([["p.x", "q.x"]]);
    expect(assign([{ options: [p, q] }], ["q"])).toEqual({ chosen: ["p.x"], equals: [[]] });
    expect(assign([{ options: [p, q] }], ["p", "q"]).equals).toEqual([["p.x", "q.x"]]);
    expect(assign([{ options: [p, q] }, { options: [{ offer: "q.y", worth: 0.9 }] }])).toEqual({
      chosen: ["p.x", "q.y"],
      equals: [[], []],
    });
  });

  test("unless they are for another job, or nearer where that counts", () => {
    const far = [
      { offer: "p.x", worth: 0.9, distance: 2 },
      { offer: "q.x", worth: 0.9, distance: 3 },
    ];
    expect(assign([{ options: far }])).toEqual({ chosen: ["p.x"], equals: [[]] });
    expect(assign([{ options: far }], [], 0).equals).toEqual([["p.x", "q.x"]]);
    const jobs = [
      { offer: "p.x", worth: 0.9, affinity: 1 },
      { offer: "p.y", worth: 0.89, affinity: 0 },
    ];
    expect(assign([{ options: jobs }])).toEqual({ chosen: ["p.x"], equals: [[]] });
  });
});

test("200 inputs share out 200 outputs", () => {
  const parts = Array.from({ length: 200 }, (_, index): InputParts => ({
    options: Array.from({ length: 200 }, (_unused, other) => ({
      offer: `p.${other}`,
      worth: other === index ? 1 : (1 + ((index * other) % 7)) / 10,
    })),
  }));
  const { chosen, equals } = assign(parts);
  expect(chosen).toEqual(parts.map((_, index) => `p.${index}`));
  expect(equals.flat()).toEqual([]);
});

const worth = fc.integer({ min: -200, max: 105 }).map((hundredths) => hundredths / 100);

/** Up to four inputs with options of two direct predecessors and a step further away. */
const cases: fc.Arbitrary<readonly InputParts[]> = inputsWith(
  ["p.x", "p.y", "q.x", "far.x"].map((offer) =>
    fc.record({ offer: fc.constant(offer), worth, distance: fc.constant(offer.startsWith("far") ? 2 : 1) }),
  ),
);

const oneProvider: fc.Arbitrary<readonly InputParts[]> = inputsWith(
  ["p.a", "p.b", "p.c", "p.d"].map((offer) =>
    fc.record({ offer: fc.constant(offer), worth: fc.constantFrom(0.5, 0.51, 0.52, 0.56, 0.9) }),
  ),
);

function inputsWith(options: readonly fc.Arbitrary<OptionParts>[]): fc.Arbitrary<readonly InputParts[]> {
  const some = fc
    .tuple(...options.map((option) => fc.option(option, { nil: undefined })))
    .map((list) => list.filter((option) => option !== undefined));
  return fc.array(fc.record({ required: fc.boolean(), options: some }), { maxLength: 4 });
}

/** Every way to give each input an option or none, and no output twice. */
function assignments(parts: readonly InputParts[]): readonly (readonly (string | undefined)[])[] {
  return parts.reduce<readonly (readonly (string | undefined)[])[]>(
    (given, { options }) =>
      given.flatMap((names) =>
        [undefined, ...options.map(({ offer }) => offer)]
          .filter((offer) => offer === undefined || !names.includes(offer))
          .map((offer) => [...names, offer]),
      ),
    [[]],
  );
}

type Value = readonly [required: number, edges: number, sum: number];

/** The sum in millionths. */
function valueOf(
  parts: readonly InputParts[],
  names: readonly (string | undefined)[],
  carrying: readonly string[],
): Value {
  const taken = parts.flatMap(({ required, options }, index) =>
    options.filter(({ offer }) => offer === names[index]).map((option) => ({ ...option, required })),
  );
  const providers = taken
    .filter(({ distance = 1 }) => distance === 1)
    .map(({ offer }) => offer.split(".")[0]!);
  return [
    taken.filter(({ required }) => required).length,
    new Set(providers.filter((provider) => !carrying.includes(provider))).size,
    taken.reduce((sum, option) => sum + Math.round(option.worth * 1e6), 0),
  ];
}

function compareValues(a: Value, b: Value): number {
  return a[0] - b[0] || a[1] - b[1] || a[2] - b[2];
}
