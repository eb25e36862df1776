import type { DependencySpecification } from "../../specification/index.js";
import type { ListedStep } from "../listed-step.js";
import type { Task } from "../matching.js";
import { pinOf, type PinnedInputs } from "../pins.js";
import type { Catalogue } from "../ranking/catalogue.js";
import { ChoiceLists } from "./choice-lists.js";
import { StepList, type Replacement } from "./step-list.js";
import type { Choices } from "../wire.js";
import { inferGraph } from "./infer-graph.js";
import { InferenceReport, type Reported, type ReportedSlot } from "./inference-report.js";
import { JobTypes } from "../strict/job-types.js";
import { ScoredCandidates, type ClassedPort } from "./scored-candidates.js";
import type { ReadName, StrictNames } from "../strict/strict-names.js";
import { SteadyDraft } from "./steady-draft.js";
import type { PinnedOffer } from "./wire-draft.js";
import type { StrictProfile } from "../strict/strict-profile.js";
import { rankedPort, strictCatalogue, type StrictGroup } from "../strict/strict-ranking.js";
import { strictRater } from "../strict/strict-score.js";

/** A slot, with what its candidates are read from. */
interface SessionSlot extends ReportedSlot {
  readonly port: ClassedPort;
}

/**
 * Wires steps whose graph is not known, and keeps what it found out about them, so that it takes little to wire
 * them again after some of them have been replaced.
 */
export class InferenceSession {
  readonly #profile: StrictProfile;
  readonly #names: StrictNames;
  readonly #pins: PinnedInputs;
  readonly #list: StepList;
  readonly #jobTypes: JobTypes;
  readonly #catalogue: Catalogue<StrictGroup, ReadName>;
  readonly #slots: (readonly SessionSlot[])[];
  /** The slots that are new or have other candidates than at the last time, and those that are no more. */
  readonly #changed = new Set<SessionSlot>();
  readonly #gone: SessionSlot[] = [];
  #known: { readonly guesses: boolean; readonly lists: ChoiceLists } | undefined;
  #steady: SteadyDraft<SessionSlot> | undefined;
  #isUnsteady = false;
  #places: Int32Array | undefined;

