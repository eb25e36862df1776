import { frameOf, paintOf, picture, typeset, valueText, type ChartData, type Frame } from "./chart.js";
import { axisText, numberText } from "./number-text.js";
import { scaleOf } from "./scale.js";
import { element, escapeText } from "./svg.js";

/** Up to so many years there is room for a number at each bar. */
const labelledYears = 6;
/** Between the parts of a bar. */
const gapWidth = 1;
/** So that what is not zero can be seen. */
const thinnest = 0.6;

/**
 * Bars of years, the values of one year on top of each other: what is greater than zero above it, what is less below.
 * O(years · series).
 */
export function barChart(data: ChartData): string {
  const sums = data.years.flatMap((_, index) => sumsOf(data, index));
  const scale = scaleOf(sums, {
    whole: data.kind === "count" || data.kind === "change",
    steps: data.small === true ? 2 : 4,
  });
  const frame = frameOf(data, scale);
  const bars = data.years.map((_, index) => stack(data, frame, index) + stackLabels(data, frame, index));
  return picture(data, scale, frame, bars.join(""));
}

function valueAt({ series }: ChartData, seriesIndex: number, index: number): number {
  return series[seriesIndex]?.values[index] ?? 0;
}

/** What lies below zero in a year, and what above. */
function sumsOf(data: ChartData, index: number): readonly [below: number, above: number] {
  const values = data.series.map((_, seriesIndex) => valueAt(data, seriesIndex, index));
  return [
    values.reduce((sum, value) => sum + Math.min(0, value), 0),
    values.reduce((sum, value) => sum + Math.max(0, value), 0),
  ];
}

function stack(data: ChartData, frame: Frame, index: number): string {
  const width = Math.min(frame.band * 0.7, 56);
  let [below, above] = [0, 0];
  return data.series
    .map(({ name }, seriesIndex) => {
      const value = valueAt(data, seriesIndex, index);
      if (value === 0) return "";
      const from = value < 0 ? below : above;
      if (value < 0) below += value;
      else above += value;
      const [start, end] = [frame.y(from), frame.y(from + value)];
      const gap = from === 0 || Math.abs(end - start) < 3 * gapWidth ? 0 : gapWidth;
      const hint = `${data.years[index]}, ${name}: ${valueText(data, value)}`;
      return element(
        "rect",
        {
          class: paintOf(seriesIndex),
          x: frame.x(index) - width / 2,
          y: value < 0 ? start + gap : Math.min(end, start - thinnest),
          width,
          height: Math.max(Math.abs(end - start) - gap, thinnest),
        },
        element("title", {}, escapeText(hint)),
      );
    })
    .join("");
}

function stackLabels(data: ChartData, frame: Frame, index: number): string {
  if (data.years.length > labelledYears || (data.small === true && data.years.length > 3)) return "";
  const [below, above] = sumsOf(data, index);
  const isKnown = data.series.some(({ values }) => typeof values[index] === "number");
  const label = (value: number, y: number): string =>
    element(
      "text",
      { class: "value", x: frame.x(index), y, "text-anchor": "middle" },
      isKnown ? escapeText(labelText(data, value)) : numberText(null, data.kind),
    );
  if (below === 0) return label(above, frame.y(above) - 5);
  const under = label(below, frame.y(below) + 12);
  return above === 0 ? under : label(above, frame.y(above) - 5) + under;
}

/** Sums of money are too long to stand beside each other. */
function labelText(data: ChartData, value: number): string {
  return data.kind === "money" ? typeset(axisText(value, data.kind)) : valueText(data, value);
}
