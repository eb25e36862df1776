import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { lineAt, readBlocks, readJinja } from "../../../src/simulation/project/jinja-tokens.js";

const parts = (text: string): readonly string[] =>
  readJinja(text).map(({ kind, start, end }) => `${kind} ${text.slice(start, end)}`);

describe("readJinja()", () => {
  test("takes a text apart", () => {
    expect(parts("a {{ b }}{% if c %}{# {{ d }} #} e{% endif %}")).toEqual([
      "text a ",
      "expression {{ b }}",
      "statement {% if c %}",
      "comment {# {{ d }} #}",
      "text  e",
      "statement {% endif %}",
    ]);
  });

  test("leaves what stands in quotes and in raw blocks alone", () => {
    expect(parts(`{{ "}}" ~ '%}\\'' }}!`)).toEqual([`expression {{ "}}" ~ '%}\\'' }}`, "text !"]);
    expect(parts("{%- raw -%}{{ a }}{%- endraw -%}b")).toEqual([
      "statement {%- raw -%}",
      "text {{ a }}",
      "statement {%- endraw -%}",
      "text b",
    ]);
    expect(parts('{{ f({"a": {"b": 1}}) }} c')).toEqual(['expression {{ f({"a": {"b": 1}}) }}', "text  c"]);
    expect(parts("{% set a = {'b': {}} %}c")).toEqual(["statement {% set a = {'b': {}} %}", "text c"]);
  });

  test("takes what is never closed as one part", () => {
    for (const text of ["{{ a", "{% a", "{# a", "{{ 'a }}"]) expect(parts(text)).toHaveLength(1);
    expect(parts("{% raw %}a")).toEqual(["statement {% raw %}", "text a"]);
  });

  test("loses nothing of any text", () => {
    const piece = fc.constantFrom(
      "{{",
      "}}",
      "{%",
      "%}",
      "{#",
      "#}",
      "'",
      '"',
      " raw ",
      "endraw",
      "a",
      "\n",
      "-",
      "\\",
    );
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        const text = pieces.join("");
        const tokens = readJinja(text);
        expect(tokens.map(({ start, end }) => text.slice(start, end)).join("")).toBe(text);
      }),
    );
  });
});

describe("readBlocks()", () => {
  test("finds macros and tests with what stands in their brackets", () => {
    const text =
      "{% macro a(x, y='(') %}1{% endmacro %}\n{% test b(model) %}2{% endtest %}{% docs c %}3{% enddocs %}";
    const blocks = readBlocks(text).map(({ type, name, parameters, bodyStart, bodyEnd }) => {
      return [type, name, parameters, text.slice(bodyStart, bodyEnd)];
    });
    expect(blocks).toEqual([
      ["macro", "a", "x, y='('", "1"],
      ["test", "b", "model", "2"],
      ["docs", "c", "", "3"],
    ]);
  });

  test("takes a block that is never closed to the end", () => {
    expect(readBlocks("{% macro a() %}{% if b %}c")).toMatchObject([{ name: "a", end: 26 }]);
  });
});

test("lineAt() counts from 1", () => {
  expect([0, 1, 2, 4].map((offset) => lineAt("a\nb\nc", offset))).toEqual([1, 1, 2, 3]);
});
