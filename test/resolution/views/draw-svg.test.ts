import { expect, test } from "vitest";
import { classicResolverOf, resolverOf } from "../../support/resolvers.js";

/** The titles of an SVG document, as they are read out. */
function titlesIn(svg: string): readonly string[] {
  return Array.from(svg.matchAll(/<title>([^<]*)<\/title>/gu), ([, title]) => title ?? "");
}

test("a picture has a title for every step and wire, and the same for those who hear it", async () => {
  const wiring = resolverOf({
    load: { stepType: "Load", outputs: { raw_rows: {} } },
    train: { stepType: "Train", dependencies: { rows: {} } },
    wait: { stepType: "Wait" },
  }).resolveDependencies(undefined, {
    edges: [
      ["load", "train"],
      ["wait", "train"],
    ],
  });
  const mark = { label: "✓ succeeded", kind: "✓ succeeded", fill: "#d5f0dc", stroke: "#1e7d3c" };
  const svg = await wiring.toSvg({ marks: new Map([["load", mark]]) });
  const titles = ["load: ✓ succeeded", "wait", "load → train: raw_rows → rows", "wait → train", "train"];
  expect(titlesIn(svg).toSorted()).toEqual([...titles, "Legend", "✓ succeeded"].toSorted());
  for (const title of titles) expect(svg).toContain(`role="img" aria-label="${title}"`);
  expect(svg).toContain('fill="#d5f0dc"');
  expect(svg).toMatch(
    /^<\?xml [^>]*\?>\n<svg role="graphics-document document" aria-label="Steps and wires" /,
  );
  expect(svg).not.toContain("step0");
});

test("names cannot break out of a picture", async () => {
  const name = `a & "b" <script>'x'</script> \\N`;
  const wiring = classicResolverOf({
    [name]: { stepType: "Load" },
    数据: { stepType: "Use" },
  }).resolveDependencies();
  const svg = await wiring.toSvg();
  expect(svg).not.toContain("<script>");
  expect(svg).toContain("数据");
  expect(titlesIn(svg)).toContain("a &amp; &quot;b&quot; &lt;script&gt;&#39;x&#39;&lt;/script&gt; \\N");
});
