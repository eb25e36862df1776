import type { Document, YAMLError } from "yaml";
import { jsonFault } from "./json-fault.js";
import {
  keyText,
  maxAliasCount,
  SourceDocument,
  startOf,
  type AliasTargets,
  type Yaml,
} from "./source-document.js";
import type { FramedProblem, SourceText } from "./source-text.js";

/** How a specification file is written. */
export type SpecificationFileFormat = "yaml" | "json";

const maxDepth = 100;

const yamlOptions = {
  schema: "core",
  merge: false,
  stringKeys: true,
  uniqueKeys: false, // checked below instead: in linear time, and with the place of the first
  resolveKnownTags: false,
  prettyErrors: false,
  logLevel: "silent",
} as const;

const missingColon = "a colon and a space are missing after a key";

/** The faults of beginners in plain words, by code and text of the library. */
const yamlFaults: readonly (readonly [error: RegExp, message: string])[] = [
  [/^NON_STRING_KEY/u, "a key must be a string"],
  [/^TAB_AS_INDENT/u, "tabs cannot indent; use spaces"],
  [/^BAD_INDENT Flow/u, "a bracket is not closed, or what is in it is not indented"],
  [/^BAD_INDENT All/u, "the indentation is wrong: what belongs together must begin in the same column"],
  [/^BLOCK_AS_IMPLICIT_KEY/u, 'the indentation is wrong, or a value that holds ": " needs quotes'],
  [/^BLOCK_IN_FLOW/u, 'a comma is missing, or a value that holds ": " needs quotes'],
  [/^BAD_SCALAR_START/u, "a value that begins with this character needs quotes"],
  [/^MULTILINE_IMPLICIT_KEY/u, `${missingColon}, or a comma in brackets`],
  [/^MISSING_CHAR Implicit map keys/u, missingColon],
  [/^MISSING_CHAR Missing closing/u, "a quote that opens before here is never closed"],
  [/^UNEXPECTED_TOKEN .* at node end/u, "this follows the end of a value; check quotes and indentation"],
  [/^UNEXPECTED_TOKEN .*flow-(?:seq|map)-end token/u, "this bracket closes nothing"],
  [/^UNEXPECTED_TOKEN .*block-seq-ind on same line/u, "a list must begin on the line after its key"],
];

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
  const { documents: composed, deepAt } = compose(yaml, source.text);
  if (deepAt !== undefined) {
    noteDepth(composed, deepAt, note);
    return { documents: [], problems };
  }
  const written = composed.filter(({ contents, errors }) => {
    return errors.length > 0 || !yaml.isScalar(contents) || contents.value !== null;
  });
  if (written.length === 0 && problems.length === 0) {
    note(0, [], source.file === undefined ? "the text is empty" : "the file is empty");
  }
  const read = format === "json" ? readJson : readYaml;
  return { documents: written.flatMap((document) => read(yaml, document, source, note)), problems };
}

/**
 * Parses a text up to where it is nested so deeply that the recursion of the library would end the process;
 * `deepAt` tells where that is.
 */
function compose(
  yaml: Yaml,
  text: string,
): { readonly documents: readonly Document.Parsed[]; readonly deepAt: number | undefined } {
  const parser = new yaml.Parser();
  let deepAt: number | undefined;
  function* tokens() {
    for (const lexeme of new yaml.Lexer().lex(text)) {
      yield* parser.next(lexeme);
      if (parser.stack.length <= maxDepth) continue;
      deepAt = parser.offset;
      break;
    }
    yield* parser.end();
  }
  const documents = [...new yaml.Composer(yamlOptions).compose(tokens())];
  return { documents, deepAt };
}

/** Notes why a text is nested too deeply: faults of its own that make it so, or nothing else than that. */
function noteDepth(documents: readonly Document.Parsed[], deepAt: number, note: Note): void {
  const errors = documents.flatMap((document) => document.errors.slice(0, 1));
  const own = errors.filter(({ pos }) => pos[0] < deepAt); // the others come from the cut
  for (const error of own) noteYamlError(error, note);
  if (own.length === 0) note(deepAt, [], "the text is nested too deeply");
}

function noteYamlError({ code, pos, message }: YAMLError, note: Note): void {
  const known = yamlFaults.find(([error]) => error.test(`${code} ${message}`));
  note(pos[0], [], `this is not valid YAML: ${known?.[1] ?? message}`);
}

type ReadDocument = (
  yaml: Yaml,
  document: Document.Parsed,
  source: SourceText,
  note: Note,
) => readonly SourceDocument[];

const readJson: ReadDocument = (yaml, document, source, note) => {
  noteRepeatedKeys(yaml, document, source, note);
  return [new SourceDocument(yaml, document, JSON.parse(source.text), new Map())];
};

const readYaml: ReadDocument = (yaml, document, source, note) => {
  const [error] = document.errors;
  if (error !== undefined) {
    noteYamlError(error, note);
    return [];
  }
  for (const { code, pos, message } of document.warnings) {
    const isTag = code === "TAG_RESOLVE_FAILED";
    const fault = `this is not valid YAML: ${message}`;
    note(pos[0], [], isTag ? `the tag ${source.text.slice(...pos)} means nothing here` : fault);
  }
  noteRepeatedKeys(yaml, document, source, note);
  const targets = aliasTargets(yaml, document, note);
  if (targets === undefined) return [];
  try {
    return [new SourceDocument(yaml, document, document.toJS({ maxAliasCount }), targets)];
  } catch (cause) {
    if (!(cause instanceof ReferenceError)) throw cause;
    const fault = "the aliases of this document expand to too many values; write the values out";
    note(startOf(document.contents), [], fault);
    return [];
  }
};

function noteRepeatedKeys(yaml: Yaml, document: Document.Parsed, source: SourceText, note: Note): void {
  yaml.visit(document, {
    Map(_, map, ancestors) {
      const starts = new Map<string, number>();
      for (const pair of map.items) {
        const key = keyText(pair);
        const first = starts.get(key);
        if (first === undefined) starts.set(key, startOf(pair.key));
        else {
          const path = [...pathOf(yaml, ancestors), key];
          note(startOf(pair.key), path, `is written twice, first on line ${source.placeOf(first).line}`);
        }
      }
    },
  });
}

/** What each alias stands for; nothing if one leads nowhere, which is noted. */
function aliasTargets(yaml: Yaml, document: Document.Parsed, note: Note): AliasTargets | undefined {
  const anchors = new Map<string, unknown>();
  const targets = new Map<unknown, unknown>();
  let isComplete = true;
  yaml.visit(document, {
    Value(_, node) {
      if (node.anchor !== undefined) anchors.set(node.anchor, node);
    },
    Alias(_, alias, ancestors) {
      targets.set(alias, anchors.get(alias.source));
      if (anchors.has(alias.source)) return;
      isComplete = false;
      const fault = `is *${alias.source}, but no &${alias.source} stands before it`;
      note(startOf(alias), pathOf(yaml, ancestors), fault);
    },
  });
  return isComplete ? targets : undefined;
}

function pathOf(yaml: Yaml, ancestors: readonly unknown[]): readonly string[] {
  return ancestors.filter((ancestor) => yaml.isPair(ancestor)).map(keyText);
}
