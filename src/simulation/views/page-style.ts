import { paintCount } from "./chart.js";
import { element } from "./svg.js";

/** Each at least 4.5 : 1 on its page. */
const paints = {
  light: ["#1f6fb2", "#b85600", "#2e7d4f", "#7d4cb0", "#a3304f", "#4d6170", "#806500", "#0f7780"],
  dark: ["#6db3ee", "#f2a154", "#74cf97", "#c29df0", "#ee8ba3", "#a8bac7", "#dcc15a", "#5fcad3"],
} as const;

/** Drawn over the paints, in the colour of the page, so that no two of them differ by colour alone. */
const textures: readonly string[] = [
  "",
  "M-2,2 l4,-4 M0,8 l8,-8 M6,10 l4,-4",
  "M2,2 h.01 M6,6 h.01",
  "M-2,6 l4,4 M0,0 l8,8 M6,-2 l4,4",
  "M0,4 h8",
  "M4,0 v8",
  "M0,4 h8 M4,0 v8",
  "M4,4 h.01",
];

/** The patterns that the paints of bars are made of; once on each page. */
export function paintPatterns(): string {
  const patterns = textures.map((texture, index) =>
    element(
      "pattern",
      { id: `pattern-${index + 1}`, width: 8, height: 8, patternUnits: "userSpaceOnUse" },
      element("rect", { class: `ground-${index + 1}`, width: 8, height: 8 }),
      element("path", { class: "texture", d: texture }),
    ),
  );
  return element(
    "svg",
    { class: "patterns", width: 0, height: 0, "aria-hidden": "true", focusable: "false" },
    element("defs", {}, ...patterns),
  );
}

function colours(scheme: keyof typeof paints): string {
  return paints[scheme].map((colour, index) => `--paint-${index + 1}: ${colour};`).join(" ");
}

const paintRules = Array.from({ length: paintCount }, (_, index) => {
  const number = index + 1;
  return `rect.paint-${number} { fill: url(#pattern-${number}); }
.ground-${number}, circle.paint-${number} { fill: var(--paint-${number}); }
line.paint-${number} { stroke: var(--paint-${number}); }`;
}).join("\n");

