/** Finished pictures: made by the server from photo and matte, in the browser where it is away. */

import { Trouble, composite } from "./api.js";
import { SUFFIXES, asked } from "./settings.js";
import { resultNames, zip } from "./zip.js";

/** @typedef {import("./picture.js").Picture} Picture */
/** @typedef {import("./settings.js").Settings} Settings */
/** @typedef {{blob: Blob, name: string, here: boolean}} Finished `here`: not by the server. */

/** @param {Picture} picture @param {Settings} settings
 * @param {() => Promise<OffscreenCanvas | null>} [paint] What lies behind, if no server paints it.
 * @returns {Promise<Finished>} */
export async function finished(picture, settings, paint = async () => null) {
  const name = resultNames([picture.name], SUFFIXES[settings.format])[0];
  const matte = await picture.matteFile();
  const size = await sizeOf(matte);
  try {
    const { blob } = await composite(picture.file, matte, asked(settings, size, picture.turn));
    return { blob, name, here: false };
  } catch (error) {
    const blob = error instanceof Trouble && error.word === "trouble.offline"
      ? await here(picture, settings, paint)
      : null;
    if (!blob) throw error;
    return { blob, name, here: true };
  }
}

/** @param {Blob} png @returns {Promise<{width: number, height: number}>} As its head says. */
async function sizeOf(png) {
  const head = new DataView(await png.slice(16, 24).arrayBuffer());
  return { width: head.getUint32(0), height: head.getUint32(4) };
}

/**
 * Without the server: eight bits, sRGB, the photo's own colours, the photo's size.
 * @param {Picture} picture @param {Settings} settings
 * @param {() => Promise<OffscreenCanvas | null>} paint @returns {Promise<Blob | null>}
 */
async function here({ photo, matte, turn }, settings, paint) {
  const plain = !settings.trim && !settings.canvas && !settings.shadow && !settings.size &&
    !settings.outline && !settings.matte && !settings.match && !settings.wrap && !turn;
  const type = { png: "image/png", webp: "image/webp", jpeg: "image/jpeg" }[settings.format + ""];
  if (!photo || !matte || !plain || !type) return null;
  const canvas = new OffscreenCanvas(matte.width, matte.height);
  const context = /** @type {OffscreenCanvasRenderingContext2D} */ (canvas.getContext("2d"));
  context.drawImage(photo.levels[0], 0, 0);
  const image = context.getImageData(0, 0, matte.width, matte.height);
  for (let at = 0; at < matte.data.length; at++) image.data[at * 4 + 3] = matte.data[at];
  context.putImageData(image, 0, 0);
  context.globalCompositeOperation = "destination-over";
  const painted = await paint();
  if (painted) context.drawImage(painted, 0, 0, matte.width, matte.height);
  if (settings.ground === "colour" || type === "image/jpeg") {
    context.fillStyle = settings.ground === "colour" ? settings.colour : "#fff";
    context.fillRect(0, 0, matte.width, matte.height);
  }
  return canvas.convertToBlob({ type, quality: settings.quality / 100 });
}

/**
 * All pictures in one file, called as they were.
 * @param {Picture[]} pictures @param {Settings} settings
 * @param {(done: number) => void} progress @returns {Promise<Blob>}
 */
export async function bundled(pictures, settings, progress) {
  const names = resultNames(pictures.map(({ name }) => name), SUFFIXES[settings.format]);
  const entries = [];
  for (const [at, picture] of pictures.entries()) {
    const { blob } = await finished(picture, settings);
    entries.push({ name: names[at], data: new Uint8Array(await blob.arrayBuffer()) });
    progress(at + 1);
  }
  return zip(entries);
}

/** Hand a file to the browser's downloads. @param {Blob} blob @param {string} name */
export function save(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
