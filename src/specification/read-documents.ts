import type { Document, YAMLMap } from "yaml";
import { jsonFault } from "./json-fault.js";
import { keyText, SourceDocument, startOf, type Yaml } from "./source-document.js";
import type { FramedProblem, SourceText } from "./source-text.js";

/** How a specification file is written. */
export type SpecificationFileFormat = "yaml" | "json";

const maxDepth = 100;
const maxAliasCount = 1_000;

const yamlOptions = {
  schema: "core",
  merge: false,
  stringKeys: true,
  uniqueKeys: false, // checked below instead: in linear time, and with the place of the first
  resolveKnownTags: false,
  prettyErrors: false,
  logLevel: "silent",
} as const;

const yamlErrors: Readonly<Record<string, string>> = {
  NON_STRING_KEY: "a key must be a string",
  TAB_AS_INDENT: "tabs cannot indent; use spaces",
};

type Note = (offset: number, path: readonly string[], message: string) => void;

/**
 * The documents of a text as far as they can be read, and what is wrong with their form. Loads the YAML
 * library, which also tells where the parts of a JSON text stand.
 */
export async function readDocuments(
  source: SourceText,
  format: SpecificationFileFormat,
): Promise<{ readonly documents: readonly SourceDocument[]; readonly problems: readonly FramedProblem[] }> {
  const problems: FramedProblem[] = [];
  const note: Note = (offset, path, message) => problems.push(source.problem(offset, path, message));
  const fault = format === "json" && source.text.trim() !== "" ? jsonFault(source.text) : undefined;
  if (fault !== undefined) {
    note(fault.offset, [], fault.message);
    return { documents: [], problems };
  }
  const yaml = await import("yaml");
  const composed = compose(yaml, source.text, note);
  const written = composed.filter(({ contents, errors }) => {
    return errors.length > 0 || !yaml.isScalar(contents) || contents.value !== null;
  });
  if (written.length === 0 && problems.length === 0) {
    note(0, [], source.file === undefined ? "the text is empty" : "the file is empty");
  }
  const readValue = format === "json" ? jsonValue : yamlValue;
  const documents = written.flatMap((document) => {
    const value = readValue(yaml, document, source, note);
    return value === undefined ? [] : [new SourceDocument(yaml, document, value)];
  });
  return { documents, problems };
}

/** Parses a text, unless it is nested so deeply that the recursion of the library would end the process. */
function compose(yaml: Yaml, text: string, note: Note): readonly Document.Parsed[] {
  const parser = new yaml.Parser();
  let deepAt: number | undefined;
  function* tokens() {
    for (const lexeme of new yaml.Lexer().lex(text)) {
      yield* parser.next(lexeme);
      if (parser.stack.length <= maxDepth) continue;
      deepAt = parser.offset;
      return;
    }
    yield* parser.end();
  }
  const documents = [...new yaml.Composer(yamlOptions).compose(tokens())];
  if (deepAt === undefined) return documents;
  note(deepAt, [], "the text is nested too deeply");
  return [];
}

function jsonValue(yaml: Yaml, document: Document.Parsed, source: SourceText, note: Note): unknown {
  noteLooseParts(yaml, document, source, note);
  return JSON.parse(source.text) as unknown;
}

function yamlValue(yaml: Yaml, document: Document.Parsed, source: SourceText, note: Note): unknown {
  const [error] = document.errors;
  if (error !== undefined) {
    note(error.pos[0], [], `this is not valid YAML: ${yamlErrors[error.code] ?? error.message}`);
    return undefined;
  }
  for (const { code, pos, message } of document.warnings) {
    const isTag = code === "TAG_RESOLVE_FAILED";
    const fault = `this is not valid YAML: ${message}`;
    note(pos[0], [], isTag ? `the tag ${source.text.slice(...pos)} means nothing here` : fault);
  }
  if (!noteLooseParts(yaml, document, source, note)) return undefined;
  try {
    return document.toJS({ maxAliasCount }) as unknown;
  } catch (cause) {
    if (!(cause instanceof ReferenceError)) throw cause;
    const fault = "the aliases of this document expand to too many values; write the values out";
    note(startOf(document.contents) ?? 0, [], fault);
    return undefined;
  }
}

/** Notes keys that come twice and aliases that lead nowhere; tells whether every alias leads somewhere. */
function noteLooseParts(yaml: Yaml, document: Document.Parsed, source: SourceText, note: Note): boolean {
  const anchors = new Set<string>();
  let isBound = true;
  yaml.visit(document, {
    Node(_, node, ancestors) {
      const path = () => ancestors.filter((ancestor) => yaml.isPair(ancestor)).map(keyText);
      if (yaml.isMap(node)) {
        for (const [key, first, second] of repeatedKeys(node)) {
          const { line } = source.placeOf(first);
          note(second, [...path(), key], `is written twice, first on line ${line}`);
        }
      }
      if (!yaml.isAlias(node)) {
        if (node.anchor !== undefined) anchors.add(node.anchor);
      } else if (!anchors.has(node.source)) {
        isBound = false;
        note(startOf(node) ?? 0, path(), `is *${node.source}, but no &${node.source} stands before it`);
      }
    },
  });
  return isBound;
}

function repeatedKeys(map: YAMLMap): readonly (readonly [key: string, first: number, second: number])[] {
  const starts = new Map<string, number>();
  return map.items.flatMap((pair) => {
    const key = keyText(pair);
    const start = startOf(pair.key) ?? 0;
    const first = starts.get(key);
    if (first !== undefined) return [[key, first, start] as const];
    starts.set(key, start);
    return [];
  });
}
