import { describe, expect, test } from "vitest";
import { defineReportTemplate, reportSections, reportTemplates } from "../../../src/simulation/index.js";
import { readSections } from "../../../src/simulation/reports/report-template.js";
import { caught } from "../../support/caught.js";

describe("templates", () => {
  test("are executive and detailed, frozen; detailed has every section", () => {
    expect(Object.keys(reportTemplates)).toEqual(["executive", "detailed"]);
    expect(reportTemplates.detailed.sections).toEqual(reportSections);
    expect(Object.isFrozen(reportTemplates.executive.sections)).toBe(true);
  });

  test("of one's own pick sections and their order", () => {
    const own = defineReportTemplate({ name: "own", sections: ["run", "growth"] });
    expect(readSections({ template: own }, "x()")).toEqual(["run", "growth"]);
    expect(readSections({ sections: ["events"] }, "x()")).toEqual(["events"]);
    expect(readSections({ template: "executive" }, "x()")).toEqual(["growth", "workforce", "quality"]);
    expect(readSections({}, "x()")).toEqual(reportSections);
  });
});

describe("what is no template", () => {
  test.each<[string, unknown, string]>([
    [
      "a name that is nearly one",
      { template: "executiv" },
      'There is no report template "executiv" (did you mean "executive"?).',
    ],
    [
      "a name of something every object has",
      { template: "constructor" },
      'There is no report template "constructor".',
    ],
    ["a number", { template: 5 }, "There is no report template 5."],
    [
      "a section that is nearly one",
      { sections: ["growht"] },
      'has the section "growht", which does not exist (did you mean "growth"?).',
    ],
    ["a section that is no text", { sections: [1] }, "has the section 1, which does not exist."],
    ["no section", { sections: [] }, "x() needs a section at least, but has none."],
    ["sections that are no list", { sections: "growth" }, 'x() needs a list of sections, but has "growth".'],
    ["a section twice", { sections: ["run", "run"] }, 'x() has the section "run" twice.'],
    [
      "a template with a section that does not exist",
      { template: { name: "own", sections: ["costs"] } },
      'The report template "own" has the section "costs", which does not exist.',
    ],
  ])("%s is refused", (_, layout, message) => {
    const error = caught(() => readSections(layout as never, "x()"));
    expect(error.code).toBe("REPORT_TEMPLATE_INVALID");
    expect(error.message).toContain(message);
  });

  test.each<[string, () => unknown]>([
    ["both a template and sections", () => readSections({ template: "detailed", sections: ["run"] }, "x()")],
    ["a template without a name", () => defineReportTemplate({ name: " ", sections: ["run"] })],
    [
      "a template with more",
      () => defineReportTemplate({ name: "a", sections: ["run"], title: "x" } as never),
    ],
    ["nothing", () => defineReportTemplate(null as never)],
    ["null for a template", () => readSections({ template: null as never }, "x()")],
  ])("%s is refused as an option", (_, work) => {
    expect(caught(work).code).toBe("OPTION_INVALID");
  });
});
