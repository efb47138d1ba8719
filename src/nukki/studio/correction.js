/**
 * Corrections that the server makes: what it needs to see of photo and matte goes there with what a
 * person drew, and what comes back takes its place as one step.
 */

import { post } from "./api.js";
import { intersection } from "./geometry.js";
import { complain, say } from "./messages.js";
import { decodeMatte, encodeMatte } from "./pixels.js";
import { word } from "./words.js";

/** @typedef {import("./api.js").Asked} Asked */
/** @typedef {import("./brush-tool.js").BrushTool} BrushTool */
/** @typedef {import("./geometry.js").Rect} Rect */
/** @typedef {import("./matte.js").Plane} Plane */
/** @typedef {import("./picture.js").Picture} Picture */
/** @typedef {import("./pointer-tool.js").PointerTool} PointerTool */
/** @typedef {import("./steps.js").Steps} Steps */
/** @typedef {{part: Plane, left: number, top: number, finder: string}} Corrected A part of the
 * matte, and where it lies. */

const MOST = 0.5; // of the photo; from there on its file goes as it is

/**
 * Ask for the corrected matte. It goes as it is at this moment, before anything is waited for.
 * @param {Picture} picture @param {Rect} near What the server must see, in the photo.
 * @param {(left: number, top: number) => Asked} drawn What was drawn, told from there.
 * @returns {Promise<Corrected>}
 */
export async function corrected({ file, photo, matte }, near, drawn) {
  if (!photo || !matte) throw new Error("nothing to correct");
  const window = intersection(near, matte.bounds) ?? matte.bounds;
  const [width, height] = [window.right - window.left, window.bottom - window.top];
  const large = width * height > MOST * matte.width * matte.height;
  const { left, top } = large ? matte.bounds : window;
  const sent = large ? matte : matte.part(window);
  const [matteFile, photoFile] = await Promise.all([
    encodeMatte(sent),
    large ? file : photo.part(window),
  ]);
  const asked = { image_file: photoFile, matte_file: matteFile, format: "png" };
  const { blob, finder } = await post("/v2/refine", { ...asked, ...drawn(left, top) });
  return { part: await decodeMatte(blob, sent), left, top, finder };
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
    const making = make(picture);
    picture.correction = making.catch(() => {});
    let made = true;
    try {
      await making;
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
