import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compareByPlace } from "../../../src/resolution/listed-step.js";
import { OfferIndex, type OfferClass } from "../../../src/resolution/ranking/offer-index.js";
import { Ranking, type Reader } from "../../../src/resolution/ranking/ranking.js";
import type { JobRelation, RankedGroup } from "../../../src/resolution/ranking/tier.js";
import { TopGroups } from "../../../src/resolution/ranking/top-groups.js";
import type { Offer } from "../../../src/resolution/rating.js";
import type { StepSpecificationInput } from "../../../src/specification/index.js";
import { shuffled } from "../../support/graphs.js";
import { offersOf } from "../../support/offers.js";

/** What an offer scores by its class and by how its job stands to that of the reader. */
interface Scores {
  readonly isExpected: boolean;
  readonly without: number;
  readonly suiting: number;
  readonly other: number;
}

const tenths = fc.nat(10).map((count) => count / 10);
const classScores: fc.Arbitrary<Scores> = fc.record({
  isExpected: fc.boolean(),
  without: tenths,
  suiting: tenths,
  other: tenths,
});
/** For each class the jobs of its offers. */
const classes = fc.array(
  fc.tuple(classScores, fc.array(fc.constantFrom("", "", "eu", "us"), { minLength: 1, maxLength: 4 })),
  { maxLength: 14 },
);
const readers = fc.array(
  fc.record({
    consumer: fc.nat(14).map((at) => `step_${at}_0_`),
    jobs: fc.constantFrom([], ["eu"], ["us"], ["eu", "us"], ["cn"]),
  }),
  { minLength: 1, maxLength: 4 },
);

const jobOf = ({ provider }: Offer): string | undefined => provider.split("_")[3] || undefined;

interface Group extends RankedGroup {
  readonly isExpected: boolean;
}

/** A ranking that looks for `size` groups at first, by scores that are given. */
function rankingOf(
  given: readonly (readonly [Scores, readonly string[]])[],
  size: number,
  floor = -Infinity,
) {
  const steps = given.flatMap(([, jobs], at) =>
    jobs.map((job, index): readonly [string, StepSpecificationInput] => [
      `step_${at}_${index}_${job}`,
      { stepType: `Type${at}`, outputs: { rows: {} } },
    ]),
  );
  const listed = offersOf(Object.fromEntries(shuffled(steps, steps.length)));
  const offers = given.map((_, at) => listed.filter(({ provider }) => provider.startsWith(`step_${at}_`)));
  const index = new OfferIndex({
    nameIdOf: () => 0,
    jobOf,
    compare: compareByPlace,
    addedShelf: () => undefined,
  });
  const found = offers.map((ofClass): OfferClass => ofClass.map((offer) => index.add(offer).offerClass)[0]!);
  const groups = found.flatMap((offerClass, at): Group[] => {
    const [scores] = given[at]!;
    const relations: readonly JobRelation[] = ["without", "suiting", "other"];
    return relations
      .filter((relation) => (relation === "without" ? offerClass.withoutJob : offerClass.withJob).size > 0)
      .map((relation) => ({ offerClass, relation, score: scores[relation], isExpected: scores.isExpected }));
  });
  const searches: number[] = [];
  const rules = { size, compare: compareByPlace, jobOf, floor, sizeBelow: Math.ceil(size / 2) };
  const ranking = new Ranking<Group>(rules, (count, least) => {
    searches.push(count);
    const top = new TopGroups<Group>(count, least);
    for (const group of groups) if (top.takes(group.score)) top.add(group);
    return { groups: top.groups, bottom: top.bottom };
  });
  return { ranking, offers, searches, index };
}

