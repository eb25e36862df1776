import { frameOf, paintOf, picture, valueText, type ChartData, type Frame, type Series } from "./chart.js";
import { scaleOf } from "./scale.js";
import { element, escapeText } from "./svg.js";

const labelledYears = 8;

/**
 * Lines over years. Only neighbouring years are joined: where one is missing, or has no value, there is a gap.
 * O(years · series).
 */
export function lineChart(data: ChartData, options: { readonly most?: number } = {}): string {
  const values = data.series.flatMap((series) => series.values.filter((value) => value !== null));
  const scale = scaleOf([...values, ...(options.most === undefined ? [] : [options.most])]);
  const frame = frameOf(data, scale);
  const lines = data.series.map((series, index) => line(data, series, frame, index));
  return picture(data, scale, frame, lines.join(""));
}

interface Point {
  readonly x: number;
  readonly y: number;
  readonly year: number;
  readonly value: number;
}

function line(data: ChartData, { name, values }: Series, frame: Frame, seriesIndex: number): string {
  const points = data.years.flatMap((year, index): readonly Point[] => {
    const value = values[index] ?? null;
    return value === null ? [] : [{ x: frame.x(index), y: frame.y(value), year, value }];
  });
  const segments = points.flatMap((point, index) => {
    const before = points[index - 1];
    if (before === undefined || before.year !== point.year - 1) return [];
    return [
      element("line", {
        class: `line ${paintOf(seriesIndex)}`,
        x1: before.x,
        y1: before.y,
        x2: point.x,
        y2: point.y,
      }),
    ];
  });
  const radius = Math.min(4, Math.max(2, frame.band / 5));
  const marks = points.map(({ x, y, year, value }) => {
    const hint = element("title", {}, escapeText(`${year}, ${name}: ${valueText(data, value)}`));
    return element("circle", { class: paintOf(seriesIndex), cx: x, cy: y, r: radius }, hint);
  });
  const labels =
    data.years.length > labelledYears || data.series.length > 1
      ? []
      : points.map(({ x, y, value }) =>
          element(
            "text",
            { class: "value", x, y: y < frame.top + 14 ? y + 18 : y - 8, "text-anchor": "middle" },
            escapeText(valueText(data, value)),
          ),
        );
  return [...segments, ...marks, ...labels].join("");
}
