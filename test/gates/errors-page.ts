import { errorCodes } from "../../src/kernel/index.js";
import type { Fault, SourceFile } from "./source-files.js";

/** What the page of errors is compared with. */
export interface ErrorUses {
  /** Defaults to the codes of the package. */
  readonly codes?: readonly string[];
  readonly sources: readonly SourceFile[];
  readonly tests: readonly SourceFile[];
}

interface Section {
  readonly code: string;
  readonly line: number;
  readonly text: string;
}

const whereCodesAreListed = "src/kernel/error-codes.ts";
const paragraphs = ["When", "What to do"];

/** Where the page of errors is not the list of the codes, in order, each explained, thrown and tested. */
export function checkErrorsPage(
  page: SourceFile,
  { codes = errorCodes, sources, tests }: ErrorUses,
): readonly Fault[] {
  const sections = readSections(page.source);
  const fault = (line: number, message: string): Fault => ({ path: page.path, line, message });
  const missing = codes.filter((code) => !sections.some((section) => section.code === code));
  return [
    ...missing.map((code) => fault(1, `has no section "## ${code}"; add one.`)),
    ...sections.flatMap(({ code, line, text }, index) => [
      ...(codes.includes(code) ? [] : [fault(line, `${code} is no error code; remove the section.`)]),
      ...(index === 0 || sections[index - 1]!.code < code
        ? []
        : [fault(line, `${code} stands after ${sections[index - 1]!.code}; sort the sections.`)]),
      ...paragraphs
        .filter((name) => !new RegExp(`^\\*\\*${name}\\*\\*: \\S`, "m").test(text))
        .map((name) => fault(line, `${code} has no paragraph "**${name}**: …"; write it.`)),
    ]),
    ...codes.flatMap((code) => useFaults(code, sources, tests)),
  ];
}

function readSections(source: string): Section[] {
  const headings = [...source.matchAll(/^## (.+)$/gm)];
  return headings.map((heading, index) => ({
    code: heading[1]!.trim(),
    line: source.slice(0, heading.index).split("\n").length,
    text: source.slice(heading.index, headings[index + 1]?.index),
  }));
}

function useFaults(code: string, sources: readonly SourceFile[], tests: readonly SourceFile[]): Fault[] {
  const isUsedIn = (files: readonly SourceFile[]): boolean =>
    files.some(({ path, source }) => path !== whereCodesAreListed && source.includes(`"${code}"`));
  const fault = (message: string): Fault => ({ path: whereCodesAreListed, line: 1, message });
  return [
    ...(isUsedIn(sources) ? [] : [fault(`${code} is never thrown; remove it.`)]),
    ...(isUsedIn(tests) ? [] : [fault(`${code} is expected by no test; write one.`)]),
  ];
}
