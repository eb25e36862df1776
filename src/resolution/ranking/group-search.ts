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

/** What is known of a class before it is scored. */
export interface Limits {
  readonly shelf: Shelf;
  /** No less than its similarity. */
  readonly similarity: number;
  /** Whether the dependency expects outputs of its step type. */
  readonly isExpected: boolean;
}

/** What a profile scores for one dependency. */
export interface Scorer<Group extends RankedGroup> {
  readonly dependency: DependencySpecification;
  /** The shelves whose offers are accepted. */
  readonly shelves: readonly Shelf[];
  /** Groups that score more than this are wanted even if there are many of them. */
  readonly wanted: number;
  /** No less than the score of any class within the limits. */
  bound(limits: Limits): number;
  /** Adds the groups of a class, as far as they are good enough. */
  addGroups(offerClass: OfferClass, match: NameMatch, isExpected: boolean, top: TopGroups<Group>): void;
}

/**
 * Finds the best groups for one dependency: first among the classes that it expects by their step type, then
 * among those with similar names, then among the rest, each as long as something there could still be better
 * than what was found.
 */
export class GroupSearch<Group extends RankedGroup, Name extends ComparableName> {
  static #rounds = 0;
  readonly #round = ++GroupSearch.#rounds;
  readonly #scorer: Scorer<Group>;
  readonly #names: NameSearch<Name>;
  readonly #top: TopGroups<Group>;

  constructor(scorer: Scorer<Group>, names: NameSearch<Name>, size: number) {
    this.#scorer = scorer;
    this.#names = names;
    this.#top = new TopGroups(size, scorer.wanted);
  }

  run(): Window<Group> {
    for (const shelf of this.#scorer.shelves) this.#visitExpected(shelf);
    if (this.#visitSimilar()) {
      for (const shelf of this.#scorer.shelves)
        if (this.#mayHold(shelf, this.#names.unrelatedBound)) this.#visit(shelf.classes, false);
    }
    return { groups: this.#top.groups, bottom: this.#top.bottom };
  }

  #visitExpected({ byStem, byAlias }: Shelf): void {
    const { compatibleSources } = this.#scorer.dependency;
    for (const source of compatibleSources) {
      this.#visit(byStem.get(withoutStep(source)), true);
      this.#visit(byAlias.get(source), true);
    }
  }

  /** Whether there could be anything among the names that are not similar. */
  #visitSimilar(): boolean {
    for (const { bound, ids } of this.#names.levels()) {
      const shelves = this.#scorer.shelves.filter((shelf) => this.#mayHold(shelf, bound));
      if (shelves.length === 0) return false;
      for (const id of ids) for (const shelf of shelves) this.#visit(shelf.byName.get(id), false);
    }
    return true;
  }

  #mayHold(shelf: Shelf, similarity: number): boolean {
    return this.#top.takes(this.#scorer.bound({ shelf, similarity, isExpected: false }));
  }

  #visit(classes: readonly OfferClass[] | undefined, isExpected: boolean): void {
    if (classes === undefined) return;
    for (const offerClass of classes) {
      if (offerClass.seenIn === this.#round) continue;
      offerClass.seenIn = this.#round;
      const limits = { shelf: offerClass.shelf, similarity: this.#boundOf(offerClass), isExpected };
      if (!this.#top.takes(this.#scorer.bound(limits))) continue;
      this.#scorer.addGroups(offerClass, this.#bestName(offerClass), isExpected, this.#top);
    }
  }

  #boundOf({ nameIds }: OfferClass): number {
    let bound = 0;
    for (const id of nameIds) bound = Math.max(bound, this.#names.bound(id));
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
