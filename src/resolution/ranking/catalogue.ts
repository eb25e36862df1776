import type { DependencySpecification, DependencyType } from "../../specification/index.js";
import type { Offer } from "../rating.js";
import { FoundClasses, SeenClasses } from "./class-list.js";
import { AcceptedShelf, GroupSearch, isExpectedBy, type Scorer } from "./group-search.js";
import { KeywordIndex } from "./keyword-index.js";
import { Levels } from "./levels.js";
import { NameIndex } from "./name-index.js";
import type { ComparableName, NameRules } from "./name-rules.js";
import { OfferIndex, type OfferClass, type Shelf } from "./offer-index.js";
import { Ranking, type RankingRules, type Window } from "./ranking.js";
import type { RankedGroup } from "./tier.js";

/** For which sort of reader a dependency is ranked. */
export interface Standing {
  /** Whether its step has a job. */
  readonly hasJob: boolean;
  /** Whether there is another step whose job suits. */
  readonly hasSuiting: boolean;
  /** Whether only outputs of the compatible sources are of interest. */
  readonly onlyExpected: boolean;
}

/** How a profile ranks. */
export interface CatalogueRules<Group extends RankedGroup, Name extends ComparableName> extends RankingRules {
  readonly names: NameRules<Name>;
  /** What the types of a shelf are worth to a dependency; `undefined` if they are not accepted. */
  typePoints(dependency: DependencySpecification, shelf: Shelf): number | undefined;
  /** Whether a class holds a keyword, in the form that the scorer gives it. */
  readonly holds: (offerClass: OfferClass, keyword: string) => boolean;
  /** Scores for a dependency of a step. */
  scorer(dependency: DependencySpecification, standing: Standing): Scorer<Group>;
}

/** Dependencies that score the same everywhere: they declare the same, and are ranked for the same sort of reader. */
export interface DependencyClass<Group extends RankedGroup> {
  readonly dependency: DependencySpecification;
  readonly standing: Standing;
  ranking: Ranking<Group> | undefined;
  readonly gate: Gate<Group>;
}

/** Dependencies of the same types, and the shelves that they accept. */
interface Gate<Group extends RankedGroup> {
  /** One of the dependencies. */
  readonly dependency: DependencySpecification;
  /** By the name of the dependency. */
  readonly classes: Map<string, DependencyClass<Group>[]>;
  shelves: readonly AcceptedShelf[];
}

/** The offers of many steps, ranked for each of many dependencies. Equal ones are ranked once. */
export class Catalogue<Group extends RankedGroup, Name extends ComparableName> {
  readonly #rules: CatalogueRules<Group, Name>;
  readonly #names: NameIndex<Name>;
  readonly #offers: OfferIndex;
  readonly #keywords: KeywordIndex;
  readonly #seen = new SeenClasses();
  readonly #found = new FoundClasses();
  readonly #expected = new Levels(1);
  /** By the type and the data type of dependencies. */
  readonly #gates = new Map<DependencyType, Map<string, Gate<Group>>>();

