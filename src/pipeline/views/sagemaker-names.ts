import { describe, quoteList } from "../../kernel/index.js";

const validName = /^[A-Za-z0-9_-]{1,64}$/u;

/**
 * The names that steps have in a pipeline definition, by their own, and what is wrong with them: SageMaker takes up to
 * 64 letters from A to Z, digits, `-` and `_`.
 */
export function sageMakerNames(
  stepNames: readonly string[],
  given: (stepName: string) => string | undefined,
): { readonly names: ReadonlyMap<string, string>; readonly faults: readonly string[] } {
  const names = new Map<string, string>();
  const owners = new Map<string, string[]>();
  const faults: string[] = [];
  for (const stepName of stepNames) {
    const name = given(stepName) ?? cleaned(stepName);
    names.set(stepName, name);
    owners.set(name, [...(owners.get(name) ?? []), stepName]);
    if (!validName.test(name)) faults.push(`${describe(stepName)}: ${nameFault(name, given(stepName))}`);
  }
  for (const [name, list] of owners) {
    if (list.length > 1 && validName.test(name))
      faults.push(
        `${quoteList(list)} would all be called ${describe(name)}; give all but one of them a name`,
      );
  }
  return { names, faults };
}

/** Accents are taken off letters, and what is left of others becomes one `-`. */
function cleaned(stepName: string): string {
  return stepName
    .normalize("NFKD")
    .replaceAll(/\p{M}/gu, "")
    .replaceAll(/[^A-Za-z0-9_]+/gu, "-")
    .replaceAll(/^-+|-+$/gu, "");
}

function nameFault(name: string, given: string | undefined): string {
  if (given === undefined && name === "")
    return "nothing of its name is left that SageMaker takes; give it a name";
  if (name.length > 64) return `the name ${describe(name)} has ${name.length} characters, and 64 are allowed`;
  return `the name ${describe(name)} must be letters from A to Z, digits, "-" and "_"`;
}
