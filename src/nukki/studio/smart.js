/**
 * Brushes that ask the server: it looks near a rough stroke for the edge in the photo.
 *
 *   stroke, drawn at once ─▶ /v2/refine with the matte before it ─▶ the matte that takes its place
 */

import { post } from "./api.js";
import { group, input, part } from "./find.js";
import { complain, say } from "./messages.js";
import { decodeMatte, encodeMatte } from "./pixels.js";
import { word } from "./words.js";

/** @typedef {import("./brush.js").Stroke} Stroke */
/** @typedef {import("./brush-tool.js").BrushTool} BrushTool */
/** @typedef {import("./picture.js").Picture} Picture */
/** @typedef {import("./steps.js").Steps} Steps */

const MOST_POINTS = 1000;
const KINDS = { keep: "keep", erase: "erase", hair: "unsure" };

export class Smart {
  /** @param {BrushTool} brush @param {Steps} steps @param {() => void} redraw */
  constructor(brush, steps, redraw) {
    this.brush = brush;
    this.steps = steps;
    this.redraw = redraw;
    input("smart").addEventListener("change", () => { brush.smart = input("smart").checked; });
    brush.addEventListener("smart", (event) =>
      void this.#ask(/** @type {CustomEvent<Stroke>} */ (event).detail));
  }

  /** @param {Set<string>} paths What the server can do. */
  offer(paths) {
    part("smart-row").hidden = !paths.has("/v2/refine");
    const hair = group("tool").find((one) => one.value === "hair")?.closest("label");
    if (hair) hair.hidden = !paths.has("/v2/refine");
  }

  /** @param {Stroke} stroke That was drawn, and is the last step. */
  async #ask(stroke) {
    const { picture } = this.brush;
    const { history, matte } = picture ?? {};
    if (!picture || !history || !matte) return;
    this.brush.locked = true;
    document.body.classList.add("making");
    say(word("say.smart"));
    try {
      const found = await this.#refined(picture, stroke);
      history.undo();
      if (found) history.replace(stroke.mode === "hair" ? "hair" : "smart", found);
    } catch (error) {
      history.undo();
      history.steps.length = history.position;
      complain(error);
    }
    this.brush.locked = false;
    document.body.classList.remove("making");
    this.redraw();
    this.steps.done();
  }

  /** @param {Picture} picture @param {Stroke} stroke @returns {Promise<Uint8Array | null>} */
  async #refined({ file, history, matte }, stroke) {
    if (!history || !matte) return null;
    history.undo();
    const before = encodeMatte(matte); // copied here and now
    history.redo();
    const asked = {
      image_file: file,
      matte_file: await before,
      strokes: JSON.stringify([asJson(stroke)]),
      format: "png",
    };
    const { blob } = await post("/v2/refine", asked);
    return (await decodeMatte(blob, matte)).data;
  }
}

/** @param {Stroke} stroke */
function asJson({ mode, hardness, points }) {
  const every = Math.ceil(points.length / MOST_POINTS);
  const thinned = points.filter((_, at) => at % every === 0 || at === points.length - 1);
  return {
    kind: KINDS[mode],
    points: thinned.map(({ x, y }) => [round(x), round(y)]),
    radius_px: Math.min(1000, Math.max(0.5, round(Math.max(...points.map((p) => p.radius))))),
    hardness,
  };
}

/** @param {number} value */
const round = (value) => Math.round(value * 10) / 10;
