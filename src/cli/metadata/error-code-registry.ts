import { errorCodes } from "../../kernel/index.js";
import {
  defineKind,
  defineRegistry,
  eachEntry,
  slot,
  wholeRegistry,
  type Rule,
  type TypeFunction,
} from "../../metadata/index.js";
import { errorCodeEntries, type ErrorCodeMetadata } from "./error-code-entries.js";

/** The section of `docs/errors.md`, without its heading. */
export interface ErrorSection extends TypeFunction {
  readonly out: string;
}

/** Paths of files. */
export interface FilePaths extends TypeFunction {
  readonly out: readonly string[];
}

function textFault(value: unknown): string | undefined {
  return typeof value === "string" && value.trim() !== "" ? undefined : "must be the text of a section";
}

function pathsFault(value: unknown): string | undefined {
  const isFilled = Array.isArray(value) && value.length > 0;
  return isFilled ? undefined : "must name at least one file";
}

/** The paragraphs that a section has. */
const paragraphs = ["When", "What to do"] as const;

const explained: Rule<ErrorCodeMetadata> = eachEntry("explained", "completeness", {
  description: "the section of each code says when it is met and what to do",
  fix: "write the paragraph in docs/errors.md.",
  check: ({ id }, context) => {
    const section = context.implementation("section");
    if (typeof section !== "string") return "skip";
    return paragraphs
      .filter((name) => !new RegExp(String.raw`^\*\*${name}\*\*: \S`, "mu").test(section))
      .map((name) => `the section of ${id} has no paragraph "**${name}**: …"`);
  },
  breaksSubject: (subject) => {
    const [entry] = subject.entries;
    if (entry === undefined || subject.implementations === undefined) return undefined;
    const { section = {}, ...others } = subject.implementations;
    return { ...subject, implementations: { ...others, section: { ...section, [entry.id]: "Nothing." } } };
  },
});

/** What is to be expected of a code by its last words. */
const endings: readonly {
  readonly pattern: RegExp;
  readonly about: readonly ErrorCodeMetadata["about"][];
}[] = [
  { pattern: /_(?:HELD|LOCKED|READ_ONLY|UNREADABLE|UNWRITABLE)$/, about: ["environment"] },
  { pattern: /_(?:ABORTED|FAILED|TIMED_OUT|UNSUCCESSFUL)$/, about: ["outcome"] },
  { pattern: /_(?:CYCLE|DRIFT|INCOMPLETE)$/, about: ["content"] },
];

const named: Rule<ErrorCodeMetadata> = eachEntry("named-for-what-it-is-about", "patterns", {
  description: "codes with the same last word are about the same",
  fix: "choose another word, or waive it with the reason.",
  check: ({ id, about }) => {
    const expected = endings.find(({ pattern }) => pattern.test(id))?.about;
    if (expected === undefined) return "skip";
    return (
      expected.includes(about) || `${id} is about ${about}, but by its name about ${expected.join(" or ")}`
    );
  },
  breaks: (entry) => (entry.id.endsWith("_UNREADABLE") ? { ...entry, about: "outcome" } : undefined),
});

const retried: Rule<ErrorCodeMetadata> = eachEntry("retryable-where-time-helps", "consistency", {
  description: "what time alone can mend is retryable: what lies in the surroundings, or what work came to",
  check: ({ id, about, retryable }) => {
    const passes = /_(?:HELD|LOCKED|TIMED_OUT)$/.test(id);
    if (passes && !retryable) return `${id} passes with time, but is not retryable`;
    return (
      !retryable ||
      about === "environment" ||
      about === "outcome" ||
      `${id} is retryable, but what is wrong lies in the ${about} and stays`
    );
  },
  breaks: (entry) => (entry.retryable ? { ...entry, retryable: false } : undefined),
});

const sorted: Rule<ErrorCodeMetadata> = wholeRegistry("sorted", "patterns", {
  description:
    "codes are in the order of the alphabet, so that two branches seldom add one at the same place",
  check: ({ entries }) =>
    entries.slice(1).flatMap(({ id }, index) => {
      const before = entries[index]?.id ?? "";
      return before < id ? [] : [{ id, message: `${id} stands after ${before}` }];
    }),
  breaks: (subject) =>
    subject.entries.length < 2 ? undefined : { ...subject, entries: subject.entries.toReversed() },
});

/** What an error code is: its section of the documentation, and the files that throw and that expect it. */
const errorCodeKind = defineKind<ErrorCodeMetadata>()({
  name: "error-codes",
  description: "the codes that an error can carry",
  slots: {
    section: slot<ErrorSection>()({
      default: true,
      description: "its section of docs/errors.md",
      fault: textFault,
    }),
    sources: slot<FilePaths>()({ default: true, description: "the files that throw it", fault: pathsFault }),
    tests: slot<FilePaths>()({ default: true, description: "the tests that expect it", fault: pathsFault }),
  },
  rules: [explained, named, retried, sorted],
});

/** The error codes of this package. A code without an entry does not compile, nor does an entry without a code. */
export const errorCodeRegistry = defineRegistry(errorCodeKind, errorCodeEntries, { covers: errorCodes });
