/** What a number measures, and so how it is written. */
export type NumberKind =
  "year" | "count" | "change" | "number" | "percent" | "percent-change" | "money" | "duration";

/** A number for people, thousands with commas between them; `–` where there is none. */
export function numberText(value: number | null, kind: NumberKind): string {
  if (value === null || !Number.isFinite(value)) return "–";
  switch (kind) {
    case "year":
      return String(value);
    case "count":
      return grouped(value, 0);
    case "change":
      return signed(value, grouped(value, 0));
    case "number":
      return grouped(value, 4).replace(/\.?0+$/u, "");
    case "percent":
      return `${grouped(value * 100, 1)}%`;
    case "percent-change":
      return signed(value, `${grouped(value * 100, 1)}%`);
    case "money":
      return grouped(value, 0);
    case "duration":
      return durationText(value);
  }
}

const units = [
  { size: 1e12, name: "T" },
  { size: 1e9, name: "B" },
  { size: 1e6, name: "M" },
  { size: 1e4, per: 1e3, name: "k" },
] as const;

/** A number for an axis, in as few characters as tell it from its neighbours: `12k`, `2.5M`, `15%`. */
export function axisText(value: number, kind: NumberKind): string {
  if (kind === "percent" || kind === "percent-change") return `${trimmed(value * 100, 2)}%`;
  if (kind === "duration") return value === 0 ? "0" : durationText(value);
  const unit = units.find(({ size }) => Math.abs(value) >= size);
  if (unit === undefined)
    return kind === "year" ? String(value) : grouped(value, 4).replace(/(?:\.0+|(\.\d*?)0+)$/u, "$1");
  return `${trimmed(value / ("per" in unit ? unit.per : unit.size), 2)}${unit.name}`;
}

function trimmed(value: number, digits: number): string {
  return String(Number(value.toFixed(digits)) + 0);
}

function signed(value: number, text: string): string {
  return value > 0 && /[1-9]/u.test(text) ? `+${text}` : text;
}

function grouped(value: number, digits: number): string {
  const text = value.toFixed(digits);
  const [whole = "", fraction] = text.split(".");
  const sign = whole.startsWith("-") && /[1-9]/u.test(text) ? "-" : "";
  const withCommas = whole.replace("-", "").replaceAll(/\B(?=(?:\d{3})+$)/gu, ",");
  return `${sign}${withCommas}${fraction === undefined ? "" : `.${fraction}`}`;
}

function durationText(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 59_950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  return `${grouped(Math.floor(seconds / 60), 0)} min ${String(seconds % 60).padStart(2, "0")} s`;
}
