import type { DependencySpecification } from "../../specification/index.js";
import { withoutStep } from "../step-type-names.js";
import type { NameSearch } from "./name-search.js";
import type { OfferClass, Shelf } from "./offer-index.js";
import type { RankedGroup, Window } from "./ranking.js";
import type { ComparableName } from "./name-rules.js";
import { TopGroups } from "./top-groups.js";

/** The name of an output that is most similar to that of a dependency. */
export interface NameMatch {
  readonly matchedName: string;
  readonly similarity: number;
}

/** What a profile scores for one dependency. */
export interface Scorer<Group extends RankedGroup> {
  readonly dependency: DependencySpecification;
  /** The shelves whose offers are accepted. */
  readonly shelves: readonly Shelf[];
  /** Groups that score more than this are wanted even if there are many of them. */
  readonly wanted: number;
  /** What less similar classes of a shelf cannot score; `Infinity` if none can. */
  leastSimilarity(shelf: Shelf, isExpected: boolean, score: number): number;
  /** No less than the score of a class that is no more similar. */
  bound(offerClass: OfferClass, similarity: number, isExpected: boolean): number;
  /** Adds the groups of a class, as far as they are good enough. */
  addGroups(offerClass: OfferClass, match: NameMatch, isExpected: boolean, top: TopGroups<Group>): void;
}

/** A shelf, with how similar its classes have to be at least to be among the best. */
interface OpenShelf {
  readonly shelf: Shelf;
  least: number;
  leastExpected: number;
}

/**
 * Finds the best groups for one dependency: first among the classes with similar names, then among those that it
 * expects by their step type, then among the rest, each as long as something there could still be better than
 * what was found.
 */
export class GroupSearch<Group extends RankedGroup, Name extends ComparableName> {
  static #rounds = 0;
  readonly #round = ++GroupSearch.#rounds;
  readonly #scorer: Scorer<Group>;
  readonly #names: NameSearch<Name>;
  readonly #top: TopGroups<Group>;
  readonly #shelves: readonly OpenShelf[];
  readonly #hasSources: boolean;
  #bottom = Number.NaN;

  constructor(scorer: Scorer<Group>, names: NameSearch<Name>, size: number) {
    this.#scorer = scorer;
    this.#names = names;
    this.#top = new TopGroups(size, scorer.wanted);
    this.#shelves = scorer.shelves.map((shelf) => ({ shelf, least: 0, leastExpected: 0 }));
    this.#hasSources = scorer.dependency.compatibleSources.length > 0;
    this.#setLeast();
  }

  run(): Window<Group> {
    const areOthersDone = this.#visitSimilar();
    if (this.#hasSources) this.#visitExpected();
    if (!areOthersDone) {
      const { unrelatedBound } = this.#names;
      for (const open of this.#shelves)
        if (open.least <= unrelatedBound) this.#visit(open, open.shelf.classes);
    }
    return { groups: this.#top.groups, bottom: this.#top.bottom };
  }

  /** Whether there can be nothing among the names that are not similar. */
  #visitSimilar(): boolean {
    for (const { bound, ids } of this.#names.levels()) {
      const shelves = this.#shelves.filter(({ least }) => least <= bound);
      if (shelves.length === 0) return true;
      for (const id of ids) {
        const similarity = this.#names.bound(id);
        for (const open of shelves)
          if (open.least <= similarity) this.#visit(open, open.shelf.byName.get(id));
      }
    }
    return false;
  }

  #visitExpected(): void {
    for (const open of this.#shelves) {
      for (const source of this.#scorer.dependency.compatibleSources) {
        this.#visit(open, open.shelf.byStem.get(withoutStep(source)));
        this.#visit(open, open.shelf.byAlias.get(source));
      }
    }
  }

  #visit(open: OpenShelf, classes: readonly OfferClass[] | undefined): void {
    if (classes === undefined) return;
    for (const offerClass of classes) {
      if (offerClass.seenIn === this.#round) continue;
      offerClass.seenIn = this.#round;
      const similarity = this.#boundOf(offerClass);
      if (similarity < open.leastExpected && similarity < open.least) continue;
      const isExpected = this.#hasSources && isExpectedBy(this.#scorer.dependency, offerClass);
      if (similarity < (isExpected ? open.leastExpected : open.least)) continue;
      if (!this.#top.takes(this.#scorer.bound(offerClass, similarity, isExpected))) continue;
      this.#scorer.addGroups(offerClass, this.#bestName(offerClass), isExpected, this.#top);
      if (this.#top.bottom !== this.#bottom) this.#setLeast();
    }
  }

  #setLeast(): void {
    this.#bottom = this.#top.bottom;
    for (const open of this.#shelves) {
      open.least = this.#scorer.leastSimilarity(open.shelf, false, this.#bottom);
      open.leastExpected = this.#scorer.leastSimilarity(open.shelf, true, this.#bottom);
    }
  }

  #boundOf({ nameIds }: OfferClass): number {
    let bound = 0;
    for (const id of nameIds) {
      const other = this.#names.bound(id);
      if (other > bound) bound = other;
    }
    return bound;
  }

  /** The most similar of the names, the first of equal ones. */
  #bestName({ names, nameIds }: OfferClass): NameMatch {
    let [best, similarity] = [0, this.#names.similarity(nameIds[0]!)];
    for (let at = 1; at < nameIds.length; at++) {
      const id = nameIds[at]!;
      if (this.#names.bound(id) <= similarity || this.#names.similarity(id) <= similarity) continue;
      [best, similarity] = [at, this.#names.similarity(id)];
    }
    return { matchedName: names[best]!, similarity };
  }
}

/** Whether a dependency lists the step type of a class among its compatible sources. */
export function isExpectedBy(
  { compatibleSources }: DependencySpecification,
  { sourceNames }: Pick<OfferClass, "sourceNames">,
): boolean {
  const { stem, aliases } = sourceNames;
  return compatibleSources.some((source) => withoutStep(source) === stem || aliases.includes(source));
}
