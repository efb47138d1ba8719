/**
 * Strokes as the server, the library and the command line read them (`nukki.core.strokes`), and a
 * file of all that were drawn: for `nukki video --keyframe 3=FILE` and `nukki remove --scribbles FILE`.
 */

import { save } from "./finish.js";
import { button } from "./find.js";
import { say } from "./messages.js";
import { word } from "./words.js";

/** @typedef {import("./brush.js").Point} Point */
/** @typedef {import("./brush.js").Stroke} Stroke */
/** @typedef {import("./history.js").History} History */
/** @typedef {import("./steps.js").Steps} Steps */
/** @typedef {import("./table.js").Table} Table */
/** @typedef {{kind: string, points: number[][], radius_px: number, hardness: number,
 *   hard?: boolean}} Told */

const MOST_POINTS = 1000;
const MOST_STROKES = 500;
const ALIKE = 0.1; // how much a pen's radius may change within what is told as one stroke
const KINDS = { keep: "keep", erase: "erase", hair: "unsure" };

/** @param {Stroke} stroke @param {number} left @param {number} top Where its picture begins.
 * @returns {Told} */
export function told({ mode, hardness, points }, left = 0, top = 0) {
  const every = Math.ceil(points.length / MOST_POINTS);
  const thinned = points.filter((_, at) => at % every === 0 || at === points.length - 1);
  return {
    kind: KINDS[mode],
    points: thinned.map(({ x, y }) => [round(x - left), round(y - top)]),
    radius_px: Math.min(1000, Math.max(0.5, round(Math.max(...points.map((p) => p.radius))))),
    hardness,
  };
}

/** What was drawn and not undone. @param {History} history
 * @returns {{strokes: Told[], others: number}} `others`: steps that are no strokes. */
export function strokesOf(history) {
  const done = history.steps.slice(0, history.position);
  const drawn = done.filter(({ stroke, asked }) => stroke ?? asked);
  let strokes = /** @type {Told[]} */ ([]);
  for (let alike = ALIKE; alike < 100; alike *= 2) {
    strokes = drawn.flatMap(({ stroke, asked }) =>
      stroke ? pieces(stroke, alike).map((one) => ({ ...told(one), hard: true }))
        : [told(/** @type {Stroke} */ (asked))]);
    if (strokes.length <= MOST_STROKES) break;
  }
  return { strokes: strokes.slice(0, MOST_STROKES), others: done.length - drawn.length };
}

/** A stroke in pieces of one radius each. @param {Stroke} stroke @param {number} alike */
function pieces({ points, ...same }, alike) {
  /** @type {Point[][]} */
  const found = [];
  for (const point of points) {
    const last = found[found.length - 1];
    if (last && Math.abs(point.radius - last[0].radius) <= alike * last[0].radius) last.push(point);
    else found.push(last ? [{ ...last[last.length - 1], radius: point.radius }, point] : [point]);
  }
  return found.map((piece) => ({ ...same, points: piece }));
}

/** @param {number} value */
const round = (value) => Math.round(value * 10) / 10;

/** The button that saves them. */
export class StrokeFile {
  /** @param {Table} table @param {Steps} steps */
  constructor(table, steps) {
    this.table = table;
    button("save-strokes").addEventListener("click", () => this.save());
    steps.addEventListener("change", () => this.show());
  }

  show() {
    const history = this.table.current?.history;
    button("save-strokes").disabled = !history || strokesOf(history).strokes.length === 0;
  }

  save() {
    const picture = this.table.current;
    if (!picture?.history) return;
    const { strokes, others } = strokesOf(picture.history);
    const name = `${picture.name.replace(/\.[^.]*$/, "")}.strokes.json`;
    save(new Blob([JSON.stringify(strokes)], { type: "application/json" }), name);
    say(word(others ? "say.savedSome" : "say.saved", { name, others }));
  }
}
