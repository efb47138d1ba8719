/** The list of keys, made from the same table that listens to them. */

import { find } from "./find.js";
import { shown } from "./keys.js";
import { word } from "./words.js";

/** @param {import("./keys.js").Shortcut[]} shortcuts */
export function showHelp(shortcuts) {
  const rows = shortcuts.filter((one) => one.word).map((one) => {
    const row = document.createElement("tr");
    const [keys, what] = [document.createElement("th"), document.createElement("td")];
    keys.scope = "row";
    const sign = document.createElement("kbd");
    sign.textContent = shown(one.keys);
    keys.append(sign);
    what.textContent = word(one.word);
    row.append(keys, what);
    return row;
  });
  const body = document.createElement("tbody");
  body.append(...rows);
  find("help-keys", HTMLTableElement).replaceChildren(body);
  find("help-dialog", HTMLDialogElement).showModal();
}
