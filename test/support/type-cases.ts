import { typeErrors } from "./type-check.js";

/** Texts that the compiler reads, by what they are called. */
export type TypeCases = Readonly<Record<string, string>>;

/**
 * What the compiler says of each text, as line and code. All are read at once, and what they share only once.
 *
 * @param shared a module; each text sees what it exports
 */
export function typeCases(
  shared: string,
  cases: TypeCases,
): Readonly<Record<string, readonly (readonly [line: number, code: number])[]>> {
  const folder = "test/fixtures";
  const names = [...shared.matchAll(/^export (?:(?:declare )?(?:const|type) )?(\{[^}]*\}|\w+)/gm)].flatMap(
    ([, name = ""]) => name.match(/\w+/g) ?? [],
  );
  const pathOf = (index: number) => `${folder}/type-case-${index}.ts`;
  const errors = typeErrors({
    [`${folder}/type-cases.ts`]: shared,
    ...Object.fromEntries(
      Object.values(cases).map((source, index) => [
        pathOf(index),
        `import { ${names.join(", ")} } from "./type-cases.js";\n${source}`,
      ]),
    ),
  });
  const ofShared = errors.find(({ path }) => path === `${folder}/type-cases.ts`);
  if (ofShared !== undefined)
    throw new Error(`The shared module, line ${ofShared.line}: ${ofShared.message}`);
  return Object.fromEntries(
    Object.keys(cases).map((name, index) => [
      name,
      errors.filter(({ path }) => path === pathOf(index)).map(({ line, code }) => [line - 1, code] as const),
    ]),
  );
}
