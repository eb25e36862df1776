import type { DependencySpecification, DependencyType } from "../../specification/index.js";
import type { Offer } from "../rating.js";
import { FoundClasses, SeenClasses } from "./class-list.js";
import { EntryBounds } from "./entry-bounds.js";
import { AcceptedShelf, GroupSearch, isExpectedBy, type NameMatch, type Scorer } from "./group-search.js";
import { KeywordIndex } from "./keyword-index.js";
import { Levels } from "./levels.js";
import { NameIndex } from "./name-index.js";
import type { ComparableName, NameRules } from "./name-rules.js";
import { OfferIndex, type OfferClass, type Shelf } from "./offer-index.js";
import { Ranking, type RankingRules, type Window } from "./ranking.js";
import { isDeclaredAlike, type Standing } from "./standing.js";
import type { RankedGroup } from "./tier.js";
import { TopGroups } from "./top-groups.js";

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
  /** Who has read the ranking, by a number of their own. */
  readers: number[];
  readonly gate: Gate<Group>;
  /** Its number. */
  readonly id: number;
}

/** Dependencies of the same types, and the shelves that they accept. */
interface Gate<Group extends RankedGroup> {
  /** Its number. */
  readonly id: number;
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
  readonly #allGates: Gate<Group>[] = [];
  /** By number. */
  readonly #classes: DependencyClass<Group>[] = [];
  readonly #bounds = new EntryBounds();
  readonly #dependencyNames = new NumberedNames();
  /** The readers of rankings that are no longer there. */
  #outdated = new Set<number>();
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

  /** Puts offers in the place of others, also in the rankings that were made. */
  replaceOffers(old: readonly Offer[], given: readonly Offer[]): void {
    for (const offer of old) if (!given.includes(offer)) this.#renewRankings(this.#offers.remove(offer));
    for (const offer of given) {
      if (old.includes(offer)) continue;
      const { offerClass, isFirst } = this.#offers.add(offer);
      this.#renewRankings(offerClass);
      if (isFirst) this.#rankAmongOthers(offerClass);
    }
  }

  /** The readers whose rankings are not what they have read, since the last time that somebody asked. */
  takeOutdated(): ReadonlySet<number> {
    const outdated = this.#outdated;
    this.#outdated = new Set();
    return outdated;
  }

