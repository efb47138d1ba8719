/**
 * Corrections that the server makes: the matte goes there with what a person drew, and another takes
 * its place as one step.
 */

import { post } from "./api.js";
import { complain, say } from "./messages.js";
import { decodeMatte, encodeMatte } from "./pixels.js";
import { word } from "./words.js";

/** @typedef {import("./api.js").Asked} Asked */
/** @typedef {import("./brush-tool.js").BrushTool} BrushTool */
/** @typedef {import("./matte.js").Matte} Matte */
/** @typedef {import("./picture.js").Picture} Picture */
/** @typedef {import("./pointer-tool.js").PointerTool} PointerTool */
/** @typedef {import("./steps.js").Steps} Steps */
/** @typedef {{data: Uint8Array, finder: string}} Corrected */

/** @param {Blob} file @param {Matte} matte As it is at this moment. @param {Asked} drawn
 * @returns {Promise<Corrected>} */
export async function corrected(file, matte, drawn) {
  const matteFile = await encodeMatte(matte);
  const asked = { image_file: file, matte_file: matteFile, format: "png", ...drawn };
  const { blob, finder } = await post("/v2/refine", asked);
  return { data: (await decodeMatte(blob, matte)).data, finder };
}

/** One correction at a time; the hand rests meanwhile. */
export class Corrections {
  /** @param {BrushTool} brush @param {PointerTool} pointer @param {Steps} steps
   * @param {() => void} redraw */
  constructor(brush, pointer, steps, redraw) {
    this.brush = brush;
    this.pointer = pointer;
    this.steps = steps;
    this.redraw = redraw;
  }

  /** @param {boolean} locked */
  #lock(locked) {
    this.brush.locked = this.pointer.locked = locked;
    document.body.classList.toggle("making", locked);
  }

  /** @param {string} text What is said of it. @param {(picture: Picture) => Promise<void>} make
   * @returns {Promise<boolean>} Whether it was made. */
  async run(text, make) {
    const { picture } = this.brush;
    if (!picture?.matte || !picture.history || this.brush.locked) return false;
    this.#lock(true);
    say(word(text));
    let made = true;
    try {
      await make(picture);
    } catch (error) {
      made = false;
      complain(error);
    }
    this.#lock(false);
    this.redraw();
    this.steps.done();
    return made;
  }
}
