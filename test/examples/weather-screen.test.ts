import { describe, expect, test } from "vitest";
import { createScreen } from "../../examples/weather/screen/screen.js";
import { wrap } from "../../examples/weather/screen/wrap.js";

describe("the screen", () => {
  class Recorder {
    text = "";
    readonly columns = 40;
    constructor(readonly isTTY: boolean) {}
    write(text: string): boolean {
      this.text += text;
      return true;
    }
  }

  function record(isTTY: boolean, env: Record<string, string>): { out: string; err: string } {
    const [stdout, stderr] = [new Recorder(isTTY), new Recorder(isTTY)];
    const screen = createScreen({ stdout, stderr, env });
    screen.status("working on something that is longer than the terminal is wide");
    screen.line(screen.colors.green("done"));
    screen.error("oh");
    return { out: stdout.text, err: stderr.text };
  }

  test("has colours and a live line on a terminal only", () => {
    expect(record(false, {})).toEqual({ out: "done\n", err: "oh\n" });
    expect(record(true, {}).out).toBe("\u001B[32mdone\u001B[39m\n");
    expect(record(true, {}).err).toBe("\r\u001B[2Kworking on something that is longer tha\r\u001B[2Koh\n");
    expect(record(true, { NO_COLOR: "1" }).out).toBe("done\n");
    expect(record(true, { TERM: "dumb" })).toEqual({ out: "done\n", err: "oh\n" });
  });

  test("breaks texts at spaces", () => {
    expect(wrap("one two three", 7)).toEqual(["one two", "three"]);
    expect(wrap("incomprehensible", 7)).toEqual(["incomprehensible"]);
  });
});
