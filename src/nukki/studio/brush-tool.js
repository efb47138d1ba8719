/** The keep and erase brushes in a person's hand. */

import { Painter } from "./brush.js";

/** @typedef {import("./board.js").Board} Board */
/** @typedef {import("./hand.js").Touch} Touch */
/** @typedef {import("./picture.js").Picture} Picture */
/** @typedef {import("./brush.js").Stroke} Stroke */
/** @typedef {import("./brush.js").Point} Point */
/** @typedef {"keep" | "erase" | "hair" | "move" | "object" | "lasso"} ToolName */

const [SMALLEST, LARGEST] = [1, 2000];
const PAINTS = ["keep", "erase", "hair"];
const FAINT = 0.15; // a pen's lightest touch still draws this share of the brush

export class BrushTool extends EventTarget {
  /** @param {Board} board */
  constructor(board) {
    super();
    this.board = board;
    /** @type {Picture | null} */
    this.picture = null;
    /** @type {ToolName} */
    this.name = "move";
    this.radius = 20;
    this.hardness = 0.8;
    this.smart = false;
    this.locked = false; // while the server thinks about a stroke
    /** @type {Painter | null} */
    this.painter = null;
    /** @type {Point | null} Where the last stroke ended. */
    this.last = null;
    /** @type {Touch | null} */
    this.place = null;
  }

  /** @param {ToolName} name */
  choose(name) {
    this.name = name;
    this.#tell();
  }

  /** @param {number} radius In pixels of the photo. */
  size(radius) {
    this.radius = Math.min(LARGEST, Math.max(SMALLEST, radius));
    this.#tell();
  }

  /** @param {number} factor */
  resize(factor) {
    const wanted = this.radius * factor;
    this.size(factor > 1 ? Math.max(this.radius + 1, wanted) : Math.min(this.radius - 1, wanted));
  }

  /** @param {number} hardness In [0, 1]. */
  harden(hardness) {
    this.hardness = Math.min(1, Math.max(0, hardness));
    this.#tell();
  }

  /** @returns {import("./brush.js").Mode | null} null for tools that do not paint. */
  get #mode() {
    return PAINTS.includes(this.name) ? /** @type {import("./brush.js").Mode} */ (this.name) : null;
  }

  #tell() {
    this.hover(this.place);
    this.dispatchEvent(new Event("change"));
  }

  /** @param {Touch} at @param {boolean} joined By a straight line to the last stroke.
   * @returns {boolean} Whether a stroke has begun. */
  start(at, joined) {
    const matte = this.picture?.matte;
    const mode = this.#mode;
    if (!matte || this.locked || !mode) return false;
    this.painter = new Painter(matte, mode, this.hardness);
    this.board.set({ faint: this.name !== "erase" });
    if (joined && this.last) this.#add(this.last);
    this.move([at]);
    return true;
  }

  /** @param {Touch[]} places */
  move(places) {
    for (const { x, y, pressure } of places) {
      this.#add({ x, y, radius: this.radius * (FAINT + (1 - FAINT) * pressure) });
    }
  }

  /** @param {Point} point */
  #add(point) {
    const changed = this.painter?.add(point);
    if (changed) this.board.changed(changed);
    this.last = point;
  }

  end() {
    const { painter, picture } = this;
    this.painter = null;
    this.board.set({ faint: false });
    if (!painter || !picture?.history) return;
    picture.history.add(painter.stroke.mode, painter.before(), painter.stroke);
    const asks = this.smart || painter.stroke.mode === "hair";
    this.dispatchEvent(new CustomEvent(asks ? "smart" : "stroke", { detail: painter.stroke }));
  }

  cancel() {
    const { painter } = this;
    this.painter = null;
    this.board.set({ faint: false });
    if (!painter) return;
    for (const [tile, bytes] of painter.before()) {
      painter.matte.write(tile, bytes);
      painter.matte.refresh(painter.matte.rectOf(tile));
    }
    this.board.refresh();
  }

  /** @param {Touch | null} at */
  hover(at) {
    this.place = at;
    const shown = at && this.#mode && this.picture?.matte;
    if (shown) this.board.ringAt(at, this.radius, this.hardness, this.name);
    else this.board.hideRing();
    this.board.dataset.tool = this.name;
  }
}
