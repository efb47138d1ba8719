/**
 * Undo and redo without an end: a step holds the tiles that it changed, packed.
 *
 * Undoing swaps a step's tiles with the matte's, and so does redoing. A step that is no stroke also
 * holds what it made of them, for the store: no stroke could make it again.
 */

import { replay } from "./brush.js";
import { union } from "./geometry.js";

/** @typedef {import("./geometry.js").Rect} Rect */
/** @typedef {import("./matte.js").Matte} Matte */
/** @typedef {import("./brush.js").Stroke} Stroke */
/** @typedef {{runs: Uint8Array, length: number} | Uint8Array} Packed */
/** @typedef {{name: string, stroke?: Stroke, after?: [number, Packed][], asked?: Stroke}} Kept A step
 * in the store; `asked`: the stroke with which the server was asked for it. */
/** @typedef {Kept & {tiles: Map<number, Packed>}} Step */

export class History {
  /** @param {Matte} matte */
  constructor(matte) {
    this.matte = matte;
    /** @type {Step[]} */
    this.steps = [];
    this.position = 0;
  }

  get canUndo() {
    return this.position > 0;
  }

  get canRedo() {
    return this.position < this.steps.length;
  }

  /**
   * Remember a change that was made; what was undone is gone.
   * @param {string} name For the list. @param {Map<number, Uint8Array>} before
   * @param {Stroke} [stroke] How to make it again, when it was a stroke.
   * @param {Stroke} [asked] What the server was asked with, when it was not.
   */
  add(name, before, stroke, asked) {
    this.steps.length = this.position;
    const tiles = new Map([...before].map(([tile, bytes]) => [tile, pack(bytes)]));
    const after = stroke ? undefined : this.#packed(before);
    this.steps.push({ name, stroke, after, asked, tiles });
    this.position++;
  }

  /** @param {Map<number, Uint8Array>} tiles @returns {[number, Packed][]} As they are now. */
  #packed(tiles) {
    return [...tiles.keys()].map((tile) => [tile, pack(this.matte.read(tile))]);
  }

  /** Put other tiles in place. @param {string} name @param {[number, Uint8Array][]} tiles
   * @param {Stroke} [asked] What the server was asked with for them. */
  set(name, tiles, asked) {
    const before = new Map();
    for (const [tile, bytes] of tiles) {
      before.set(tile, this.matte.read(tile));
      this.matte.write(tile, bytes);
      this.matte.refresh(this.matte.rectOf(tile));
    }
    this.add(name, before, undefined, asked);
  }

  /** @returns {Rect | null} What has changed. */
  undo() {
    return this.canUndo ? this.#swap(this.steps[--this.position]) : null;
  }

  /** @returns {Rect | null} What has changed. */
  redo() {
    return this.canRedo ? this.#swap(this.steps[this.position++]) : null;
  }

  /** @param {number} position How many steps shall be done. */
  go(position) {
    while (this.position > position && this.canUndo) this.undo();
    while (this.position < position && this.canRedo) this.redo();
  }

  /** @returns {Kept[]} The steps as the store keeps them: strokes as points, the rest as tiles. */
  kept() {
    return this.steps.map(({ name, stroke, after, asked }) =>
      stroke ? { name, stroke } : { name, after, asked });
  }

  /** Do again what was kept. @param {Kept[]} kept @param {number} position */
  restore(kept, position) {
    for (const { name, stroke, after, asked } of kept) {
      if (stroke) {
        this.add(name, replay(this.matte, stroke).before(), stroke);
        continue;
      }
      this.set(name, (after ?? []).map(([tile, packed]) => [tile, unpack(packed)]), asked);
    }
    this.go(position);
  }

  /** @param {Step} step @returns {Rect | null} */
  #swap(step) {
    let changed = null;
    for (const [tile, packed] of step.tiles) {
      const current = this.matte.read(tile);
      this.matte.write(tile, unpack(packed));
      step.tiles.set(tile, pack(current));
      const rect = this.matte.rectOf(tile);
      this.matte.refresh(rect);
      changed = changed ? union(changed, rect) : rect;
    }
    return changed;
  }
}

/** Runs of one value as (length - 1, value); as it is where that is no shorter.
 * @param {Uint8Array} bytes @returns {Packed} */
export function pack(bytes) {
  const runs = new Uint8Array(bytes.length);
  let end = 0;
  for (let at = 0; at < bytes.length; ) {
    let next = at + 1;
    while (next < bytes.length && next - at < 256 && bytes[next] === bytes[at]) next++;
    if (end + 2 >= runs.length) return bytes;
    runs[end++] = next - at - 1;
    runs[end++] = bytes[at];
    at = next;
  }
  return { runs: runs.slice(0, end), length: bytes.length };
}

/** @param {Packed} packed @returns {Uint8Array} */
export function unpack(packed) {
  if (packed instanceof Uint8Array) return packed;
  const bytes = new Uint8Array(packed.length);
  let to = 0;
  for (let at = 0; at < packed.runs.length; at += 2) {
    bytes.fill(packed.runs[at + 1], to, to + packed.runs[at] + 1);
    to += packed.runs[at] + 1;
  }
  return bytes;
}
