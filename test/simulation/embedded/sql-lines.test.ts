import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Jinja } from "../../../src/simulation/embedded/jinja.js";
import {
  assembleSql,
  markLines,
  placeInSql,
  sourceLine,
} from "../../../src/simulation/embedded/sql-lines.js";

const values = { yes: true, items: [1, 2] };

async function rendered(text: string): Promise<{ readonly plain: string; readonly marked: string }> {
  const jinja = await Jinja.of([], [], []);
  jinja.add("a.sql", text);
  jinja.add("b.sql", markLines(text));
  const [plain, marked] = ["a.sql", "b.sql"].map((file) => jinja.render({ file, calls: {}, values }));
  jinja.free();
  return { plain: plain ?? "", marked: marked ?? "" };
}

describe("marks of lines", () => {
  test("tell where a rendered line comes from", async () => {
    const text = `{% if yes -%}
  {{ items }}
{%- endif %}
{% for item in items %}
-- {{ item }}

{% endfor %}
{{-
  "x"
}} from t
{{ items -}}
  where y`;
    const { plain, marked } = await rendered(text);
    const lines = plain.split("\n").map((line, index) => [line, sourceLine(marked, plain, index + 1)]);
    expect(lines).toEqual([
      ["[1, 2]", undefined],
      ["", undefined],
      ["-- 1", 5],
      ["", 5],
      ["", 5],
      ["-- 2", 5],
      ["", 5],
      ["x from t", 10],
      ["[1, 2]where y", 11],
    ]);
  });

  test("change nothing of what a text is rendered to", async () => {
    const piece = fc.constantFrom(
      "{{ items }}",
      "{{- items }}",
      "{{ items -}}",
      "{% if yes %}a{% endif %}",
      "{%- if yes -%}\nb\n{%- endif -%}",

      "{% for i in items %}{{ i }}\n{% endfor %}",
      "{# c #}",
      "{#- d\n -#}",
      "\n",
      "  ",
      "word",
      "{% raw %}{{ x }}{% endraw %}",
    );
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 12 }), async (pieces) => {
        const { plain, marked } = await rendered(pieces.join(""));
        const text = marked.replaceAll(/\u0001\d+\u0002/gu, "");
        expect(text).toBe(plain);
      }),
      { numRuns: 300 },
    );
  });

  test("say nothing when the text depends on them", () => {
    expect(sourceLine("\u00011\u0002a", "b", 1)).toBeUndefined();
  });
});

test("assembleSql() tells of which part a line is", () => {
  const sql = assembleSql(
    [
      { name: "x", file: "x.sql", text: "select 1\n;" },
      { name: "y", file: "y.sql", text: "select 2\nfrom x" },
    ],
    { file: "z.sql", text: "select *\nfrom y; " },
  );
  expect(sql.text).toBe(
    "with x as (\nselect 1\n), y as (\nselect 2\nfrom x\n)\nselect * from (\nselect *\nfrom y\n)",
  );
  const places = [1, 2, 4, 5, 8, 9].map((line) => {
    const place = placeInSql(sql, line);
    return place === undefined ? undefined : `${place.part.file}:${place.line}`;
  });
  expect(places).toEqual([undefined, "x.sql:1", "y.sql:1", "y.sql:2", "z.sql:1", "z.sql:2"]);
});
