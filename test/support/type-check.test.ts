import { expect, test } from "vitest";
import { typeErrors } from "./type-check.js";

test("a text is checked as a file of the project, each time as it now is", () => {
  expect(typeErrors("export const n: number = 1;\n")).toEqual([]);
  expect(typeErrors('\nexport const n: number = "1";\n')).toEqual([
    {
      path: "test/fixtures/typed.ts",
      line: 2,
      code: 2322,
      message: "Type 'string' is not assignable to type 'number'.",
    },
  ]);
  expect(typeErrors("export const n = ;\n").map(({ code }) => code)).toEqual([1109]);
});

test("several texts see each other in the places of their files", () => {
  const user = 'import { n } from "./given.js";\nexport const text: string = n;\n';
  const found = (given: string) =>
    typeErrors({ "test/fixtures/given.ts": given, "test/fixtures/user.ts": user });
  expect(found('export const n = "1";\n')).toEqual([]);
  expect(found("export const n = 1;\n").map(({ path, line }) => `${path}:${line}`)).toEqual([
    "test/fixtures/user.ts:2",
  ]);
});