  constructor({ steps, pins }: Task, profile: StrictProfile, names: StrictNames) {
    this.#profile = profile;
    this.#names = names;
    this.#pins = pins;
    this.#list = new StepList(steps);
    this.#jobTypes = new JobTypes(steps, profile, names.reader);
    this.#catalogue = strictCatalogue(profile, names, this.#jobTypes);
    for (const { offers } of steps) this.#catalogue.addOffers(offers);
    const ports = steps.map((step) => this.#portsOf(step));
    this.#catalogue.rankAll();
    this.#slots = steps.map((step, index) => this.#slotsOf(step, ports[index]!));
  }

  /** Takes over the steps of another task; `false` if they differ too much, and it takes a new session. */
  adopt({ steps, pins }: Task): boolean {
    if (pins.size > 0 || this.#pins.size > 0) return false;
    const replacements = this.#list.adopt(steps);
    if (replacements?.every((replacement) => this.#replace(replacement)) !== true) return false;
    for (const index of this.#catalogue.takeOutdated()) {
      for (const slot of this.#slots[index]!) {
        if (slot.candidates.isCurrent) continue;
        slot.candidates = this.#candidatesFor(slot.port, index);
        this.#changed.add(slot);
      }
    }
    return true;
  }

  /** Chooses the wires. */
  choose(guesses: boolean): Choices {
    const known = this.#known?.guesses === guesses ? this.#known.lists : undefined;
    const lists = (known && this.#chooseAgain(known)) ?? this.#chooseAll(guesses);
    this.#known = { guesses, lists };
    this.#changed.clear();
    this.#gone.length = 0;
    return lists.choices;
  }

  /** Chooses where something has changed; `undefined` if it takes no longer to choose everything anew. */
  #chooseAgain(lists: ChoiceLists): ChoiceLists | undefined {
    if (this.#changed.size + this.#gone.length === 0) return lists;
    if (this.#known?.guesses === true || this.#pins.size > 0 || this.#isUnsteady) return undefined;
    this.#steady ??= new SteadyDraft(this.#slots, this.#profile.margin);
    const updated = this.#steady.update(this.#gone, this.#changed);
    if (updated === undefined) return this.#giveUp();
    const { draft, touched } = updated;
    const report = new InferenceReport(this.#list.steps, draft, this.#profile);
    for (const slot of touched) report.of(slot);
    if (draft.isUnsure) return this.#giveUp();
    const steps = new Set([...touched, ...this.#gone].map(({ consumer }) => consumer));
    lists.replace(new Map(Array.from(steps, (step) => [step, this.#slots[step]!.map(reportedOf)])));
    return lists;
  }

  /** What could not be kept up to date once will hardly ever be. */
  #giveUp(): undefined {
    this.#isUnsteady = true;
    this.#steady = undefined;
  }

  #chooseAll(guesses: boolean): ChoiceLists {
    const { margin } = this.#profile;
    const draft = inferGraph({ slots: this.#slots, margin, guesses, places: this.#places });
    this.#places = draft.places;
    const report = new InferenceReport(this.#list.steps, draft, this.#profile);
    return new ChoiceLists(this.#slots.map((slots) => slots.map((slot) => report.of(slot))));
  }

  #replace({ old, step }: Replacement): boolean {
    if (!this.#jobTypes.replace(old, step)) return false;
    this.#catalogue.replaceOffers(old.offers, step.offers);
    this.#gone.push(...this.#slots[step.index]!);
    const slots = this.#slotsOf(step, this.#portsOf(step));
    this.#slots[step.index] = slots;
    for (const slot of slots) this.#changed.add(slot);
    return true;
  }

  /** For whom the dependencies of a step are ranked; most need no more than the outputs that are expected. */
  #portsOf({ name, specification }: ListedStep): readonly ClassedPort[] {
    const jobs = { jobTypes: this.#jobTypes, names: this.#names };
    return Object.values(specification.dependencies).map((dependency) => {
      const { reader, all, onlyExpected } = rankedPort(name, dependency, jobs);
      const firstClass = this.#catalogue.classOf(dependency, onlyExpected ?? all);
      return { dependency, reader, all, onlyExpected, firstClass };
    });
  }

  #slotsOf({ name: consumer, index }: ListedStep, ports: readonly ClassedPort[]): readonly SessionSlot[] {
    const slots: SessionSlot[] = [];
    for (const port of ports) {
      const { dependency } = port;
      slots.push({
        input: { consumer, dependency, name: `${consumer}.${dependency.logicalName}` },
        consumer: index,
        siblings: slots,
        pinned: this.#pinned(consumer, dependency),
        port,
        candidates: this.#candidatesFor(port, index),
        chosen: undefined,
        tie: undefined,
        reported: undefined,
      });
    }
    return slots;
  }

  #candidatesFor(port: ClassedPort, consumer: number): ScoredCandidates {
    return new ScoredCandidates(port, this.#catalogue, { threshold: this.#profile.threshold, consumer });
  }

  #pinned(consumer: string, dependency: DependencySpecification): PinnedOffer | undefined {
    const pin = pinOf(this.#pins, consumer, dependency.logicalName);
    if (pin === undefined) return undefined;
    const rate = strictRater(dependency, this.#profile, this.#names, (provider, keywords) =>
      this.#jobTypes.affinity(provider, consumer, keywords),
    );
    const { offer, reason } = pin;
    return { offer, group: rate(offer), candidate: undefined, reason };
  }
}

/** What was reported of a slot that has been reported of. */
function reportedOf({ reported }: SessionSlot): Reported {
  return reported!;
}
