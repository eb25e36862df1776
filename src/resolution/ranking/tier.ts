import type { Offer } from "../rating.js";
import type { Candidate } from "../wire.js";
import type { OfferClass, OfferList } from "./offer-index.js";

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
  /** What it is for those outside the room, kept here once somebody has made it. */
  candidate: Candidate | undefined;
}

/** The order of offers, and what job each is for. */
interface OfferRules {
  readonly compare: (a: Offer, b: Offer) => number;
  readonly jobOf: (offer: Offer) => string | undefined;
}

/** Offers that score the same, in order. */
export interface RankedList<Group extends RankedGroup> {
  /** The one at a position, or `undefined` after the last one. */
  at(position: number): Ranked<Group> | undefined;
}

/** So many offers are sorted at once; more are merged as far as they are read. */
const fewOffers = 16;

/** The groups that score the same. */
export class Tier<Group extends RankedGroup> {
  readonly #groups: readonly Group[];
  readonly #rules: OfferRules;
  /** For readers to whom no offer has a job that suits. */
  #unsuited: RankedList<Group> | undefined;
  /** For other readers, by their jobs. */
  #suited: Map<string, RankedList<Group>> | undefined;

  constructor(groups: readonly Group[], rules: OfferRules) {
    this.#groups = groups;
    this.#rules = rules;
  }

  get score(): number {
    return this.#groups[0]!.score;
  }

  /** The offers for a reader to whom some jobs suit. */
  listFor(jobs: readonly string[]): RankedList<Group> {
    if (!this.#isAnySuited(jobs)) return (this.#unsuited ??= this.#listFor(noJobs));
    const key = jobs.length === 1 ? jobs[0]! : jobs.join("\n");
    this.#suited ??= new Map();
    let list = this.#suited.get(key);
    if (list === undefined) this.#suited.set(key, (list = this.#listFor(jobs)));
    return list;
  }

  #isAnySuited(jobs: readonly string[]): boolean {
    for (const job of jobs)
      for (const { relation, offerClass } of this.#groups)
        if (relation !== "without" && offerClass.byJob.has(job)) return true;
    return false;
  }

  #listFor(jobs: readonly string[]): RankedList<Group> {
    if (jobs.length > 0 && this.#groups.every(({ relation }) => relation !== "suiting"))
      return new UnsuitedOffers(this.listFor(noJobs), jobs, this.#rules);
    let count = 0;
    for (const group of this.#groups) for (const list of listsOf(group, jobs)) count += list.size;
    return count <= fewOffers
      ? sortedOffers(this.#groups, jobs, this.#rules)
      : new MergedOffers(this.#groups, jobs, this.#rules);
  }
}

const noJobs: readonly string[] = [];

/** The offers of a group for a reader, those with a job that suits in a list for each job. */
function listsOf({ offerClass, relation }: RankedGroup, jobs: readonly string[]): readonly OfferList[] {
  if (relation === "without") return [offerClass.withoutJob];
  if (relation === "other") return [offerClass.withJob];
  const lists: OfferList[] = [];
  for (const job of jobs) {
    const offers = offerClass.byJob.get(job);
    if (offers !== undefined) lists.push(offers);
  }
  return lists;
}

/** Whether an offer has another place than in a group: those with another job stand among those with a suiting one. */
function isSuited(
  offer: Offer,
  { relation }: RankedGroup,
  jobs: readonly string[],
  { jobOf }: OfferRules,
): boolean {
  return relation === "other" && jobs.length > 0 && jobs.includes(jobOf(offer)!);
}

function sortedOffers<Group extends RankedGroup>(
  groups: readonly Group[],
  jobs: readonly string[],
  rules: OfferRules,
): readonly Ranked<Group>[] {
  const ranked: Ranked<Group>[] = [];
  for (const group of groups)
    for (const { sorted } of listsOf(group, jobs))
      for (const offer of sorted)
        if (!isSuited(offer, group, jobs, rules)) ranked.push({ offer, group, candidate: undefined });
  return ranked.length === 1 ? ranked : ranked.toSorted((a, b) => rules.compare(a.offer, b.offer));
}

/** Those of a list whose job does not suit, taken from it as far as they are read. */
class UnsuitedOffers<Group extends RankedGroup> implements RankedList<Group> {
  readonly #all: RankedList<Group>;
  readonly #jobs: readonly string[];
  readonly #rules: OfferRules;
  readonly #unsuited: Ranked<Group>[] = [];
  #next = 0;

  constructor(all: RankedList<Group>, jobs: readonly string[], rules: OfferRules) {
    this.#all = all;
    this.#jobs = jobs;
    this.#rules = rules;
  }

  at(position: number): Ranked<Group> | undefined {
    while (this.#unsuited.length <= position) {
      const ranked = this.#all.at(this.#next);
      if (ranked === undefined) return undefined;
      this.#next++;
      if (!isSuited(ranked.offer, ranked.group, this.#jobs, this.#rules)) this.#unsuited.push(ranked);
    }
    return this.#unsuited[position];
  }
}

/** The offers of one group and job that are still to be merged. */
interface Run<Group extends RankedGroup> {
  readonly group: Group;
  readonly offers: readonly Offer[];
  next: number;
}

/** Sorted offers of several groups, merged as far as they are read. */
class MergedOffers<Group extends RankedGroup> implements RankedList<Group> {
  readonly #runs: readonly Run<Group>[];
  readonly #jobs: readonly string[];
  readonly #rules: OfferRules;
  readonly #merged: Ranked<Group>[] = [];

  constructor(groups: readonly Group[], jobs: readonly string[], rules: OfferRules) {
    this.#jobs = jobs;
    this.#rules = rules;
    this.#runs = groups.flatMap((group) =>
      listsOf(group, jobs).map(({ sorted }) => ({ group, offers: sorted, next: 0 })),
    );
  }

  at(position: number): Ranked<Group> | undefined {
    while (this.#merged.length <= position) {
      const run = this.#firstRun();
      if (run === undefined) return undefined;
      this.#merged.push({ offer: run.offers[run.next++]!, group: run.group, candidate: undefined });
    }
    return this.#merged[position];
  }

  /** The run whose next offer is preferred to those of the others. */
  #firstRun(): Run<Group> | undefined {
    let first: Run<Group> | undefined;
    for (const run of this.#runs) {
      const offer = this.#nextOf(run);
      if (offer === undefined) continue;
      if (first === undefined || this.#rules.compare(offer, first.offers[first.next]!) < 0) first = run;
    }
    return first;
  }

  #nextOf(run: Run<Group>): Offer | undefined {
    const { group, offers } = run;
    while (run.next < offers.length && isSuited(offers[run.next]!, group, this.#jobs, this.#rules))
      run.next++;
    return offers[run.next];
  }
}
