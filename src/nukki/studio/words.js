/** The studio's words, one file per language. */

export const LANGUAGES = ["en", "id", "ko"];

const CHOSEN = "nukki-language";

/** @type {Record<string, string>} */
let words = {};
let fallback = "en";

/** @returns {string} The language that was chosen, or the browser's, or English. */
export function language() {
  const wanted = [localStorage.getItem(CHOSEN) ?? "", ...navigator.languages]
    .map((one) => one.slice(0, 2))
    .find((one) => LANGUAGES.includes(one));
  return wanted ?? "en";
}

/** @param {string} chosen */
export const choose = (chosen) => localStorage.setItem(CHOSEN, chosen);

export async function load() {
  const chosen = language();
  words = await (await fetch(new URL(`./words/${chosen}.json`, import.meta.url))).json();
  document.documentElement.lang = chosen;
  translate(document);
}

/** @param {string} key @param {Record<string, string | number>} [values] For `{name}`s in it. */
export const word = (key, values = {}) =>
  (words[key] ?? key).replace(/\{(\w+)\}/g, (_, name) => String(values[name] ?? ""));

/** Put words where the page names them. @param {ParentNode} root */
export function translate(root) {
  for (const element of root.querySelectorAll("[data-word]")) {
    element.textContent = word(/** @type {HTMLElement} */ (element).dataset.word ?? "");
  }
  for (const element of root.querySelectorAll("[data-label]")) {
    const text = word(/** @type {HTMLElement} */ (element).dataset.label ?? "");
    element.setAttribute("aria-label", text);
    if (element.matches("button, label")) element.setAttribute("title", text);
  }
}
