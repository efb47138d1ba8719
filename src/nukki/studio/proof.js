/** A small picture of what a download will give, made by the server itself after each change. */

import { composite } from "./api.js";
import { within } from "./backdrop.js";
import { find, part } from "./find.js";
import { encodeMatte } from "./pixels.js";
import { asked, dpiOf, isSheet } from "./settings.js";
import { word } from "./words.js";

/** @typedef {import("./panels.js").Panels} Panels */
/** @typedef {import("./picture.js").Picture} Picture */
/** @typedef {import("./settings.js").Settings} Settings */
/** @typedef {import("./table.js").Table} Table */

const LONGEST = 480;
const LONGEST_ON_PAPER = 120;
const AFTER_MS = 350;

export class Proof {
  /** @param {Table} table @param {Panels} panels */
  constructor(table, panels) {
    this.table = table;
    this.panels = panels;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
    this.count = 0;
    panels.addEventListener("change", () => this.soon());
  }

  /** Show it when nothing has changed for a moment. */
  soon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.#make(), AFTER_MS);
  }

  async #make() {
    const picture = this.table.current;
    const ready = picture?.state === "done" && picture.photo && picture.matte;
    part("proof").hidden = !ready;
    if (!ready) return;
    const count = ++this.count;
    try {
      const answer = await proofOf(picture, this.panels.settings);
      if (count === this.count) this.#show(answer.blob, picture);
    } catch {
      if (count === this.count) part("proof").hidden = true; // the server is away, or refuses
    }
  }

  /** @param {Blob} blob @param {Picture} picture */
  #show(blob, picture) {
    const image = find("proof-image", HTMLImageElement);
    URL.revokeObjectURL(image.src);
    image.src = URL.createObjectURL(blob);
    image.alt = word("out.previewAlt", { name: picture.name });
  }
}

/** @param {Picture} picture @param {Settings} settings */
async function proofOf({ photo, matte, turn }, settings) {
  if (!photo || !matte) throw new TypeError("a picture that is looked at has photo and matte");
  const small = within(matte, LONGEST);
  const plane = matte.levels.find((one) => one.width <= small.width * 2) ?? matte.last;
  const [file, cover] = await Promise.all([photo.resized(plane), encodeMatte({
    ...plane, data: plane.data.slice(),
  })]);
  const wanted = { ...settings, ...smallOf(settings), format: /** @type {const} */ ("png") };
  const fields = { ...asked(wanted, plane, turn), ...paperOf(settings, wanted) };
  return composite(file, cover, { ...fields, eight_bits: "true" });
}

/** A canvas as small as the proof: the photo must not be enlarged to be shrunk.
 * @param {Settings} settings @returns {Partial<Settings>} */
function smallOf(settings) {
  const { canvas } = settings;
  if (!canvas) return { size: String(LONGEST) };
  const small = within(sidesOf(canvas), isSheet(settings) ? LONGEST_ON_PAPER : LONGEST);
  return { size: "", canvas: `${small.width}x${small.height}` };
}

/** Paper shrinks with what is on it. @param {Settings} settings @param {Settings} small
 * @returns {import("./api.js").Asked} */
function paperOf(settings, small) {
  if (!isSheet(settings)) return {};
  const share = sidesOf(small.canvas).width / sidesOf(settings.canvas).width;
  return { dpi: String(dpiOf(settings) * share) };
}

/** @param {string} canvas @returns {import("./settings.js").Size} */
function sidesOf(canvas) {
  const [width, height] = canvas.split("x").map(Number);
  return { width, height };
}
