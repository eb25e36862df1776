import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { projectRoot } from "../../gates/source-files.js";

/** What a module with registries begins with: a kind with one rule, and what defines a registry of it. */
export const start = `
import { defineCompliance, defineKind, defineRegistry, eachEntry, slot, wholeRegistry } from ${JSON.stringify(
  pathToFileURL(join(projectRoot, "dist/metadata.js")).href,
)};
const titled = eachEntry("title-given", "completeness", {
  description: "each page has a title",
  check: ({ id, title }) => title !== "" || \`\${id} has no title\`,
  breaks: (entry) => ({ ...entry, title: "" }),
});
const kind = defineKind()({ name: "pages", slots: { render: slot()({ default: true }) }, rules: [titled] });
const pages = (entries, name = "pages") => defineRegistry(kind, entries, { name });
const render = { home: () => "home", help: () => "help" };
`;

/** A module with a registry in which nothing is wrong. */
export const sound = `${start}
export const site = defineCompliance(pages({ home: { title: "Home" }, help: { title: "Help" } }), { implementations: { render } });
`;

/** One in which a page has no title. */
export const faulty = sound.replace('title: "Help"', 'title: ""');
