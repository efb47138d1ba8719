/** What each key does. */

/** @typedef {import("./keys.js").Shortcut} Shortcut */
/** @typedef {{table: import("./table.js").Table, board: import("./board.js").Board,
 *   brush: import("./brush-tool.js").BrushTool, tools: import("./toolbox.js").Toolbox,
 *   hand: import("./hand.js").Hand,
 *   scenery: import("./scenery.js").Scenery, steps: import("./steps.js").Steps,
 *   output: import("./output.js").Output, help: () => void}} Parts */

import { button, input } from "./find.js";

const MOVE = 24; // pixels of the screen

/** @param {Parts} parts @returns {Shortcut[]} */
export function shortcutsOf({ table, board, brush, tools, hand, scenery, steps, output, help }) {
  const zoom = (/** @type {number} */ factor) => {
    board.view.zoom(board.view.scale * factor);
    board.refresh();
  };
  const keyboard = new KeyboardHand(board, tools);
  button("zoom-in").addEventListener("click", () => zoom(1.25));
  button("zoom-out").addEventListener("click", () => zoom(0.8));
  const fit = () => {
    board.view.fit();
    board.refresh();
  };
  button("zoom-fit").addEventListener("click", fit);
  holdKeys(board, hand, scenery);
  return [
    { keys: "b", word: "tools.keep", run: () => brush.choose("keep") },
    { keys: "e", word: "tools.erase", run: () => brush.choose("erase") },
    { keys: "r", word: "tools.hair", run: () => brush.choose("hair") },
    { keys: "o", word: "tools.object", run: () => brush.choose("object") },
    { keys: "l", word: "tools.lasso", run: () => brush.choose("lasso") },
    { keys: "v", word: "tools.move", run: () => brush.choose("move") },
    { keys: "x", word: "keys.swap", run: () => brush.choose(brush.name === "keep" ? "erase" : "keep") },
    { keys: "]", word: "keys.larger", run: () => brush.resize(1.15) },
    { keys: "[", word: "keys.smaller", run: () => brush.resize(1 / 1.15) },
    { keys: "}", word: "keys.harder", run: () => brush.harden(brush.hardness + 0.1) },
    { keys: "{", word: "keys.softer", run: () => brush.harden(brush.hardness - 0.1) },
    { keys: "Ctrl+z", word: "bar.undo", run: () => steps.undo() },
    { keys: "Ctrl+Shift+z Ctrl+y", word: "bar.redo", run: () => steps.redo() },
    { keys: "+ =", word: "bar.zoomIn", run: () => zoom(1.25) },
    { keys: "-", word: "bar.zoomOut", run: () => zoom(0.8) },
    { keys: "0", word: "bar.fit", run: fit },
    { keys: "1", word: "keys.pixels", run: () => zoom(board.ratio / board.view.scale) },
    { keys: "Space", word: "keys.space", run: () => keyboard.dab() },
    { keys: "Tab", word: "keys.original", run: () => {} },
    { keys: "c", word: "view.compare", run: () => scenery.toggleCompare() },
    { keys: "m", word: "view.matte", run: () => scenery.mode(scenery.chosen === "matte" ? "result" : "matte") },
    { keys: "ArrowLeft", word: "keys.arrows", run: () => keyboard.move(-1, 0) },
    { keys: "ArrowRight", word: "", run: () => keyboard.move(1, 0) },
    { keys: "ArrowUp", word: "", run: () => keyboard.move(0, -1) },
    { keys: "ArrowDown", word: "", run: () => keyboard.move(0, 1) },
    { keys: "PageDown", word: "keys.next", run: () => void table.step(1) },
    { keys: "PageUp", word: "keys.previous", run: () => void table.step(-1) },
    { keys: "Ctrl+o", word: "bar.openLong", run: () => input("file").click(), typing: true },
    { keys: "Ctrl+c", word: "out.copy", run: () => void output.copy() },
    { keys: "Ctrl+s", word: "bar.download", run: () => void output.download(), typing: true },
    { keys: "? h", word: "bar.help", run: help },
  ].filter((one) => one.keys !== "Tab" || one.word);
}

/** Keys that do something while they are held: Space moves, Tab shows the original.
 * @param {Parts["board"]} board @param {Parts["hand"]} hand @param {Parts["scenery"]} scenery */
function holdKeys(board, hand, scenery) {
  document.addEventListener("keydown", (event) => {
    if (event.key === " ") hand.spaceHeld = true;
    if (event.key === "Tab" && event.target === board && !event.shiftKey) {
      event.preventDefault();
      scenery.original(true);
    }
    if (event.key === "Escape" && !hand.cancel() && event.target === board) focusNext(board);
  });
  document.addEventListener("keyup", (event) => {
    if (event.key === " ") hand.spaceHeld = false;
    if (event.key === "Tab") scenery.original(false);
  });
}

/** Tab is taken on the board: this is the way out of it. @param {Parts["board"]} board */
function focusNext(board) {
  board.blur();
  const panel = document.querySelector("#panels summary");
  if (panel instanceof HTMLElement && panel.offsetParent) panel.focus();
}

/** The tool for who has no mouse: arrows move it, Space draws a dab or clicks. */
class KeyboardHand {
  /** @param {Parts["board"]} board @param {Parts["tools"]} tools */
  constructor(board, tools) {
    this.board = board;
    this.tools = tools;
  }

  /** @returns {{x: number, y: number, pressure: number}} */
  get #place() {
    const { width, height } = this.board.canvas;
    return this.tools.place ?? { ...this.board.view.toPhoto(width / 2, height / 2), pressure: 1 };
  }

  /** @param {number} dx @param {number} dy */
  move(dx, dy) {
    if (this.tools.name === "move") {
      this.board.view.pan(-dx * MOVE * this.board.ratio, -dy * MOVE * this.board.ratio);
      this.board.refresh();
      return;
    }
    const { x, y } = this.#place;
    const by = this.tools.stride;
    this.tools.hover({ x: x + dx * by, y: y + dy * by, pressure: 1 });
  }

  dab() {
    if (document.activeElement !== this.board || this.tools.name === "move") return;
    if (this.tools.start(this.#place, false)) this.tools.end();
  }
}
