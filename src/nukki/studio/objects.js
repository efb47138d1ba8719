/** The object and lasso tools' panel, and what comes of what a person points at. */

import { corrected } from "./correction.js";
import { group, input, part } from "./find.js";
import { grown } from "./geometry.js";
import { extent, fillOutline } from "./polygon.js";
import { word } from "./words.js";

/** @typedef {import("./board.js").Board} Board */
/** @typedef {import("./brush-tool.js").BrushTool} BrushTool */
/** @typedef {import("./correction.js").Corrections} Corrections */
/** @typedef {import("./geometry.js").Rect} Rect */
/** @typedef {import("./picture.js").Picture} Picture */
/** @typedef {import("./pointer-tool.js").Place} Place */
/** @typedef {import("./pointer-tool.js").Pointed} Pointed */
/** @typedef {import("./pointer-tool.js").PointerTool} PointerTool */
/** @typedef {import("./polygon.js").Action} Action */

const BY_COLOUR = "grabcut+nukki-lite";
const AROUND = 0.25; // of the longer side; a little more than the server asks for
const LEAST_AROUND = 24;

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

  /** Let the next click choose an object. */
  choose() {
    for (const radio of group("action")) radio.checked = radio.value === "choose";
    this.brush.choose("object");
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

  /** @param {Picture} picture @param {Place[]} outline */
  async #draw({ matte, history }, outline) {
    if (!matte || !history) return;
    history.add("lasso", fillOutline(matte, outline, this.#action));
    part("object-finder").textContent = word("object.drawn");
  }

  /** @param {Picture} picture @param {Pointed} pointed */
  async #ask(picture, pointed) {
    const { matte, history } = picture;
    if (!matte || !history) return;
    const action = this.#action;
    const near = action === "choose" ? matte.bounds : surroundings(pointed, matte.bounds);
    const { part: made, left, top, finder } = await corrected(picture, near, (x, y) =>
      ({ object: JSON.stringify({ action, ...moved(pointed, -x, -y) }) }));
    history.set(pointed.outline ? "lasso" : "object", matte.tilesWith(made, left, top));
    part("object-finder").textContent = finder === BY_COLOUR
      ? word("object.byColour")
      : word("object.byNetwork", { name: finder });
  }
}

/** What the server looks at: more than a box or an outline, and all of the photo for a click.
 * @param {Pointed} pointed @param {Rect} whole @returns {Rect} */
function surroundings({ box, outline }, whole) {
  if (!box && !outline) return whole;
  const places = outline ?? [[box?.[0] ?? 0, box?.[1] ?? 0], [box?.[2] ?? 0, box?.[3] ?? 0]];
  const inside = extent(places);
  const side = Math.max(inside.right - inside.left, inside.bottom - inside.top);
  return grown(inside, AROUND * side + LEAST_AROUND);
}

/** @param {Pointed} pointed @param {number} dx @param {number} dy @returns {Pointed} */
function moved({ points, box, outline }, dx, dy) {
  const all = (/** @type {Place[] | undefined} */ places) =>
    places?.map(([x, y]) => /** @type {Place} */ ([x + dx, y + dy]));
  return {
    points: all(points),
    outline: all(outline),
    box: box?.map((side, at) => side + (at % 2 ? dy : dx)),
  };
}
