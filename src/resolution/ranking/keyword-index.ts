import type { OfferClass, OfferIndex } from "./offer-index.js";

/** Answers, in bytes, beyond which no more are remembered. */
const mostRemembered = 16_000_000;

const no = 1;
const yes = 2;

/** Which classes hold which keywords; remembers it, since specifications use the same few keywords again and again. */
export class KeywordIndex {
  readonly #offers: OfferIndex;
  readonly #holds: (offerClass: OfferClass, keyword: string) => boolean;
  /** By keyword and number of the class: not asked yet, no or yes. */
  readonly #answers = new Map<string, Uint8Array>();
  #remembered = 0;

  constructor(offers: OfferIndex, holds: (offerClass: OfferClass, keyword: string) => boolean) {
    this.#offers = offers;
    this.#holds = holds;
  }

  /** The answers for one keyword by number of the class, for {@link KeywordIndex.holds}. */
  answersFor(keyword: string): Uint8Array {
    const count = this.#offers.classCount;
    let answers = this.#answers.get(keyword);
    if (answers !== undefined && answers.length >= count) return answers;
    const room = this.#remembered + 2 * count <= mostRemembered ? 2 * count : 0;
    const before = answers;
    answers = new Uint8Array(room);
    if (room > 0) {
      if (before !== undefined) answers.set(before);
      this.#remembered += room - (before?.length ?? 0);
      this.#answers.set(keyword, answers);
    }
    return answers;
  }

  /** The share of some keywords that a class holds, 0 if there are none. */
  shareOf(keywords: readonly string[], { id }: OfferClass): number {
    if (keywords.length === 0) return 0;
    const held = keywords.filter((keyword) => this.holds(id, keyword, this.answersFor(keyword)));
    return held.length / keywords.length;
  }

  /** Whether a class holds a keyword; `answers` are those for the keyword. */
  holds(id: number, keyword: string, answers: Uint8Array): boolean {
    const known = answers[id];
    if (known === yes || known === no) return known === yes;
    const holds = this.#holds(this.#offers.classAt(id), keyword);
    answers[id] = holds ? yes : no;
    return holds;
  }
}
