import type { Offer } from "../rating.js";
import type { OfferClass } from "./offer-index.js";
import { Tier, type Ranked, type RankedGroup, type RankedList } from "./tier.js";

/** The best groups for a dependency, best first. */
export interface Window<Group extends RankedGroup> {
  readonly groups: readonly Group[];
  /** Everything that scores as much as this is there; `-Infinity` if everything is. */
  readonly bottom: number;
}

/** For whom a ranking is read. */
export interface Reader {
  /** The step that asks: its own outputs are left out. */
  readonly consumer: string;
  /** The jobs that suit it. */
  readonly jobs: readonly string[];
}

/** What a ranking has to know about the offers that it ranks. */
export interface RankingRules {
  /** How many offers to look for at first. */
  readonly size: number;
  /** What to look for at first: nothing that scores less. */
  readonly floor: number;
  /** How many offers to look for, at most, once it is below the floor: there they are only shown. */
  readonly sizeBelow: number;
  /** The order of offers that score the same. */
  readonly compare: (a: Offer, b: Offer) => number;
  readonly jobOf: (offer: Offer) => string | undefined;
}

/** Finds the groups of the best offers that score no less than the floor, at least as many offers as asked for. */
export type Search<Group extends RankedGroup> = (size: number, floor: number) => Window<Group>;

/** What an earlier ranking knew. */
interface Known<Group extends RankedGroup> {
  readonly window: Window<Group>;
  readonly size: number;
  readonly floor: number;
}

/** All offers that are accepted for a dependency, best first; only as many are looked for as are read. */
export class Ranking<Group extends RankedGroup> {
  readonly #rules: RankingRules;
  readonly #search: Search<Group>;
  #size: number;
  #floor: number;
  #window: Window<Group>;
  /** Whether offers of the window may have gone, so that there are fewer than were asked for. */
  #isRenewed: boolean;
  readonly #tiers: Tier<Group>[] = [];
  /** How many groups of the window are in a tier. */
  #tiered = 0;

  /** Starts with a window that is known, or looks for one. */
  constructor(rules: RankingRules, search: Search<Group>, known?: Known<Group>) {
    this.#rules = rules;
    this.#search = search;
    this.#size = known?.size ?? rules.size;
    this.#floor = known?.floor ?? rules.floor;
    this.#isRenewed = known !== undefined;
    this.#window = known?.window ?? search(this.#size, this.#floor);
  }

  /** The same ranking after offers have come into the classes of its groups, or have gone out of them. */
  renewed(): Ranking<Group> {
    return this.#with(this.#window);
  }

  /** The same ranking with other groups of a class, none of which scores less than the bottom of the window. */
  including(offerClass: OfferClass, given: readonly Group[]): Ranking<Group> {
    const { groups, bottom } = this.#window;
    const others = groups.filter((group) => group.offerClass !== offerClass);
    return this.#with({ groups: [...others, ...given].toSorted((a, b) => b.score - a.score), bottom });
  }

  /** What readers share of this ranking, tiers and merged lists, is not passed on: it may hold other offers. */
  #with(window: Window<Group>): Ranking<Group> {
    return new Ranking(this.#rules, this.#search, { window, size: this.#size, floor: this.#floor });
  }

  /** What it comes to for one reader. */
  read(reader: Reader): Candidates<Group> {
    return new Candidates(this, reader);
  }

  /** The groups that were found so far. */
  get window(): Window<Group> {
    return this.#window;
  }

  /** Looks for more groups: first for more above the floor, then below it. */
  #extend(): void {
    if (this.#window.bottom === this.#floor) {
      this.#floor = -Infinity;
      this.#size = Math.min(this.#size, this.#rules.sizeBelow);
    } else if (!this.#isRenewed) this.#size *= 8;
    this.#isRenewed = false;
    this.#window = this.#search(this.#size, this.#floor);
    // It need not hold the same as the window before: classes may have lost all of their offers.
    const done = this.#tiers.at(-1)?.score ?? Infinity;
    const next = this.#window.groups.findIndex(({ score }) => score < done);
    this.#tiered = next < 0 ? this.#window.groups.length : next;
  }

  /** What follows the offers that score more than those of a tier; `undefined` if nothing reaches the floor. */
  tier(index: number, floor: number): Tier<Group> | undefined {
    while (this.#tiers.length <= index) if (!this.#addTier(floor)) return undefined;
    return this.#tiers[index];
  }

  #addTier(floor: number): boolean {
    while (this.#tiered === this.#window.groups.length) {
      if (this.#window.bottom <= floor) return false;
      this.#extend();
    }
    const { groups } = this.#window;
    const start = this.#tiered;
    const { score } = groups[start]!;
    while (groups[this.#tiered]?.score === score) this.#tiered++;
    this.#tiers.push(new Tier(groups.slice(start, this.#tiered), this.#rules));
    return true;
  }
}

/** What a ranking comes to for one reader, taken from it one by one. */
export class Candidates<Group extends RankedGroup> {
  readonly #ranking: Ranking<Group>;
  readonly #reader: Reader;
  #tier = 0;
  /** What is left to be read of the tier. */
  #list: RankedList<Group> | undefined;
  #position = 0;

  constructor(ranking: Ranking<Group>, reader: Reader) {
    this.#ranking = ranking;
    this.#reader = reader;
  }

  /** The next candidate, or `undefined` after the last one; those that score less than a floor may be left out. */
  next(floor = -Infinity): Ranked<Group> | undefined {
    for (;;) {
      this.#list ??= this.#ranking.tier(this.#tier, floor)?.listFor(this.#reader.jobs);
      if (this.#list === undefined) return undefined;
      const ranked = this.#list.at(this.#position++);
      if (ranked === undefined) {
        this.#tier++;
        this.#list = undefined;
        this.#position = 0;
      } else if (ranked.offer.provider !== this.#reader.consumer) return ranked;
    }
  }

  /** The next candidates, at most so many. */
  first(count: number): readonly Ranked<Group>[] {
    const candidates: Ranked<Group>[] = [];
    while (candidates.length < count) {
      const candidate = this.next();
      if (candidate === undefined) break;
      candidates.push(candidate);
    }
    return candidates;
  }
}
