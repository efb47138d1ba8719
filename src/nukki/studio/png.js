/** Grey PNG files of 8 bits, read and written without a canvas, which would hold four times as much.
 *
 * ISO 15948: a signature, then chunks of (length, name, data, sum); rows begin with their filter.
 */

import { crc32 } from "./crc.js";

/** @typedef {import("./matte.js").Plane} Plane */

const SIGNATURE = Uint8Array.of(137, 80, 78, 71, 13, 10, 26, 10);
const HEAD = 13;

/** @param {Uint8Array} data @param {CompressionStream | DecompressionStream} pipe */
export async function through(data, pipe) {
  const stream = new Blob([/** @type {BlobPart} */ (data)]).stream().pipeThrough(pipe);
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** @param {Blob} blob @returns {Promise<Plane | null>} null for any other kind of file. */
export async function readGrey(blob) {
  const bytes = new Uint8Array(await blob.arrayBuffer());
  const found = [...chunks(bytes)];
  const head = found.find(({ name }) => name === "IHDR");
  if (!head || !SIGNATURE.every((byte, at) => bytes[at] === byte)) return null;
  const view = new DataView(bytes.buffer, head.data.byteOffset, HEAD);
  const plainGrey = [8, 0, 0, 0, 0].every((value, at) => view.getUint8(8 + at) === value);
  if (!plainGrey) return null;
  const [width, height] = [view.getUint32(0), view.getUint32(4)];
  const packed = found.filter(({ name }) => name === "IDAT").map(({ data }) => data);
  const rows = await through(await joined(packed), new DecompressionStream("deflate"));
  return { width, height, data: unfiltered(rows, width, height) };
}

/** @param {Uint8Array[]} parts */
const joined = async (parts) =>
  new Uint8Array(await new Blob(/** @type {BlobPart[]} */ (parts)).arrayBuffer());

/** @param {Uint8Array} bytes @returns {Generator<{name: string, data: Uint8Array}>} */
function* chunks(bytes) {
  const view = new DataView(bytes.buffer);
  for (let at = SIGNATURE.length; at + 12 <= bytes.length; ) {
    const length = view.getUint32(at);
    const name = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    yield { name, data: bytes.subarray(at + 8, at + 8 + length) };
    at += length + 12;
  }
}

/** What each filter foretells of a byte from those left, above, and above left of it.
 * @type {((left: number, above: number, corner: number) => number)[]} */
const FILTERS = [
  () => 0,
  (left) => left,
  (_, above) => above,
  (left, above) => (left + above) >> 1,
  paeth,
];

/** @param {number} left @param {number} above @param {number} corner */
function paeth(left, above, corner) {
  const [l, a, c] = [above - corner, left - corner, left + above - 2 * corner].map(Math.abs);
  if (l <= a && l <= c) return left;
  return a <= c ? above : corner;
}

/** @param {Uint8Array} rows @param {number} width @param {number} height */
function unfiltered(rows, width, height) {
  const found = new Uint8Array(width * height);
  const nothing = new Uint8Array(width);
  for (let y = 0; y < height; y++) {
    const from = y * (width + 1);
    const row = rows.subarray(from + 1, from + 1 + width);
    const out = found.subarray(y * width, (y + 1) * width);
    const above = y ? found.subarray((y - 1) * width, y * width) : nothing;
    if (rows[from] === 0) out.set(row);
    else if (rows[from] === 3) average(row, above, out);
    else other(FILTERS[rows[from]], row, above, out);
  }
  return found;
}

/** Apart from the others, since it is the server's choice.
 * @param {Uint8Array} row @param {Uint8Array} above @param {Uint8Array} out */
function average(row, above, out) {
  for (let x = 0, left = 0; x < row.length; x++) {
    left = (row[x] + ((left + above[x]) >> 1)) & 255;
    out[x] = left;
  }
}

/** @param {(left: number, above: number, corner: number) => number} foretold
 * @param {Uint8Array} row @param {Uint8Array} above @param {Uint8Array} out */
function other(foretold, row, above, out) {
  for (let x = 0, left = 0, corner = 0; x < row.length; x++) {
    left = (row[x] + foretold(left, above[x], corner)) & 255;
    corner = above[x];
    out[x] = left;
  }
}

/** @param {Plane} plane @returns {Promise<Blob>} */
export async function writeGrey({ data, width, height }) {
  const rows = new Uint8Array((width + 1) * height); // each begins with 0: no filter
  for (let y = 0; y < height; y++) {
    rows.set(data.subarray(y * width, (y + 1) * width), y * (width + 1) + 1);
  }
  const head = new DataView(new ArrayBuffer(HEAD));
  head.setUint32(0, width);
  head.setUint32(4, height);
  head.setUint8(8, 8);
  const parts = [
    SIGNATURE,
    ...chunk("IHDR", new Uint8Array(head.buffer)),
    ...chunk("IDAT", await through(rows, new CompressionStream("deflate"))),
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
