import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Candidate, Wire, Wiring } from "../../../src/resolution/index.js";
import { ClassicNames } from "../../../src/resolution/classic/classic-names.js";
import { classicRater } from "../../../src/resolution/classic/classic-score.js";
import { SimilarityMemo } from "../../../src/resolution/classic/similarity-memo.js";
import type { ListedStep } from "../../../src/resolution/listed-step.js";
import type { Offer, Rating } from "../../../src/resolution/rating.js";
import { JobTypes } from "../../../src/resolution/strict/job-types.js";
import { StrictNames } from "../../../src/resolution/strict/strict-names.js";
import {
  byScoreAndName,
  passes,
  strictRater,
  type StrictRating,
} from "../../../src/resolution/strict/strict-score.js";
import { byScore, candidate } from "../../../src/resolution/wire.js";
import type { DependencySpecification } from "../../../src/specification/index.js";
import {
  classicProfileOf,
  listedSteps,
  randomSteps,
  strictProfileOf,
  typeNames,
} from "../../support/random-steps.js";
import { resolverOf } from "../../support/resolvers.js";
import { tries } from "../../support/tries.js";

type RateAll = (
  consumer: string,
  dependency: DependencySpecification,
  offers: readonly Offer[],
) => readonly Rating[];

/** All candidates of every dependency, best first, by `consumer.dependency`. */
function rankAll(steps: readonly ListedStep[], rateAll: RateAll): ReadonlyMap<string, readonly Candidate[]> {
  const ranked = new Map<string, readonly Candidate[]>();
  for (const { name, specification } of steps) {
    const offers = steps.flatMap((step) => (step.name === name ? [] : step.offers));
    for (const dependency of Object.values(specification.dependencies))
      ranked.set(`${name}.${dependency.logicalName}`, rateAll(name, dependency, offers).map(candidate));
  }
  return ranked;
}

function chosen({ provider, output, score, parts, matchedName }: Wire): Candidate {
  return { provider, output, score, parts, matchedName };
}

const inputOf = ({ consumer, dependency }: { consumer: string; dependency: string }): string =>
  `${consumer}.${dependency}`;

describe("what is found without rating all outputs", () => {
  test("is what rating all of them finds, in the classic profile", () => {
    fc.assert(
      fc.property(randomSteps(20, 60), classicProfileOf, (steps, profile) => {
        const options = { profile: { name: "own", extends: "classic", ...profile }, ...typeNames } as const;
        const wiring = resolverOf(steps, options).resolveDependencies();
        const memo = new SimilarityMemo(new ClassicNames(profile.names));
        const ranked = rankAll(listedSteps(steps), (_, dependency, offers) =>
          offers
            .filter(({ output }) =>
              profile.acceptedTypes[dependency.dependencyType].includes(output.outputType),
            )
            .map(classicRater(dependency, profile, memo))
            .toSorted(byScore),
        );
        expect(wiring.wires.length + wiring.unresolved.length).toBe(ranked.size);
        for (const wire of wiring.wires) {
          const [best, ...others] = ranked.get(inputOf(wire))!;
          expect(best!.score).toBeGreaterThan(profile.threshold);
          expect(chosen(wire)).toEqual(best);
          expect(wire.runnersUp).toEqual(others.slice(0, 3));
        }
        for (const open of wiring.unresolved) {
          const candidates = ranked.get(inputOf(open))!;
          expect(open.candidates).toEqual(candidates.slice(0, 3));
          expect(candidates[0]?.score ?? 0).toBeLessThanOrEqual(profile.threshold);
        }
      }),
      { numRuns: tries(20) },
    );
  });

  test("is what rating all of them finds, in the strict profile", () => {
    fc.assert(
      fc.property(randomSteps(20, 60), strictProfileOf, fc.boolean(), (steps, profile, guesses) => {
        const wiring = resolverOf(steps, {
          profile: { name: "own", extends: "strict", ...profile },
          onAmbiguous: guesses ? "report" : "error",
          ...typeNames,
        }).resolveDependencies();
        const listed = listedSteps(steps);
        const names = new StrictNames(profile.names);
        const jobTypes = new JobTypes(listed, profile, names.reader);
        const ranked = rankAll(listed, (consumer, dependency, offers) =>
          inQuestion(
            offers
              .filter(({ output }) => passes(dependency, output, profile))
              .map(
                strictRater(dependency, profile, names, (provider, keywords) =>
                  jobTypes.affinity(provider, consumer, keywords),
                ),
              )
              .toSorted(byScoreAndName),
          ),
        );
        expectListed(wiring, ranked);
      }),
      { numRuns: tries(20) },
    );
  });
});

/** Those that would do, expected ones alone if there are any; if none would, all. */
function inQuestion(ratings: readonly StrictRating[]): readonly StrictRating[] {
  const convincing = ratings.filter(({ isConvincing }) => isConvincing);
  const expected = convincing.filter(({ isExpected }) => isExpected);
  return [expected, convincing, ratings].find(({ length }) => length > 0) ?? [];
}

function expectListed(wiring: Wiring, ranked: ReadonlyMap<string, readonly Candidate[]>): void {
  const { wires, unresolved, ambiguous } = wiring;
  expect(wires.length + unresolved.length).toBe(ranked.size);
  for (const wire of wires) {
    const all = ranked.get(inputOf(wire))!;
    const isChosen = ({ provider, output }: Candidate): boolean =>
      provider === wire.provider && output === wire.output;
    expect(chosen(wire)).toEqual(all.find(isChosen));
    const others = all.slice(0, 4).filter((each) => !isChosen(each));
    expect(wire.runnersUp).toEqual(others.slice(0, 3));
  }
  for (const open of unresolved) expect(open.candidates).toEqual(ranked.get(inputOf(open))!.slice(0, 3));
  for (const tie of ambiguous) {
    const all = ranked.get(inputOf(tie))!;
    const places = tie.candidates.map(({ provider, output }) =>
      all.findIndex((each) => each.provider === provider && each.output === output),
    );
    expect(tie.candidates).toEqual(places.map((place) => all[place]));
    expect(places).toEqual(places.toSorted((a, b) => a - b));
  }
}
