import { compareByPlace } from "../../src/resolution/listed-step.js";
import { OfferIndex } from "../../src/resolution/ranking/offer-index.js";
import type { Offer } from "../../src/resolution/rating.js";
import type { StepSpecificationInput } from "../../src/specification/index.js";
import { listedSteps } from "./random-steps.js";

/** The outputs of some steps, as they are listed. */
export function offersOf(steps: Readonly<Record<string, StepSpecificationInput>>): readonly Offer[] {
  return listedSteps(steps).flatMap(({ offers }) => offers);
}

/** An index of offers without jobs, in which every name is like itself only. */
export function offerIndexOf(offers: readonly Offer[]): OfferIndex {
  const ids = new Map<string, number>();
  const index = new OfferIndex({
    nameIdOf: (name) => {
      if (!ids.has(name)) ids.set(name, ids.size);
      return ids.get(name)!;
    },
    jobOf: () => undefined,
    compare: compareByPlace,
    addedShelf: () => undefined,
  });
  for (const offer of offers) index.add(offer);
  return index;
}
