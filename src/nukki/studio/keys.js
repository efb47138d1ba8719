/** The keyboard: one table, from which the help is made, too. */

/** @typedef {{keys: string, word: string, run: () => void, typing?: boolean}} Shortcut */

const MAC = /mac|iphone|ipad/i.test(navigator.userAgent);

/** @param {KeyboardEvent} event @returns {string} As the table writes it: "Ctrl+Shift+z". */
function written(event) {
  const control = event.ctrlKey || event.metaKey ? "Ctrl+" : "";
  const shift = event.shiftKey && (event.key.length > 1 || control) ? "Shift+" : "";
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  return control + shift + (key === " " ? "Space" : key);
}

/** @param {EventTarget | null} target @returns {boolean} */
const isTyping = (target) =>
  target instanceof HTMLElement &&
  (target.isContentEditable || target.matches("input:not([type=radio]):not([type=checkbox]):" +
    "not([type=range]):not([type=color]), textarea, select"));

/** @param {EventTarget | null} target @returns {boolean} Whether Space is for itself. */
const isPressed = (target) =>
  target instanceof Element && target.closest("button, input, select, summary, a") !== null;

/** @param {Shortcut[]} shortcuts */
export function listen(shortcuts) {
  const byKeys = new Map(shortcuts.flatMap((one) =>
    one.keys.split(" ").map((keys) => /** @type {const} */ ([keys, one]))));
  document.addEventListener("keydown", (event) => {
    if (document.querySelector("dialog[open]") || event.altKey) return;
    const found = byKeys.get(written(event));
    if (!found || (isTyping(event.target) && !found.typing)) return;
    if (event.key === " " && isPressed(event.target)) return;
    const arrows = event.key.startsWith("Arrow");
    if (arrows && event.target instanceof HTMLInputElement) return;
    event.preventDefault();
    found.run();
  });
}

/** @param {string} keys @returns {string} For people. */
export const shown = (keys) =>
  keys.split(" ")[0].split("+").map((key) => {
    if (key === "Ctrl" && MAC) return "⌘";
    return key.length === 1 ? key.toUpperCase() : key.replace(/^Arrow.*/, "← ↑ → ↓");
  }).join(MAC ? " " : "+");
