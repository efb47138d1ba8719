/** "Check these spots": a walk from one doubtful place to the next. */

import { button, part } from "./find.js";
import { say } from "./messages.js";
import { doubtfulSpots } from "./spots.js";
import { word } from "./words.js";

/** @typedef {import("./board.js").Board} Board */
/** @typedef {import("./geometry.js").Rect} Rect */
/** @typedef {import("./matte.js").Matte} Matte */
/** @typedef {import("./table.js").Table} Table */

export class Review {
  /** @param {Table} table @param {Board} board */
  constructor(table, board) {
    this.table = table;
    this.board = board;
    /** @type {Matte | null} */
    this.matte = null;
    /** @type {Rect[]} */
    this.spots = [];
    this.at = -1;
    button("next-spot").addEventListener("click", () => this.go(1));
    button("previous-spot").addEventListener("click", () => this.go(-1));
  }

  /** The spots are those that the network left, also when one after the other is mended. */
  show() {
    const { current } = this.table;
    const matte = current?.state === "done" ? current.matte : null;
    if (matte === this.matte) return;
    this.matte = matte;
    this.spots = matte ? doubtfulSpots(matte) : [];
    this.at = -1;
    const none = this.spots.length === 0;
    button("next-spot").disabled = button("previous-spot").disabled = none;
    const text = none ? word("spots.none") : word("spots.some", { all: this.spots.length });
    part("spots-text").textContent = matte ? text : "";
    this.board.frameSpot(null);
  }

  /** @param {number} by How many spots further. */
  go(by) {
    const all = this.spots.length;
    if (!all) return;
    this.at = this.at < 0 ? (by > 0 ? 0 : all - 1) : (this.at + by + all) % all;
    this.board.view.show(this.spots[this.at]);
    this.board.frameSpot(this.spots[this.at]);
    this.board.refresh();
    const text = word("spots.one", { at: this.at + 1, all });
    part("spots-text").textContent = text;
    say(text);
  }
}
