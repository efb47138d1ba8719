/** What shall become of what was cut out; the same for all pictures on the table. */

/** @typedef {import("./api.js").Asked} Asked */
/** @typedef {import("./geometry.js").Rect} Rect */
/** @typedef {{ground: "none" | "colour" | "photo" | "blur", colour: string, photo: Blob | null,
 *   blur: number, trim: boolean, margin: number, shadow: "" | "drop" | "cast" | "contact",
 *   clean: boolean, format: "png" | "webp" | "jpeg" | "avif" | "tiff", quality: number,
 *   size: string}} Settings */

export const SUFFIXES = {
  png: ".png",
  webp: ".webp",
  jpeg: ".jpg",
  avif: ".avif",
  tiff: ".tif",
};

/** @type {Settings} */
export const DEFAULTS = {
  ground: "none",
  colour: "#ffffff",
  photo: null,
  blur: 2,
  trim: false,
  margin: 0,
  shadow: "",
  clean: true,
  format: "png",
  quality: 90,
  size: "",
};

/** As fields of the server's options. @param {Settings} settings
 * @param {{width: number, height: number}} photo @returns {Asked} */
export function asked(settings, photo) {
  /** @type {Asked} */
  const found = { format: settings.format, quality: String(settings.quality) };
  const colour = settings.ground === "colour" ? settings.colour : "";
  if (colour || (settings.format === "jpeg" && settings.ground === "none")) {
    found.background = colour || "#ffffff";
  }
  if (settings.ground === "blur") found.background = `blur:${blurRadius(settings, photo)}`;
  if (settings.ground === "photo" && settings.photo) found.background_file = settings.photo;
  if (settings.trim) Object.assign(found, { trim: "true", margin: `${settings.margin}%` });
  if (settings.shadow) found.shadow = settings.shadow;
  if (settings.size) found.size = settings.size;
  if (!settings.clean) found.edges = "plain";
  return found;
}

/** @param {Settings} settings @param {{width: number, height: number}} photo
 * @returns {number} In pixels of the photo. */
export function blurRadius(settings, photo) {
  return Math.max(1, Math.round((Math.max(photo.width, photo.height) * settings.blur) / 100));
}

/** @param {Settings} settings @param {Rect | null} subject
 * @param {{width: number, height: number}} photo @returns {Rect | null} What a crop will keep. */
export function cropOf(settings, subject, photo) {
  if (!settings.trim || !subject) return null;
  const wide = ((subject.right - subject.left) * settings.margin) / 100;
  const high = ((subject.bottom - subject.top) * settings.margin) / 100;
  const found = {
    left: Math.round(subject.left - wide),
    top: Math.round(subject.top - high),
    right: Math.round(subject.right + wide),
    bottom: Math.round(subject.bottom + high),
  };
  if (settings.ground !== "blur") return found;
  return {
    left: Math.max(0, found.left),
    top: Math.max(0, found.top),
    right: Math.min(photo.width, found.right),
    bottom: Math.min(photo.height, found.bottom),
  };
}
