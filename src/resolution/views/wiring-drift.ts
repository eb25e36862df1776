import type { Edge } from "../../graph/index.js";
import type { LockedOptions, LockedProfile } from "./wiring-lock.js";

/**
 * Something that changed since the lock was written and can be why a wire is another one now:
 *
 * - `"step"`: the step of the input, of the output that fed it or of the one that feeds it now came, went, or is
 *   specified otherwise;
 * - `"pin"`: the input was pinned, or its pin changed or went;
 * - `"profile"`, `"options"`, `"edges"`: what all wires are made from;
 * - `"other-steps"`, `"other-pins"`: nothing about the input itself or its outputs, but others did, and wires are
 *   chosen together;
 * - `"unrecorded"`: nothing that the lock records. It was edited by hand, another version of the package chooses
 *   otherwise, or, in the classic profile, the steps are listed in another order.
 */
export type DriftCause =
  | {
      readonly kind: "step";
      readonly stepName: string;
      readonly role: "consumer" | "old-provider" | "new-provider";
      readonly change: "added" | "removed" | "changed";
    }
  | { readonly kind: "pin"; readonly change: "added" | "removed" | "changed" }
  | {
      readonly kind: "profile" | "options" | "edges" | "other-steps" | "other-pins" | "unrecorded";
    };

/** A wire that is not as the lock says. Inputs and outputs are named as in the lock. */
export interface WireChange {
  readonly input: string;
  /** The output that feeds it in the lock. Absent where nothing does. */
  readonly from?: string;
  /** The output that feeds it now. Absent where nothing does. */
  readonly to?: string;
  /** At least one, the nearest first. */
  readonly causes: readonly DriftCause[];
}

/** A pin that is not as the lock says. */
export interface PinChange {
  readonly input: string;
  /** Absent where the pin is new. */
  readonly before?: { readonly output: string; readonly reason?: string };
  /** Absent where the pin is gone. */
  readonly after?: { readonly output: string; readonly reason?: string };
}

/** How the known graph is not as the lock says. */
export interface EdgesChange {
  /** Whether the lock has a known graph. */
  readonly wereKnown: boolean;
  /** Whether the wiring has one. */
  readonly areKnown: boolean;
  readonly added: readonly Edge[];
  readonly removed: readonly Edge[];
}

/** What leads from a lock to a wiring; frozen plain data. All lists are sorted by name. */
export interface WiringDrift {
  /** Whether nothing differs: the lock of the wiring is this very lock. */
  readonly isSame: boolean;
  /**
   * Whether the steps, the wires and the inputs without a wire are those of the lock: a run does the same. What
   * they were decided from may have changed.
   */
  readonly isSameWiring: boolean;
  /** The inputs that another output feeds. */
  readonly moved: readonly WireChange[];
  /** The inputs that are fed now and were not, or were not there. */
  readonly added: readonly WireChange[];
  /** The inputs that were fed and no longer are, or are no longer there. */
  readonly removed: readonly WireChange[];
  /** Inputs without a wire: those that the lock does not have so, and those that only the lock has so. */
  readonly unresolved: { readonly added: readonly string[]; readonly removed: readonly string[] };
  /** `changed` are those of which resolution sees another specification. */
  readonly steps: {
    readonly added: readonly string[];
    readonly removed: readonly string[];
    readonly changed: readonly string[];
  };
  readonly pins: readonly PinChange[];
  /** Only there if the profile is another, in name or values. */
  readonly profile?: { readonly before: LockedProfile; readonly after: LockedProfile };
  /** Only there if the options differ. */
  readonly options?: { readonly before: LockedOptions; readonly after: LockedOptions };
  /** Only there if the known graph is another. */
  readonly edges?: EdgesChange;
  /** All of it in words, for a terminal. Of long lists the beginning. */
  readonly text: string;
}
