/**
 * Brushes that ask the server: it looks near a rough stroke for the edge in the photo.
 *
 *   stroke, drawn at once ─▶ /v2/refine with the matte before it ─▶ the matte that takes its place
 */

import { corrected } from "./correction.js";
import { grown } from "./geometry.js";
import { group, input, part } from "./find.js";
import { told } from "./strokes.js";

/** @typedef {import("./brush.js").Stroke} Stroke */
/** @typedef {import("./brush-tool.js").BrushTool} BrushTool */
/** @typedef {import("./correction.js").Corrections} Corrections */
/** @typedef {import("./picture.js").Picture} Picture */

const REACH = 3; // radii round a stroke, in which the server asks the photo
const SURROUNDINGS = 48; // pixels that it looks at round that

export class Smart {
  /** @param {BrushTool} brush @param {Corrections} corrections */
  constructor(brush, corrections) {
    input("smart").addEventListener("change", () => { brush.smart = input("smart").checked; });
    brush.addEventListener("smart", (event) => {
      const { detail } = /** @type {CustomEvent<Stroke>} */ (event);
      void corrections.run("say.smart", (picture) => replaced(picture, detail));
    });
  }

  /** @param {Set<string>} paths What the server can do. */
  offer(paths) {
    part("smart-row").hidden = !paths.has("/v2/refine");
    const hair = group("tool").find((one) => one.value === "hair")?.closest("label");
    if (hair) hair.hidden = !paths.has("/v2/refine");
  }
}

/** Put what the server makes of a stroke, which is the last step, in its place.
 * @param {Picture} picture @param {Stroke} stroke */
async function replaced(picture, stroke) {
  const { history, matte } = picture;
  if (!history || !matte) return;
  history.undo();
  const asked = corrected(picture, near(stroke), (left, top) =>
    ({ strokes: JSON.stringify([told(stroke, left, top)]) }));
  history.redo(); // the matte was copied: what was drawn is seen until the answer comes
  try {
    const { part, left, top } = await asked;
    history.undo();
    const name = stroke.mode === "hair" ? "hair" : "smart";
    history.set(name, matte.tilesWith(part, left, top), stroke);
  } catch (error) {
    history.undo();
    history.steps.length = history.position;
    throw error;
  }
}

/** @param {Stroke} stroke @returns {import("./geometry.js").Rect} As far as it can have an effect. */
function near({ points }) {
  const reach = REACH * Math.max(...points.map(({ radius }) => radius)) + SURROUNDINGS;
  const [xs, ys] = [points.map(({ x }) => x), points.map(({ y }) => y)];
  const [left, right, top, bottom] =
    [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  return grown({ left, top, right, bottom }, reach);
}
