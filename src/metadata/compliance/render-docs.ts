import { argumentInvalid } from "../../kernel/index.js";
import { referredBy } from "../sources.js";
import { isMetadataRegistry, needs, type AnyRegistry, type MetadataEntry } from "../registry.js";
import { isTypeToken } from "../type-token.js";
import { snapshot } from "./snapshot.js";
import { statistics } from "./statistics.js";
import type { Statistics } from "./compliance-report.js";

/** What {@link renderDocs} writes. */
export type DocsFormat = "markdown" | "json" | "mermaid";

const writers: Readonly<Record<DocsFormat, (registries: readonly AnyRegistry[]) => string>> = {
  markdown: (registries) =>
    `${registries.map((registry) => markdownOf(registry).join("\n\n")).join("\n\n")}\n`,
  json: (registries) => `${JSON.stringify(registries.map(jsonOf), null, 2)}\n`,
  mermaid: (registries) => `${mermaidOf(registries).join("\n")}\n`,
};

/**
 * Documentation of registries from what they say themselves: tables of entries and slots in Markdown, everything as a
 * JSON array, or what refers to what as a Mermaid flowchart. The same registries give the same text. O(values).
 *
 * @example
 * ```ts
 * import { defineKind, defineRegistry, renderDocs } from "bailiwick/metadata";
 *
 * const pageKind = defineKind<{ area: string }>()({ name: "pages", slots: {} });
 * const pages = defineRegistry(pageKind, { home: { area: "public" } });
 * console.log(renderDocs(pages, "mermaid"));
 * // => flowchart LR
 * // =>   subgraph registry0["pages"]
 * // =>     entry0_0["home"]
 * // =>   end
 * ```
 * @throws BailiwickError `OPTION_INVALID`
 */
export function renderDocs(registries: AnyRegistry | readonly AnyRegistry[], format: DocsFormat): string {
  const all: readonly unknown[] = Array.isArray(registries) ? registries : [registries];
  if (!all.every((registry) => isMetadataRegistry(registry)))
    throw argumentInvalid("registries", "renderDocs()", "one or several registries", registries);
  if (!Object.hasOwn(writers, format))
    throw argumentInvalid("format", "renderDocs()", '"markdown", "json" or "mermaid"', format);
  return writers[format](all);
}

function jsonOf(registry: AnyRegistry): object {
  const { name, kind } = registry;
  return {
    registry: name,
    kind: kind.name,
    description: kind.description,
    slots: Object.entries(kind.slots).map(([slot, { description, default: byDefault, strict }]) => ({
      slot,
      description,
      default: byDefault,
      strict,
    })),
    rules: kind.rules.map(({ id, group, severity, description }) => ({
      rule: id,
      group,
      severity,
      description,
    })),
    references: Object.fromEntries(
      Object.entries(registry.references()).map(([field, target]) => [field, target.name]),
    ),
    entries: snapshot(registry).entries,
    statistics: statistics(registry),
  };
}

function markdownOf(registry: AnyRegistry): readonly string[] {
  const { name, kind } = registry;
  const counted = statistics(registry);
  const slots = Object.entries(kind.slots);
  const references = Object.entries(registry.references());
  const fields = [...new Set(registry.entries().flatMap((entry) => Object.keys(entry)))].filter(
    (field) => field !== "id" && field !== "requires",
  );
  const needed = (entry: MetadataEntry) =>
    slots.map(([slot]) => slot).filter((slot) => needs(kind, entry, slot));
  const parts = [
    `# ${escapeMarkdown(name)}`,
    kind.description === "" ? "" : escapeMarkdown(kind.description),
    statisticsInMarkdown(counted).join("\n"),
    "## Entries",
    markdownTable(
      ["id", ...fields, ...(slots.length === 0 ? [] : ["needs"])],
      registry
        .entries()
        .map((entry) => [
          code(entry.id),
          ...fields.map((field) => cellOf((entry as unknown as Readonly<Record<string, unknown>>)[field])),
          ...(slots.length === 0 ? [] : [needed(entry).map(code).join(", ")]),
        ]),
    ),
  ];
  if (slots.length > 0) {
    const rows = slots.map(([slot, { description, default: byDefault, strict }]) => [
      code(slot),
      escapeMarkdown(description),
      byDefault ? "needed" : "not needed",
      strict === "always" ? "always" : "in strict mode",
      String(counted.slots[slot]?.needed ?? 0),
    ]);
    parts.push(
      "## Slots",
      markdownTable(["slot", "description", "by default", "a gap stops", "entries"], rows),
    );
  }
  if (references.length > 0) {
    const rows = references.map(([field, target]) => [code(field), escapeMarkdown(target.name)]);
    parts.push("## References", markdownTable(["field", "refers to"], rows));
  }
  return parts.filter((part) => part !== "");
}

