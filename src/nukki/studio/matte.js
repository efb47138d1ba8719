/**
 * The matte at the photo's size, one byte a pixel, with halved copies for looking at it from afar.
 *
 *   level 0  ████████   what is corrected and downloaded
 *   level 1  ████       each pixel the mean of four
 *   level 2  ██
 *
 * Tiles of 256 pixels are the unit in which strokes remember what was there before.
 */

import { intersection } from "./geometry.js";

/** @typedef {import("./geometry.js").Rect} Rect */
/** @typedef {{width: number, height: number, data: Uint8Array}} Plane */
/** @typedef {{width: number, height: number, levels: Plane[]}} Layers A picture of a size, by its
 * copies: each has half the pixels of the one before, on both sides. */

export const TILE = 256;

const SMALLEST = 64;

export class Matte {
  /** @param {number} width @param {number} height @param {Uint8Array} data Row by row, 255 keeps. */
  constructor(width, height, data) {
    if (data.length !== width * height) {
      throw new RangeError(`expected ${width}x${height} bytes, got ${data.length}`);
    }
    this.width = width;
    this.height = height;
    this.data = data;
    this.columns = Math.ceil(width / TILE);
    this.rows = Math.ceil(height / TILE);
    /** @type {Plane[]} */
    this.levels = [{ width, height, data }];
    while (Math.max(this.last.width, this.last.height) > SMALLEST) {
      const [w, h] = [Math.ceil(this.last.width / 2), Math.ceil(this.last.height / 2)];
      this.levels.push({ width: w, height: h, data: new Uint8Array(w * h) });
    }
    this.refresh(this.bounds);
  }

  get last() {
    return this.levels[this.levels.length - 1];
  }

  /** @returns {Rect} */
  get bounds() {
    return { left: 0, top: 0, right: this.width, bottom: this.height };
  }

  /** Bring the halved copies up to date. @param {Rect} rect Where level 0 has changed. */
  refresh(rect) {
    let { left, top, right, bottom } = rect;
    for (let level = 1; level < this.levels.length; level++) {
      [left, top] = [left >> 1, top >> 1];
      [right, bottom] = [(right + 1) >> 1, (bottom + 1) >> 1];
      halve(this.levels[level - 1], this.levels[level], { left, top, right, bottom });
    }
  }

  /** @param {Rect} rect @returns {number[]} Numbers of the tiles that it touches. */
  tilesIn(rect) {
    const inside = intersection(rect, this.bounds);
    if (!inside) return [];
    const found = [];
    for (let row = Math.floor(inside.top / TILE); row * TILE < inside.bottom; row++) {
      for (let column = Math.floor(inside.left / TILE); column * TILE < inside.right; column++) {
        found.push(row * this.columns + column);
      }
    }
    return found;
  }

  /** @param {number} tile @returns {Rect} */
  rectOf(tile) {
    const [left, top] = [(tile % this.columns) * TILE, Math.floor(tile / this.columns) * TILE];
    return {
      left,
      top,
      right: Math.min(left + TILE, this.width),
      bottom: Math.min(top + TILE, this.height),
    };
  }

  /** @param {number} tile @returns {Uint8Array} A copy, row by row. */
  read(tile) {
    const { left, top, right, bottom } = this.rectOf(tile);
    const copy = new Uint8Array((right - left) * (bottom - top));
    for (let y = top; y < bottom; y++) {
      const row = this.data.subarray(y * this.width + left, y * this.width + right);
      copy.set(row, (y - top) * (right - left));
    }
    return copy;
  }

  /** @param {number} tile @param {Uint8Array} bytes As `read` gave them. */
  write(tile, bytes) {
    const { left, top, right, bottom } = this.rectOf(tile);
    const wide = right - left;
    for (let y = top; y < bottom; y++) {
      this.data.set(bytes.subarray((y - top) * wide, (y - top + 1) * wide), y * this.width + left);
    }
  }

  /** @param {Rect} rect Inside of it, on whole pixels. @returns {Plane} A copy. */
  part({ left, top, right, bottom }) {
    const [width, height] = [right - left, bottom - top];
    const data = new Uint8Array(width * height);
    for (let y = 0; y < height; y++) {
      const from = (top + y) * this.width + left;
      data.set(this.data.subarray(from, from + width), y * width);
    }
    return { width, height, data };
  }

  /** What a part would change. @param {Plane} part @param {number} left @param {number} top Where
   * it lies. @returns {[number, Uint8Array][]} The tiles that become others. */
  tilesWith(part, left, top) {
    const rect = { left, top, right: left + part.width, bottom: top + part.height };
    /** @type {[number, Uint8Array][]} */
    const found = [];
    for (const tile of this.tilesIn(rect)) {
      const whole = this.rectOf(tile);
      const shared = /** @type {Rect} */ (intersection(whole, rect));
      const [before, after] = [this.read(tile), this.read(tile)];
      for (let y = shared.top; y < shared.bottom; y++) {
        const from = (y - top) * part.width + shared.left - left;
        const row = part.data.subarray(from, from + shared.right - shared.left);
        after.set(row, (y - whole.top) * (whole.right - whole.left) + shared.left - whole.left);
      }
      if (after.some((value, at) => value !== before[at])) found.push([tile, after]);
    }
    return found;
  }

  /** @returns {Rect | null} Where the subject is; null when nothing is kept. */
  subject() {
    const found = { left: this.width, top: this.height, right: 0, bottom: 0 };
    for (let y = 0; y < this.height; y++) {
      const row = y * this.width;
      let x = 0;
      while (x < this.width && this.data[row + x] < SUBJECT) x++;
      if (x === this.width) continue;
      let end = this.width;
      while (this.data[row + end - 1] < SUBJECT) end--;
      found.left = Math.min(found.left, x);
      found.right = Math.max(found.right, end);
      found.top = Math.min(found.top, y);
      found.bottom = y + 1;
    }
    return found.right > found.left ? found : null;
  }
}

const SUBJECT = 13; // 0.05, the alpha from which the server counts a pixel as subject

/** @param {Plane} from @param {Plane} to @param {Rect} rect In pixels of `to`. */
function halve(from, to, rect) {
  for (let y = rect.top; y < rect.bottom; y++) {
    const upper = 2 * y * from.width;
    const lower = Math.min(2 * y + 1, from.height - 1) * from.width;
    for (let x = rect.left; x < rect.right; x++) {
      const [left, right] = [2 * x, Math.min(2 * x + 1, from.width - 1)];
      const sum =
        from.data[upper + left] + from.data[upper + right] +
        from.data[lower + left] + from.data[lower + right];
      to.data[y * to.width + x] = (sum + 2) >> 2;
    }
  }
}
