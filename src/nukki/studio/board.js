/** `<studio-board>`: the picture, its brush ring, and what mouse, pen, fingers and keys do to it. */

import { Look } from "./look.js";
import { intersection, grown, union } from "./geometry.js";
import { Viewport } from "./viewport.js";

/** @typedef {import("./geometry.js").Rect} Rect */
/** @typedef {import("./look.js").Scene} Scene */
/** @typedef {import("./matte.js").Layers} Layers */
/** @typedef {import("./photo.js").Photo} Photo */

const MOST_PIXELS = 4_000_000;

/** @param {string} name @param {string} style */
function drawing(name, style) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  made.setAttribute("class", style);
  return made;
}

export class Board extends HTMLElement {
  constructor() {
    super();
    this.view = new Viewport();
    /** @type {Scene | null} */
    this.scene = null;
    /** @type {Map<HTMLElement, Rect | null>} What is framed, in the photo. */
    this.frames = new Map();
    /** @type {Rect | null} */
    this.stale = null;
    this.canvas = document.createElement("canvas");
    this.look = new Look(/** @type {CanvasRenderingContext2D} */ (this.canvas.getContext("2d")));
    this.ring = document.createElement("div");
    this.core = document.createElement("div");
    this.border = document.createElement("div");
    this.ring.className = "ring";
    this.core.className = "ring-core";
    this.border.className = "crop-frame";
    this.spot = document.createElement("div");
    this.spot.className = "spot-frame";
    this.ring.hidden = this.border.hidden = this.spot.hidden = true;
    this.ring.append(this.core);
    this.marks = drawing("svg", "marks");
    this.marks.setAttribute("aria-hidden", "true");
    this.marks.append(drawing("polygon", "mark-under"), drawing("polygon", "mark-over"));
    this.ratio = 1;
  }

  connectedCallback() {
    this.prepend(this.canvas, this.border, this.spot, this.marks, this.ring);
    new ResizeObserver(() => this.resize()).observe(this);
    this.resize();
  }

  resize() {
    const { clientWidth, clientHeight } = this;
    if (!clientWidth || !clientHeight) return;
    const most = Math.sqrt(MOST_PIXELS / (clientWidth * clientHeight));
    this.ratio = Math.min(devicePixelRatio || 1, Math.max(1, most));
    const width = Math.round(clientWidth * this.ratio);
    const height = Math.round(clientHeight * this.ratio);
    if (width === this.canvas.width && height === this.canvas.height) return;
    const fitted = Math.abs(this.view.scale - this.view.fitting) < 1e-6;
    Object.assign(this.canvas, { width, height });
    this.view.screen = { width, height };
    if (fitted) this.view.fit();
    this.refresh();
  }

  /** @param {Photo | null} photo @param {Layers | null} matte */
  show(photo, matte) {
    if (!photo) {
      this.scene = null;
      this.canvas.getContext("2d")?.clearRect(0, 0, this.canvas.width, this.canvas.height);
      this.frameAt(null);
      return;
    }
    const fresh = this.scene?.photo !== photo;
    const { mode = "result", ground = { kind: "none" }, split = null } = this.scene ?? {};
    this.scene = { photo, matte, view: this.view, mode, ground, split, faint: false };
    if (fresh) {
      this.view.photo = { width: photo.width, height: photo.height };
      this.view.fit();
    }
    this.refresh();
  }

  /** @param {Partial<Scene>} change */
  set(change) {
    if (!this.scene) return;
    Object.assign(this.scene, change);
    this.refresh();
  }

  /** Draw everything again. */
  refresh() {
    this.invalidate({ left: 0, top: 0, right: this.canvas.width, bottom: this.canvas.height });
    this.#place();
    this.dispatchEvent(new CustomEvent("view"));
  }

  /** @param {Rect} rect In the photo. */
  changed(rect) {
    this.invalidate(grown(this.view.toScreen(rect), 2));
  }

  /** @param {Rect} rect On the screen. */
  invalidate(rect) {
    if (!this.stale) requestAnimationFrame(() => this.#draw());
    this.stale = this.stale ? union(this.stale, rect) : rect;
  }

  #draw() {
    const all = { left: 0, top: 0, right: this.canvas.width, bottom: this.canvas.height };
    const part = this.stale && intersection(this.stale, all);
    this.stale = null;
    if (part && this.scene) this.look.draw(this.scene, part);
  }

  /** @param {{clientX: number, clientY: number}} event @returns {{x: number, y: number}} */
  onScreen(event) {
    const box = this.getBoundingClientRect();
    return {
      x: (event.clientX - box.left) * this.ratio,
      y: (event.clientY - box.top) * this.ratio,
    };
  }

  /** @param {{clientX: number, clientY: number}} event @returns {{x: number, y: number}} */
  inPhoto(event) {
    const { x, y } = this.onScreen(event);
    return this.view.toPhoto(x, y);
  }

  /** Show the brush at its true size. @param {{x: number, y: number}} place In the photo.
   * @param {number} radius In pixels of the photo. @param {number} hardness @param {string} tool */
  ringAt(place, radius, hardness, tool) {
    const [scale, size] = [this.view.scale / this.ratio, 2 * radius * this.view.scale / this.ratio];
    this.ring.hidden = false;
    this.ring.dataset.tool = tool;
    const left = place.x * scale + this.view.x / this.ratio - size / 2;
    const top = place.y * scale + this.view.y / this.ratio - size / 2;
    this.ring.style.width = this.ring.style.height = `${size}px`;
    this.ring.style.transform = `translate(${left}px, ${top}px)`;
    this.core.style.inset = `${(1 - hardness) * 50}%`;
    this.core.hidden = hardness > 0.97;
  }

  /** Draw a closed line over the picture. @param {[number, number][]} places In the photo. */
  mark(places) {
    const [scale, x, y] = [this.view.scale, this.view.x, this.view.y].map((n) => n / this.ratio);
    const points = places.map((at) => `${at[0] * scale + x},${at[1] * scale + y}`).join(" ");
    for (const line of this.marks.children) line.setAttribute("points", points);
  }

  hideRing() {
    this.ring.hidden = true;
  }

  /** @param {Rect | null} rect The crop, in the photo. */
  frameAt(rect) {
    this.frames.set(this.border, rect);
    this.#place();
  }

  /** @param {Rect | null} rect What shall be looked at, in the photo. */
  frameSpot(rect) {
    this.frames.set(this.spot, rect);
    this.#place();
  }

  #place() {
    for (const [frame, rect] of this.frames) {
      frame.hidden = !rect || !this.scene;
      if (!rect) continue;
      const { left, top, right, bottom } = this.view.toScreen(rect);
      frame.style.left = `${left / this.ratio}px`;
      frame.style.top = `${top / this.ratio}px`;
      frame.style.width = `${(right - left) / this.ratio}px`;
      frame.style.height = `${(bottom - top) / this.ratio}px`;
    }
  }
}

customElements.define("studio-board", Board);
