/**
 * Strokes: kept as points in the photo's pixels, drawn into the matte at its full size.
 *
 * Within one stroke coverage only grows, so that a soft brush does not build up where it turns:
 *
 *   alpha = before + (target - before) * coverage,   coverage = the largest of all dabs so far
 */

import { intersection } from "./geometry.js";

/** @typedef {import("./geometry.js").Rect} Rect */
/** @typedef {import("./matte.js").Matte} Matte */
/** @typedef {"keep" | "erase" | "hair"} Mode */
/** @typedef {{x: number, y: number, radius: number}} Point In pixels of the photo. */
/** @typedef {{mode: Mode, hardness: number, points: Point[]}} Stroke Hardness is in [0, 1]. */
/** @typedef {{before: Uint8Array, cover: Uint8Array}} Touched */

const TARGETS = { keep: 255, erase: 0, hair: 128 };

/**
 * How much a brush covers at a distance from its centre.
 * @param {number} distance @param {number} radius Both in pixels.
 * @param {number} hardness The share of the radius that is covered wholly.
 * @returns {number} In [0, 1].
 */
export function coverage(distance, radius, hardness) {
  const rim = Math.min(1, Math.max(0, radius - distance + 0.5));
  const core = radius * hardness;
  if (distance <= core || radius - core < 1) return rim;
  const along = (distance - core) / (radius - core);
  if (along >= 1) return 0;
  return Math.min(rim, 1 - along * along * (3 - 2 * along));
}

/** A stroke while it is drawn. */
export class Painter {
  /** @param {Matte} matte @param {Mode} mode @param {number} hardness */
  constructor(matte, mode, hardness) {
    this.matte = matte;
    /** @type {Stroke} */
    this.stroke = { mode, hardness, points: [] };
    /** @type {Map<number, Touched>} What was there before, by tile. */
    this.touched = new Map();
  }

  /** Go on to a point. @param {Point} point @returns {Rect | null} What has changed. */
  add(point) {
    const from = this.stroke.points[this.stroke.points.length - 1] ?? point;
    this.stroke.points.push(point);
    const reach = Math.max(from.radius, point.radius) + 1;
    const rect = intersection(
      {
        left: Math.floor(Math.min(from.x, point.x) - reach),
        top: Math.floor(Math.min(from.y, point.y) - reach),
        right: Math.ceil(Math.max(from.x, point.x) + reach),
        bottom: Math.ceil(Math.max(from.y, point.y) + reach),
      },
      this.matte.bounds,
    );
    if (!rect) return null;
    for (const tile of this.matte.tilesIn(rect)) this.#paint(tile, rect, from, point);
    this.matte.refresh(rect);
    return rect;
  }

  /** @param {number} tile @returns {Touched} */
  #touch(tile) {
    let found = this.touched.get(tile);
    if (!found) {
      const before = this.matte.read(tile);
      found = { before, cover: new Uint8Array(before.length) };
      this.touched.set(tile, found);
    }
    return found;
  }

  /** @param {number} tile @param {Rect} rect @param {Point} from @param {Point} to */
  #paint(tile, rect, from, to) {
    const whole = this.matte.rectOf(tile);
    const part = intersection(whole, rect);
    if (!part) return;
    const { before, cover } = this.#touch(tile);
    const { data, width } = this.matte;
    const [dx, dy, dr] = [to.x - from.x, to.y - from.y, to.radius - from.radius];
    const length2 = dx * dx + dy * dy;
    const target = TARGETS[this.stroke.mode];
    for (let y = part.top; y < part.bottom; y++) {
      const py = y + 0.5 - from.y;
      const row = (y - whole.top) * (whole.right - whole.left) - whole.left;
      for (let x = part.left; x < part.right; x++) {
        const px = x + 0.5 - from.x;
        const t = length2 ? Math.min(1, Math.max(0, (px * dx + py * dy) / length2)) : 0;
        const [qx, qy, radius] = [px - t * dx, py - t * dy, from.radius + t * dr];
        const distance2 = qx * qx + qy * qy;
        if (distance2 > (radius + 0.5) * (radius + 0.5)) continue;
        const covered = coverage(Math.sqrt(distance2), radius, this.stroke.hardness) * 255;
        const at = row + x;
        if (covered <= cover[at]) continue;
        cover[at] = covered + 0.5;
        data[y * width + x] = before[at] + ((target - before[at]) * cover[at]) / 255 + 0.5;
      }
    }
  }

  /** @returns {Map<number, Uint8Array>} What was there before the stroke, by tile. */
  before() {
    return new Map([...this.touched].map(([tile, { before }]) => [tile, before]));
  }
}

/** Draw a whole stroke. @param {Matte} matte @param {Stroke} stroke */
export function replay(matte, stroke) {
  const painter = new Painter(matte, stroke.mode, stroke.hardness);
  for (const point of stroke.points) painter.add(point);
  return painter;
}
