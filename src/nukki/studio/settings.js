/** What shall become of what was cut out; the same for all pictures on the table. */

/** @typedef {import("./api.js").Asked} Asked */
/** @typedef {import("./geometry.js").Rect} Rect */
/** @typedef {{width: number, height: number}} Size */
/** @typedef {"none" | "colour" | "gradient" | "photo" | "blur"} Ground */
/** @typedef {{ground: Ground, colour: string, end: string, angle: string, photo: Blob | null,
 *   zoom: number, across: number, down: number, blur: number, outline: number, rim: string,
 *   trim: boolean, margin: number, canvas: string, fill: number, position: string, outlet: string,
 *   head: string, dpi: number, match: number, wrap: number,
 *   shadow: "" | "drop" | "cast" | "contact", decontaminate: number, matte: boolean,
 *   format: "png" | "webp" | "jpeg" | "avif" | "tiff" | "psd" | "svg" | "pdf", quality: number,
 *   size: string, sheet: string}} Settings */

export const SUFFIXES = {
  png: ".png",
  webp: ".webp",
  jpeg: ".jpg",
  avif: ".avif",
  tiff: ".tif",
  psd: ".psd",
  svg: ".svg",
  pdf: ".pdf",
};

/** @type {Settings} */
export const DEFAULTS = {
  ground: "none",
  colour: "#ffffff",
  end: "#b8c4d6",
  angle: "90",
  photo: null,
  zoom: 100,
  across: 50,
  down: 50,
  blur: 2,
  outline: 0,
  rim: "#ffffff",
  trim: false,
  margin: 0,
  canvas: "",
  fill: 90,
  position: "",
  outlet: "",
  head: "",
  dpi: 0,
  match: 0,
  wrap: 0,
  shadow: "",
  decontaminate: 100,
  matte: false,
  format: "png",
  quality: 90,
  size: "",
  sheet: "",
};

const PRINT_DPI = 300; // of a canvas that no office named

/** As fields of the server's options. @param {Settings} settings @param {Size} photo
 * @param {string} [turn] Of this picture alone. @returns {Asked} */
export function asked(settings, photo, turn = "") {
  /** @type {Asked} */
  const found = { format: settings.format, quality: String(settings.quality) };
  if (turn) found.turn = turn;
  Object.assign(found, shapeOf(settings), settings.matte ? {} : beneathOf(settings, photo));
  if (settings.matte) found.matte_only = "true";
  if (settings.size) found.size = settings.size;
  if (settings.decontaminate < 100) found.decontaminate = String(settings.decontaminate);
  return found;
}

/** @param {Settings} settings @returns {Asked} Crop or canvas. */
function shapeOf(settings) {
  if (settings.canvas && settings.ground !== "blur") {
    /** @type {Asked} */
    const found = { canvas: settings.canvas };
    if (settings.outlet && settings.dpi) found.dpi = String(settings.dpi);
    if (isSheet(settings)) Object.assign(found, { sheet: settings.sheet, dpi: String(dpiOf(settings)) });
    if (settings.outlet && settings.head) return { ...found, head: settings.head };
    found.scale = `${settings.fill}%`;
    if (settings.position) found.position = settings.position;
    return found;
  }
  return settings.trim ? { trim: "true", margin: `${settings.margin}%` } : {};
}

/** Whether it is repeated on paper. @param {Settings} settings */
export const isSheet = ({ sheet, canvas, matte, ground }) =>
  Boolean(sheet && canvas) && !matte && ground !== "blur";

/** @param {Settings} settings @returns {number} Dots in an inch of paper. */
export const dpiOf = ({ outlet, dpi }) => (outlet && dpi) || PRINT_DPI;

/** @param {Settings} settings @param {Size} photo @returns {Asked} What the subject lies on. */
function beneathOf(settings, photo) {
  /** @type {Asked} */
  const found = {};
  const { ground } = settings;
  if (ground === "colour") found.background = settings.colour;
  if (ground === "none" && settings.format === "jpeg") found.background = "#ffffff";
  if (ground === "gradient") found.background = gradientOf(settings);
  if (ground === "blur") found.background = `blur:${blurRadius(settings, photo)}`;
  if (ground === "photo" && settings.photo) {
    found.background_file = settings.photo;
    found.background_zoom = String(settings.zoom);
    found.background_position = `${settings.across}% ${settings.down}%`;
  }
  if (isNewGround(ground) && settings.match) found.match_colours = String(settings.match);
  if (isNewGround(ground) && settings.wrap) found.light_wrap = String(settings.wrap);
  if (settings.outline) found.outline = `${settings.outline}% ${settings.rim}`;
  if (settings.shadow) found.shadow = settings.shadow;
  return found;
}

/** Whether the subject can take light and colours on from it. @param {Ground} ground */
export const isNewGround = (ground) => ["colour", "gradient", "photo"].includes(ground);

/** @param {Settings} settings @returns {string} */
const gradientOf = ({ colour, end, angle }) =>
  angle === "radial" ? `radial:${colour}:${end}` : `gradient:${colour}:${end}:${angle}`;

/** @param {Settings} settings @param {Size} photo @returns {number} In pixels of the photo. */
export function blurRadius(settings, photo) {
  return Math.max(1, Math.round((Math.max(photo.width, photo.height) * settings.blur) / 100));
}

/** @param {Settings} settings @param {Rect | null} subject @param {Size} photo
 * @returns {Rect | null} What a crop will keep. */
export function cropOf(settings, subject, photo) {
  if (!settings.trim || settings.canvas || !subject) return null;
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