  /** The offers of a class are others: so is what the rankings that hold it come to. */
  #renewRankings({ rankedFor }: OfferClass): void {
    // Every search that finds the class has noted it.
    const distinct = new Set(rankedFor as DependencyClass<Group>[]);
    rankedFor.length = 0;
    for (const dependencyClass of distinct) {
      rankedFor.push(dependencyClass);
      this.#replace(dependencyClass, dependencyClass.ranking?.renewed());
    }
  }

  #replace(dependencyClass: DependencyClass<Group>, ranking: Ranking<Group> | undefined): void {
    for (const reader of dependencyClass.readers) this.#outdated.add(reader);
    dependencyClass.readers = [];
    dependencyClass.ranking = ranking;
  }

  /** The class of a dependency. */
  classOf(dependency: DependencySpecification, standing: Standing): DependencyClass<Group> {
    const gate = this.#gateOf(dependency);
    let classes = gate.classes.get(dependency.logicalName);
    if (classes === undefined) gate.classes.set(dependency.logicalName, (classes = []));
    for (const known of classes)
      if (known.standing === standing && isDeclaredAlike(known.dependency, dependency)) return known;
    const name = this.#dependencyNames.of(dependency.logicalName);
    const id = this.#bounds.add({ name, gate: gate.id });
    const dependencyClass = { id, dependency, standing, ranking: undefined, readers: [], gate };
    this.#classes.push(dependencyClass);
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
      gate = { id: this.#allGates.length, dependency, classes: new Map(), shelves };
      this.#allGates.push(gate);
      gates.set(dataType, gate);
    }
    return gate;
  }

  /** What there is for a dependency, best first. */
  rankingOf(dependencyClass: DependencyClass<Group>): Ranking<Group> {
    return (dependencyClass.ranking ??= this.#rank(dependencyClass));
  }

  /** {@link Catalogue.rankingOf}, noting who reads it, by a number of their own. */
  readFrom(dependencyClass: DependencyClass<Group>, reader: number): Ranking<Group> {
    dependencyClass.readers.push(reader);
    return this.rankingOf(dependencyClass);
  }

  /** Ranks for all classes at once, which is quicker than one by one: classes of one name share what they find. */
  rankAll(): void {
    const names = new Set<string>();
    const gates = this.#allGates;
    for (const { classes } of gates) for (const name of classes.keys()) names.add(name);
    for (const name of names)
      for (const { classes } of gates)
        for (const dependencyClass of classes.get(name) ?? []) this.rankingOf(dependencyClass);
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
      this.#bounds.set(dependencyClass.id, leastOf(scorer, gate, found.bottom));
      for (const { offerClass } of found.groups) offerClass.rankedFor.push(dependencyClass);
      return found;
    };
    return new Ranking(this.#rules, search);
  }

  /** Puts a class that is new into the rankings that it is good enough for. */
  #rankAmongOthers(offerClass: OfferClass): void {
    const { shelf, names } = offerClass;
    const given = this.#dependencyNames.names;
    const matches: NameMatch[] = [];
    const matchOf = (name: number): NameMatch =>
      (matches[name] ??= this.#names.bestMatch(given[name]!, names));
    const similarityTo = {
      atMost: (name: number) => this.#names.bound(given[name]!, names),
      exact: (name: number) => matchOf(name).similarity,
    };
    const typePoints = this.#allGates.map(
      ({ shelves }) => shelves.find((accepted) => accepted.shelf === shelf)?.typePoints,
    );
    for (const id of this.#bounds.passed((gate) => typePoints[gate] !== undefined, similarityTo)) {
      const dependencyClass = this.#classes[id]!;
      const name = this.#dependencyNames.of(dependencyClass.dependency.logicalName);
      this.#rankFor(dependencyClass, offerClass, typePoints[dependencyClass.gate.id]!, matchOf(name));
    }
  }

  #rankFor(
    dependencyClass: DependencyClass<Group>,
    offerClass: OfferClass,
    typePoints: number,
    match: NameMatch,
  ): void {
    const { dependency, standing, ranking } = dependencyClass;
    const isExpected = isExpectedBy(dependency, offerClass);
    if (ranking === undefined || (standing.onlyExpected && !isExpected)) return;
    const { bottom } = ranking.window;
    const scorer = this.#rules.scorer(dependency, standing);
    if (match.similarity < scorer.leastSimilarity({ typePoints, isExpected, keywordShare: 1 }, bottom))
      return;
    const keywordShare = this.#keywords.shareOf(scorer.keywords, offerClass);
    const top = new TopGroups<Group>(Infinity, bottom);
    scorer.addGroups(offerClass, { typePoints, isExpected, keywordShare }, match, top);
    if (top.groups.length === 0) return;
    offerClass.rankedFor.push(dependencyClass);
    this.#replace(dependencyClass, ranking.including(offerClass, top.groups));
  }

  #addShelf(shelf: Shelf): void {
    for (const gate of this.#allGates) {
      const accepted = this.#accepted(gate.dependency, shelf);
      if (accepted.length === 0) continue;
      gate.shelves = [...gate.shelves, ...accepted].toSorted(byTypePoints);
      // What it takes to be among the best was worked out for what the others are worth.
      this.#bounds.open(gate.id);
    }
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

/** How similar a class has to be at least, whatever else it has to offer, to score as much for one of the dependencies. */
function leastOf<Group extends RankedGroup>(
  scorer: Scorer<Group>,
  { shelves }: Gate<Group>,
  score: number,
): number {
  const most = { typePoints: shelves[0]?.typePoints ?? 0, keywordShare: 1 };
  return Math.min(
    scorer.leastSimilarity({ ...most, isExpected: true }, score),
    scorer.leastSimilarity({ ...most, isExpected: false }, score),
  );
}

/** Names, numbered as they come. */
class NumberedNames {
  /** By number. */
  readonly names: string[] = [];
  readonly #numbers = new Map<string, number>();

  of(name: string): number {
    let number = this.#numbers.get(name);
    if (number === undefined) this.#numbers.set(name, (number = this.names.push(name) - 1));
    return number;
  }
}
