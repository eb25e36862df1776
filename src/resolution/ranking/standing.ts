import type { DependencySpecification } from "../../specification/index.js";

/** For which sort of reader a dependency is ranked; there is one of each sort. */
export interface Standing {
  /** Whether its step has a job. */
  readonly hasJob: boolean;
  /** Whether there is another step whose job suits. */
  readonly hasSuiting: boolean;
  /** Whether only outputs of the compatible sources are of interest. */
  readonly onlyExpected: boolean;
}

const all: readonly Standing[] = Array.from({ length: 8 }, (_, bits) =>
  Object.freeze({ hasJob: (bits & 1) > 0, hasSuiting: (bits & 2) > 0, onlyExpected: (bits & 4) > 0 }),
);

/** The sort of reader of which this is true; always the same object. */
export function standingOf({ hasJob, hasSuiting, onlyExpected }: Standing): Standing {
  return all[Number(hasJob) + 2 * Number(hasSuiting) + 4 * Number(onlyExpected)]!;
}

/** Whether two dependencies of the same name and types score the same everywhere. */
export function isDeclaredAlike(a: DependencySpecification, b: DependencySpecification): boolean {
  return (
    areEqual(a.compatibleSources, b.compatibleSources) && areEqual(a.semanticKeywords, b.semanticKeywords)
  );
}

function areEqual(a: readonly string[], b: readonly string[]): boolean {
  if (a.length !== b.length) return false;
  for (let index = 0; index < a.length; index++) if (a[index] !== b[index]) return false;
  return true;
}