  constructor(rules: CatalogueRules<Group, Name>) {
    this.#rules = rules;
    this.#names = new NameIndex(rules.names);
    this.#offers = new OfferIndex({
      nameIdOf: (name) => this.#names.idOf(name),
      jobOf: rules.jobOf,
      compare: rules.compare,
      addedShelf: (shelf) => this.#addShelf(shelf),
    });
    this.#keywords = new KeywordIndex(this.#offers, rules.holds);
  }

  /** Adds offers before anything is ranked. */
  addOffers(offers: readonly Offer[]): void {
    for (const offer of offers) this.#offers.add(offer);
  }

  /** Puts offers in the place of others; the rankings that this could change are made anew when they are read. */
  replaceOffers(old: readonly Offer[], given: readonly Offer[]): void {
    for (const offer of old) this.#forgetRankings(this.#offers.remove(offer));
    for (const offer of given) {
      const { offerClass, isFirst } = this.#offers.add(offer);
      this.#forgetRankings(offerClass);
      if (!isFirst) continue;
      for (const dependencyClass of this.#couldRank(offerClass)) dependencyClass.ranking = undefined;
    }
  }

  #forgetRankings({ rankedFor }: OfferClass): void {
    for (const dependencyClass of rankedFor as DependencyClass<Group>[]) dependencyClass.ranking = undefined;
    rankedFor.length = 0;
  }

  /** The class of a dependency. */
  classOf(dependency: DependencySpecification, standing: Standing): DependencyClass<Group> {
    const gate = this.#gateOf(dependency);
    let classes = gate.classes.get(dependency.logicalName);
    if (classes === undefined) gate.classes.set(dependency.logicalName, (classes = []));
    for (const known of classes)
      if (isAlike(known.standing, standing) && isDeclaredAlike(known.dependency, dependency)) return known;
    const dependencyClass = { dependency, standing, ranking: undefined, gate };
    classes.push(dependencyClass);
    return dependencyClass;
  }

  #gateOf(dependency: DependencySpecification): Gate<Group> {
    const { dependencyType, dataType } = dependency;
    let gates = this.#gates.get(dependencyType);
    if (gates === undefined) this.#gates.set(dependencyType, (gates = new Map()));
    let gate = gates.get(dataType);
    if (gate === undefined) {
      const shelves = this.#offers.shelves
        .flatMap((shelf) => this.#accepted(dependency, shelf))
        .toSorted(byTypePoints);
      gates.set(dataType, (gate = { dependency, classes: new Map(), shelves }));
    }
    return gate;
  }

  /** What there is for a dependency, best first. */
  rankingOf(dependencyClass: DependencyClass<Group>): Ranking<Group> {
    return (dependencyClass.ranking ??= this.#rank(dependencyClass));
  }

  /** Ranks for all classes at once, which is quicker than one by one: classes of one name share what they find. */
  rankAll(): void {
    const names = new Set<string>();
    const gates = this.#allGates();
    for (const { classes } of gates) for (const name of classes.keys()) names.add(name);
    for (const name of names)
      for (const { classes } of gates)
        for (const dependencyClass of classes.get(name) ?? []) this.rankingOf(dependencyClass);
  }

  #allGates(): readonly Gate<Group>[] {
    return Array.from(this.#gates.values(), (gates) => [...gates.values()]).flat();
  }

  #rank(dependencyClass: DependencyClass<Group>): Ranking<Group> {
    const { dependency, standing, gate } = dependencyClass;
    const search = (size: number, floor: number): Window<Group> => {
      const names = this.#names.search(dependency.logicalName);
      const scorer = this.#rules.scorer(dependency, standing);
      const range = {
        offers: this.#offers,
        keywords: this.#keywords,
        names,
        shelves: gate.shelves,
        seen: this.#seen,
        found: this.#found,
        expected: this.#expected,
        onlyExpected: standing.onlyExpected,
        size,
        floor,
      };
      const found = new GroupSearch(scorer, range).run();
      for (const { offerClass } of found.groups) offerClass.rankedFor.push(dependencyClass);
      return found;
    };
    return new Ranking(this.#rules, search);
  }

  /** Those among whose best a class that is new could be. */
  *#couldRank(offerClass: OfferClass): Generator<DependencyClass<Group>> {
    const { shelf, names } = offerClass;
    const bounds = new Map<string, number>();
    for (const { classes, shelves } of this.#allGates()) {
      const typePoints = shelves.find((accepted) => accepted.shelf === shelf)?.typePoints;
      if (typePoints === undefined) continue;
      for (const [name, sharing] of classes) {
        let similarity = bounds.get(name);
        if (similarity === undefined) bounds.set(name, (similarity = this.#names.bound(name, names)));
        for (const dependencyClass of sharing) {
          const { dependency, standing, ranking } = dependencyClass;
          if (ranking === undefined) continue;
          const isExpected = isExpectedBy(dependency, offerClass);
          if (standing.onlyExpected && !isExpected) continue;
          const scorer = this.#rules.scorer(dependency, standing);
          const merits = { typePoints, isExpected, keywordShare: 1 };
          if (similarity >= scorer.leastSimilarity(merits, ranking.window.bottom)) yield dependencyClass;
        }
      }
    }
  }

  #addShelf(shelf: Shelf): void {
    for (const gate of this.#allGates())
      gate.shelves = [...gate.shelves, ...this.#accepted(gate.dependency, shelf)].toSorted(byTypePoints);
  }

  #accepted(dependency: DependencySpecification, shelf: Shelf): readonly AcceptedShelf[] {
    const typePoints = this.#rules.typePoints(dependency, shelf);
    return typePoints === undefined ? [] : [new AcceptedShelf(shelf, typePoints)];
  }
}

/** The most promising first. */
function byTypePoints(a: AcceptedShelf, b: AcceptedShelf): number {
  return b.typePoints - a.typePoints;
}

function isAlike(a: Standing, b: Standing): boolean {
  return a.hasJob === b.hasJob && a.hasSuiting === b.hasSuiting && a.onlyExpected === b.onlyExpected;
}

function isDeclaredAlike(a: DependencySpecification, b: DependencySpecification): boolean {
  return (
    areEqual(a.compatibleSources, b.compatibleSources) && areEqual(a.semanticKeywords, b.semanticKeywords)
  );
}

function areEqual(a: readonly string[], b: readonly string[]): boolean {
  if (a.length !== b.length) return false;
  for (let index = 0; index < a.length; index++) if (a[index] !== b[index]) return false;
  return true;
}
