import { describe, expect, test } from "vitest";
import {
  defineKind,
  defineRegistry,
  renderDocs,
  statistics,
  snapshot,
  type,
  type AnyRegistry,
} from "../../../src/metadata/index.js";
import { caught } from "../../support/caught.js";
import { events } from "./sample.js";

const any = defineKind<object>()({ name: "anything", slots: {} });
const registryOf = (entries: object, options: object = {}): AnyRegistry =>
  (defineRegistry as (...parts: readonly unknown[]) => AnyRegistry)(any, entries, options);

test("Markdown has tables of entries, slots and references, and the counts", () => {
  expect(renderDocs(events, "markdown").split("\n")).toEqual([
    "# events",
    "",
    "What happens.",
    "",
    "- entries of the kind events: 3",
    "- by category: security 1, billing 2",
    "- by tags: web 2, app 1",
    "- log: needed by 3",
    "- audit: needed by 1",
    "",
    "## Entries",
    "",
    "| id          | payload    | category | action    | tags     | auth          | order | needs          |",
    "| ----------- | ---------- | -------- | --------- | -------- | ------------- | ----- | -------------- |",
    "| `signed_in` | `SignedIn` | security | SIGNED_IN | web, app | level: public |       | `log`, `audit` |",
    "| `paid`      | a type     | billing  | PAID      | web      | level: user   | 1     | `log`          |",
    "| `refunded`  | a type     | billing  | REFUNDED  |          |               | 2     | `log`          |",
    "",
    "## Slots",
    "",
    "| slot    | description      | by default | a gap stops    | entries |",
    "| ------- | ---------------- | ---------- | -------------- | ------- |",
    "| `log`   |                  | needed     | in strict mode | 3       |",
    "| `audit` | for the auditors | not needed | always         | 1       |",
    "",
    "## References",
    "",
    "| field    | refers to |",
    "| -------- | --------- |",
    "| `action` | action    |",
    "",
  ]);
});

describe("what could mean something in Markdown", () => {
  test.each([
    ["a | b", String.raw`a \| b`],
    ["<script>*x*</script>", String.raw`\<script>\*x\*\</script>`],
    ["two\n\nlines", "two lines"],
    ["snake_case and _this_", String.raw`snake_case and \_this\_`],
    ["[link](url) and `code`", "\\[link\\](url) and \\`code\\`"],
    ["&amp; & ~~gone~~ ~", String.raw`\&amp; & \~~gone\~~ ~`],
    [String.raw`a\b`, String.raw`a\\b`],
  ])("is shown as it is: %j", (text, shown) => {
    expect(renderDocs(registryOf({ one: { text } }), "markdown")).toContain(`| ${shown} |`);
  });

  test("is no code where it could end the code or the cell", () => {
    const registry = registryOf({ one: { plain: type("Map<string, X>"), odd: type("A | `B`") } });
    expect(renderDocs(registry, "markdown")).toContain(String.raw`| ${"`Map<string, X>`"} | A \| \`B\` |`);
  });

  test("nested values are told by name", () => {
    const registry = registryOf({
      one: { auth: { level: "role", any: ["a", "b"], not: undefined }, no: null, off: false },
    });
    expect(renderDocs(registry, "markdown")).toContain("| level: role; any: a, b | null | false |");
  });
});

test("registries without slots, references or entries have no tables of them", () => {
  const text = renderDocs(registryOf({}), "markdown");
  expect(text).not.toContain("## Slots");
  expect(text).not.toContain("## References");
  expect(text).toBe("# anything\n\n- entries of the kind anything: 0\n\n## Entries\n\n| id  |\n| --- |\n");
});

test("several registries follow one another", () => {
  const two = renderDocs([events, registryOf({ one: {} })], "markdown");
  expect(two.match(/^# /gm)).toHaveLength(2);
});

test("JSON has everything, always as an array", () => {
  expect(JSON.parse(renderDocs(events, "json"))).toEqual([
    {
      registry: "events",
      kind: "events",
      description: "What happens.",
      slots: [
        { slot: "log", description: "", default: true, strict: "mode" },
        { slot: "audit", description: "for the auditors", default: false, strict: "always" },
      ],
      rules: [
        {
          rule: "billing-ordered",
          group: "consistency",
          severity: "error",
          description: "an event of billing has an order",
        },
      ],
      references: { action: "action" },
      entries: JSON.parse(JSON.stringify(snapshot(events).entries)),
      statistics: JSON.parse(JSON.stringify(statistics(events))),
    },
  ]);
});

describe("Mermaid", () => {
  test("shows what refers to what, each registry once", () => {
    const targets = registryOf({ one: {}, two: {} }, { name: "targets" });
    const registry = registryOf(
      { a: { to: "one", next: "b" }, b: { to: ["one", "two"] } },
      { name: "registry", references: { to: targets, next: () => ["a", "b"] } },
    );
    const nodes = [
      '  subgraph registry0["registry"]',
      '    entry0_0["a"]',
      '    entry0_1["b"]',
      "  end",
      '  subgraph registry1["targets"]',
      '    entry1_0["one"]',
      '    entry1_1["two"]',
      "  end",
      '  subgraph registry2["next"]',
      '    entry2_0["a"]',
      '    entry2_1["b"]',
      "  end",
    ];
    const edges = [
      '  entry0_0 -- "to" --> entry1_0',
      '  entry0_1 -- "to" --> entry1_0',
      '  entry0_1 -- "to" --> entry1_1',
      '  entry0_0 -- "next" --> entry2_1',
      "",
    ];
    expect(renderDocs(registry, "mermaid").split("\n")).toEqual(["flowchart LR", ...nodes, ...edges]);
    expect(renderDocs([registry, targets], "mermaid")).toBe(renderDocs(registry, "mermaid"));
  });

  test("leaves out references to what is not there, and escapes names", () => {
    const registry = registryOf({ a: { 'to"]': "gone" } }, { references: { 'to"]': () => ["x<y>"] } });
    expect(renderDocs(registry, "mermaid").split("\n")).toEqual([
      "flowchart LR",
      '  subgraph registry0["anything"]',
      '    entry0_0["a"]',
      "  end",
      '  subgraph registry1["to#34;#93;"]',
      '    entry1_0["x#60;y#62;"]',
      "  end",
      "",
    ]);
  });
});

test("what is no registry and no format is refused", () => {
  const render = renderDocs as (registries: unknown, format: unknown) => string;
  expect(caught(() => render({}, "json")).message).toBe(
    "renderDocs() needs one or several registries, but was given an object.",
  );
  expect(caught(() => render([events, null], "json")).code).toBe("OPTION_INVALID");
  for (const format of ["html", "toString", undefined])
    expect(caught(() => render(events, format)).message).toContain('needs "markdown", "json" or "mermaid"');
});
