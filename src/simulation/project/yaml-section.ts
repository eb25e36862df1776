import type { Document, LineCounter } from "yaml";
import { describe, didYouMean, isPlainObject, quoteList } from "../../kernel/index.js";
import type { ProjectFault, ProjectFaults } from "./project-faults.js";

type Path = readonly (string | number)[];

interface YamlSource {
  readonly file: string;
  readonly document: Document.Parsed;
  readonly lines: LineCounter;
  readonly faults: ProjectFaults;
}

/**
 * Reads a YAML text as a map.
 *
 * @returns nothing for an empty file, and for one that cannot be read, which is noted as faults
 */
export async function readYamlFile(
  file: string,
  text: string,
  faults: ProjectFaults,
): Promise<YamlSection | undefined> {
  const yaml = await import("yaml");
  const lines = new yaml.LineCounter();
  const document = yaml.parseDocument(text, { lineCounter: lines, prettyErrors: false, logLevel: "silent" });
  for (const { message, pos } of document.errors) {
    const { line } = lines.linePos(pos[0]);
    faults.add({ code: "MODEL_PROJECT_INVALID", file, line, message: `this is not valid YAML: ${message}` });
  }
  if (document.errors.length > 0) return undefined;
  const value: unknown = document.toJS();
  if (value === null || value === undefined) return undefined;
  const source = { file, document, lines, faults };
  if (isPlainObject(value)) return new YamlSection(source, [], value);
  const message = `the file must be a map, but is ${describe(value)}`;
  faults.add({ code: "MODEL_PROJECT_INVALID", file, line: 1, message });
  return undefined;
}

/** A map of a YAML file, that notes what is wrong with its members where they stand. */
export class YamlSection {
  readonly value: Readonly<Record<string, unknown>>;
  readonly #source: YamlSource;
  readonly #path: Path;

  constructor(source: YamlSource, path: Path, value: Readonly<Record<string, unknown>>) {
    this.#source = source;
    this.#path = path;
    this.value = value;
  }

  get file(): string {
    return this.#source.file;
  }

  get keys(): readonly string[] {
    return Object.keys(this.value);
  }

  has(key: string): boolean {
    return this.value[key] !== undefined && this.value[key] !== null;
  }

  /** The line of the map, or of one of its members. */
  lineOf(...keys: Path): number {
    const { document, lines } = this.#source;
    for (let path = [...this.#path, ...keys]; ; path = path.slice(0, -1)) {
      const node: unknown = document.getIn(path, true);
      const start = (node as { readonly range?: readonly number[] } | undefined)?.range?.[0];
      if (start !== undefined) return lines.linePos(start).line;
      if (path.length === 0) return 1;
    }
  }

  fault(keys: Path, message: string, more: Partial<Pick<ProjectFault, "code" | "hint">> = {}): void {
    const { file, faults } = this.#source;
    faults.add({ code: "MODEL_PROJECT_INVALID", file, line: this.lineOf(...keys), message, ...more });
  }

  /** Notes keys that nobody reads, with what was perhaps meant. */
  refuseUnknown(known: readonly string[], what: string): void {
    for (const key of this.keys) {
      if (known.includes(key)) continue;
      this.fault([key], `${describe(key)} is not a key of ${what}${didYouMean(key, known)}`, {
        hint: `known are ${quoteList(known)}.`,
      });
    }
  }

  text(key: string): string | undefined {
    const value = this.value[key];
    if (value === undefined || value === null) return undefined;
    if (typeof value === "string" && value.trim() !== "") return value;
    return this.#mustBe(key, "a text that is not empty", value);
  }

  /** A text or a list of texts, as a list. */
  texts(key: string): readonly string[] | undefined {
    const value = this.value[key];
    if (value === undefined || value === null) return undefined;
    if (typeof value === "string") return [value];
    if (Array.isArray(value) && value.every((item) => typeof item === "string")) return value;
    return this.#mustBe(key, "a text or a list of texts", value);
  }

  section(key: string): YamlSection | undefined {
    const value = this.value[key];
    if (value === undefined || value === null) return undefined;
    if (isPlainObject(value)) return new YamlSection(this.#source, [...this.#path, key], value);
    return this.#mustBe(key, "a map", value);
  }

  /** The maps of a list. */
  sections(key: string): readonly YamlSection[] {
    const value = this.value[key];
    if (value === undefined || value === null) return [];
    if (!Array.isArray(value)) return this.#mustBe(key, "a list", value) ?? [];
    return value.flatMap((item: unknown, index) => {
      if (isPlainObject(item)) return [new YamlSection(this.#source, [...this.#path, key, index], item)];
      this.fault([key, index], `an item of ${key} must be a map, but is ${describe(item)}`);
      return [];
    });
  }

  #mustBe(key: string, expected: string, value: unknown): undefined {
    this.fault([key], `${key} must be ${expected}, but is ${describe(value)}`);
    return undefined;
  }
}
