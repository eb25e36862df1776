import type { DependencyType } from "../../specification/index.js";
import type { Offer } from "../rating.js";
import type { SourceNames } from "../step-type-names.js";
import { ClassList } from "./class-list.js";

/** Outputs that differ in nothing that a score depends on, but for the step they are of and its job. */
export interface OfferClass {
  /** Its number. */
  readonly id: number;
  readonly shelf: Shelf;
  /** The name of the output and its aliases. */
  readonly names: readonly string[];
  /** The name of the output in lower case. */
  readonly lowerName: string;
  readonly sourceNames: SourceNames;
  /** The offers of steps that have no job type. */
  readonly withoutJob: OfferList;
  readonly withJob: OfferList;
  readonly byJob: ReadonlyMap<string, OfferList>;
  /** Who has it among the best; what is in here is up to whoever ranks. */
  readonly rankedFor: object[];
}

/** All classes of one type and data type, and ways to find some of them. */
export interface Shelf {
  readonly outputType: DependencyType;
  readonly dataType: string;
  readonly classes: ClassList;
  /** By the number of a name. */
  readonly byName: readonly (ClassList | undefined)[];
  /** By the stem of the step type. */
  readonly byStem: ReadonlyMap<string, ClassList>;
  /** By each of the older names of the step type. */
  readonly byAlias: ReadonlyMap<string, ClassList>;
}

/** How the offers of an index are told apart. */
export interface OfferIndexRules {
  readonly nameIdOf: (name: string) => number;
  readonly jobOf: (offer: Offer) => string | undefined;
  /** The order in which equally good offers are preferred. */
  readonly compare: (a: Offer, b: Offer) => number;
  /** Is told of every new shelf. */
  readonly addedShelf: (shelf: Shelf) => void;
}

/** The outputs of many steps, such that those that could fit an input are found without asking all. */
export class OfferIndex {
  readonly #rules: OfferIndexRules;
  readonly #shelves = new Map<string, MutableShelf>();
  /** By number. */
  readonly #classes: MutableClass[] = [];
  readonly #byContent = new Map<SourceNames, Map<string, MutableClass[]>>();
  readonly #nameIds: number[] = [];
  readonly #namesEnd: number[] = [];

  constructor(rules: OfferIndexRules) {
    this.#rules = rules;
  }

  get shelves(): readonly Shelf[] {
    return [...this.#shelves.values()];
  }

  /** How many classes there have been. */
  get classCount(): number {
    return this.#classes.length;
  }

  /** The class of a number. */
  classAt(id: number): OfferClass {
    return this.#classes[id]!;
  }

  /** Where the numbers of the names of a class begin in {@link OfferIndex.nameIds}. */
  namesStart(id: number): number {
    return id === 0 ? 0 : this.#namesEnd[id - 1]!;
  }

  /** Where they end. */
  namesEnd(id: number): number {
    return this.#namesEnd[id]!;
  }

  /** The numbers of the names of all classes, one class after the other. */
  get nameIds(): readonly number[] {
    return this.#nameIds;
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
    if (offerClass.withJob.size + offerClass.withoutJob.size === 0) {
      classes.splice(classes.indexOf(offerClass), 1);
      for (const list of this.#placesOf(offerClass)) list.remove(offerClass.id);
    }
    return offerClass;
  }

  #classesLike({ sourceNames, names }: Offer): MutableClass[] {
    let byName = this.#byContent.get(sourceNames);
    if (byName === undefined) this.#byContent.set(sourceNames, (byName = new Map()));
    let classes = byName.get(names[0]!);
    if (classes === undefined) byName.set(names[0]!, (classes = []));
    return classes;
  }

  #listsFor(offer: Offer, { withoutJob, withJob, byJob }: MutableClass): readonly OfferList[] {
    const job = this.#rules.jobOf(offer);
    if (job === undefined) return [withoutJob];
    let ofJob = byJob.get(job);
    if (ofJob === undefined) byJob.set(job, (ofJob = new OfferList(this.#rules.compare)));
    return [withJob, ofJob];
  }

  #makeClass({ output, names, sourceNames }: Offer): MutableClass {
    const { compare, nameIdOf } = this.#rules;
    for (const name of names) this.#nameIds.push(nameIdOf(name));
    this.#namesEnd.push(this.#nameIds.length);
    const offerClass: MutableClass = {
      id: this.#classes.length,
      shelf: this.#shelfOf(output),
      names,
      lowerName: names[0]!.toLowerCase(),
      sourceNames,
      withoutJob: new OfferList(compare),
      withJob: new OfferList(compare),
      byJob: new Map(),
      rankedFor: [],
    };
    this.#classes.push(offerClass);
    const nameIds = this.#nameIdsOf(offerClass);
    for (const list of this.#placesOf(offerClass)) list.add(offerClass.id, nameIds);
    return offerClass;
  }

  #shelfOf({ outputType, dataType }: Offer["output"]): MutableShelf {
    const key = `${outputType}\n${dataType}`;
    let shelf = this.#shelves.get(key);
    if (shelf === undefined) {
      shelf = {
        outputType,
        dataType,
        classes: new ClassList(),
        byName: [],
        byStem: new Map(),
        byAlias: new Map(),
      };
      this.#shelves.set(key, shelf);
      this.#rules.addedShelf(shelf);
    }
    return shelf;
  }

  /** The lists of its shelf that a class is in. */
  #placesOf(offerClass: MutableClass): ClassList[] {
    const { shelf, sourceNames } = offerClass;
    const nameIds = new Set(this.#nameIdsOf(offerClass));
    return [
      shelf.classes,
      ...Array.from(nameIds, (nameId) => (shelf.byName[nameId] ??= new ClassList())),
      listIn(shelf.byStem, sourceNames.stem),
      ...Array.from(new Set(sourceNames.aliases), (alias) => listIn(shelf.byAlias, alias)),
    ];
  }

  #nameIdsOf({ id }: MutableClass): readonly number[] {
    return this.#nameIds.slice(this.namesStart(id), this.namesEnd(id));
  }
}

/** Offers of one class, sorted when they are read. */
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
  readonly byName: (ClassList | undefined)[];
  readonly byStem: Map<string, ClassList>;
  readonly byAlias: Map<string, ClassList>;
}

interface MutableClass extends OfferClass {
  readonly shelf: MutableShelf;
  readonly byJob: Map<string, OfferList>;
}

function isOfClass({ output, names }: Offer, { shelf, names: others }: OfferClass): boolean {
  return (
    output.outputType === shelf.outputType &&
    output.dataType === shelf.dataType &&
    names.length === others.length &&
    names.every((name, index) => name === others[index])
  );
}

function listIn(lists: Map<string, ClassList>, key: string): ClassList {
  let list = lists.get(key);
  if (list === undefined) lists.set(key, (list = new ClassList()));
  return list;
}