/** Statistics as a list in Markdown. */
export function statisticsInMarkdown({ kind, total, by, slots }: Statistics): readonly string[] {
  return [
    `- entries of the kind ${escapeMarkdown(kind)}: ${total}`,
    ...Object.entries(by).map(([field, values]) => {
      const counts = Object.entries(values).map(([value, count]) => `${escapeMarkdown(value)} ${count}`);
      return `- by ${escapeMarkdown(field)}: ${counts.join(", ")}`;
    }),
    ...Object.entries(slots).map(([slot, { needed, implemented }]) => {
      return `- ${escapeMarkdown(slot)}: needed by ${needed}${implemented === undefined ? "" : `, implemented for ${implemented}`}`;
    }),
  ];
}

function cellOf(value: unknown): string {
  if (value === undefined) return "";
  if (isTypeToken(value)) return value.name === "" ? "a type" : code(value.name);
  if (Array.isArray(value)) return value.map(cellOf).join(", ");
  if (typeof value === "object" && value !== null)
    return Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .map(([key, member]) => `${escapeMarkdown(key)}: ${cellOf(member)}`)
      .join("; ");
  return escapeMarkdown(String(value));
}

/** A table whose columns are as wide as their widest cell. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((title, column) =>
    rows.reduce((width, row) => Math.max(width, row[column]?.length ?? 0), Math.max(3, title.length)),
  );
  const line = (cells: readonly string[], fill = " ") =>
    `|${cells.map((cell, column) => ` ${cell.padEnd(widths[column] ?? 0, fill)} `).join("|")}|`;
  return [
    line(head.map(escapeMarkdown)),
    line(
      head.map(() => ""),
      "-",
    ),
    ...rows.map((row) => line(row)),
  ].join("\n");
}

/** A text that Markdown shows as it is, on one line. */
export function escapeMarkdown(text: string): string {
  return text
    .replaceAll(/\s+/g, " ")
    .replaceAll(/[\\`*[\]<|]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])|~(?=~)|&(?=#?\w+;)/gu, String.raw`\$&`);
}

/** A text as code: as it is, where it holds nothing that ends the code or the cell. */
function code(text: string): string {
  return /^[^`|\\\s][^`|\\\n]*$/.test(text) ? `\`${text}\`` : escapeMarkdown(text);
}

function mermaidOf(registries: readonly AnyRegistry[]): readonly string[] {
  const groups: { readonly key: unknown; readonly name: string; readonly nodes: Map<string, string> }[] = [];
  const groupOf = (key: unknown, name: string, ids: readonly string[]) => {
    const known = groups.find((group) => group.key === key);
    if (known !== undefined) return known;
    const prefix = `entry${groups.length}`;
    const group = { key, name, nodes: new Map(ids.map((id, index) => [id, `${prefix}_${index}`])) };
    groups.push(group);
    return group;
  };
  for (const registry of registries) groupOf(registry, registry.name, registry.ids);
  const edges = registries.flatMap((registry) => {
    const from = groupOf(registry, registry.name, registry.ids);
    return Object.entries(registry.references()).flatMap(([field, target]) => {
      const to = groupOf(target.source ?? target, target.name, target.ids);
      return registry.entries().flatMap((entry) =>
        referredBy(entry, field).flatMap((referred) => {
          const node = to.nodes.get(String(referred));
          return node === undefined
            ? []
            : [`  ${from.nodes.get(entry.id)} -- "${escapeMermaid(field)}" --> ${node}`];
        }),
      );
    });
  });
  return [
    "flowchart LR",
    ...groups.flatMap(({ name, nodes }, index) => [
      `  subgraph registry${index}["${escapeMermaid(name)}"]`,
      ...Array.from(nodes, ([id, node]) => `    ${node}["${escapeMermaid(id)}"]`),
      "  end",
    ]),
    ...edges,
  ];
}

function escapeMermaid(text: string): string {
  return text.replaceAll(/[^\p{L}\p{M}\p{N} _.:/-]/gu, (character) => `#${character.codePointAt(0)};`);
}
