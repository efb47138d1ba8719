/** Pixel work beside the page: mattes out of PNG files and into them, and packing for the store. */

import { movedEdges } from "./edges.js";
import { Matte } from "./matte.js";
import { readGrey, through, writeGrey } from "./png.js";
import { enlarged } from "./sampler.js";

const BAND = 256;

/** @typedef {import("./matte.js").Plane} Plane */
/** @typedef {{id: number, task: "decode", blob: Blob, width: number, height: number}} Decode */
/** @typedef {{id: number, task: "encode", data: Uint8Array, width: number, height: number}} Encode */
/** @typedef {{id: number, task: "edges", data: Uint8Array, width: number, height: number,
 *   wanted: import("./edges.js").Wanted}} Edges */
/** @typedef {{id: number, task: "deflate" | "inflate", data: Uint8Array}} Squeeze */

self.addEventListener("message", async ({ data: asked }) => {
  try {
    const result = await work(asked);
    const bytes = result instanceof Uint8Array ? result : "data" in result ? result.data : null;
    const moved = bytes ? [/** @type {ArrayBuffer} */ (bytes.buffer)] : [];
    self.postMessage({ id: asked.id, result }, { transfer: moved });
  } catch (error) {
    self.postMessage({ id: asked.id, error: String(error) });
  }
});

/** @param {Decode | Encode | Edges | Squeeze} asked
 * @returns {Promise<Uint8Array | Plane | Blob | [number, Uint8Array][]>} */
async function work(asked) {
  if (asked.task === "decode") return decode(asked);
  if (asked.task === "encode") return writeGrey(asked);
  if (asked.task === "edges") {
    return movedEdges(new Matte(asked.width, asked.height, asked.data), asked.wanted);
  }
  const pipe = asked.task === "deflate"
    ? new CompressionStream("deflate")
    : new DecompressionStream("deflate");
  return through(asked.data, pipe);
}

/** A grey picture at a size, 0 for its own. @param {Decode} asked @returns {Promise<Plane>} */
async function decode({ blob, width, height }) {
  const plane = await readGrey(blob) ?? await drawn(blob);
  const fits = !width || (plane.width === width && plane.height === height);
  return fits ? plane : enlarged(plane, { width, height });
}

/** What only the browser reads; in bands, for a canvas holds four bytes a pixel.
 * @param {Blob} blob @returns {Promise<Plane>} */
async function drawn(blob) {
  const bitmap = await createImageBitmap(blob, { colorSpaceConversion: "none" });
  const { width, height } = bitmap;
  const canvas = new OffscreenCanvas(width, BAND);
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (!context) throw new Error("no 2D canvas");
  const found = new Uint8Array(width * height);
  for (let top = 0; top < height; top += BAND) {
    context.drawImage(bitmap, 0, -top);
    const rows = Math.min(BAND, height - top);
    const { data } = context.getImageData(0, 0, width, rows);
    const at = top * width;
    for (let pixel = 0; pixel < width * rows; pixel++) found[at + pixel] = data[pixel * 4];
  }
  bitmap.close();
  return { width, height, data: found };
}
