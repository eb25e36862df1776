import type { DependencySpecification } from "../../specification/index.js";
import { withoutStep } from "../step-type-names.js";
import type { ClassList, FoundClasses, SeenClasses } from "./class-list.js";
import type { KeywordIndex } from "./keyword-index.js";
import type { Level, Levels } from "./levels.js";
import type { NameSearch } from "./name-search.js";
import type { OfferClass, OfferIndex, Shelf } from "./offer-index.js";
import type { Window } from "./ranking.js";
import type { RankedGroup } from "./tier.js";
import type { ComparableName } from "./name-rules.js";
import { TopGroups } from "./top-groups.js";

/** The name of an output that is most similar to that of a dependency. */
export interface NameMatch {
  /** Its index among the names of the output. */
  readonly matched: number;
  readonly similarity: number;
}

/** What is known of a class beside how similar its name is. */
export interface Merits {
  readonly typePoints: number;
  /** Whether the dependency lists its step type among the compatible sources. */
  readonly isExpected: boolean;
  /** The share of the keywords of the dependency that it holds. */
  readonly keywordShare: number;
}

/** What a profile scores for one dependency. */
export interface Scorer<Group extends RankedGroup> {
  readonly dependency: DependencySpecification;
  /** What classes are to hold, in the form in which it is looked for. */
  readonly keywords: readonly string[];
  /** What types and name are worth together, from 0 to about 1: the higher, the sooner it is looked at. */
  potential(typePoints: number, similarity: number): number;
  /** Less similar classes do not reach a score; `Infinity` if none does. */
  leastSimilarity(merits: Merits, score: number): number;
  /** Adds the groups of a class, as far as they are good enough. */
  addGroups(offerClass: OfferClass, merits: Merits, match: NameMatch, top: TopGroups<Group>): void;
}

/** A shelf whose offers are accepted, with the merits of the class that is looked at and how far a search has come. */
export class AcceptedShelf implements Merits {
  readonly shelf: Shelf;
  /** What its types alone are worth. */
  readonly typePoints: number;
  isExpected = false;
  keywordShare = 1;
  /** The level of names that is looked at next. */
  next = 0;
  /** The score for which the following was found out. */
  bottom = Number.NaN;
  /** How similar a class has to be at least to score as much if it holds all keywords. */
  least = 0;

  constructor(shelf: Shelf, typePoints: number) {
    this.shelf = shelf;
    this.typePoints = typePoints;
  }

  /** From here on classes are looked at that are expected, or that are not. */
  expect(isExpected: boolean): void {
    this.isExpected = isExpected;
    this.bottom = Number.NaN;
  }
}

/** From so many classes on it pays to look at the most similar ones first. */
const manyExpected = 32;

/** Where groups are looked for. */
export interface SearchRange<Name extends ComparableName> {
  readonly offers: OfferIndex;
  readonly names: NameSearch<Name>;
  readonly shelves: readonly AcceptedShelf[];
  readonly keywords: KeywordIndex;
  readonly seen: SeenClasses;
  /** For the classes that are found. */
  readonly found: FoundClasses;
  /** Sorts the classes that are expected. */
  readonly expected: Levels;
  /** Whether others are of no interest. */
  readonly onlyExpected: boolean;
  /** Of how many offers the groups are to be found at least, if there are so many. */
  readonly size: number;
  /** What scores less is not looked for. */
  readonly floor: number;
}

/**
 * Finds the best groups for one dependency: first among the classes that it expects by their step type, then
 * among those with similar names, then among the rest, each as long as something there could still be better
 * than what was found.
 */
export class GroupSearch<Group extends RankedGroup, Name extends ComparableName> {
  readonly #scorer: Scorer<Group>;
  readonly #range: SearchRange<Name>;
  readonly #bounds: Float64Array;
  readonly #top: TopGroups<Group>;
  readonly #shelves: readonly AcceptedShelf[];
  /** By the index of the keyword. */
  readonly #answers: readonly Uint8Array[];
  readonly #keywords: readonly string[];
  /** That of the class that is looked at. */
  readonly #match = { matched: 0, similarity: 0 };

  constructor(scorer: Scorer<Group>, range: SearchRange<Name>) {
    this.#scorer = scorer;
    this.#range = range;
    this.#bounds = range.names.bounds;
    this.#top = new TopGroups(range.size, range.floor);
    this.#shelves = range.shelves;
    this.#keywords = scorer.keywords;
    this.#answers = this.#keywords.map((keyword) => range.keywords.answersFor(keyword));
    range.seen.startOver(range.offers.classCount);
  }

