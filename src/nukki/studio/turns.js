/** Turning and mirroring: of the picture that is looked at, or of all alike. */

import { button, part } from "./find.js";
import { say } from "./messages.js";
import { word } from "./words.js";

/** @typedef {import("./picture.js").Picture} Picture */
/** @typedef {import("./table.js").Table} Table */

export class Turns extends EventTarget {
  /** @param {Table} table */
  constructor(table) {
    super();
    this.table = table;
    button("turn-left").addEventListener("click", () => this.turn(3, false));
    button("turn-right").addEventListener("click", () => this.turn(1, false));
    button("mirror").addEventListener("click", () => this.turn(0, true));
    button("turn-all").addEventListener("click", () => this.#toAll());
  }

  show() {
    const { current, pictures } = this.table;
    part("turn-value").textContent = current?.turn ? written(current.turn) : "";
    button("turn-all").hidden = pictures.length < 2;
  }

  /** @param {number} quarters Clockwise. @param {boolean} mirror */
  turn(quarters, mirror) {
    const picture = this.table.current;
    if (!picture) return;
    picture.turn = turned(picture.turn, quarters, mirror);
    this.#changed([picture]);
  }

  #toAll() {
    const { current, pictures } = this.table;
    for (const one of pictures) one.turn = current?.turn ?? "";
    this.#changed(pictures);
    say(word("turn.saidAll", { all: pictures.length }));
  }

  /** @param {Picture[]} pictures */
  #changed(pictures) {
    for (const one of pictures) this.table.save(one);
    this.show();
    this.dispatchEvent(new Event("change"));
  }
}

/** One more turn or mirroring after those that a text says: mirrored, the ways change sides.
 * @param {string} turn @param {number} quarters @param {boolean} mirror @returns {string} */
export function turned(turn, quarters, mirror) {
  const mirrored = turn.includes("mirror");
  const before = (parseInt(turn, 10) || 0) / 90;
  const all = (before + (mirrored ? -quarters : quarters) + 4) % 4;
  return [all ? String(all * 90) : "", mirrored !== mirror ? "mirror" : ""].join(" ").trim();
}

/** @param {string} turn @returns {string} For people. */
const written = (turn) =>
  turn.replace(/^\d+/, (degrees) => `${degrees}°`).replace("mirror", word("turn.mirrored"));
