import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { projectRoot } from "../gates/source-files.js";
import { commandLine } from "../support/command-line.js";

const page = readFileSync(join(projectRoot, "docs/cli.md"), "utf8");

/** The blocks of a language in a Markdown text, without their fences. */
function blocks(language: string): readonly string[] {
  return Array.from(
    page.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, "gmsu")),
    ([, block]) => block ?? "",
  );
}

/** The code of a block, with the package as it is built here. */
function withPackage(code: string): string {
  return code.replace(/"bailiwick(?:\/(\w+))?"/u, (_, subpath: string | undefined) =>
    JSON.stringify(pathToFileURL(join(projectRoot, `dist/${subpath ?? "index"}.js`)).href),
  );
}

/** What differs from one machine to the next. */
function anywhere(text: string): string {
  return text.replace(/Node is [\d.]+/u, "Node is …");
}

test("every call in docs/cli.md comes to what stands below it", async () => {
  const files = [...blocks("yaml"), ...blocks("js").map(withPackage)].map(
    (block) => [/^(?:#|\/\/) (.*)$/mu.exec(block)?.[1] ?? "", block] as const,
  );
  const { run } = await commandLine({
    ...Object.fromEntries(files),
    "node_modules/tsyringe/package.json": '{ "version": "4.10.0" }',
  });
  const transcripts = blocks("console");
  expect(transcripts.length).toBeGreaterThanOrEqual(6);
  for (const transcript of transcripts) {
    let replayed = "";
    for (const call of transcript.match(/^\$ .*$/gmu) ?? []) {
      const [command = "", ...asked] = call.slice(2).split("; ");
      const { exitCode, output, errors } = await run(command.split(" ").slice(1));
      replayed += `${call}\n${output}${errors}${asked.includes("echo $?") ? `${exitCode}\n` : ""}`;
    }
    expect(anywhere(replayed)).toBe(anywhere(transcript));
  }
});
