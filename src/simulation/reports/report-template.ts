import {
  BailiwickError,
  deepFreeze,
  describe,
  didYouMean,
  optionInvalid,
  quoteList,
  refuseUnknownOptions,
} from "../../kernel/index.js";

/** The parts of a report that can be shown, in the order of the template `detailed`. */
export const reportSections = Object.freeze([
  "growth",
  "workforce",
  "events",
  "participation",
  "contributions",
  "quality",
  "run",
] as const);

/** One of {@link reportSections}. */
export type ReportSection = (typeof reportSections)[number];

/** Which sections of a report are shown, and in which order. */
export interface ReportTemplate {
  readonly name: string;
  readonly sections: readonly ReportSection[];
}

/** The names of the templates that there are. */
export type ReportTemplateName = "executive" | "detailed";

/**
 * The templates that there are: `executive` is for those who want to know how it came out, `detailed` has every section.
 */
export const reportTemplates: Readonly<Record<ReportTemplateName, ReportTemplate>> = deepFreeze({
  executive: { name: "executive", sections: ["growth", "workforce", "quality"] },
  detailed: { name: "detailed", sections: [...reportSections] },
});

/** What of a report is shown: a template, or sections in an order of one's own. @defaultValue the template `detailed` */
export interface ReportLayout {
  readonly template?: ReportTemplateName | ReportTemplate;
  readonly sections?: readonly ReportSection[];
}

/** The options that {@link readSections} reads. */
export const layoutOptions = ["template", "sections"] as const;

/**
 * A template of one's own, frozen.
 *
 * @throws BailiwickError `REPORT_TEMPLATE_INVALID` for a section that there is not, one that is named twice, or none at all;
 * `OPTION_INVALID`
 *
 * @example
 * ```ts
 * import { defineReportTemplate } from "bailiwick/simulation";
 *
 * const board = defineReportTemplate({ name: "board", sections: ["contributions", "participation"] });
 * console.log(board.sections.length); // => 2
 * ```
 */
export function defineReportTemplate(template: ReportTemplate): ReportTemplate {
  const owner = "a report template";
  refuseUnknownOptions(template, ["name", "sections"], owner);
  const { name, sections } = template;
  if (typeof name !== "string" || name.trim() === "") {
    throw optionInvalid("name", owner, "a text that is not blank", name);
  }
  return deepFreeze({ name, sections: checkSections(sections, `The report template ${describe(name)}`) });
}

/**
 * The sections that are asked for.
 *
 * @param owner as in `formatReport()`
 * @throws BailiwickError `REPORT_TEMPLATE_INVALID`, `OPTION_INVALID`
 */
export function readSections({ template, sections }: ReportLayout, owner: string): readonly ReportSection[] {
  if (template !== undefined && sections !== undefined) {
    throw optionInvalid("sections", owner, "left out where there is a template", sections);
  }
  if (sections !== undefined) return checkSections(sections, owner);
  if (template === undefined) return reportTemplates.detailed.sections;
  if (typeof template === "object") return defineReportTemplate(template).sections;
  const names = Object.keys(reportTemplates);
  if (typeof template === "string" && Object.hasOwn(reportTemplates, template)) {
    return reportTemplates[template].sections;
  }
  const guess = typeof template === "string" ? didYouMean(template, names) : "";
  throw new BailiwickError("REPORT_TEMPLATE_INVALID", {
    message: `There is no report template ${describe(template)}${guess}.`,
    hint: `use ${quoteList(names, "or")}, or one made by defineReportTemplate().`,
    details: { template: describe(template), known: names },
  });
}

function checkSections(sections: unknown, owner: string): readonly ReportSection[] {
  const invalid = (message: string, details: Readonly<Record<string, unknown>> = {}): BailiwickError =>
    new BailiwickError("REPORT_TEMPLATE_INVALID", {
      message: `${owner} ${message}.`,
      hint: `the sections are ${quoteList(reportSections)}.`,
      details: { ...details, known: reportSections },
    });
  if (!Array.isArray(sections)) throw invalid(`needs a list of sections, but has ${describe(sections)}`);
  if (sections.length === 0) throw invalid("needs a section at least, but has none");
  const checked: ReportSection[] = [];
  for (const section of sections as readonly unknown[]) {
    const known = reportSections.find((name) => name === section);
    if (known === undefined) {
      const guess = typeof section === "string" ? didYouMean(section, reportSections) : "";
      throw invalid(`has the section ${describe(section)}, which does not exist${guess}`, {
        section: describe(section),
      });
    }
    if (checked.includes(known))
      throw invalid(`has the section ${describe(known)} twice`, { section: known });
    checked.push(known);
  }
  return checked;
}
