/**
 * Pointing at objects: a click on one, a box round one, or an outline drawn by hand.
 *
 *   object   a click, or a drag that makes a box
 *   lasso    the way of the hand
 */

/** @typedef {import("./board.js").Board} Board */
/** @typedef {import("./hand.js").Touch} Touch */
/** @typedef {import("./picture.js").Picture} Picture */
/** @typedef {[number, number]} Place In pixels of the photo. */
/** @typedef {{points?: Place[], box?: number[], outline?: Place[]}} Pointed */

const CLICK_PX = 6; // on the screen: what moves less is a click
const STRIDE_PX = 12;
const RING_PX = 7;
const FINEST_PX = 2; // between two points of an outline, on the screen

export class PointerTool extends EventTarget {
  /** @param {Board} board */
  constructor(board) {
    super();
    this.board = board;
    /** @type {Picture | null} */
    this.picture = null;
    this.name = "";
    this.locked = false;
    /** @type {Place[]} */
    this.way = [];
  }

  /** @param {string} name @returns {boolean} Whether this tool is meant. */
  isFor(name) {
    return name === "object" || name === "lasso";
  }

  get #pixel() {
    return this.board.ratio / this.board.view.scale;
  }

  get stride() {
    return STRIDE_PX * this.#pixel;
  }

  /** @param {Touch} at @returns {boolean} */
  start(at) {
    if (!this.picture?.matte || this.locked) return false;
    this.way = [[at.x, at.y]];
    return true;
  }

  /** @param {Touch[]} places */
  move(places) {
    for (const { x, y } of places) {
      const [lastX, lastY] = this.way[this.way.length - 1];
      if (Math.hypot(x - lastX, y - lastY) >= FINEST_PX * this.#pixel) this.way.push([x, y]);
    }
    this.board.mark(this.#isClick() ? [] : this.#shape());
  }

  /** @returns {Place[]} What is drawn over the picture. */
  #shape() {
    if (this.name === "lasso") return this.way;
    const [left, top, right, bottom] = this.#box();
    return [[left, top], [right, top], [right, bottom], [left, bottom]];
  }

  #box() {
    const [from, to] = [this.way[0], this.way[this.way.length - 1]];
    return [Math.min(from[0], to[0]), Math.min(from[1], to[1]),
      Math.max(from[0], to[0]), Math.max(from[1], to[1])];
  }

  #isClick() {
    const [x, y] = this.way[0];
    return this.way.every((at) => Math.hypot(at[0] - x, at[1] - y) < CLICK_PX * this.#pixel);
  }

  end() {
    const pointed = this.#pointed();
    this.cancel();
    if (pointed) this.dispatchEvent(new CustomEvent("pointed", { detail: pointed }));
  }

  /** @returns {Pointed | null} */
  #pointed() {
    if (!this.way.length) return null;
    if (this.name === "lasso") return this.#isClick() ? null : { outline: this.way };
    if (this.#isClick()) return { points: [this.way[0]] };
    const [left, top, right, bottom] = this.#box();
    return right > left && bottom > top ? { box: [left, top, right, bottom] } : null;
  }

  cancel() {
    this.way = [];
    this.board.mark([]);
  }

  /** @param {Touch | null} at */
  hover(at) {
    if (at && this.picture?.matte) this.board.ringAt(at, RING_PX * this.#pixel, 1, this.name);
    else this.board.hideRing();
  }

  resize() {}
}