/** The style sheet of a page with charts: for screens, light and dark, for phones, and for paper. */
export const pageStyle = `
:root { color-scheme: light; --page: #ffffff; --card: #f4f6f8; --text: #1a1d21; --muted: #505860; --rule: #d3d8dd;
  --good: #22663e; --warn: #855000; --bad: #a8202f; ${colours("light")} }
@media screen and (prefers-color-scheme: dark) {
  :root { color-scheme: dark; --page: #14171a; --card: #1f2429; --text: #e8eaed; --muted: #a9b1b9; --rule: #3a4148;
    --good: #7fd3a0; --warn: #f0b35c; --bad: #ff98a2; ${colours("dark")} }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body { margin: 0 auto; padding: 1.5rem 1rem 3rem; max-width: 68rem; background: var(--page); color: var(--text);
  font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; overflow-wrap: break-word; }
h1 { font-size: 1.75rem; line-height: 1.2; margin: 0 0 .5rem; }
h2 { font-size: 1.3rem; line-height: 1.3; margin: 2.5rem 0 1rem; padding-top: .75rem; border-top: 1px solid var(--rule); }
h2:focus { outline: none; }
p { margin: .5rem 0; }
.about { margin: 0; color: var(--muted); }
.about strong { color: var(--text); font-weight: 600; overflow-wrap: anywhere; }
nav { margin: 1rem 0 0; }
nav ul { display: flex; flex-wrap: wrap; gap: .25rem 1rem; list-style: none; margin: 0; padding: 0; }
a { color: var(--paint-1); }
.figures { display: grid; grid-template-columns: repeat(3, minmax(0, 1fr)); gap: .75rem; margin: 1.25rem 0 0; }
.figures div { background: var(--card); border-radius: .5rem; padding: .7rem .9rem; }
.figures dt { color: var(--muted); font-size: .85rem; line-height: 1.35; }
.figures dd { margin: .15rem 0 0; white-space: nowrap; font-size: 1.4rem; line-height: 1.25; font-weight: 600; font-variant-numeric: tabular-nums; }
.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 25rem), 1fr)); gap: 1.5rem 2rem; }
.charts.many { grid-template-columns: repeat(auto-fill, minmax(min(100%, 14rem), 1fr)); gap: 1rem 1.5rem; margin-top: 1.5rem; }
figure { margin: 0; min-width: 0; max-width: 36rem; }
figcaption { font-weight: 600; font-size: .95rem; margin-bottom: .25rem; }
.many figcaption { font-size: .85rem; }
.chart { display: block; width: 100%; height: auto; font-family: inherit; }
.chart text { font-size: 11px; fill: var(--muted); font-variant-numeric: tabular-nums; }
.chart text.value { fill: var(--text); stroke: var(--page); stroke-width: 3px; stroke-linejoin: round; paint-order: stroke; }
.grid { stroke: var(--rule); stroke-width: 1; }
.zero { stroke: var(--muted); stroke-width: 1; }
.line { stroke-width: 2.5; stroke-linecap: round; }
.texture { stroke: var(--page); stroke-width: 1.6; stroke-linecap: round; fill: none; stroke-opacity: .6; }
.patterns { position: absolute; }
.legend { display: flex; flex-wrap: wrap; gap: .2rem 1rem; list-style: none; margin: .35rem 0 0; padding: 0; font-size: .85rem; }
.legend li { display: flex; align-items: center; gap: .4rem; }
.legend svg { flex: none; width: 14px; height: 14px; }
.scroll { overflow-x: auto; margin-top: 1.5rem; }
.charts .scroll { margin-top: 0; align-self: start; }
.scroll:focus-visible { outline: 2px solid var(--paint-1); outline-offset: 2px; }
table { border-collapse: collapse; font-size: .9rem; font-variant-numeric: tabular-nums; min-width: 50%; }
caption { text-align: left; font-weight: 600; padding-bottom: .35rem; }
th, td { padding: .35rem .75rem; border-bottom: 1px solid var(--rule); text-align: right; vertical-align: top; }
th { font-weight: 600; }
thead th { color: var(--muted); vertical-align: bottom; line-height: 1.3; }
tbody th { font-variant-numeric: tabular-nums; }
th:first-child, td:first-child, .text { text-align: left; }
th:first-child { padding-left: 0; }
td.text { min-width: 7rem; }
td.long { min-width: 18rem; }
.note { margin-top: 1.25rem; color: var(--muted); }
.good { color: var(--good); } .warn { color: var(--warn); } .bad { color: var(--bad); }
.good, .warn, .bad { font-weight: 600; white-space: nowrap; }
${paintRules}
@media (max-width: 40rem) {
  h1 { font-size: 1.45rem; }
  .figures { grid-template-columns: repeat(2, minmax(0, 1fr)); }
  .figures dd { font-size: 1.2rem; }
  .charts.many { grid-template-columns: repeat(2, minmax(0, 1fr)); }
  th, td { padding: .35rem .5rem; }
}
@page { margin: 14mm; }
@media print {
  body { max-width: none; padding: 0; font-size: 10pt; }
  nav { display: none; }
  h2 { break-after: avoid; margin-top: 1.5rem; }
  figure, tr, .figures div { break-inside: avoid; }
  caption { break-after: avoid; }
  thead { display: table-header-group; }
  .figures div { border: 1px solid var(--rule); }
  .charts { grid-template-columns: repeat(2, minmax(0, 1fr)); }
  .charts.many { grid-template-columns: repeat(4, minmax(0, 1fr)); }
  .scroll { overflow: visible; }
  table { font-size: 8.5pt; }
  th, td { padding: .2rem .4rem; }
  td.long { min-width: 0; }
  rect, .texture, .figures div { -webkit-print-color-adjust: exact; print-color-adjust: exact; }
}
`;
