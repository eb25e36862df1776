import type { Style } from "../style.js";
import { cutText, textWidth } from "../table.js";
import { durationText } from "../texts.js";
import type { RunningStep, RunProgress } from "./run-progress.js";

const widestBar = 40;
const narrowestBar = 5;
const narrowestFact = 7;

/** The line of the whole run: its bar, how many have ended, rate and time left. What does not fit is left out. */
export function totalLine(progress: RunProgress, now: number, columns: number, style: Style): string {
  const { title, total, done, failed } = progress;
  const fraction = total === 0 ? 0 : done / total;
  const rate = progress.rate(now);
  const left = progress.timeLeft(now);
  const facts = [
    `${done}/${total}`,
    `${Math.floor(fraction * 100)} %`,
    ...(failed === 0 ? [] : [`${failed} failed`]),
    ...(left === undefined || done === total ? [] : [`${durationText(left)} left`]),
    ...(rate === undefined ? [] : [rateText(rate)]),
  ];
  return progressLine({
    label: cutText(title, nameColumns(columns)),
    fraction,
    facts,
    columns,
    paint: failed === 0 ? style.green : style.red,
  });
}

/** The line of one step: its bar, if it says how far it is, and for how long it has run. */
export function barLine(step: RunningStep, duration: string, columns: number, style: Style): string {
  const { fraction, message, attempt } = step;
  const facts = [
    ...(fraction === undefined ? [] : [`${Math.floor(fraction * 100)} %`]),
    duration,
    ...(attempt === 1 ? [] : [`attempt ${attempt}`]),
    ...(message === undefined ? [] : [message.replaceAll(/\s+/gu, " ")]),
  ];
  return progressLine({ label: nameOf(step, columns), fraction, facts, columns, paint: style.green });
}

/** What a line of progress is made of. */
export interface LineParts {
  readonly label: string;
  /** Without one there is no bar. */
  readonly fraction: number | undefined;
  /** The most important one first. */
  readonly facts: readonly string[];
  readonly columns: number;
  readonly paint: (text: string) => string;
}

/** A label, a bar, and as many facts as there is room for. */
export function progressLine({ label, fraction, facts, columns, paint }: LineParts): string {
  const start = `${label}${" ".repeat(Math.max(0, nameColumns(columns) - textWidth(label)))}  `;
  let room = columns - textWidth(start) - (fraction === undefined ? 0 : narrowestBar + 2);
  const shown: string[] = [];
  for (const fact of facts) {
    const text = room < narrowestFact ? "" : cutText(fact, room);
    if (text === "" || (text !== fact && fact !== facts.at(-1))) break;
    shown.push(text);
    room -= textWidth(text) + 2;
  }
  if (fraction === undefined) return start + shown.join("  ");
  const width = Math.min(widestBar, narrowestBar + Math.max(0, room));
  return `${start}${barOf(fraction, width, paint)}  ${shown.join("  ")}`.trimEnd();
}

/** How much of a line names take, so that bars stand below each other. */
function nameColumns(columns: number): number {
  return Math.max(12, Math.min(30, Math.floor(columns / 3.5)));
}

/** The name of a step, cut, and its partition, which tells it from others. */
function nameOf({ stepName, partition = "" }: RunningStep, columns: number): string {
  const room = nameColumns(columns) - 2;
  if (partition === "") return `  ${cutText(stepName, room)}`;
  const key = cutText(partition, Math.floor(room / 2));
  return `  ${cutText(stepName, room - textWidth(key) - 1)} ${key}`;
}

function barOf(fraction: number, width: number, paint: (text: string) => string): string {
  const full = Math.floor(fraction * width);
  return `${paint("█".repeat(full))}${"░".repeat(width - full)}`;
}

function rateText(perSecond: number): string {
  if (perSecond >= 100) return `${Math.round(perSecond)}/s`;
  if (perSecond >= 1) return `${perSecond.toFixed(1)}/s`;
  return perSecond * 60 >= 1 ? `${(perSecond * 60).toFixed(1)}/min` : `${(perSecond * 3600).toFixed(1)}/h`;
}
