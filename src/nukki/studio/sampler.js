/** The matte resampled: to the pixels of the screen, and to the photo's from a smaller one. */

/** @typedef {import("./geometry.js").Rect} Rect */
/** @typedef {import("./matte.js").Layers} Layers */
/** @typedef {import("./matte.js").Plane} Plane */
/** @typedef {import("./viewport.js").Viewport} Viewport */
/** @typedef {{low: Int32Array, high: Int32Array, weight: Int32Array}} Axis */

const PIXELS_FROM = 3; // from this scale on single pixels are shown

/** @param {Layers} matte @param {Viewport} view @param {Rect} rect On the screen, whole pixels.
 * @returns {ImageData} White, with the matte as its alpha. */
export function sample(matte, view, rect) {
  const wanted = Math.max(0, Math.floor(Math.log2(1 / view.scale)));
  const plane = matte.levels[Math.min(wanted, matte.levels.length - 1)];
  const crisp = view.scale >= PIXELS_FROM;
  const across = axis(rect.left, rect.right, view.x, view.scale, matte.width, plane.width, crisp);
  const down = axis(rect.top, rect.bottom, view.y, view.scale, matte.height, plane.height, crisp);
  const image = new ImageData(rect.right - rect.left, rect.bottom - rect.top);
  fill(new Uint32Array(image.data.buffer), plane, across, down);
  return image;
}

/** Between which two pixels each pixel of the screen lies, and how near to the second (0-256).
 * @param {number} from @param {number} to @param {number} offset @param {number} scale
 * @param {number} whole @param {number} size @param {boolean} crisp @returns {Axis} */
function axis(from, to, offset, scale, whole, size, crisp) {
  const count = to - from;
  const [low, high, weight] = [0, 0, 0].map(() => new Int32Array(count));
  const step = size / whole / scale;
  for (let at = 0; at < count; at++) {
    const place = (from + at + 0.5 - offset) * step - (crisp ? 0 : 0.5);
    const first = Math.floor(place);
    low[at] = Math.min(size - 1, Math.max(0, first));
    high[at] = Math.min(size - 1, Math.max(0, first + 1));
    weight[at] = crisp ? 0 : Math.round((place - first) * 256);
  }
  return { low, high, weight };
}

/** @param {Plane} plane @param {{width: number, height: number}} size @returns {Plane} */
export function enlarged(plane, { width, height }) {
  const across = axis(0, width, 0, 1, width, plane.width, false);
  const down = axis(0, height, 0, 1, height, plane.height, false);
  const found = new Uint8Array(width * height);
  const row = new Uint32Array(width);
  for (let y = 0; y < height; y++) {
    fill(row, plane, across, part(down, y));
    for (let x = 0, at = y * width; x < width; x++, at++) found[at] = row[x] >>> 24;
  }
  return { width, height, data: found };
}

/** @param {Axis} axis @param {number} at @returns {Axis} One place of it. */
const part = ({ low, high, weight }, at) => ({
  low: low.subarray(at, at + 1),
  high: high.subarray(at, at + 1),
  weight: weight.subarray(at, at + 1),
});

/** @param {Uint32Array} out @param {Plane} plane @param {Axis} across @param {Axis} down */
function fill(out, plane, across, down) {
  const { data, width } = plane;
  const { low, high, weight } = across;
  const wide = low.length;
  for (let y = 0, at = 0; y < down.low.length; y++) {
    const [upper, lower, share] = [down.low[y] * width, down.high[y] * width, down.weight[y]];
    for (let x = 0; x < wide; x++, at++) {
      const [left, right, part] = [low[x], high[x], weight[x]];
      const a = data[upper + left] * (256 - part) + data[upper + right] * part;
      const b = data[lower + left] * (256 - part) + data[lower + right] * part;
      out[at] = (((a * (256 - share) + b * share + 32768) >>> 16) << 24) | 0xffffff;
    }
  }
}