  run(): Window<Group> {
    for (const open of this.#shelves) {
      open.next = 0;
      open.expect(false);
    }
    if (this.#scorer.dependency.compatibleSources.length > 0)
      for (const open of this.#shelves) this.#visitExpected(open);
    if (!this.#range.onlyExpected) this.#visitOthers();
    return { groups: this.#top.groups, bottom: this.#top.bottom };
  }

  #visitOthers(): void {
    this.#visitSimilar();
    const { unrelatedBound } = this.#range.names;
    for (const open of this.#shelves)
      if (this.#bring(open).least <= unrelatedBound) this.#visit(open, open.shelf.classes);
  }

  #visitExpected(open: AcceptedShelf): void {
    const { found, names } = this.#range;
    const { byStem, byAlias } = open.shelf;
    open.expect(true);
    const { least } = this.#bring(open);
    found.clear();
    if (least <= names.best)
      for (const source of this.#scorer.dependency.compatibleSources) {
        byStem.get(withoutStep(source))?.find(names.bounds, least, found);
        byAlias.get(source)?.find(names.bounds, least, found);
      }
    if (found.count < manyExpected) {
      found.sort();
      this.#lookAtFound(open);
    } else this.#lookByLevels(open);
    // What was not similar enough although it is expected would not be if it were not.
    open.expect(false);
  }

  #lookByLevels(open: AcceptedShelf): void {
    const { expected, found } = this.#range;
    expected.startOver(found.count);
    for (let index = 0; index < found.count; index++) expected.put(found.idAt(index), found.boundAt(index));
    for (const { bound, from, to } of expected.list()) {
      if (this.#bring(open).least > bound) return;
      for (let at = from; at < to; at++)
        this.#look(open, expected.items[at]!, this.#boundOf(expected.items[at]!));
    }
  }

  /** From shelf to shelf, always where the best can be. */
  #visitSimilar(): void {
    const { levels, sorted } = this.#range.names;
    for (let open = this.#bestShelf(levels); open !== undefined; open = this.#bestShelf(levels)) {
      const { bound, from, to } = levels[open.next++]!;
      if (this.#bring(open).least > bound) open.next = levels.length;
      else for (let at = from; at < to; at++) this.#visitNamed(open, sorted[at]!);
    }
  }

  #bestShelf(levels: readonly Level[]): AcceptedShelf | undefined {
    let best: AcceptedShelf | undefined;
    let most = -Infinity;
    for (const open of this.#shelves) {
      const level = levels[open.next];
      if (level === undefined) continue;
      const potential = this.#scorer.potential(open.typePoints, level.bound);
      if (potential <= most) continue;
      best = open;
      most = potential;
    }
    return best;
  }

  #visitNamed(open: AcceptedShelf, nameId: number): void {
    const classes = open.shelf.byName[nameId];
    if (classes === undefined || this.#bounds[nameId]! < open.least) return;
    if (this.#range.names.closeIn(nameId) >= open.least) this.#visit(open, classes);
  }

  #visit(open: AcceptedShelf, classes: ClassList): void {
    const { found } = this.#range;
    found.clear();
    classes.find(this.#bounds, open.least, found);
    this.#lookAtFound(open);
  }

  #lookAtFound(open: AcceptedShelf): void {
    const { found } = this.#range;
    for (let index = 0; index < found.count; index++)
      this.#look(open, found.idAt(index), found.boundAt(index));
  }

  #look(open: AcceptedShelf, id: number, bound: number): void {
    if (bound < open.least || !this.#range.seen.isNew(id)) return;
    open.keywordShare = this.#keywordShare(id);
    const least = this.#scorer.leastSimilarity(open, this.#top.bottom);
    if (bound < least || !this.#isCloseEnough(id, least)) return;
    this.#scorer.addGroups(this.#range.offers.classAt(id), open, this.#bestName(id), this.#top);
    this.#bring(open);
  }

  #keywordShare(id: number): number {
    const keywords = this.#keywords;
    if (keywords.length === 0) return 0;
    let found = 0;
    for (let index = 0; index < keywords.length; index++)
      if (this.#range.keywords.holds(id, keywords[index]!, this.#answers[index]!)) found++;
    return found / keywords.length;
  }

  /** Brings what a class of a shelf has to offer at least up to date. */
  #bring(open: AcceptedShelf): AcceptedShelf {
    const { bottom } = this.#top;
    if (open.bottom === bottom) return open;
    open.bottom = bottom;
    open.keywordShare = 1;
    open.least = this.#scorer.leastSimilarity(open, bottom);
    return open;
  }

  #boundOf(id: number): number {
    const { nameIds } = this.#range.offers;
    const end = this.#range.offers.namesEnd(id);
    let bound = 0;
    for (let at = this.#range.offers.namesStart(id); at < end; at++) {
      const other = this.#bounds[nameIds[at]!]!;
      if (other > bound) bound = other;
    }
    return bound;
  }

  /** Whether a name of the class may be so similar, after a closer look. */
  #isCloseEnough(id: number, least: number): boolean {
    const { names, offers } = this.#range;
    const { nameIds } = offers;
    const end = offers.namesEnd(id);
    for (let at = offers.namesStart(id); at < end; at++) {
      const nameId = nameIds[at]!;
      if (this.#bounds[nameId]! >= least && names.closeIn(nameId) >= least) return true;
    }
    return false;
  }

  /** The most similar of the names, the first of equal ones. */
  #bestName(id: number): NameMatch {
    const { offers, names } = this.#range;
    const { nameIds } = offers;
    const start = offers.namesStart(id);
    const end = offers.namesEnd(id);
    let best = this.#mostPromising(start, end);
    let similarity = names.similarity(nameIds[best]!);
    for (let at = start; at < end; at++) {
      const nameId = nameIds[at]!;
      if (this.#bounds[nameId]! < similarity) continue;
      const other = names.similarity(nameId);
      if (other < similarity || (other === similarity && at >= best)) continue;
      best = at;
      similarity = other;
    }
    const match = this.#match;
    match.matched = best - start;
    match.similarity = similarity;
    return match;
  }

  /** Where the name with the highest bound is: if it is what it promises, the others need not be compared. */
  #mostPromising(start: number, end: number): number {
    const { nameIds } = this.#range.offers;
    let best = start;
    for (let at = start + 1; at < end; at++)
      if (this.#bounds[nameIds[at]!]! > this.#bounds[nameIds[best]!]!) best = at;
    return best;
  }
}

/** Whether a dependency lists the step type of a class among its compatible sources. */
export function isExpectedBy(
  { compatibleSources }: DependencySpecification,
  { sourceNames: { stem, aliases } }: OfferClass,
): boolean {
  return compatibleSources.some((source) => withoutStep(source) === stem || aliases.includes(source));
}
