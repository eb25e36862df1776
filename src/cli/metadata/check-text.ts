import { renderReport, type ComplianceReport } from "../../metadata/index.js";
import type { Style } from "../style.js";
import type { BaselineUse, RegistryChange } from "./baseline-file.js";

/** What a check came to, for people: the reports, and how they stand to the file of snapshots. */
export function checkText(reports: readonly ComplianceReport[], use: BaselineUse, style: Style): string {
  const text = renderReport(reports, "text").trimEnd();
  const isOther = reports.some(({ findings }) => findings.some(({ rule }) => rule === "baseline-unchanged"));
  return `${[coloured(text, style), "", ...baselineLines(use, isOther, style)].join("\n")}\n`;
}

/** The words that say how bad a finding is. No name of a registry stands so far in, and nothing else so little. */
function coloured(text: string, { red, yellow }: Style): string {
  const colours = { error: red, warning: yellow };
  return text.replaceAll(
    /^ {2}(error|warning)\b/gmu,
    (_, word: keyof typeof colours) => `  ${colours[word](word)}`,
  );
}

function baselineLines(
  { file, action, changes }: BaselineUse,
  isOther: boolean,
  style: Style,
): readonly string[] {
  if (action === "compared")
    return [`compared with ${file}${isOther ? "; --update accepts what has changed" : ""}`];
  if (action === "missing")
    return [
      `${style.yellow("no snapshot")} ${file} to compare with; --update writes it, to be reviewed and committed`,
    ];
  const lines = changes.flatMap((change) => changeLines(change, style));
  return [
    `${style.green("written")} ${file}${lines.length === 0 ? ", which has not changed" : ""}`,
    ...lines,
  ];
}

function changeLines(
  { registry, fields, added, removed, changed }: RegistryChange,
  { green, red, yellow }: Style,
): readonly string[] {
  const values = (before: unknown, after: unknown): string => `${jsonOf(before)} → ${jsonOf(after)}`;
  return [
    ...fields.map(
      ({ path, before, after }) => `  ${yellow("~")} ${registry}: ${path} ${values(before, after)}`,
    ),
    ...added.map((id) => `  ${green("+")} ${registry}: ${id}`),
    ...removed.map((id) => `  ${red("-")} ${registry}: ${id}`),
    ...changed.flatMap(({ id, fields: changes }) =>
      changes.map(
        ({ path, before, after }) => `  ${yellow("~")} ${registry}: ${id}.${path} ${values(before, after)}`,
      ),
    ),
  ];
}

function jsonOf(value: unknown): string {
  return value === undefined ? "nothing" : JSON.stringify(value);
}
