/** A matte inside and outside of an outline that was drawn by hand, set as it was drawn. */

import { grown, intersection } from "./geometry.js";

/** @typedef {import("./geometry.js").Rect} Rect */
/** @typedef {import("./matte.js").Matte} Matte */
/** @typedef {import("./pointer-tool.js").Place} Place */
/** @typedef {"choose" | "add" | "remove"} Action */

/**
 * Keep nothing but the inside, keep it too, or take it away; the edge lies smoothly between pixels.
 * @param {Matte} matte @param {Place[]} outline @param {Action} action
 * @returns {Map<number, Uint8Array>} What was there before, by tile.
 */
export function fillOutline(matte, outline, action) {
  const inside = intersection(extent(outline), matte.bounds);
  const changed = action === "choose" ? matte.bounds : inside;
  /** @type {Map<number, Uint8Array>} */
  const before = new Map();
  if (!changed) return before;
  for (const tile of matte.tilesIn(changed)) {
    const old = matte.read(tile);
    before.set(tile, old);
    const share = coverOf(matte.rectOf(tile), outline);
    const target = action === "remove" ? 0 : 255;
    matte.write(tile, old.map((value, at) => {
      const elsewhere = action === "choose" ? 0 : value;
      return elsewhere + ((target - elsewhere) * share[at * 4 + 3]) / 255 + 0.5;
    }));
  }
  matte.refresh(changed);
  return before;
}

/** @param {Place[]} outline @returns {Rect} What holds it. */
export function extent(outline) {
  const [xs, ys] = [outline.map(([x]) => x), outline.map(([, y]) => y)];
  return grown({
    left: Math.min(...xs), top: Math.min(...ys), right: Math.max(...xs), bottom: Math.max(...ys),
  }, 1);
}

/** @param {Rect} tile @param {Place[]} outline @returns {Uint8ClampedArray} Four bytes a pixel. */
function coverOf({ left, top, right, bottom }, outline) {
  const canvas = new OffscreenCanvas(right - left, bottom - top);
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (!context) throw new Error("no 2D canvas");
  context.beginPath();
  for (const [x, y] of outline) context.lineTo(x - left, y - top);
  context.fill("evenodd");
  return context.getImageData(0, 0, right - left, bottom - top).data;
}
