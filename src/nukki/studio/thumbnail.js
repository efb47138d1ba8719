/** Small pictures of what was cut out. */

const LONGEST = 160;

/** @param {Blob | ImageBitmap} source A file, or a small copy that is decoded already.
 * @param {Blob | null} matte A grey picture.
 * @returns {Promise<string>} An address; "" when the browser cannot read the file. */
export async function thumbnailOf(source, matte) {
  try {
    const photo = await createImageBitmap(source, { imageOrientation: "from-image" });
    const scale = Math.min(1, LONGEST / Math.max(photo.width, photo.height));
    const size = [photo.width, photo.height].map((n) => Math.max(1, Math.round(n * scale)));
    const [width, height] = size;
    const colours = drawn(photo, width, height);
    if (matte) {
      const alpha = drawn(await createImageBitmap(matte), width, height);
      for (let at = 0; at < alpha.data.length; at += 4) colours.data[at + 3] = alpha.data[at];
    }
    const canvas = new OffscreenCanvas(width, height);
    canvas.getContext("2d")?.putImageData(colours, 0, 0);
    return URL.createObjectURL(await canvas.convertToBlob());
  } catch {
    return "";
  }
}

/** @param {ImageBitmap} bitmap @param {number} width @param {number} height */
function drawn(bitmap, width, height) {
  const canvas = new OffscreenCanvas(width, height);
  const context = /** @type {OffscreenCanvasRenderingContext2D} */ (canvas.getContext("2d"));
  context.imageSmoothingQuality = "high";
  context.drawImage(bitmap, 0, 0, width, height);
  bitmap.close();
  return context.getImageData(0, 0, width, height);
}
