/**
 * Draws a graph in the DOT language as an SVG document. Titles say what a node or an edge shows, in place of the
 * ids of the graph, for whoever cannot see the picture.
 */
export async function drawSvg(dot: string): Promise<string> {
  const { instance } = await import("@viz-js/viz");
  const graphviz = await instance();
  return readable(graphviz.renderString(dot, { format: "svg" }));
}

const group = /<g id="[^"]*" class="(?<kind>node|edge)">\n<title>(?<id>[^<]*)<\/title>(?<body>.*?)<\/g>/gsu;
const texts = /<text [^>]*>(?<text>[^<]*)<\/text>/gu;

function readable(svg: string): string {
  const shown = new Map<string, readonly string[]>();
  for (const { groups } of svg.matchAll(group)) {
    if (groups?.["kind"] === "node") shown.set(groups["id"] ?? "", textsIn(groups["body"] ?? ""));
  }
  return svg
    .replace(/<!DOCTYPE.*?>\n/su, "")
    .replaceAll(/<!--.*?-->\n/gsu, "")
    .replace("<title>cluster_legend</title>", "<title>Legend</title>")
    .replace("<svg ", '<svg role="graphics-document document" aria-label="Steps and wires" ')
    .replaceAll(group, (_, kind: string, id: string, body: string) => {
      const title = kind === "node" ? shown.get(id)?.join(": ") : edgeTitle(id, body, shown);
      return `<g class="${kind}" role="img" aria-label="${title}">\n<title>${title}</title>${body}</g>`;
    });
}

function edgeTitle(id: string, body: string, shown: ReadonlyMap<string, readonly string[]>): string {
  const [from, to] = id.split("&#45;&gt;").map((end) => shown.get(end)?.[0] ?? end);
  const what = textsIn(body).join(" ");
  return what === "" ? `${from} → ${to}` : `${from} → ${to}: ${what}`;
}

function textsIn(body: string): readonly string[] {
  return Array.from(body.matchAll(texts), ({ groups }) => groups?.["text"] ?? "");
}
