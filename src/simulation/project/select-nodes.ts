import { didYouMean, quoteList } from "../../kernel/index.js";
import type { ProjectNode, RawConfig } from "./dbt-project.js";
import { invalid, parseSelection, type Criterion, type Reach, type Selection } from "./parse-selection.js";

/** What a selection looks at. */
export interface SelectableNode extends ProjectNode {
  readonly kind: "model" | "test";
  readonly tags: readonly string[];
  readonly config: RawConfig;
  /** The ids of the nodes directly before it. */
  readonly parents: readonly string[];
  /** Of a test: whether it is of a file of its own, and the name of the generic one. */
  readonly test?: { readonly type: "generic" | "singular"; readonly name: string };
}

/** What to select, as in a request. */
export interface SelectionTexts {
  readonly select?: readonly string[] | undefined;
  readonly exclude?: readonly string[] | undefined;
}

/**
 * The nodes that are selected and not excluded, in the order in which they are listed.
 *
 * A test is selected with any model that it looks at, and excluded with any, as dbt does by default.
 * O(criteria · (nodes + edges)).
 *
 * @throws BailiwickError `MODEL_SELECTION_INVALID` for a text that means nothing, or that no node answers to
 */
export function selectNodes<Node extends SelectableNode>(
  nodes: readonly Node[],
  { select = [], exclude = [] }: SelectionTexts,
): readonly Node[] {
  const picker = new Picker(nodes);
  const selection = parseSelection(select);
  const included = selection.length === 0 ? new Set(picker.ids) : picker.pick(selection);
  const excluded = picker.pick(parseSelection(exclude));
  return nodes.filter(({ uniqueId }) => included.has(uniqueId) && !excluded.has(uniqueId));
}

class Picker {
  readonly #nodes: ReadonlyMap<string, SelectableNode>;
  readonly #children = new Map<string, string[]>();

  constructor(nodes: readonly SelectableNode[]) {
    this.#nodes = new Map(nodes.map((node) => [node.uniqueId, node]));
    for (const { uniqueId, parents } of nodes) {
      for (const parent of parents) {
        const children = this.#children.get(parent);
        if (children === undefined) this.#children.set(parent, [uniqueId]);
        else children.push(uniqueId);
      }
    }
  }

  get ids(): readonly string[] {
    return [...this.#nodes.keys()];
  }

  pick(selection: Selection): ReadonlySet<string> {
    const picked = new Set<string>();
    for (const [first, ...others] of selection) {
      if (first === undefined) continue;
      let common = this.#reached(first);
      for (const criterion of others) {
        const reached = this.#reached(criterion);
        common = new Set([...common].filter((id) => reached.has(id)));
      }
      for (const id of this.#withTests(common)) picked.add(id);
    }
    return picked;
  }

  #reached(criterion: Criterion): ReadonlySet<string> {
    const matching = [...this.#nodes.values()].filter((node) => matches(node, criterion));
    if (matching.length === 0) throw this.#nothingError(criterion);
    const found = new Set(matching.map(({ uniqueId }) => uniqueId));
    const children = this.#walk(found, criterion.isBuildable ? "all" : criterion.children, (id) =>
      (this.#children.get(id) ?? []).filter((child) => this.#nodes.get(child)?.kind === "model"),
    );
    const parents = this.#walk(
      criterion.isBuildable ? children : found,
      criterion.isBuildable ? "all" : criterion.parents,
      (id) => this.#nodes.get(id)?.parents ?? [],
    );
    return this.#withTests(new Set([...children, ...parents]));
  }

  /** With the tests that look at any of the nodes. */
  #withTests(ids: ReadonlySet<string>): ReadonlySet<string> {
    const all = new Set(ids);
    for (const id of ids) {
      if (this.#nodes.get(id)?.kind !== "model") continue;
      for (const child of this.#children.get(id) ?? []) {
        if (this.#nodes.get(child)?.kind === "test") all.add(child);
      }
    }
    return all;
  }

  #walk(
    from: ReadonlySet<string>,
    reach: Reach,
    next: (id: string) => readonly string[],
  ): ReadonlySet<string> {
    const found = new Set(from);
    let ring: readonly string[] = [...from];
    const mostSteps = reach === "all" ? Infinity : reach;
    for (let step = 0; ring.length > 0 && step < mostSteps; step++) {
      const further: string[] = [];
      for (const id of ring.flatMap(next)) {
        if (found.has(id) || !this.#nodes.has(id)) continue;
        found.add(id);
        further.push(id);
      }
      ring = further;
    }
    return found;
  }

  #nothingError({ text, method, value }: Criterion): Error {
    const nodes = [...this.#nodes.values()];
    const tags = [...new Set(nodes.flatMap((node) => node.tags))];
    const known = method === "tag" ? tags : nodes.map(({ name }) => name);
    const what = method === "tag" ? "tags" : "names";
    return invalid(
      text,
      `matches nothing in the project${didYouMean(value, known)}`,
      known.length === 0 ? `there are no ${what}.` : `there are the ${what} ${quoteList(known)}.`,
    );
  }
}

function matches(node: SelectableNode, { method, member, value }: Criterion): boolean {
  switch (method) {
    case "fqn":
      return matchesName(node, value);
    case "tag":
      return node.tags.some((tag) => glob(value).test(tag));
    case "path":
      return matchesPath(node.file, value.replace(/^\.\//u, "").replace(/\/+$/u, ""));
    case "file":
      return matchesFile(node.file.split("/").at(-1) ?? "", value);
    case "config":
      return matchesConfig(node.config, member, value);
    case "resource_type":
      return node.kind === value;
    case "test_type":
      return node.test?.type === value || (value === "data" && node.test !== undefined);
    case "test_name":
      return node.test !== undefined && glob(value).test(node.test.name);
  }
}

/** The name, or the beginning of the qualified one, with or without the project. */
function matchesName({ fqn, name }: SelectableNode, value: string): boolean {
  if (glob(value).test(name)) return true;
  const parts = value.split(".");
  const begins = (qualified: readonly string[]): boolean =>
    parts.length <= qualified.length && parts.every((part, index) => glob(part).test(qualified[index] ?? ""));
  return begins(fqn) || begins(fqn.slice(1));
}

function matchesPath(file: string, value: string): boolean {
  const parts = value.split("/");
  const found = file.split("/");
  return parts.length <= found.length && parts.every((part, index) => glob(part).test(found[index] ?? ""));
}

function matchesFile(name: string, value: string): boolean {
  return glob(value).test(name) || glob(value).test(name.replace(/\.\w+$/u, ""));
}

function matchesConfig(config: RawConfig, member: readonly string[], value: string): boolean {
  let found: unknown = config;
  for (const key of member) found = (found as Readonly<Record<string, unknown>> | undefined | null)?.[key];
  const items: readonly unknown[] = Array.isArray(found) ? found : [found];
  return items.some(
    (item) => item !== undefined && item !== null && glob(value.toLowerCase()).test(textOf(item)),
  );
}

function textOf(item: unknown): string {
  return (typeof item === "string" ? item : JSON.stringify(item)).toLowerCase();
}

/** A pattern in the manner of a shell: `*`, `?` and `[…]`. */
function glob(value: string): RegExp {
  const source = value.replaceAll(/\[!?[^\]]+\]|[.*+?^${}()|[\]\\]/gu, (found) => {
    if (found === "*") return ".*";
    if (found === "?") return ".";
    if (found.length > 1) return found.replace(/^\[!/u, "[^").replaceAll("\\", "\\\\");
    return `\\${found}`;
  });
  return new RegExp(`^${source}$`, "su");
}