/** All candidates of a reader, from all offers. */
function naive(
  given: readonly (readonly [Scores, readonly string[]])[],
  offers: readonly (readonly Offer[])[],
  { consumer, jobs }: Reader,
): { readonly offer: Offer; readonly score: number; readonly isExpected: boolean }[] {
  return offers
    .flatMap((ofClass, at) =>
      ofClass.map((offer) => {
        const job = jobOf(offer);
        const relation = job === undefined ? "without" : jobs.includes(job) ? "suiting" : "other";
        return { offer, score: given[at]![0][relation], isExpected: given[at]![0].isExpected };
      }),
    )
    .filter(({ offer }) => offer.provider !== consumer)
    .toSorted((a, b) => b.score - a.score || compareByPlace(a.offer, b.offer));
}

const floors = fc.constantFrom(-Infinity, 0.5);

describe("a ranking", () => {
  test("is renewed without what readers shared of it: offers that are gone are not read any more", () => {
    fc.assert(
      fc.property(classes, readers, fc.integer({ min: 1, max: 4 }), fc.func(fc.boolean()), (...args) => {
        const [given, all, size, isGone] = args;
        const { ranking, offers, index } = rankingOf(given, size);
        for (const reader of all) ranking.read(reader).first(5);
        const left = offers.map((ofClass) => ofClass.filter(({ name }) => !isGone(name)));
        for (const offer of offers.flat()) if (!left.flat().includes(offer)) index.remove(offer);
        const renewed = ranking.renewed();
        for (const reader of all) {
          const expected = naive(given, left, reader).map(({ offer }) => offer);
          const read = renewed.read(reader).first(expected.length + 1);
          expect(read.map(({ offer }) => offer)).toEqual(expected);
        }
      }),
    );
  });

  test("gives every reader all others' offers, best first, however far it is read", () => {
    fc.assert(
      fc.property(classes, readers, fc.integer({ min: 1, max: 4 }), floors, (given, all, size, floor) => {
        const { ranking, offers } = rankingOf(given, size, floor);
        for (const reader of all) {
          const expected = naive(given, offers, reader);
          expect(
            ranking
              .read(reader)
              .first(3)
              .map(({ offer }) => offer),
          ).toEqual(expected.slice(0, 3).map(({ offer }) => offer));
          const candidates = ranking.read(reader);
          for (const { offer, score } of expected) {
            const next = candidates.next()!;
            expect(next.offer).toBe(offer);
            expect(next.group.score).toBe(score);
          }
          expect(candidates.next()).toBeUndefined();
          expect(ranking.read(reader).first(expected.length + 5)).toHaveLength(expected.length);
        }
      }),
      { numRuns: 200 },
    );
  });

  test("looks below its floor only for who asks for it", () => {
    const given = Array.from({ length: 6 }, (_, at): readonly [Scores, readonly string[]] => [
      { isExpected: false, without: at / 10, suiting: 0, other: 0 },
      [""],
    ]);
    const { ranking, searches } = rankingOf(given, 4, 0.35);
    const candidates = ranking.read({ consumer: "none", jobs: [] });
    const scores = [0.35, 0.35, 0.35].map((floor) => candidates.next(floor)?.group.score);
    expect(scores).toEqual([0.5, 0.4, undefined]);
    expect(searches).toEqual([4]);
    expect(candidates.next()?.group.score).toBe(0.3);
    // Half as many below the floor: the two above it are found again, and the one below is one more.
    expect(searches).toEqual([4, 2, 16]);
    expect(candidates.first(9)).toHaveLength(3);
  });

  test("looks for no more than is read", () => {
    const given = Array.from({ length: 30 }, (_, at): readonly [Scores, readonly string[]] => [
      { isExpected: false, without: at, suiting: 0, other: 0 },
      [""],
    ]);
    const { ranking, searches } = rankingOf(given, 2);
    const candidates = ranking.read({ consumer: "none", jobs: [] });
    candidates.first(2);
    expect(searches).toEqual([2]);
    candidates.next();
    expect(searches).toEqual([2, 16]);
    candidates.first(98);
    expect(searches).toEqual([2, 16, 128]);
    ranking.read({ consumer: "none", jobs: [] }).first(101);
    expect(searches).toHaveLength(3);
    expect(ranking.window.groups).toHaveLength(30);
  });
});
