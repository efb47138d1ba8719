/** Undo, redo, and the list of what was done. */

import { button, part } from "./find.js";
import { word } from "./words.js";

/** @typedef {import("./board.js").Board} Board */
/** @typedef {import("./brush-tool.js").BrushTool} BrushTool */
/** @typedef {import("./table.js").Table} Table */

export class Steps extends EventTarget {
  /** @param {Table} table @param {Board} board @param {BrushTool} brush */
  constructor(table, board, brush) {
    super();
    this.table = table;
    this.board = board;
    this.brush = brush;
    button("undo").addEventListener("click", () => this.undo());
    button("redo").addEventListener("click", () => this.redo());
    brush.addEventListener("stroke", () => this.done());
    part("steps").addEventListener("click", (event) => {
      const at = /** @type {HTMLElement} */ (event.target).closest("button")?.dataset.at;
      if (at === undefined || this.brush.locked) return;
      this.table.current?.history?.go(+at);
      this.board.refresh();
      this.done();
    });
  }

  undo() {
    if (this.brush.locked) return;
    const changed = this.table.current?.history?.undo();
    if (changed) this.board.changed(changed);
    this.done();
  }

  redo() {
    if (this.brush.locked) return;
    const changed = this.table.current?.history?.redo();
    if (changed) this.board.changed(changed);
    this.done();
  }

  /** Something was done or undone. */
  done() {
    if (this.table.current) this.table.save(this.table.current);
    this.show();
    this.dispatchEvent(new Event("change"));
  }

  show() {
    const history = this.table.current?.history;
    button("undo").disabled = !history?.canUndo;
    button("redo").disabled = !history?.canRedo;
    const names = ["found", ...(history?.steps ?? []).map((step) => step.name)];
    part("steps").replaceChildren(...names.map((name, at) => {
      const item = document.createElement("li");
      const press = document.createElement("button");
      press.type = "button";
      press.dataset.at = String(at);
      press.textContent = word(`steps.${name}`);
      if (at === (history?.position ?? 0)) press.setAttribute("aria-current", "step");
      item.append(press);
      return item;
    }));
  }
}
