/** One picture of the strip: what it looks like, how far it is, and what can be done with it. */

import { told } from "./messages.js";
import { word } from "./words.js";

/** @typedef {import("./picture.js").Picture} Picture */

/** How far a picture is; none for what cannot be told. */
const PROGRESS = new Map([["waiting", 0], ["preview", 0.6], ["done", 1], ["failed", 1]]);

/** @param {Picture} picture @param {boolean} chosen @returns {HTMLElement} */
export function cardOf(picture, chosen) {
  const card = document.createElement("li");
  card.dataset.id = picture.id;
  card.dataset.state = picture.state;
  card.draggable = true;
  card.classList.toggle("chosen", chosen);
  const state = picture.state === "done" && picture.review ? "review" : picture.state;
  card.append(opener(picture, state, chosen), progress(picture));
  if (picture.state === "failed") card.append(control("retry", word("strip.retry"), "↻"));
  card.append(
    control("remove", `${word("strip.remove")}: ${picture.name}`, "×"),
    control("earlier", `${word("strip.earlier")}: ${picture.name}`, "‹"),
    control("later", `${word("strip.later")}: ${picture.name}`, "›"),
  );
  return card;
}

/** @param {Picture} picture @param {string} state @param {boolean} chosen */
function opener(picture, state, chosen) {
  const open = control("open", `${picture.name}: ${word(`state.${state}`)}`);
  if (chosen) open.setAttribute("aria-current", "true");
  const image = document.createElement("img");
  image.alt = "";
  image.draggable = false;
  if (picture.thumbnail) image.src = picture.thumbnail;
  const name = document.createElement("span");
  name.className = "name";
  name.textContent = picture.name;
  const mark = document.createElement("span");
  mark.className = `mark ${state}`;
  mark.textContent = word(`state.${state}`);
  if (picture.trouble) {
    mark.textContent = told(picture.trouble);
    mark.title = mark.textContent;
  }
  open.append(image, name, mark);
  return open;
}

/** @param {Picture} picture @returns {HTMLElement} */
function progress(picture) {
  const bar = document.createElement("progress");
  const far = PROGRESS.get(picture.state);
  if (far !== undefined) bar.value = far;
  bar.setAttribute("aria-label", `${word("strip.progress")}: ${picture.name}`);
  return bar;
}

/** @param {string} act @param {string} label @param {string} [sign] @returns {HTMLElement} */
export function control(act, label, sign = "") {
  const made = document.createElement("button");
  made.type = "button";
  made.dataset.act = act;
  made.className = `strip-${act}`;
  made.setAttribute("aria-label", label);
  made.title = label;
  made.textContent = sign;
  return made;
}
