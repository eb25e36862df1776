import { readdir, readFile, readlink, symlink } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { writeFileAtomically } from "../../src/cli/write-file.js";
import { commandLine } from "../support/command-line.js";

describe("writeFileAtomically", () => {
  test("makes a file, or puts another one in its place, and leaves nothing beside it", async () => {
    const { folder, at } = await commandLine();
    for (const text of ["first", "second"]) {
      await writeFileAtomically("lock.json", text, folder);
      expect(await readFile(at("lock.json"), "utf8")).toBe(text);
    }
    expect(await readdir(folder)).toEqual(["lock.json"]);
  });

  test("writes what a link leads to, and leaves the link", async () => {
    const { folder, at } = await commandLine({ "real.json": "before" });
    await symlink("real.json", at("lock.json"));
    await writeFileAtomically("lock.json", "after", folder);
    expect(await readFile(at("real.json"), "utf8")).toBe("after");
    expect(await readlink(at("lock.json"))).toBe("real.json");
  });

  test.each(["missing/lock.json", "taken"])(
    "refuses %s, where no file can be, and leaves nothing",
    async (path) => {
      const { folder } = await commandLine({ "taken/file": "" });
      await expect(writeFileAtomically(path, "text", folder)).rejects.toMatchObject({
        code: "OUTPUT_FILE_UNWRITABLE",
        details: { path },
      });
      expect(await readdir(folder)).toEqual(["taken"]);
    },
  );
});
