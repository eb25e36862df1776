import { StringDecoder } from "node:string_decoder";

/** What is beyond this of a line is left out: a process that never ends its line must not fill the memory. */
const longestLine = 2 ** 20;

/** Cuts what a process writes into lines, wherever its pieces end. */
export class LineSplitter {
  readonly #decoder = new StringDecoder("utf8");
  readonly #onLine: (line: string) => void;
  #rest = "";

  constructor(onLine: (line: string) => void) {
    this.#onLine = onLine;
  }

  push(piece: Buffer): void {
    const lines = this.#decoder.write(piece).split("\n");
    for (const [index, text] of lines.entries()) {
      if (this.#rest.length < longestLine) this.#rest += text;
      if (index < lines.length - 1) this.#tell();
    }
  }

  /** Tells the last line, which need not have an end. */
  end(): void {
    this.#rest += this.#decoder.end();
    if (this.#rest !== "") this.#tell();
  }

  #tell(): void {
    const line = this.#rest.slice(0, longestLine);
    this.#rest = "";
    this.#onLine(line.endsWith("\r") ? line.slice(0, -1) : line);
  }
}
