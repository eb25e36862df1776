import type { DependencySpecification } from "../../specification/index.js";
import type { ListedStep } from "../listed-step.js";
import type { Catalogue } from "../ranking/catalogue.js";
import type { Offer } from "../rating.js";
import type { JobTypes } from "./job-types.js";
import type { ReadName, StrictNames } from "./strict-names.js";
import type { StrictProfile } from "./strict-profile.js";
import { rankedPort, strictCatalogue, type StrictGroup } from "./strict-ranking.js";

/** Finds the outputs whose score and name are enough for an input, without rating all there are. */
export class ConvincingOffers {
  readonly #steps: readonly ListedStep[];
  readonly #profile: StrictProfile;
  readonly #jobs: { readonly jobTypes: JobTypes; readonly names: StrictNames };
  #catalogue: Catalogue<StrictGroup, ReadName> | undefined;

  constructor(
    steps: readonly ListedStep[],
    profile: StrictProfile,
    jobs: { readonly jobTypes: JobTypes; readonly names: StrictNames },
  ) {
    this.#steps = steps;
    this.#profile = profile;
    this.#jobs = jobs;
  }

  /** Those of all other steps, best first. */
  for(consumer: string, dependency: DependencySpecification): readonly Offer[] {
    this.#catalogue ??= this.#makeCatalogue();
    const { all, reader } = rankedPort(consumer, dependency, this.#jobs);
    const dependencyClass = this.#catalogue.classOf(dependency, all);
    const candidates = this.#catalogue.rankingOf(dependencyClass).read(reader);
    const { threshold } = this.#profile;
    const offers: Offer[] = [];
    for (;;) {
      const candidate = candidates.next(threshold);
      if (candidate === undefined || candidate.group.score <= threshold) return offers;
      if (candidate.group.isConvincing) offers.push(candidate.offer);
    }
  }

  #makeCatalogue(): Catalogue<StrictGroup, ReadName> {
    const catalogue = strictCatalogue(this.#profile, this.#jobs.names, this.#jobs.jobTypes);
    for (const { offers } of this.#steps) catalogue.addOffers(offers);
    return catalogue;
  }
}
