import type { Offer } from "../rating.js";

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
