import { readFile, writeFile } from "node:fs/promises";
import { format } from "prettier";
import { expect, test } from "vitest";
import {
  configCatalogue,
  nodeAt,
  type SchemaNode,
} from "../../../src/simulation/config/config-json-schema.js";

const page = new URL("../../../docs/simulation-config.md", import.meta.url);
const parts =
  /^(?<before>.*<!-- settings: [^\n]*-->\n)(?<settings>.*)(?<after><!-- end of settings -->\n.*)$/su;

test("docs/simulation-config.md lists every setting as the schema has it (run with UPDATE=1 to write it)", async () => {
  const text = await readFile(page, "utf8");
  const { before = "", after = "" } = parts.exec(text)?.groups ?? {};
  const expected = await format(`${before}\n${await settingsText()}\n${after}`, {
    parser: "markdown",
    printWidth: 110,
  });
  if (process.env["UPDATE"] === "1") await writeFile(page, expected);
  expect(await readFile(page, "utf8")).toBe(expected);
});

/** A table for what stands at the top and for each section, with what is within it. */
async function settingsText(): Promise<string> {
  const { root, settings } = await configCatalogue();
  const sections = new Map<string, string[]>();
  for (const { path, node } of settings.values()) {
    const section = sectionOf(path);
    const rows = sections.get(section) ?? [];
    sections.set(section, [...rows, rowOf(path.slice(section === "" ? 0 : section.split(".").length), node)]);
  }
  const titled = [...sections].map(([section, rows]) => {
    const { description = "" } = section === "" ? root : (nodeAt(root, section.split(".")) ?? {});
    const head = "| setting | what it is | unit | default | range |\n| --- | --- | --- | --- | --- |";
    return `### ${section === "" ? "At the top" : `\`${section}\``}\n\n${description}\n\n${head}\n${rows.join("\n")}\n`;
  });
  return titled.join("\n");
}

/** Sections of the simulation have tables of their own. */
function sectionOf(path: readonly string[]): string {
  return path.slice(0, path[0] === "simulation" && path.length > 2 ? 2 : path.length > 1 ? 1 : 0).join(".");
}

function rowOf(path: readonly string[], node: SchemaNode): string {
  const { description = "", "x-unit": unit = "", default: fallback } = node;
  const cells = [
    `\`${path.join(".")}\``,
    description.replace(" Relative to the folder of the configuration.", ""),
    unit,
    fallback === undefined ? "must be set" : `\`${JSON.stringify(fallback).replaceAll('"', "")}\``,
    rangeOf(node),
  ];
  return `| ${cells.join(" | ")} |`;
}

function rangeOf({ type, minimum, maximum, enum: choices, items, ...node }: SchemaNode): string {
  if (choices !== undefined) return choices.map((choice) => `\`${choice}\``).join(", ");
  if (minimum !== undefined) return `${minimum} to ${maximum}${type === "integer" ? ", whole" : ""}`;
  if (type === "boolean") return "true or false";
  if (type !== "array") return node["x-unit"] === "path" ? "a path" : "a name";
  const { properties, type: word, ...item } = items ?? {};
  if (properties === undefined)
    return word === "string" ? "a list" : `five, each ${item.minimum} to ${item.maximum}`;
  const fields = Object.entries(properties).map(
    ([name, field]) => `\`${name}\` ${field.minimum} to ${field.maximum}`,
  );
  return `1 to 20, each ${fields.join(", ")}`;
}
