/**
 * How a picture is shown, drawn into one part of the screen at a time.
 *
 *   photo ─▶ cut by the matte (destination-in) ─▶ ground behind it (destination-over)
 */

import { sample } from "./sampler.js";

/** @typedef {import("./geometry.js").Rect} Rect */
/** @typedef {import("./matte.js").Layers} Layers */
/** @typedef {import("./photo.js").Photo} Photo */
/** @typedef {import("./viewport.js").Viewport} Viewport */
/** @typedef {"result" | "checker" | "white" | "black" | "green" | "matte" | "removed" | "doubt"
 *   | "original"} Mode */
/** @typedef {{kind: "none"} | {kind: "colour", colour: string} |
 *   {kind: "picture", picture: OffscreenCanvas}} Ground */
/** @typedef {{photo: Photo, matte: Layers | null, view: Viewport, mode: Mode, ground: Ground,
 *   split: number | null, faint: boolean}} Scene */

const COLOURS = { white: "#fff", black: "#000", green: "#00b140" };
const SQUARE = 12;

export class Look {
  /** @param {CanvasRenderingContext2D} context */
  constructor(context) {
    this.context = context;
    this.cover = document.createElement("canvas");
    this.coverContext = /** @type {CanvasRenderingContext2D} */ (this.cover.getContext("2d"));
    this.checker = context.createPattern(squares(), "repeat");
  }

  /** @param {Scene} scene @param {Rect} part On the screen, whole pixels. */
  draw(scene, part) {
    const { context } = this;
    const [width, height] = [part.right - part.left, part.bottom - part.top];
    context.save();
    context.beginPath();
    context.rect(part.left, part.top, width, height);
    context.clip();
    context.clearRect(part.left, part.top, width, height);
    if (!scene.matte || scene.mode === "original") this.#photo(scene);
    else this.#cut(scene, scene.matte, part);
    if (scene.matte && scene.split !== null) this.#before(scene, part);
    context.restore();
  }

  /** @param {Scene} scene @param {Layers} matte @param {Rect} part */
  #cut(scene, matte, part) {
    const { context } = this;
    this.#sample(matte, scene.view, part);
    if (scene.mode === "matte") this.#fill(scene, "#fff");
    else if (scene.mode === "removed") this.#fill(scene, "#e5002b");
    else if (scene.mode === "doubt") this.#fill(scene, "#ff9f0a");
    else this.#photo(scene);
    if (scene.mode === "removed") {
      this.#blend("destination-out");
      this.#under(scene, () => this.#photo(scene), 0.45);
    } else if (scene.mode === "doubt") {
      this.#doubt(part);
      this.#under(scene, () => this.#photo(scene), 1);
    } else {
      this.#blend("destination-in");
      if (scene.faint) this.#under(scene, () => this.#photo(scene), 1, 0.35);
      this.#under(scene, () => this.#ground(scene), 1);
    }
    context.globalCompositeOperation = "source-over";
  }

  /** @param {Layers} matte @param {Viewport} view @param {Rect} part */
  #sample(matte, view, part) {
    const { width, height } = this.context.canvas;
    if (this.cover.width !== width || this.cover.height !== height) {
      Object.assign(this.cover, { width, height });
    }
    this.coverContext.putImageData(sample(matte, view, part), part.left, part.top);
  }

  /** Leave the colour only where the matte is undecided. @param {Rect} part */
  #doubt(part) {
    const { left, top, right, bottom } = part;
    const image = this.coverContext.getImageData(left, top, right - left, bottom - top);
    for (let at = 3; at < image.data.length; at += 4) {
      const sure = Math.abs(image.data[at] - 127.5) / 127.5;
      image.data[at] = sure > 0.9 ? 0 : 255;
    }
    this.coverContext.putImageData(image, left, top);
    this.#blend("destination-in");
  }

  /** @param {GlobalCompositeOperation} operation With the matte. */
  #blend(operation) {
    this.context.globalCompositeOperation = operation;
    this.context.drawImage(this.cover, 0, 0);
  }

  /** @param {Scene} scene @param {() => void} draw @param {number} veil How much of the drawn
   * stays clear where it is covered in part. @param {number} alpha */
  #under(scene, draw, veil, alpha = 1) {
    const { context } = this;
    if (veil < 1) {
      context.globalCompositeOperation = "destination-in";
      context.globalAlpha = veil;
      this.#fill(scene, "#000");
    }
    context.globalCompositeOperation = "destination-over";
    context.globalAlpha = alpha;
    draw();
    context.globalAlpha = 1;
  }

  /** @param {Pick<Scene, "photo" | "view">} scene */
  #photo({ photo, view }) {
    const { context } = this;
    context.imageSmoothingEnabled = view.scale < 3;
    context.drawImage(photo.at(view.scale), view.x, view.y,
      photo.width * view.scale, photo.height * view.scale);
  }

  /** @param {Scene} scene @param {string | CanvasPattern} style */
  #fill({ photo, view }, style) {
    this.context.fillStyle = style;
    this.context.fillRect(view.x, view.y, photo.width * view.scale, photo.height * view.scale);
  }

  /** @param {Scene} scene What lies behind the subject. */
  #ground(scene) {
    const { mode, ground } = scene;
    if (mode === "matte") this.#fill(scene, "#000");
    else if (mode in COLOURS) this.#fill(scene, COLOURS[/** @type {"white"} */ (mode)]);
    else if (mode === "checker" || ground.kind === "none") this.#fill(scene, this.checker ?? "#888");
    else if (ground.kind === "colour") this.#fill(scene, ground.colour);
    else this.#cover(scene, ground.picture);
  }

  /** @param {Scene} scene @param {OffscreenCanvas} picture Of the photo's proportions. */
  #cover({ photo, view }, picture) {
    this.context.imageSmoothingEnabled = true;
    this.context.drawImage(picture, view.x, view.y,
      photo.width * view.scale, photo.height * view.scale);
  }

  /** The photo left of the divider. @param {Scene} scene @param {Rect} part */
  #before(scene, part) {
    const { photo, view } = scene;
    const to = view.x + photo.width * view.scale * (scene.split ?? 0);
    this.context.beginPath();
    this.context.rect(part.left, part.top, Math.max(0, to - part.left), part.bottom - part.top);
    this.context.clip();
    this.context.clearRect(part.left, part.top, part.right - part.left, part.bottom - part.top);
    this.#photo(scene);
  }
}

/** @returns {HTMLCanvasElement} The pattern that stands for transparency. */
function squares() {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = SQUARE * 2;
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  context.fillStyle = "#fff";
  context.fillRect(0, 0, SQUARE * 2, SQUARE * 2);
  context.fillStyle = "#d5d8de";
  context.fillRect(0, 0, SQUARE, SQUARE);
  context.fillRect(SQUARE, SQUARE, SQUARE, SQUARE);
  return canvas;
}
