import { mkdir, mkdtemp, readdir, readFile, readlink, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { fileUnwritable, putFiles, replaceFile } from "../../src/store/index.js";

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "bailiwick-files-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

describe("putFiles", () => {
  test("makes files, or puts others in their places, and leaves nothing beside them", async () => {
    const folder = await temporaryFolder();
    for (const text of ["first", "second"]) {
      await putFiles([
        { path: join(folder, "text"), content: text },
        { path: join(folder, "bytes"), content: Buffer.from(text) },
        { path: join(folder, "made"), content: async (draft) => writeFile(draft, `${text} by hand`) },
      ]);
      expect(await readFile(join(folder, "text"), "utf8")).toBe(text);
      expect(await readFile(join(folder, "bytes"), "utf8")).toBe(text);
      expect(await readFile(join(folder, "made"), "utf8")).toBe(`${text} by hand`);
    }
    expect((await readdir(folder)).toSorted()).toEqual(["bytes", "made", "text"]);
  });

  test("writes what a link leads to, there already or not, and leaves the link", async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, "real"), "before");
    await symlink("real", join(folder, "link"));
    await symlink("later", join(folder, "ahead"));
    await putFiles(["link", "ahead"].map((name) => ({ path: join(folder, name), content: name })));
    expect(await readFile(join(folder, "real"), "utf8")).toBe("link");
    expect(await readFile(join(folder, "later"), "utf8")).toBe("ahead");
    expect(await readlink(join(folder, "link"))).toBe("real");
  });

  test("puts none in its place if one of them cannot be written", async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, "a"), "before");
    const path = join(folder, "missing", "b");
    const files = [
      { path: join(folder, "a"), content: "after" },
      { path, content: "b" },
    ];
    await expect(putFiles(files, { what: "The page" })).rejects.toMatchObject({
      code: "OUTPUT_FILE_UNWRITABLE",
      message: expect.stringMatching(/^The page ".*b" cannot be written: ENOENT/) as string,
      hint: "make the folder first, or name one that is there.",
      details: { path },
    });
    expect(await readFile(join(folder, "a"), "utf8")).toBe("before");
    expect(await readdir(folder)).toEqual(["a"]);
  });

  test("says what to do about a folder in its place, and leaves no draft", async () => {
    const folder = await temporaryFolder();
    await mkdir(join(folder, "taken"));
    await expect(putFiles([{ path: join(folder, "taken"), content: "" }])).rejects.toMatchObject({
      code: "OUTPUT_FILE_UNWRITABLE",
      hint: "something else is in that place; name another one.",
    });
    expect(await readdir(folder)).toEqual(["taken"]);
  });

  test.each([1, 2, 3])(
    "ends with what the check throws the %s. time, and leaves what was there",
    async (time) => {
      const folder = await temporaryFolder();
      let left = time;
      const check = (): void => {
        if (--left === 0) throw new Error("enough");
      };
      const files = ["a", "b"].map((name) => ({ path: join(folder, name), content: name }));
      await expect(putFiles(files, { check })).rejects.toThrow("enough");
      expect(await readdir(folder)).toEqual([]);
    },
  );
});

test("replaceFile puts a draft in the place of a file", async () => {
  const folder = await temporaryFolder();
  await writeFile(join(folder, "draft"), "after");
  await writeFile(join(folder, "file"), "before");
  await replaceFile(join(folder, "draft"), join(folder, "file"));
  expect(await readdir(folder)).toEqual(["file"]);
  expect(await readFile(join(folder, "file"), "utf8")).toBe("after");
});

test.each([
  ["ENOSPC", "make room on the disk, or name a place on another one."],
  ["EACCES", "see that the folder can be written, or name another one."],
])("the hint of %s says what to do", (code, hint) => {
  const cause = Object.assign(new Error(code), { code });
  expect(fileUnwritable("The log", "log", cause)).toMatchObject({ hint, cause, details: { path: "log" } });
});
