import { findPath } from "../../graph/index.js";
import type { Offer } from "../rating.js";
import type { Input } from "./input.js";
import type { StrictRating } from "./strict-score.js";

/** Wires that are being chosen: they form no cycle, and no output feeds a consumer twice unless pinned. */
export class WireDraft {
  readonly #chosen = new Map<Input, StrictRating>();
  readonly #feeds = new Map<string, Map<Offer, Input>>();
  /** For each provider its consumers, with the number of wires to each. */
  readonly #consumers = new Map<string, Map<string, number>>();

  get(input: Input): StrictRating | undefined {
    return this.#chosen.get(input);
  }

  add(input: Input, rating: StrictRating): void {
    const { provider } = rating.offer;
    this.#chosen.set(input, rating);
    mapIn(this.#feeds, input.consumer).set(rating.offer, input);
    const consumers = mapIn(this.#consumers, provider);
    consumers.set(input.consumer, (consumers.get(input.consumer) ?? 0) + 1);
  }

  remove(input: Input): void {
    const { offer } = this.#chosen.get(input)!;
    this.#chosen.delete(input);
    this.#feeds.get(input.consumer)!.delete(offer);
    const consumers = this.#consumers.get(offer.provider)!;
    const left = consumers.get(input.consumer)! - 1;
    if (left === 0) consumers.delete(input.consumer);
    else consumers.set(input.consumer, left);
  }

  /** The input of the same step that an output feeds already. */
  fedBy(consumer: string, offer: Offer): Input | undefined {
    return this.#feeds.get(consumer)?.get(offer);
  }

  /** The way from a consumer to a provider, which a wire back would close to a cycle. */
  pathTo(provider: string, consumer: string): readonly string[] | undefined {
    return findPath(consumer, provider, (step) => this.#consumers.get(step)?.keys() ?? []);
  }

  /** Whether an input could take an output as things are. */
  isFree({ consumer }: Input, { offer }: StrictRating): boolean {
    return this.fedBy(consumer, offer) === undefined && this.pathTo(offer.provider, consumer) === undefined;
  }

  /** The inputs that one step takes from another. */
  wiresBetween(provider: string, consumer: string): readonly Input[] {
    return [...(this.#feeds.get(consumer) ?? [])]
      .filter(([offer]) => offer.provider === provider)
      .map(([, input]) => input);
  }
}

function mapIn<Key, Inner>(maps: Map<string, Map<Key, Inner>>, key: string): Map<Key, Inner> {
  let map = maps.get(key);
  if (map === undefined) maps.set(key, (map = new Map<Key, Inner>()));
  return map;
}
