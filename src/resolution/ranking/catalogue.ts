import type { DependencySpecification } from "../../specification/index.js";
import type { Offer } from "../rating.js";
import { GroupSearch, isExpectedBy, type Limits, type Scorer } from "./group-search.js";
import { NameIndex } from "./name-index.js";
import type { ComparableName, NameRules } from "./name-rules.js";
import { OfferIndex, type OfferClass, type Shelf } from "./offer-index.js";
import { Ranking, type RankedGroup, type Window } from "./ranking.js";

/** How a profile ranks. */
export interface CatalogueRules<Group extends RankedGroup, Name extends ComparableName> {
  readonly names: NameRules<Name>;
  /** Whether outputs of these types are accepted for a dependency. */
  accepts(dependency: DependencySpecification, output: Pick<Shelf, "outputType" | "dataType">): boolean;
  /** No less than what any class of a shelf scores whose similarity is no higher. */
  bound(dependency: DependencySpecification, hasJob: boolean, limits: Limits): number;
  /** Scores for a dependency of a step with or without a job. */
  scorer(dependency: DependencySpecification, hasJob: boolean, shelves: readonly Shelf[]): Scorer<Group>;
  /** The order in which offers are preferred that score the same. */
  compare(a: Offer, b: Offer): number;
  jobOf(offer: Offer): string | undefined;
  /** How many groups of a ranking are looked for at first. */
  readonly size: number;
}

/** Dependencies that score the same everywhere: they declare the same, and all or none of their steps have a job. */
export interface DependencyClass<Group extends RankedGroup> {
  readonly dependency: DependencySpecification;
  readonly hasJob: boolean;
  ranking: Ranking<Group> | undefined;
  readonly gate: Gate<Group>;
}

/** Dependencies of the same types, and the shelves that they accept. */
interface Gate<Group extends RankedGroup> {
  readonly classes: Map<string, DependencyClass<Group>>;
  shelves: readonly Shelf[];
}

/** The offers of many steps, ranked for each of many dependencies. Equal ones are ranked once. */
export class Catalogue<Group extends RankedGroup, Name extends ComparableName> {
  readonly #rules: CatalogueRules<Group, Name>;
  readonly #names: NameIndex<Name>;
  readonly #offers: OfferIndex;
  readonly #gates = new Map<string, Gate<Group>>();

  constructor(rules: CatalogueRules<Group, Name>) {
    this.#rules = rules;
    this.#names = new NameIndex(rules.names);
    this.#offers = new OfferIndex({
      nameIdOf: (name) => this.#names.idOf(name),
      jobOf: rules.jobOf,
      compare: rules.compare,
      addedShelf: (shelf) => this.#addShelf(shelf),
    });
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
    for (const dependencyClass of rankedFor as Set<DependencyClass<Group>>)
      dependencyClass.ranking = undefined;
    rankedFor.clear();
  }

  /** The class of a dependency. */
  classOf(dependency: DependencySpecification, hasJob: boolean): DependencyClass<Group> {
    const { dependencyType, dataType, logicalName, compatibleSources, semanticKeywords } = dependency;
    const gateKey = `${dependencyType}\n${dataType}`;
    let gate = this.#gates.get(gateKey);
    if (gate === undefined) {
      const shelves = this.#offers.shelves.filter((shelf) => this.#rules.accepts(dependency, shelf));
      this.#gates.set(gateKey, (gate = { classes: new Map(), shelves }));
    }
    const keywords = semanticKeywords.length === 0 ? "" : JSON.stringify(semanticKeywords);
    const key = `${logicalName}\n${hasJob}\n${compatibleSources.join("\n")}\n${keywords}`;
    let dependencyClass = gate.classes.get(key);
    if (dependencyClass === undefined) {
      dependencyClass = { dependency, hasJob, ranking: undefined, gate };
      gate.classes.set(key, dependencyClass);
    }
    return dependencyClass;
  }

  /** What there is for a dependency, best first. */
  rankingOf(dependencyClass: DependencyClass<Group>): Ranking<Group> {
    return (dependencyClass.ranking ??= this.#rank(dependencyClass));
  }

  /** Ranks for all classes at once, which is quicker than one by one: classes of one name share what they find. */
  rankAll(): void {
    const byName = new Map<string, DependencyClass<Group>[]>();
    for (const { classes } of this.#gates.values()) {
      for (const dependencyClass of classes.values()) {
        const { logicalName } = dependencyClass.dependency;
        const sharing = byName.get(logicalName);
        if (sharing === undefined) byName.set(logicalName, [dependencyClass]);
        else sharing.push(dependencyClass);
      }
    }
    for (const sharing of byName.values())
      for (const dependencyClass of sharing) this.rankingOf(dependencyClass);
  }

  #rank(dependencyClass: DependencyClass<Group>): Ranking<Group> {
    const { dependency, hasJob, gate } = dependencyClass;
    const search = (size: number): Window<Group> => {
      const scorer = this.#rules.scorer(dependency, hasJob, gate.shelves);
      const found = new GroupSearch(scorer, this.#names.search(dependency.logicalName), size).run();
      for (const { offerClass } of found.groups) offerClass.rankedFor.add(dependencyClass);
      return found;
    };
    const { size, compare, jobOf } = this.#rules;
    return new Ranking({ search, size, compare, jobOf });
  }

  /** Those among whose best a class that is new could be. */
  *#couldRank(offerClass: OfferClass): Generator<DependencyClass<Group>> {
    const bounds = new Map<string, number>();
    for (const { classes, shelves } of this.#gates.values()) {
      if (!shelves.includes(offerClass.shelf)) continue;
      for (const dependencyClass of classes.values()) {
        const { dependency, hasJob, ranking } = dependencyClass;
        if (ranking === undefined) continue;
        const { logicalName } = dependency;
        let similarity = bounds.get(logicalName);
        if (similarity === undefined)
          bounds.set(logicalName, (similarity = this.#names.bound(logicalName, offerClass.names)));
        const isExpected = isExpectedBy(dependency, offerClass);
        const bound = this.#rules.bound(dependency, hasJob, {
          shelf: offerClass.shelf,
          similarity,
          isExpected,
        });
        if (bound >= ranking.window.bottom) yield dependencyClass;
      }
    }
  }

  #addShelf(shelf: Shelf): void {
    for (const gate of this.#gates.values()) {
      const [dependencyClass] = gate.classes.values();
      if (dependencyClass !== undefined && this.#rules.accepts(dependencyClass.dependency, shelf))
        gate.shelves = [...gate.shelves, shelf];
    }
  }
}
