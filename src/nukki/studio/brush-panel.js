/** The brush's sliders; its size grows evenly to the eye. */

import { input, part } from "./find.js";

/** @typedef {import("./board.js").Board} Board */
/** @typedef {import("./brush-tool.js").BrushTool} BrushTool */

const STEPS = 1000;
const LARGEST = 1000; // radius in pixels at the slider's end

export class BrushPanel {
  /** @param {BrushTool} brush @param {Board} board */
  constructor(brush, board) {
    this.brush = brush;
    input("size").addEventListener("input", () =>
      brush.size(LARGEST ** (+input("size").value / STEPS)));
    input("hardness").addEventListener("input", () =>
      brush.harden(+input("hardness").value / 100));
    brush.addEventListener("change", () => this.show());
    for (const id of ["size", "hardness"]) {
      input(id).addEventListener("input", () => this.#showRing(board));
      input(id).addEventListener("change", () => board.hideRing());
    }
    this.show();
  }

  /** The ring in the middle, while a slider is moved. @param {Board} board */
  #showRing(board) {
    if (this.brush.name === "move" || !this.brush.picture?.matte) return;
    const { width, height } = board.canvas;
    this.brush.hover({ ...board.view.toPhoto(width / 2, height / 2), pressure: 1 });
  }

  show() {
    const { radius, hardness } = this.brush;
    input("size").value = String((Math.log(radius) / Math.log(LARGEST)) * STEPS);
    input("hardness").value = String(hardness * 100);
    part("size-value").textContent = `${Math.round(radius * 2)} px`;
    part("hardness-value").textContent = `${Math.round(hardness * 100)} %`;
  }
}
