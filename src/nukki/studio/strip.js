/** `<studio-strip>`: all pictures with their states, in a row or as a grid. */

import { cardOf, control } from "./card.js";
import { word } from "./words.js";

/** @typedef {import("./picture.js").Picture} Picture */
/** @typedef {import("./table.js").Table} Table */

const MOVES = new Map([["earlier", -1], ["later", 1]]);
const FINISHED = ["done", "failed"];

export class Strip extends HTMLElement {
  /** @type {Table | null} */
  table = null;
  /** @type {Picture | undefined} */
  dragged;

  /** @param {Table} table */
  follow(table) {
    this.table = table;
    for (const name of ["pictures", "picture", "current"]) {
      table.addEventListener(name, () => this.render());
    }
    this.addEventListener("click", (event) => this.#press(event));
    this.addEventListener("keydown", (event) => this.#key(event));
    this.addEventListener("dragstart", (event) => this.#drag(event));
    this.addEventListener("dragover", (event) => { if (this.dragged) event.preventDefault(); });
    this.addEventListener("drop", (event) => this.#drop(event));
    this.addEventListener("dragend", () => { this.dragged = undefined; });
  }

  /** @param {boolean} on */
  grid(on) {
    this.toggleAttribute("data-grid", on);
    this.render();
  }

  render() {
    const { pictures = [], current = null } = this.table ?? {};
    this.hidden = pictures.length < 2;
    if (this.hidden) this.removeAttribute("data-grid");
    const focused = document.activeElement?.closest("[data-id]")?.getAttribute("data-id");
    const acted = /** @type {HTMLElement | null} */ (document.activeElement)?.dataset.act;
    const list = document.createElement("ul");
    list.append(...pictures.map((one) => cardOf(one, one === current)));
    const before = this.querySelector("ul")?.scrollLeft ?? 0;
    this.setAttribute("role", "region");
    this.setAttribute("aria-label", word("strip.title"));
    this.replaceChildren(this.#head(pictures), list);
    list.scrollLeft = before;
    if (!acted || this.hidden) return;
    const within = focused ? `[data-id="${focused}"] ` : "";
    const again = this.querySelector(`${within}[data-act="${acted}"]`);
    if (again instanceof HTMLElement) again.focus();
  }

  /** @param {Picture[]} pictures @returns {HTMLElement} How far all are; what is for all. */
  #head(pictures) {
    const head = document.createElement("div");
    head.className = "strip-head";
    const done = pictures.filter(({ state }) => FINISHED.includes(state)).length;
    const text = document.createElement("span");
    text.textContent = word("strip.done", { done, all: pictures.length });
    const bar = document.createElement("progress");
    [bar.max, bar.value] = [Math.max(1, pictures.length), done];
    bar.setAttribute("aria-label", text.textContent);
    const grid = this.hasAttribute("data-grid");
    const shape = word(grid ? "strip.row" : "strip.grid");
    head.append(text, bar, control("grid", shape, shape));
    if (grid) head.append(control("all", word("out.all"), word("out.all")));
    if (pictures.some(({ state }) => state === "failed")) {
      head.append(control("retry-all", word("strip.retryAll"), word("strip.retryAll")));
    }
    return head;
  }

  /** @param {Event} event */
  #press(event) {
    const pressed = /** @type {HTMLElement} */ (event.target).closest("[data-act]");
    const act = pressed?.getAttribute("data-act") ?? "";
    if (!this.table) return;
    if (act === "grid") this.grid(!this.hasAttribute("data-grid"));
    if (act === "retry-all") this.#retryAll(this.table);
    if (act === "all") this.dispatchEvent(new Event("all"));
    const picture = this.#pictureOf(pressed);
    if (!picture) return;
    if (act === "open") void this.#open(picture);
    if (act === "retry") this.table.retry(picture);
    if (act === "remove") void this.table.remove(picture);
    const by = MOVES.get(act);
    if (by) this.table.move(picture, by);
  }

  /** Look at a picture, to correct it: the grid makes room. @param {Picture} picture */
  async #open(picture) {
    this.grid(false);
    await this.table?.look(picture);
  }

  /** @param {Table} table */
  #retryAll(table) {
    for (const one of table.pictures) if (one.state === "failed") table.retry(one);
  }

  /** Alt and an arrow put a picture elsewhere. @param {KeyboardEvent} event */
  #key(event) {
    const picture = this.#pictureOf(/** @type {Element} */ (event.target));
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!picture || !by || !event.altKey) return;
    event.preventDefault();
    this.table?.move(picture, by);
  }

  /** @param {DragEvent} event */
  #drag(event) {
    this.dragged = this.#pictureOf(/** @type {Element} */ (event.target));
    if (event.dataTransfer) event.dataTransfer.effectAllowed = "move";
  }

  /** @param {DragEvent} event */
  #drop(event) {
    const onto = this.#pictureOf(/** @type {Element} */ (event.target));
    if (!this.table || !this.dragged || !onto) return;
    event.preventDefault();
    const { pictures } = this.table;
    this.table.move(this.dragged, pictures.indexOf(onto) - pictures.indexOf(this.dragged));
    this.dragged = undefined;
  }

  /** @param {Element | null} element @returns {Picture | undefined} */
  #pictureOf(element) {
    const id = element?.closest("[data-id]")?.getAttribute("data-id");
    return this.table?.pictures.find((one) => one.id === id);
  }
}

customElements.define("studio-strip", Strip);
