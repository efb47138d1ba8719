/**
 * A matte's edges moved in or out, and made softer; what is far from an edge stays as it is.
 *
 *   moved by whole pixels    the least or the largest of the neighbours, a cross and a square in turn:
 *                            an octagon, near enough to a disc
 *   softened                 the mean of the neighbours three times, near enough to a Gaussian
 */

import { grown, intersection } from "./geometry.js";

/** @typedef {import("./geometry.js").Rect} Rect */
/** @typedef {import("./matte.js").Matte} Matte */
/** @typedef {{shift: number, feather: number}} Wanted In pixels of the photo; outwards is positive. */
/** @typedef {{width: number, height: number, data: Float32Array}} Patch */

/** @param {Matte} matte @param {Wanted} wanted
 * @returns {[number, Uint8Array][]} The tiles that become others. */
export function movedEdges(matte, { shift, feather }) {
  const margin = Math.ceil(Math.abs(shift)) + 2 * feather + 1;
  /** @type {[number, Uint8Array][]} */
  const found = [];
  for (const tile of matte.tilesIn(matte.bounds)) {
    const inner = matte.rectOf(tile);
    const outer = /** @type {Rect} */ (intersection(grown(inner, margin), matte.bounds));
    const patch = patchOf(matte, outer);
    if (isPlain(patch)) continue;
    const made = softened(shifted(patch, shift), feather);
    found.push([tile, middle(made, outer, inner)]);
  }
  return found;
}

/** @param {Matte} matte @param {Rect} rect @returns {Patch} */
function patchOf({ data, width }, { left, top, right, bottom }) {
  const patch = { width: right - left, height: bottom - top, data: new Float32Array(0) };
  patch.data = new Float32Array(patch.width * patch.height);
  for (let y = top; y < bottom; y++) {
    patch.data.set(data.subarray(y * width + left, y * width + right), (y - top) * patch.width);
  }
  return patch;
}

/** @param {Patch} patch */
const isPlain = ({ data }) => {
  const [first] = data;
  return (first === 0 || first === 255) && data.every((value) => value === first);
};

/** @param {Patch} patch @param {Rect} outer @param {Rect} inner @returns {Uint8Array} */
function middle({ data, width }, outer, inner) {
  const wide = inner.right - inner.left;
  const found = new Uint8Array(wide * (inner.bottom - inner.top));
  for (let y = inner.top; y < inner.bottom; y++) {
    const from = (y - outer.top) * width + inner.left - outer.left;
    for (let x = 0, to = (y - inner.top) * wide; x < wide; x++, to++) found[to] = data[from + x] + 0.5;
  }
  return found;
}

/** @param {Patch} patch @param {number} shift @returns {Patch} Between two whole steps, their mean. */
function shifted(patch, shift) {
  const whole = Math.floor(Math.abs(shift));
  const rest = Math.abs(shift) - whole;
  const choose = shift < 0 ? Math.min : Math.max;
  let found = patch;
  for (let step = 0; step < whole; step++) found = chosen(found, choose, step % 2 === 1);
  if (!rest) return found;
  const next = chosen(found, choose, whole % 2 === 1);
  const data = found.data.map((value, at) => value + (next.data[at] - value) * rest);
  return { ...found, data };
}

/** @param {Patch} patch @param {(...values: number[]) => number} choose
 * @param {boolean} square Corners count, too. @returns {Patch} */
function chosen({ width, height, data }, choose, square) {
  const across = new Float32Array(data.length);
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at++) {
      across[at] = choose(data[x ? at - 1 : at], data[at], data[x < width - 1 ? at + 1 : at]);
    }
  }
  const found = new Float32Array(data.length);
  const column = square ? across : data;
  for (let y = 0, at = 0; y < height; y++) {
    const [up, down] = [y ? width : 0, y < height - 1 ? width : 0];
    for (let x = 0; x < width; x++, at++) {
      found[at] = choose(column[at - up], across[at], column[at + down]);
    }
  }
  return { width, height, data: found };
}

/** @param {Patch} patch @param {number} feather @returns {Patch} */
function softened(patch, feather) {
  const radius = Math.round(feather / 2);
  if (radius < 1) return patch;
  let { width, height, data } = patch;
  for (let pass = 0; pass < 3; pass++) {
    data = meansAlong(data, height, width, width, 1, radius);
    data = meansAlong(data, width, height, 1, width, radius);
  }
  return { width, height, data };
}

/** @param {Float32Array} data @param {number} lines @param {number} length Of a line.
 * @param {number} apart From one line's start to the next. @param {number} step Along a line.
 * @param {number} radius @returns {Float32Array} */
function meansAlong(data, lines, length, apart, step, radius) {
  const found = new Float32Array(data.length);
  const last = length - 1;
  for (let line = 0; line < lines; line++) {
    const start = line * apart;
    let sum = 0;
    for (let at = -radius; at <= radius; at++) {
      sum += data[start + Math.min(last, Math.max(0, at)) * step];
    }
    for (let at = 0; at < length; at++) {
      found[start + at * step] = sum / (2 * radius + 1);
      sum += data[start + Math.min(last, at + radius + 1) * step];
      sum -= data[start + Math.max(0, at - radius) * step];
    }
  }
  return found;
}
