const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** What no page may hold: control characters but for tabs and line ends, halves of pairs, and what turns the direction of text. */
const unfit = /[\0-\x08\x0B\x0C\x0E-\x1F\x7F-\x9F\uFFFE\uFFFF]|\p{Cs}|\p{Bidi_Control}/gu;

/** A text as HTML and SVG can carry it, in content and in attributes. O(text). */
export function escapeText(text: string): string {
  return text.replaceAll(unfit, "\uFFFD").replaceAll(/[&<>"']/gu, (character) => entities[character] ?? "");
}

/** An element; attributes are escaped, its content is not. */
export function element(
  name: string,
  attributes: Readonly<Record<string, string | number>>,
  ...content: readonly string[]
): string {
  const written = Object.entries(attributes).map(
    ([key, value]) => ` ${key}="${escapeText(attributeText(value))}"`,
  );
  const open = `<${name}${written.join("")}`;
  return content.length === 0 ? `${open}/>` : `${open}>${content.join("")}</${name}>`;
}

/** Tenths of a unit are finer than what anybody sees. */
function attributeText(value: string | number): string {
  return typeof value === "string" ? value : String(Number(value.toFixed(1)) + 0);
}
