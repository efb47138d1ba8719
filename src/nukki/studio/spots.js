/** Places where the matte is undecided over more than an edge's width: a person should look there. */

import { union } from "./geometry.js";

/** @typedef {import("./geometry.js").Rect} Rect */
/** @typedef {import("./matte.js").Matte} Matte */
/** @typedef {import("./matte.js").Plane} Plane */

const SIDE = 1024; // longer side of the copy that is looked at
const CELL = 16; // its pixels; cells that touch are one spot
const LEAST = 10; // undecided pixels of a cell
const MOST = 12;
const NEAR = 3; // an edge is narrower than twice that
const [BACKGROUND, SUBJECT] = [26, 229];

/** @param {Matte} matte @returns {Rect[]} In the photo, the largest first. */
export function doubtfulSpots(matte) {
  const level = matte.levels.findIndex(({ width, height }) => Math.max(width, height) <= SIDE);
  const plane = matte.levels[level];
  const columns = Math.ceil(plane.width / CELL);
  const counts = doubts(plane, columns);
  const scale = matte.width / plane.width;
  return joined(counts, columns)
    .sort((a, b) => b.count - a.count)
    .slice(0, MOST)
    .map(({ rect }) => ({
      left: Math.floor(rect.left * CELL * scale),
      top: Math.floor(rect.top * CELL * scale),
      right: Math.min(matte.width, Math.ceil(rect.right * CELL * scale)),
      bottom: Math.min(matte.height, Math.ceil(rect.bottom * CELL * scale)),
    }));
}

/** How many pixels of each cell are undecided, and what is near them, too.
 * @param {Plane} plane @param {number} columns */
function doubts({ data, width, height }, columns) {
  const counts = new Uint16Array(columns * Math.ceil(height / CELL));
  const unsure = (/** @type {number} */ at) => data[at] > BACKGROUND && data[at] < SUBJECT;
  for (let y = NEAR; y < height - NEAR; y++) {
    for (let x = NEAR, at = y * width + NEAR; x < width - NEAR; x++, at++) {
      const wide = unsure(at) && unsure(at - NEAR) && unsure(at + NEAR) &&
        unsure(at - NEAR * width) && unsure(at + NEAR * width);
      if (wide) counts[Math.floor(y / CELL) * columns + Math.floor(x / CELL)]++;
    }
  }
  return counts;
}

/** @param {Uint16Array} counts @param {number} columns
 * @returns {{count: number, rect: Rect}[]} Cells that touch, together; in cells. */
function joined(counts, columns) {
  const open = new Set([...counts.keys()].filter((at) => counts[at] >= LEAST));
  const found = [];
  for (const start of open) {
    open.delete(start);
    const spot = { count: 0, rect: cell(start, columns) };
    for (const at of flood(start, columns, open)) {
      spot.count += counts[at];
      spot.rect = union(spot.rect, cell(at, columns));
    }
    found.push(spot);
  }
  return found;
}

/** @param {number} at @param {number} columns @returns {Rect} */
function cell(at, columns) {
  const [left, top] = [at % columns, Math.floor(at / columns)];
  return { left, top, right: left + 1, bottom: top + 1 };
}

/** @param {number} start @param {number} columns @param {Set<number>} open Those that are taken
 * are taken out. */
function* flood(start, columns, open) {
  const waiting = [start];
  for (let at; (at = waiting.pop()) !== undefined; ) {
    yield at;
    const column = at % columns;
    for (const [dx, dy] of [[-1, 0], [1, 0], [0, -1], [0, 1], [-1, -1], [1, -1], [-1, 1], [1, 1]]) {
      const next = at + dy * columns + dx;
      if (column + dx < 0 || column + dx >= columns || !open.delete(next)) continue;
      waiting.push(next);
    }
  }
}
