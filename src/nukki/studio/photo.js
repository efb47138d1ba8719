/** A photo as the browser shows it, with halved copies for looking at it from afar. */

import { Trouble, composite } from "./api.js";

const SMALLEST = 512;
const THUMBNAIL = 240;

export class Photo {
  /** @param {ImageBitmap[]} levels The photo, then each half of the one before. */
  constructor(levels) {
    this.levels = levels;
    this.width = levels[0].width;
    this.height = levels[0].height;
  }

  /** @param {number} scale Screen pixels for one of the photo; 0 gives the smallest copy.
   * @returns {ImageBitmap} */
  at(scale) {
    const level = Math.floor(Math.log2(1 / Math.min(1, scale)));
    return this.levels[Math.min(level, this.levels.length - 1)];
  }

  /** @param {number} longest @returns {Promise<Blob>} A smaller file. */
  async smaller(longest) {
    const scale = Math.min(1, longest / Math.max(this.width, this.height));
    const [width, height] = [this.width, this.height].map((n) => Math.max(1, Math.round(n * scale)));
    return this.resized({ width, height });
  }

  /** @param {{width: number, height: number}} size @returns {Promise<Blob>} A file of that size. */
  async resized({ width, height }) {
    const scale = width / this.width;
    const canvas = new OffscreenCanvas(width, height);
    const context = /** @type {OffscreenCanvasRenderingContext2D} */ (canvas.getContext("2d"));
    context.imageSmoothingQuality = "high";
    context.drawImage(this.at(scale), 0, 0, width, height);
    return canvas.convertToBlob({ type: "image/jpeg", quality: 0.92 });
  }

  /** @param {import("./geometry.js").Rect} rect Inside of it, on whole pixels.
   * @returns {Promise<Blob>} That part, without loss. */
  async part({ left, top, right, bottom }) {
    const canvas = new OffscreenCanvas(right - left, bottom - top);
    canvas.getContext("2d")?.drawImage(this.levels[0], -left, -top);
    return canvas.convertToBlob({ type: "image/png" });
  }

  /** @returns {Promise<string>} An address of a small picture of it. */
  async thumbnail() {
    return URL.createObjectURL(await this.smaller(THUMBNAIL));
  }

  close() {
    for (const level of this.levels) level.close();
  }
}

/** @param {Blob} file @returns {Promise<Photo>} What the browser cannot read, the server does. */
export async function openPhoto(file) {
  if (file.size === 0) throw new Trouble("trouble.notAPicture");
  const whole = await decode(file).catch(async () => decode(await developed(file)));
  const levels = [whole];
  for (let last = whole; Math.max(last.width, last.height) > SMALLEST; ) {
    last = await createImageBitmap(last, {
      resizeWidth: Math.ceil(last.width / 2),
      resizeHeight: Math.ceil(last.height / 2),
      resizeQuality: "medium",
    });
    levels.push(last);
  }
  return new Photo(levels);
}

/** @param {Blob} file @returns {Promise<ImageBitmap>} */
const decode = (file) => createImageBitmap(file, { imageOrientation: "from-image" });

/** A file that only the server reads (HEIC, TIFF, ...), as one that every browser shows.
 * @param {Blob} file */
async function developed(file) {
  const { blob } = await composite(file, null, {
    format: "png",
    edges: "plain",
    eight_bits: "true",
  });
  return blob;
}
