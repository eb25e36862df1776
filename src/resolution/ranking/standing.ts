import type { DependencySpecification } from "../../specification/index.js";

/** For which sort of reader a dependency is ranked. */
export interface Standing {
  /** Whether its step has a job. */
  readonly hasJob: boolean;
  /** Whether there is another step whose job suits. */
  readonly hasSuiting: boolean;
  /** Whether only outputs of the compatible sources are of interest. */
  readonly onlyExpected: boolean;
}

/** Whether two sorts of readers are the same. */
export function isAlike(a: Standing, b: Standing): boolean {
  return a.hasJob === b.hasJob && a.hasSuiting === b.hasSuiting && a.onlyExpected === b.onlyExpected;
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
