import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join, relative } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { lockKey } from "../../src/store/lock-key.js";

let folder: string;

beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "bailiwick-key-")));
  mkdirSync(join(folder, "data"));
  writeFileSync(join(folder, "data", "db"), "");
  symlinkSync(join(folder, "data"), join(folder, "link"));
  symlinkSync("later/db", join(folder, "early"));
  symlinkSync("round", join(folder, "round"));
});

afterAll(() => rmSync(folder, { recursive: true }));

describe("lockKey", () => {
  it("is the same for all paths that lead to one file", () => {
    const key = lockKey(join(folder, "data/db"));
    expect(key.name).toBe(join(folder, "data/db"));
    for (const path of ["data/./db", "data/../data/db", "link/db", "data/db/", "none/../link//db"]) {
      expect(lockKey(`${folder}/${path}`), path).toEqual(key);
    }
    expect(lockKey(relative(process.cwd(), join(folder, "link/db")))).toEqual(key);
  });

  it("is the same before and after the file is made, also behind a link that leads nowhere yet", () => {
    const before = [lockKey(join(folder, "early")), lockKey(join(folder, "link/later/db"))];
    expect(before[0]!.name).toBe(join(folder, "later/db"));
    expect(before[1]!.name).toBe(join(folder, "data/later/db"));
    mkdirSync(join(folder, "later"));
    writeFileSync(join(folder, "later/db"), "");
    expect([lockKey(join(folder, "early")), lockKey(join(folder, "link/later/db"))]).toEqual(before);
  });

  it("ends with links in a circle", () => {
    expect(lockKey(join(folder, "round")).name).toBe(join(folder, "round"));
  });

  it("is another one for another file, and for letters in another case that are another file", () => {
    expect(lockKey("./a").id).not.toBe(lockKey("./b").id);
    expect(lockKey("./none/Db").id).not.toBe(lockKey("./none/db").id);
  });

  it("takes a text without separators, and a URL, by its letters", () => {
    expect(lockKey("nightly").name).toBe("nightly");
    expect(lockKey("nightly").id).not.toBe(lockKey("./nightly").id);
    expect(lockKey("s3://bucket/a/../b").name).toBe("s3://bucket/a/../b");
    expect(lockKey("src").name).toBe("src");
  });

  it("puts the home folder for a tilde", () => {
    expect(lockKey("~/none/db").name).toBe(join(realpathSync(homedir()), "none/db"));
    expect(lockKey("~").name).toBe(realpathSync(homedir()));
    expect(lockKey("~other").name).toBe(join(process.cwd(), "~other"));
  });

  it("is the same in every process", () => {
    expect(lockKey("nightly").id).toMatchInlineSnapshot(`"b0a87a70484e065a"`);
  });

  it("is another one for every name", () => {
    const name = fc
      .string({ unit: "binary", minLength: 1 })
      .filter((text) => text.trim() !== "" && !/[/\\]|^[.~]/.test(text));
    fc.assert(
      fc.property(fc.uniqueArray(name, { minLength: 2 }), (names) => {
        expect(new Set(names.map((each) => lockKey(each).id)).size).toBe(names.length);
        expect(names.map((each) => lockKey(each).name)).toEqual(names);
      }),
    );
  });

  it.each([[""], ["  "], [undefined], [7]])("refuses %j", (text) => {
    expect(() => lockKey(text as string)).toThrow(/^lock\(\) needs a text as its key, but was given /);
  });
});
