/** The object and lasso tools' panel, and what comes of what a person points at. */

import { corrected } from "./correction.js";
import { group, input, part } from "./find.js";
import { fillOutline } from "./polygon.js";
import { word } from "./words.js";

/** @typedef {import("./board.js").Board} Board */
/** @typedef {import("./brush-tool.js").BrushTool} BrushTool */
/** @typedef {import("./correction.js").Corrections} Corrections */
/** @typedef {import("./picture.js").Picture} Picture */
/** @typedef {import("./pointer-tool.js").Pointed} Pointed */
/** @typedef {import("./pointer-tool.js").PointerTool} PointerTool */
/** @typedef {import("./polygon.js").Action} Action */

const BY_COLOUR = "grabcut";

export class Objects {
  /** @param {BrushTool} brush @param {PointerTool} pointer @param {Corrections} corrections */
  constructor(brush, pointer, corrections) {
    this.brush = brush;
    this.pointer = pointer;
    this.corrections = corrections;
    this.asks = false; // whether the server can look for objects
    pointer.addEventListener("pointed", (event) =>
      void this.#take(/** @type {CustomEvent<Pointed>} */ (event).detail));
    brush.addEventListener("change", () => this.show());
    this.show();
  }

  /** @param {Set<string>} paths What the server can do. */
  offer(paths) {
    this.asks = paths.has("/v2/refine");
    const tool = group("tool").find((one) => one.value === "object")?.closest("label");
    if (tool) tool.hidden = !this.asks;
    input("exact").checked = !this.asks;
    input("exact").disabled = !this.asks;
  }

  show() {
    const { name } = this.brush;
    part("object-panel").hidden = !this.pointer.isFor(name);
    part("brush-panel").hidden = this.pointer.isFor(name);
    part("exact-row").hidden = name !== "lasso";
    part("object-hint").textContent = word(name === "lasso" ? "object.hintLasso" : "object.hint");
  }

  /** @returns {Action} */
  get #action() {
    const chosen = group("action").find((one) => one.checked)?.value;
    return /** @type {Action} */ (chosen ?? "choose");
  }

  /** @param {Pointed} pointed */
  async #take(pointed) {
    const { outline } = pointed;
    const exact = outline && (input("exact").checked || !this.asks);
    await this.corrections.run("say.object", (picture) =>
      exact ? this.#draw(picture, outline) : this.#ask(picture, pointed));
  }

  /** @param {Picture} picture @param {import("./pointer-tool.js").Place[]} outline */
  async #draw({ matte, history }, outline) {
    if (!matte || !history) return;
    history.add("lasso", fillOutline(matte, outline, this.#action));
    part("object-finder").textContent = word("object.drawn");
  }

  /** @param {Picture} picture @param {Pointed} pointed */
  async #ask({ file, matte, history }, pointed) {
    if (!matte || !history) return;
    const object = JSON.stringify({ action: this.#action, ...pointed });
    const { data, finder } = await corrected(file, matte, { object });
    history.replace(pointed.outline ? "lasso" : "object", data);
    part("object-finder").textContent = finder === BY_COLOUR
      ? word("object.byColour")
      : word("object.byNetwork", { name: finder });
  }
}
