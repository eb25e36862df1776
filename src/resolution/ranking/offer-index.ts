import type { DependencyType } from "../../specification/index.js";
import type { Offer } from "../rating.js";
import type { SourceNames } from "../step-type-names.js";

/** Outputs that differ in nothing that a score depends on, but for the step they are of and its job. */
export interface OfferClass {
  readonly shelf: Shelf;
  /** The name of the output and its aliases. */
  readonly names: readonly string[];
  /** The numbers of the names, in the same order. */
  readonly nameIds: readonly number[];
  readonly sourceNames: SourceNames;
  /** The offers of steps that have no job type. */
  readonly withoutJob: OfferList;
  readonly withJob: OfferList;
  readonly byJob: ReadonlyMap<string, OfferList>;
  /** The search that came across it last. */
  seenIn: number;
  /** Who has it among the best; what is in here is up to whoever ranks. */
  readonly rankedFor: Set<object>;
}

/** All classes of one type and data type, and ways to find some of them. */
export interface Shelf {
  readonly outputType: DependencyType;
  readonly dataType: string;
  readonly classes: readonly OfferClass[];
  readonly byName: ReadonlyMap<number, readonly OfferClass[]>;
  /** By the stem of the step type. */
  readonly byStem: ReadonlyMap<string, readonly OfferClass[]>;
  /** By each of the older names of the step type. */
  readonly byAlias: ReadonlyMap<string, readonly OfferClass[]>;
}

/** How the offers of an index are told apart. */
export interface OfferIndexRules {
  nameIdOf(name: string): number;
  jobOf(offer: Offer): string | undefined;
  /** The order in which equally good offers are preferred. */
  compare(a: Offer, b: Offer): number;
  /** Is told of every new shelf. */
  addedShelf(shelf: Shelf): void;
}

/** The outputs of many steps, such that those that could fit an input are found without asking all. */
export class OfferIndex {
  readonly #rules: OfferIndexRules;
  readonly #shelves = new Map<string, MutableShelf>();
  /** By step type and by the name of the output. */
  readonly #classes = new Map<SourceNames, Map<string, MutableClass[]>>();

  constructor(rules: OfferIndexRules) {
    this.#rules = rules;
  }

  get shelves(): readonly Shelf[] {
    return [...this.#shelves.values()];
  }

  /** Puts an offer into its class; `isFirst` if none was there before with or, like this one, without a job. */
  add(offer: Offer): { readonly offerClass: OfferClass; readonly isFirst: boolean } {
    const classes = this.#classesLike(offer);
    let offerClass = classes.find((each) => isOfClass(offer, each));
    if (offerClass === undefined) classes.push((offerClass = this.#makeClass(offer)));
    const lists = this.#listsFor(offer, offerClass);
    const isFirst = lists[0]!.size === 0;
    for (const list of lists) list.add(offer);
    return { offerClass, isFirst };
  }

  /** Takes an offer out of its class, which it has to be in. */
  remove(offer: Offer): OfferClass {
    const classes = this.#classesLike(offer);
    const offerClass = classes.find((each) => isOfClass(offer, each))!;
    for (const list of this.#listsFor(offer, offerClass)) list.remove(offer);
    if (offerClass.withJob.size + offerClass.withoutJob.size === 0)
      for (const list of [classes, ...placesOf(offerClass)]) list.splice(list.indexOf(offerClass), 1);
    return offerClass;
  }

  #classesLike({ sourceNames, names }: Offer): MutableClass[] {
    return listIn(mapIn(this.#classes, sourceNames), names[0]!);
  }

  #listsFor(offer: Offer, { withoutJob, withJob, byJob }: MutableClass): readonly OfferList[] {
    const job = this.#rules.jobOf(offer);
    if (job === undefined) return [withoutJob];
    let ofJob = byJob.get(job);
    if (ofJob === undefined) byJob.set(job, (ofJob = new OfferList(this.#rules.compare)));
    return [withJob, ofJob];
  }

  #makeClass({ output, names, sourceNames }: Offer): MutableClass {
    const { outputType, dataType } = output;
    const shelfKey = `${outputType}\n${dataType}`;
    let shelf = this.#shelves.get(shelfKey);
    if (shelf === undefined) {
      const maps = { byName: new Map(), byStem: new Map(), byAlias: new Map() };
      this.#shelves.set(shelfKey, (shelf = { outputType, dataType, classes: [], ...maps }));
      this.#rules.addedShelf(shelf);
    }
    const nameIds = names.map((name) => this.#rules.nameIdOf(name));
    const [withoutJob, withJob] = [new OfferList(this.#rules.compare), new OfferList(this.#rules.compare)];
    const lists = { withoutJob, withJob, byJob: new Map<string, OfferList>() };
    const offerClass = {
      shelf,
      names,
      nameIds,
      sourceNames,
      ...lists,
      seenIn: 0,
      rankedFor: new Set<object>(),
    };
    for (const list of placesOf(offerClass)) list.push(offerClass);
    return offerClass;
  }
}

/** Offers of one class and job. */
export class OfferList {
  readonly #compare: (a: Offer, b: Offer) => number;
  readonly #offers: Offer[] = [];
  #isSorted = true;

  constructor(compare: (a: Offer, b: Offer) => number) {
    this.#compare = compare;
  }

  get size(): number {
    return this.#offers.length;
  }

  /** The offers, preferred ones first. */
  get sorted(): readonly Offer[] {
    if (!this.#isSorted) this.#offers.sort(this.#compare);
    this.#isSorted = true;
    return this.#offers;
  }

  add(offer: Offer): void {
    this.#offers.push(offer);
    this.#isSorted = this.#offers.length === 1;
  }

  remove(offer: Offer): void {
    this.#offers.splice(this.#offers.indexOf(offer), 1);
  }
}

interface MutableShelf extends Shelf {
  readonly classes: MutableClass[];
  readonly byName: Map<number, MutableClass[]>;
  readonly byStem: Map<string, MutableClass[]>;
  readonly byAlias: Map<string, MutableClass[]>;
}

interface MutableClass extends OfferClass {
  readonly shelf: MutableShelf;
  readonly byJob: Map<string, OfferList>;
}

/** The lists of its shelf that a class is in. */
function placesOf({ shelf, nameIds, sourceNames }: MutableClass): MutableClass[][] {
  return [
    shelf.classes,
    ...Array.from(new Set(nameIds), (id) => listIn(shelf.byName, id)),
    listIn(shelf.byStem, sourceNames.stem),
    ...Array.from(new Set(sourceNames.aliases), (alias) => listIn(shelf.byAlias, alias)),
  ];
}

function isOfClass({ output, names }: Offer, { shelf, names: others }: OfferClass): boolean {
  return (
    output.outputType === shelf.outputType &&
    output.dataType === shelf.dataType &&
    names.length === others.length &&
    names.every((name, index) => name === others[index])
  );
}

function listIn<Key, Item>(lists: Map<Key, Item[]>, key: Key): Item[] {
  let list = lists.get(key);
  if (list === undefined) lists.set(key, (list = []));
  return list;
}

function mapIn<Outer, Key, Value>(maps: Map<Outer, Map<Key, Value>>, key: Outer): Map<Key, Value> {
  let map = maps.get(key);
  if (map === undefined) maps.set(key, (map = new Map<Key, Value>()));
  return map;
}
