/** What lies behind the subject, drawn as the server will draw it: gradient, photo, blur. */

import { blurRadius } from "./settings.js";

/** @typedef {import("./matte.js").Layers} Layers */
/** @typedef {import("./photo.js").Photo} Photo */
/** @typedef {import("./settings.js").Settings} Settings */
/** @typedef {import("./settings.js").Size} Size */

const FAINT = 13; // of 255: what holds more of the subject than this tells nothing of the ground
const BLUR_SIDE = 384;

/** @param {Size} size @returns {[OffscreenCanvas, OffscreenCanvasRenderingContext2D]} */
function canvasOf({ width, height }) {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext("2d", { willReadFrequently: true });
  return [canvas, /** @type {OffscreenCanvasRenderingContext2D} */ (context)];
}

/** @param {Size} size @param {number} longest @returns {Size} */
export function within({ width, height }, longest) {
  const scale = Math.min(1, longest / Math.max(width, height));
  return {
    width: Math.max(1, Math.round(width * scale)),
    height: Math.max(1, Math.round(height * scale)),
  };
}

/** As CSS has them: the ends lie in the corners.
 * @param {Settings} settings @param {Size} size @returns {OffscreenCanvas} */
export function gradient({ colour, end, angle }, size) {
  const [canvas, context] = canvasOf(size);
  const [x, y] = [size.width / 2, size.height / 2];
  const turn = (Number(angle) * Math.PI) / 180;
  const [dx, dy] = [Math.cos(turn), Math.sin(turn)];
  const half = Math.abs(x * dx) + Math.abs(y * dy);
  const run = angle === "radial"
    ? context.createRadialGradient(x, y, 0, x, y, Math.hypot(x, y))
    : context.createLinearGradient(x - dx * half, y - dy * half, x + dx * half, y + dy * half);
  run.addColorStop(0, colour);
  run.addColorStop(1, end);
  context.fillStyle = run;
  context.fillRect(0, 0, size.width, size.height);
  return canvas;
}

/** Filling all, as large and as far aside as is asked.
 * @param {ImageBitmap} picture @param {Settings} settings @param {Size} size
 * @returns {OffscreenCanvas} */
export function placed(picture, { zoom, across, down }, size) {
  const [canvas, context] = canvasOf(size);
  const fitting = Math.max(size.width / picture.width, size.height / picture.height);
  const scale = fitting * (zoom / 100);
  const [width, height] = [size.width / scale, size.height / scale];
  const left = (picture.width - width) * (across / 100);
  const top = (picture.height - height) * (down / 100);
  context.imageSmoothingQuality = "high";
  context.drawImage(picture, left, top, width, height, 0, 0, size.width, size.height);
  return canvas;
}

/** The photo blurred from its background pixels alone, so that the subject leaves no halo.
 *
 * The canvas blurs colours multiplied by alpha, and divides by it when they are read: with the
 * subject cut out, this is the mean of the background near each pixel.
 * @param {Photo} photo @param {Layers} matte @param {Settings} settings
 * @returns {OffscreenCanvas} */
export function blurred(photo, matte, settings) {
  const size = within(photo, BLUR_SIDE);
  const radius = (blurRadius(settings, photo) * size.width) / photo.width;
  const [clear, hole] = canvasOf(size);
  hole.drawImage(photo.at(size.width / photo.width), 0, 0, size.width, size.height);
  hole.globalCompositeOperation = "destination-out";
  hole.drawImage(coverOf(matte, size), 0, 0, size.width, size.height);
  const [canvas, context] = canvasOf(size);
  for (const wide of [radius * 16, radius * 4]) {
    context.filter = `blur(${wide}px)`; // for the middle of the subject, which no ground is near
    context.drawImage(clear, 0, 0);
    opaque(context, size);
  }
  const [near, sharp] = canvasOf(size);
  sharp.filter = `blur(${radius}px)`;
  sharp.drawImage(clear, 0, 0);
  opaque(sharp, size);
  context.filter = "none";
  context.drawImage(near, 0, 0);
  return canvas;
}

/** Opaque wherever there is anything. @param {OffscreenCanvasRenderingContext2D} context
 * @param {Size} size */
function opaque(context, { width, height }) {
  const image = context.getImageData(0, 0, width, height);
  for (let at = 3; at < image.data.length; at += 4) if (image.data[at] > 2) image.data[at] = 255;
  context.putImageData(image, 0, 0);
}

/** @param {Layers} matte @param {Size} size @returns {OffscreenCanvas} Opaque on the subject. */
function coverOf({ levels }, size) {
  const plane = [...levels].reverse().find((one) => one.width >= size.width) ?? levels[0];
  const [canvas, context] = canvasOf(plane);
  const image = context.createImageData(plane.width, plane.height);
  for (let at = 0; at < plane.data.length; at++) {
    image.data[at * 4 + 3] = plane.data[at] > FAINT ? 255 : 0;
  }
  context.putImageData(image, 0, 0);
  return canvas;
}
