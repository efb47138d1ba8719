/** What a person is told: a line that screen readers speak, and troubles with the way out. */

import { Trouble } from "./api.js";
import { part } from "./find.js";
import { word } from "./words.js";

/** @type {ReturnType<typeof setTimeout> | undefined} */
let hiding;
const SHOWN_MS = 6000;

/** @param {string} text */
export function say(text) {
  part("status").textContent = text;
}

/** @param {unknown} error @returns {string} */
export function told(error) {
  const trouble = error instanceof Trouble ? error : new Trouble("trouble.other", String(error));
  const plain = word(trouble.word);
  return trouble.word === "trouble.other" && trouble.detail ? `${plain} ${trouble.detail}` : plain;
}

/** @param {unknown} error */
export function complain(error) {
  const box = part("complaint");
  box.textContent = told(error);
  box.hidden = false;
  clearTimeout(hiding);
  hiding = setTimeout(() => { box.hidden = true; }, SHOWN_MS);
  const asksForKey = error instanceof Trouble && error.word === "trouble.key";
  if (asksForKey) document.dispatchEvent(new Event("key-wanted"));
}
