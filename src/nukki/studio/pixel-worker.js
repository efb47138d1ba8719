/** Pixel work beside the page: mattes out of PNG files and into them, and packing for the store. */

import { crc32 } from "./crc.js";

const BAND = 256;

/** @typedef {{id: number, task: "decode", blob: Blob, width: number, height: number}} Decode */
/** @typedef {{id: number, task: "encode", data: Uint8Array, width: number, height: number}} Encode */
/** @typedef {{id: number, task: "deflate" | "inflate", data: Uint8Array}} Squeeze */

self.addEventListener("message", async ({ data: asked }) => {
  try {
    const result = await work(asked);
    const moved = result instanceof Uint8Array ? [/** @type {ArrayBuffer} */ (result.buffer)] : [];
    self.postMessage({ id: asked.id, result }, { transfer: moved });
  } catch (error) {
    self.postMessage({ id: asked.id, error: String(error) });
  }
});

/** @param {Decode | Encode | Squeeze} asked @returns {Promise<Uint8Array | Blob>} */
async function work(asked) {
  if (asked.task === "decode") return decode(asked);
  if (asked.task === "encode") return encode(asked);
  const pipe = asked.task === "deflate"
    ? new CompressionStream("deflate")
    : new DecompressionStream("deflate");
  return through(asked.data, pipe);
}

/** @param {Uint8Array} data @param {CompressionStream | DecompressionStream} pipe */
async function through(data, pipe) {
  const stream = new Blob([/** @type {BlobPart} */ (data)]).stream().pipeThrough(pipe);
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/**
 * A grey picture as one byte a pixel, enlarged to a size; in bands, for a canvas holds four bytes.
 * @param {Decode} asked @returns {Promise<Uint8Array>}
 */
async function decode({ blob, width, height }) {
  const bitmap = await createImageBitmap(blob, { colorSpaceConversion: "none" });
  width ||= bitmap.width;
  height ||= bitmap.height;
  const canvas = new OffscreenCanvas(width, BAND);
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (!context) throw new Error("no 2D canvas");
  context.imageSmoothingQuality = "high";
  const found = new Uint8Array(width * height);
  for (let top = 0; top < height; top += BAND) {
    context.drawImage(bitmap, 0, -top, width, height);
    const rows = Math.min(BAND, height - top);
    const { data } = context.getImageData(0, 0, width, rows);
    const at = top * width;
    for (let pixel = 0; pixel < width * rows; pixel++) found[at + pixel] = data[pixel * 4];
  }
  bitmap.close();
  return found;
}

/** A grey PNG of 8 bits (ISO 15948). @param {Encode} asked @returns {Promise<Blob>} */
async function encode({ data, width, height }) {
  const rows = new Uint8Array((width + 1) * height); // each begins with 0: no filter
  for (let y = 0; y < height; y++) {
    rows.set(data.subarray(y * width, (y + 1) * width), y * (width + 1) + 1);
  }
  const head = new DataView(new ArrayBuffer(13));
  head.setUint32(0, width);
  head.setUint32(4, height);
  head.setUint8(8, 8);
  const packed = await through(rows, new CompressionStream("deflate"));
  const parts = [
    Uint8Array.of(137, 80, 78, 71, 13, 10, 26, 10),
    ...chunk("IHDR", new Uint8Array(head.buffer)),
    ...chunk("IDAT", packed),
    ...chunk("IEND", new Uint8Array()),
  ];
  return new Blob(/** @type {BlobPart[]} */ (parts), { type: "image/png" });
}

/** @param {string} name @param {Uint8Array} data @returns {Uint8Array[]} */
function chunk(name, data) {
  const head = new Uint8Array(8);
  new DataView(head.buffer).setUint32(0, data.length);
  head.set(new TextEncoder().encode(name), 4);
  const sum = new Uint8Array(4);
  new DataView(sum.buffer).setUint32(0, crc32(head.subarray(4), data));
  return [head, data, sum];
}
