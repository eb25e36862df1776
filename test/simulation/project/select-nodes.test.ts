import { describe, expect, test } from "vitest";
import { parseSelection } from "../../../src/simulation/project/parse-selection.js";
import { selectNodes, type SelectableNode } from "../../../src/simulation/project/select-nodes.js";
import { caught } from "../../support/caught.js";

function model(
  name: string,
  folder: string,
  parents: readonly string[],
  more: Partial<Pick<SelectableNode, "tags" | "config">> = {},
): SelectableNode {
  return {
    kind: "model",
    uniqueId: name,
    name,
    file: `models/${folder}/${name}.sql`,
    fqn: ["shop", folder, name],
    tags: [],
    config: {},
    parents,
    ...more,
  };
}

function dataTest(name: string, parents: readonly string[], type: "generic" | "singular"): SelectableNode {
  const file = type === "singular" ? `tests/${name}.sql` : "models/marts/schema.yml";
  const own = { type, name: type === "singular" ? name : "unique" };
  return {
    kind: "test",
    uniqueId: name,
    name,
    file,
    fqn: ["shop", name],
    tags: [],
    config: {},
    parents,
    test: own,
  };
}

//   stg_a → mid → end
//   stg_b ↗        ↘ last (and stg_c → last)
const nodes: readonly SelectableNode[] = [
  model("stg_a", "staging", [], { tags: ["raw"], config: { materialized: "view", meta: { owner: "ann" } } }),
  model("stg_b", "staging", [], { tags: ["raw", "daily"], config: { materialized: "view" } }),
  model("stg_c", "staging", []),
  model("mid", "marts", ["stg_a", "stg_b"], {
    tags: ["daily"],
    config: { materialized: "table", enabled: true },
  }),
  model("end", "marts", ["mid"]),
  model("last", "marts", ["end", "stg_c"]),
  dataTest("unique_mid", ["mid"], "generic"),
  dataTest("sums", ["end", "stg_c"], "singular"),
];

const select = (texts: readonly string[], exclude: readonly string[] = []): string =>
  selectNodes(nodes, { select: texts, exclude })
    .filter(({ kind }) => kind === "model")
    .map(({ name }) => name)
    .join(" ");

describe("selectNodes()", () => {
  const cases: readonly (readonly [texts: readonly string[], found: string])[] = [
    [[], "stg_a stg_b stg_c mid end last"],
    [["mid"], "mid"],
    [["mid", "end"], "mid end"],
    [["mid end"], "mid end"],
    [["+mid"], "stg_a stg_b mid"],
    [["mid+"], "mid end last"],
    [["+mid+"], "stg_a stg_b mid end last"],
    [["1+last"], "stg_c end last"],
    [["2+last"], "stg_c mid end last"],
    [["mid+1"], "mid end"],
    [["stg_a+1", "1+end"], "stg_a mid end"],
    [["@stg_c"], "stg_a stg_b stg_c mid end last"],
    [["@end"], "stg_a stg_b stg_c mid end last"],
    [["tag:raw"], "stg_a stg_b"],
    [["tag:raw,tag:daily"], "stg_b"],
    [["tag:daily+"], "stg_b mid end last"],
    [["tag:raw,mid"], ""],
    [["path:models/staging"], "stg_a stg_b stg_c"],
    [["models/staging/"], "stg_a stg_b stg_c"],
    [["./models/*/mid.sql"], "mid"],
    [["mid.sql"], "mid"],
    [["file:mid"], "mid"],
    [["config.materialized:view"], "stg_a stg_b"],
    [["config.enabled:true"], "mid"],
    [["config.meta.owner:ann"], "stg_a"],
    [["stg_*"], "stg_a stg_b stg_c"],
    [["stg_?"], "stg_a stg_b stg_c"],
    [["stg_[ab]"], "stg_a stg_b"],
    [["stg_[!ab]"], "stg_c"],
    [["shop.staging"], "stg_a stg_b stg_c"],
    [["staging.stg_a"], "stg_a"],
    [["fqn:shop.*.mid"], "mid"],
    [["resource_type:model"], "stg_a stg_b stg_c mid end last"],
  ];
  test.each(cases)("%j gives %s", (texts, found) => {
    expect(select(texts)).toBe(found);
  });

  test("leaves out what is excluded", () => {
    expect(select(["+last"], ["tag:raw", "end"])).toBe("stg_c mid last");
    expect(select([], ["mid+"])).toBe("stg_a stg_b stg_c");
  });

  test("takes tests with any model that they look at", () => {
    const tests = (texts: readonly string[], exclude: readonly string[] = []): readonly string[] =>
      selectNodes(nodes, { select: texts, exclude })
        .filter(({ kind }) => kind === "test")
        .map(({ name }) => name);
    expect(tests(["mid"])).toEqual(["unique_mid"]);
    expect(tests(["stg_c"])).toEqual(["sums"]);
    expect(tests(["+mid"])).toEqual(["unique_mid"]);
    expect(tests([], ["stg_c"])).toEqual(["unique_mid"]);
    expect(tests(["test_type:singular"])).toEqual(["sums"]);
    expect(tests(["test_type:data"])).toEqual(["unique_mid", "sums"]);
    expect(tests(["test_name:unique"])).toEqual(["unique_mid"]);
    expect(tests(["unique_mid"])).toEqual(["unique_mid"]);
  });

  test("refuses what no node answers to, and suggests one that would", () => {
    expect(caught(() => select(["tag:dayly"]))).toMatchObject({
      code: "MODEL_SELECTION_INVALID",
      message:
        'The selection "tag:dayly" matches nothing in the project (did you mean "daily"?).\n' +
        '  hint: there are the tags "raw" and "daily".',
    });
    expect(caught(() => select(["mdi"])).message).toContain('(did you mean "mid"?)');
    expect(caught(() => selectNodes([], { select: ["mid"] })).message).toContain("there are no names.");
    expect(caught(() => select([], ["nothing"])).code).toBe("MODEL_SELECTION_INVALID");
  });
});

describe("parseSelection()", () => {
  test("reads how far a selection reaches", () => {
    expect(parseSelection(["2+tag:a+", "b,c"])).toMatchObject([
      [{ method: "tag", value: "a", parents: 2, children: "all", isBuildable: false }],
      [{ value: "b", parents: 0, children: 0 }, { value: "c" }],
    ]);
  });

  const faults: readonly (readonly [text: string, message: string])[] = [
    [
      "state:modified+",
      'The selection "state:modified+" selects by state, which the embedded engine does not know.',
    ],
    ["source:census", "selects by source, which the embedded engine does not know"],
    ["tga:x", 'selects by "tga", which is not a method of dbt\'s (did you mean "tag"?)'],
    ["config:x", "does not say which setting it looks at"],
    ["tag.a:x", "looks at a member of tag, which has none"],
    ["a,,b", "names nothing"],
    ["tag:", "names nothing"],
    ["+", "names nothing"],
    ["@a+", "has both @ and a + behind it"],
  ];
  test.each(faults)("refuses %s", (text, message) => {
    const error = caught(() => parseSelection([text]));
    expect(error.code).toBe("MODEL_SELECTION_INVALID");
    expect(error.message).toContain(message);
  });

  test("refuses what is no list of texts", () => {
    for (const texts of ["a", [1], undefined]) {
      expect(caught(() => parseSelection(texts as never)).message).toContain("must be a list of texts");
    }
  });
});
