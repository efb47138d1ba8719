/** `<studio-strip>`: all pictures with their states; what can be done with each. */

import { told } from "./messages.js";
import { word } from "./words.js";

/** @typedef {import("./picture.js").Picture} Picture */
/** @typedef {import("./table.js").Table} Table */

export class Strip extends HTMLElement {
  /** @type {Table | null} */
  table = null;

  /** @param {Table} table */
  follow(table) {
    this.table = table;
    for (const name of ["pictures", "picture", "current"]) {
      table.addEventListener(name, () => this.render());
    }
    this.addEventListener("click", (event) => this.#press(event));
    this.addEventListener("keydown", (event) => this.#key(event));
  }

  render() {
    const { pictures = [], current = null } = this.table ?? {};
    this.hidden = pictures.length < 2;
    const focused = document.activeElement?.closest("[data-id]")?.getAttribute("data-id");
    const acted = /** @type {HTMLElement | null} */ (document.activeElement)?.dataset.act;
    const list = document.createElement("ul");
    list.append(...pictures.map((one) => this.#card(one, one === current)));
    this.setAttribute("role", "region");
    this.setAttribute("aria-label", word("strip.title"));
    this.replaceChildren(list);
    if (!focused || this.hidden) return;
    const again = this.querySelector(`[data-id="${focused}"] [data-act="${acted}"]`);
    if (again instanceof HTMLElement) again.focus();
  }

  /** @param {Picture} picture @param {boolean} chosen @returns {HTMLElement} */
  #card(picture, chosen) {
    const card = document.createElement("li");
    card.dataset.id = picture.id;
    card.dataset.state = picture.state;
    card.classList.toggle("chosen", chosen);
    const state = picture.state === "done" && picture.review ? "review" : picture.state;
    const open = control("open", `${picture.name}: ${word(`state.${state}`)}`);
    if (chosen) open.setAttribute("aria-current", "true");
    const image = document.createElement("img");
    image.alt = "";
    if (picture.thumbnail) image.src = picture.thumbnail;
    const name = document.createElement("span");
    name.className = "name";
    name.textContent = picture.name;
    const mark = document.createElement("span");
    mark.className = `mark ${state}`;
    mark.textContent = word(`state.${state}`);
    if (picture.trouble) mark.title = told(picture.trouble);
    open.append(image, name, mark);
    card.append(open);
    if (picture.state === "failed") card.append(control("retry", word("strip.retry"), "↻"));
    card.append(control("remove", `${word("strip.remove")}: ${picture.name}`, "×"));
    return card;
  }

  /** @param {Event} event */
  #press(event) {
    const pressed = /** @type {HTMLElement} */ (event.target).closest("[data-act]");
    const act = pressed?.getAttribute("data-act");
    const picture = this.#pictureOf(pressed);
    if (!picture || !this.table) return;
    if (act === "open") void this.table.look(picture);
    if (act === "retry") this.table.retry(picture);
    if (act === "remove") void this.table.remove(picture);
  }

  /** Alt and an arrow put a picture elsewhere. @param {KeyboardEvent} event */
  #key(event) {
    const picture = this.#pictureOf(/** @type {Element} */ (event.target));
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!picture || !by || !event.altKey) return;
    event.preventDefault();
    this.table?.move(picture, by);
  }

  /** @param {Element | null} element @returns {Picture | undefined} */
  #pictureOf(element) {
    const id = element?.closest("[data-id]")?.getAttribute("data-id");
    return this.table?.pictures.find((one) => one.id === id);
  }
}

/** @param {string} act @param {string} label @param {string} [sign] @returns {HTMLElement} */
function control(act, label, sign = "") {
  const made = document.createElement("button");
  made.type = "button";
  made.dataset.act = act;
  made.className = `strip-${act}`;
  made.setAttribute("aria-label", label);
  made.title = label;
  made.textContent = sign;
  return made;
}

customElements.define("studio-strip", Strip);
