import { axisText, numberText, type NumberKind } from "./number-text.js";
import type { Scale } from "./scale.js";
import { element, escapeText } from "./svg.js";

/** The values of one thing over all years; `null` where there is none. */
export interface Series {
  readonly name: string;
  readonly values: readonly (number | null)[];
}

/** What is drawn. */
export interface ChartData {
  /** Unique on the page, for its names. */
  readonly id: string;
  readonly title: string;
  readonly years: readonly number[];
  readonly series: readonly Series[];
  readonly kind: NumberKind;
  /** Half as wide, for several side by side. @defaultValue false */
  readonly small?: boolean;
}

/** How many kinds of paint there are; with more series they begin anew. */
export const paintCount = 8;

/** The class of the paint of a series. */
export function paintOf(index: number): string {
  return `paint-${(index % paintCount) + 1}`;
}

/** The place of the drawing within its picture, and where values and years lie. */
export interface Frame {
  readonly width: number;
  readonly height: number;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  /** The width of one year. */
  readonly band: number;
  readonly x: (index: number) => number;
  readonly y: (value: number) => number;
}

/** Of digits of a wide font at 11 units: which one there will be is not known. */
const digitWidth = 7.2;

/** About how wide a label is, and no less. */
function labelWidth(text: string): number {
  return [...text].reduce((width, character) => {
    if (/[,. ]/u.test(character)) return width + digitWidth / 1.8;
    return width + (/\d/u.test(character) ? digitWidth : digitWidth * 1.5);
  }, 0);
}

const labelGap = 6;

/** Lays a chart out: as much room at the left as its longest label takes. */
export function frameOf({ years, kind, small = false }: ChartData, scale: Scale): Frame {
  const [width, height] = small ? [200, 130] : [420, 240];
  const left = Math.max(...scale.ticks.map((tick) => labelWidth(axisText(tick, kind)))) + labelGap + 2;
  const [right, top] = [width - 10, 18];
  const bottom = height - (scale.least < 0 ? 36 : 22);
  const band = (right - left) / years.length;
  return {
    width,
    height,
    left,
    right,
    top,
    bottom,
    band,
    x: (index) => left + band * (index + 0.5),
    y: (value) => bottom - ((value - scale.least) / (scale.most - scale.least)) * (bottom - top),
  };
}

/** The whole picture: its axes, and what is drawn between them. It says in words what it shows, for those who cannot see it. */
export function picture(data: ChartData, scale: Scale, frame: Frame, marks: string): string {
  const { id, title, kind } = data;
  const grid = scale.ticks.map((tick) => {
    const y = frame.y(tick);
    const line = element("line", {
      class: "grid",
      x1: frame.left,
      x2: frame.right,
      y1: y,
      y2: y,
    });
    const label = element(
      "text",
      { class: "tick", x: frame.left - labelGap, y: y + 4, "text-anchor": "end" },
      escapeText(typeset(axisText(isMirrored(data) ? Math.abs(tick) : tick, kind))),
    );
    return line + label;
  });
  return element(
    "svg",
    {
      class: data.small === true ? "chart small" : "chart",
      viewBox: `0 0 ${frame.width} ${frame.height}`,
      role: "img",
      "aria-labelledby": `${id}-title ${id}-summary`,
    },
    element("title", { id: `${id}-title` }, escapeText(title)),
    element("desc", { id: `${id}-summary` }, escapeText(summaryOf(data))),
    ...grid,
    yearLabels(data, frame),
    marks,
    element("line", {
      class: "zero",
      x1: frame.left,
      x2: frame.right,
      y1: frame.y(0),
      y2: frame.y(0),
    }),
  );
}

/** Figures with the sign that is as wide as a plus, and not a hyphen. */
export function typeset(text: string): string {
  return text.replace(/^-/u, "−");
}

/** Whether what lies below zero is no less than nothing, but drawn the other way: then its labels have no sign. */
function isMirrored({ kind, series }: ChartData): boolean {
  const isBelow = (values: Series["values"]): boolean => values.every((value) => (value ?? 0) <= 0);
  const isAbove = (values: Series["values"]): boolean => values.every((value) => (value ?? 0) >= 0);
  return (
    kind === "count" && series.length > 1 && series.every(({ values }) => isBelow(values) || isAbove(values))
  );
}

/** A value as it is told of, in a label or a hint. */
export function valueText(data: ChartData, value: number): string {
  return typeset(numberText(isMirrored(data) ? Math.abs(value) : value, data.kind));
}

/** As many years as there is room for, the first one always. */
function yearLabels({ years }: ChartData, frame: Frame): string {
  const room = labelWidth("2025") + 8;
  const every = Math.max(1, Math.ceil(room / frame.band));
  return years
    .map((year, index) =>
      index % every === 0
        ? element(
            "text",
            { class: "tick", x: frame.x(index), y: frame.height - 6, "text-anchor": "middle" },
            String(year),
          )
        : "",
    )
    .join("");
}

function summaryOf(data: ChartData): string {
  const { years, series } = data;
  const [first, last] = [years.at(0), years.at(-1)];
  const told = (value: number | null | undefined): string =>
    value === null || value === undefined ? "nothing" : valueText(data, value);
  const parts = series.map(({ name, values }) =>
    first === last
      ? `${name}: ${told(values[0])} in ${first}`
      : `${name}: ${told(values[0])} in ${first}, ${told(values.at(-1))} in ${last}`,
  );
  return `${parts.join("; ")}.`;
}
