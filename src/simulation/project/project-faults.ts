import { BailiwickError, counted, describe, type ErrorCode } from "../../kernel/index.js";

/** Something that is wrong with the files of a dbt project. */
export interface ProjectFault {
  readonly code: ErrorCode;
  /** Below the folder of the project, with `/`. */
  readonly file: string;
  /** From 1. */
  readonly line?: number | undefined;
  readonly message: string;
  readonly hint?: string;
}

const shownFaults = 20;

/** A fault as an error; the place is the beginning of its text. */
export function faultError(fault: ProjectFault, cause?: unknown): BailiwickError {
  const { code, file, line, message, hint } = fault;
  return new BailiwickError(code, {
    message: `${placeText(fault)}: ${message}.`,
    ...(hint === undefined ? {} : { hint }),
    details: { file, ...(line === undefined ? {} : { line }), fault: message },
    cause,
  });
}

/** Faults of one project, found one after the other and thrown together. */
export class ProjectFaults {
  readonly #folder: string;
  readonly #faults: ProjectFault[] = [];

  constructor(folder: string) {
    this.#folder = folder;
  }

  add(fault: ProjectFault): void {
    this.#faults.push(fault);
  }

  /** @throws BailiwickError with the code of the first fault, if there is one; `details.faults` has all of them */
  throwIfAny(): void {
    const [first] = this.#faults;
    if (first === undefined) return;
    if (this.#faults.length === 1) throw faultError(first);
    const lines = this.#faults
      .slice(0, shownFaults)
      .map((fault) => `\n  - ${placeText(fault)}: ${fault.message}`);
    const more = this.#faults.length - lines.length;
    throw new BailiwickError(first.code, {
      message:
        `The dbt project in ${describe(this.#folder)} has ${counted(this.#faults.length, "fault")}:${lines.join("")}` +
        (more > 0 ? `\n  - and ${more} more` : ""),
      ...(first.hint === undefined ? {} : { hint: first.hint }),
      details: { folder: this.#folder, faults: this.#faults.map((fault) => ({ ...fault })) },
    });
  }
}

function placeText({ file, line }: ProjectFault): string {
  return line === undefined ? file : `${file}:${line}`;
}
