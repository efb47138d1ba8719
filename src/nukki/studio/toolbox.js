/** The tool in a person's hand: a brush that paints, or a pointer that shows what is meant. */

/** @typedef {import("./brush-tool.js").BrushTool} BrushTool */
/** @typedef {import("./hand.js").Tool} Tool */
/** @typedef {import("./hand.js").Touch} Touch */
/** @typedef {import("./pointer-tool.js").PointerTool} PointerTool */

/** @implements {Tool} */
export class Toolbox {
  /** @param {BrushTool} brush Knows what is chosen. @param {PointerTool} pointer */
  constructor(brush, pointer) {
    this.brush = brush;
    this.pointer = pointer;
    brush.addEventListener("change", () => this.#changed());
  }

  /** @returns {Tool} */
  get #tool() {
    return this.pointer.isFor(this.brush.name) ? this.pointer : this.brush;
  }

  #changed() {
    this.pointer.name = this.brush.name;
    if (this.#tool === this.brush) this.pointer.cancel();
    else this.pointer.hover(this.brush.place);
  }

  /** @returns {Touch | null} Where it is. */
  get place() {
    return this.brush.place;
  }

  get name() {
    return this.brush.name;
  }

  /** @returns {number} How far a key moves it, in pixels of the photo. */
  get stride() {
    return this.#tool === this.brush ? Math.max(1, this.brush.radius / 2) : this.pointer.stride;
  }

  /** @param {Touch} at @param {boolean} joined */
  start(at, joined) {
    return this.#tool.start(at, joined);
  }

  /** @param {Touch[]} places */
  move(places) {
    this.#tool.move(places);
  }

  end() {
    this.#tool.end();
  }

  cancel() {
    this.#tool.cancel();
  }

  /** @param {Touch | null} at */
  hover(at) {
    this.brush.hover(at);
    if (this.#tool === this.pointer) this.pointer.hover(at);
  }

  /** @param {number} factor */
  resize(factor) {
    this.#tool.resize(factor);
  }
}
