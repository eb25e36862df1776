import type { Offer } from "../rating.js";
import type { OfferClass } from "./offer-index.js";

/** Which offers of a class a score is of: those of steps without a job, with a job that suits, or with another. */
export type JobRelation = "without" | "suiting" | "other";

/** The offers of a class that score the same for a dependency. */
export interface RankedGroup {
  readonly offerClass: OfferClass;
  readonly relation: JobRelation;
  readonly score: number;
}

/** An offer with the group whose score it has. */
export interface Ranked<Group extends RankedGroup> {
  readonly offer: Offer;
  readonly group: Group;
}

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
export interface RankingRules<Group extends RankedGroup> {
  /** Finds the groups of the best offers that score no less than the floor, at least as many offers as asked for. */
  readonly search: (size: number, floor: number) => Window<Group>;
  /** How many offers to look for at first. */
  readonly size: number;
  /** What to look for at first: nothing that scores less. */
  readonly floor: number;
  /** The order of offers that score the same. */
  readonly compare: (a: Offer, b: Offer) => number;
  readonly jobOf: (offer: Offer) => string | undefined;
}

/** What an earlier ranking knew. */
interface Known<Group extends RankedGroup> {
  readonly window: Window<Group>;
  readonly size: number;
  readonly floor: number;
}

/** All offers that are accepted for a dependency, best first; only as many are looked for as are read. */
export class Ranking<Group extends RankedGroup> {
  readonly #rules: RankingRules<Group>;
  #size: number;
  #floor: number;
  #window: Window<Group>;
  /** Whether offers of the window may have gone, so that there are fewer than were asked for. */
  #isRenewed: boolean;
  readonly #tiers: Tier<Group>[] = [];
  /** How many groups of the window are in a tier. */
  #tiered = 0;

  /** Starts with a window that is known, or looks for one. */
  constructor(rules: RankingRules<Group>, known?: Known<Group>) {
    this.#rules = rules;
    this.#size = known?.size ?? rules.size;
    this.#floor = known?.floor ?? rules.floor;
    this.#isRenewed = known !== undefined;
    this.#window = known?.window ?? rules.search(this.#size, this.#floor);
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

  #with(window: Window<Group>): Ranking<Group> {
    return new Ranking(this.#rules, { window, size: this.#size, floor: this.#floor });
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
    if (this.#window.bottom === this.#floor) this.#floor = -Infinity;
    else if (!this.#isRenewed) this.#size *= 8;
    this.#isRenewed = false;
    this.#window = this.#rules.search(this.#size, this.#floor);
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

/** The groups that score the same. */
class Tier<Group extends RankedGroup> {
  readonly score: number;
  readonly #groups: readonly Group[];
  readonly #rules: RankingRules<Group>;
  readonly #merged = new Map<string, MergedList<Group>>();

  constructor(groups: readonly Group[], rules: RankingRules<Group>) {
    this.score = groups[0]!.score;
    this.#groups = groups;
    this.#rules = rules;
  }

  /** The offer at a position for a reader, or `undefined` after the last one. */
  at(position: number, { jobs }: Reader): Ranked<Group> | undefined {
    const [group] = this.#groups;
    if (this.#groups.length > 1 || group!.relation === "other" || jobs.length > 1)
      return this.#mergedFor(jobs).at(position);
    const offer = offersOf(group!, jobs[0])[position];
    return offer === undefined ? undefined : { offer, group: group! };
  }

  #mergedFor(jobs: readonly string[]): MergedList<Group> {
    const key = jobs.length === 1 ? jobs[0]! : jobs.join("\n");
    let merged = this.#merged.get(key);
    if (merged === undefined)
      this.#merged.set(key, (merged = new MergedList(this.#groups, jobs, this.#rules)));
    return merged;
  }
}

/** The offers of one group and job that are still to be merged. */
interface Run<Group extends RankedGroup> {
  readonly group: Group;
  readonly offers: readonly Offer[];
  next: number;
}

/** Sorted offers of several groups, merged as far as they are read. */
class MergedList<Group extends RankedGroup> {
  readonly #runs: Run<Group>[];
  readonly #jobs: readonly string[];
  readonly #rules: RankingRules<Group>;
  readonly #merged: Ranked<Group>[] = [];

  constructor(groups: readonly Group[], jobs: readonly string[], rules: RankingRules<Group>) {
    this.#jobs = jobs;
    this.#rules = rules;
    this.#runs = [];
    for (const group of groups) {
      if (group.relation !== "suiting") this.#addRun(group, offersOf(group));
      else for (const job of jobs) this.#addRun(group, offersOf(group, job));
    }
  }

  #addRun(group: Group, offers: readonly Offer[]): void {
    if (offers.length > 0) this.#runs.push({ group, offers, next: 0 });
  }

  at(position: number): Ranked<Group> | undefined {
    while (this.#merged.length <= position) {
      const run = this.#firstRun();
      if (run === undefined) return undefined;
      this.#merged.push({ offer: run.offers[run.next++]!, group: run.group });
    }
    return this.#merged[position];
  }

  /** The run whose next offer is preferred to those of the others. */
  #firstRun(): Run<Group> | undefined {
    let first: Run<Group> | undefined;
    for (const run of this.#runs) {
      this.#skipSuiting(run);
      const offer = run.offers[run.next];
      if (offer === undefined) continue;
      if (first === undefined || this.#rules.compare(offer, first.offers[first.next]!) < 0) first = run;
    }
    return first;
  }

  /** The offers with another job stand among those with a suiting one. */
  #skipSuiting(run: Run<Group>): void {
    if (run.group.relation !== "other") return;
    while (run.next < run.offers.length && this.#jobs.includes(this.#rules.jobOf(run.offers[run.next]!)!))
      run.next++;
  }
}

function offersOf(
  { offerClass, relation }: Pick<RankedGroup, "offerClass" | "relation">,
  job?: string,
): readonly Offer[] {
  if (relation === "without") return offerClass.withoutJob.sorted;
  if (relation === "other") return offerClass.withJob.sorted;
  return (job === undefined ? undefined : offerClass.byJob.get(job))?.sorted ?? [];
}

/** What a ranking comes to for one reader, taken from it as far as it is read. */
export class Candidates<Group extends RankedGroup> {
  readonly #ranking: Ranking<Group>;
  readonly #reader: Reader;
  readonly #read: Ranked<Group>[] = [];
  #tier = 0;
  #position = 0;

  constructor(ranking: Ranking<Group>, reader: Reader) {
    this.#ranking = ranking;
    this.#reader = reader;
  }

  /** The candidate at an index, or `undefined` after the last one; those that score less than a floor may be left out. */
  at(index: number, floor = -Infinity): Ranked<Group> | undefined {
    while (this.#read.length <= index) if (!this.#readOn(floor)) return undefined;
    return this.#read[index];
  }

  /** The first candidates, at most so many. */
  first(count: number): readonly Ranked<Group>[] {
    this.at(count - 1);
    return this.#read.slice(0, count);
  }

  #readOn(floor: number): boolean {
    for (;;) {
      const tier = this.#ranking.tier(this.#tier, floor);
      if (tier === undefined) return false;
      const ranked = tier.at(this.#position++, this.#reader);
      if (ranked === undefined) {
        this.#tier++;
        this.#position = 0;
      } else if (ranked.offer.provider !== this.#reader.consumer) {
        this.#read.push(ranked);
        return true;
      }
    }
  }
}
