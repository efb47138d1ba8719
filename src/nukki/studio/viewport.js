/** Where the photo lies on the screen:  screen = photo * scale + (x, y),  in device pixels. */

/** @typedef {import("./geometry.js").Rect} Rect */
/** @typedef {{width: number, height: number}} Size */

const MOST = 8;
const FIT = 0.94;
const SEEN = 40;
const SURROUNDINGS = 3; // what is brought near takes this part of the screen
const NEAREST = 3;

export class Viewport {
  constructor() {
    this.scale = 1;
    this.x = 0;
    this.y = 0;
    /** @type {Size} */
    this.photo = { width: 1, height: 1 };
    /** @type {Size} */
    this.screen = { width: 1, height: 1 };
  }

  /** @returns {number} The scale at which all of the photo is seen. */
  get fitting() {
    const { photo, screen } = this;
    return Math.min(1, Math.min(screen.width / photo.width, screen.height / photo.height) * FIT);
  }

  fit() {
    this.scale = this.fitting;
    this.x = Math.round((this.screen.width - this.photo.width * this.scale) / 2);
    this.y = Math.round((this.screen.height - this.photo.height * this.scale) / 2);
  }

  /** Bring a part near, with its surroundings. @param {Rect} rect In the photo. */
  show({ left, top, right, bottom }) {
    const { width, height } = this.screen;
    const scale = Math.min(width / (right - left), height / (bottom - top)) / SURROUNDINGS;
    this.scale = Math.min(NEAREST, Math.max(this.fitting, scale));
    this.x = width / 2 - ((left + right) / 2) * this.scale;
    this.y = height / 2 - ((top + bottom) / 2) * this.scale;
    this.#keepInSight();
  }

  /** @param {number} scale @param {number} sx @param {number} sy The place that stays. */
  zoom(scale, sx = this.screen.width / 2, sy = this.screen.height / 2) {
    const next = Math.min(MOST * Math.max(1, devicePixelRatio || 1),
      Math.max(Math.min(this.fitting, 1) / 4, scale));
    this.x = sx - ((sx - this.x) * next) / this.scale;
    this.y = sy - ((sy - this.y) * next) / this.scale;
    this.scale = next;
    this.#keepInSight();
  }

  /** @param {number} dx @param {number} dy */
  pan(dx, dy) {
    this.x += dx;
    this.y += dy;
    this.#keepInSight();
  }

  #keepInSight() {
    const { photo, screen, scale } = this;
    this.x = Math.min(screen.width - SEEN, Math.max(SEEN - photo.width * scale, this.x));
    this.y = Math.min(screen.height - SEEN, Math.max(SEEN - photo.height * scale, this.y));
  }

  /** @param {number} sx @param {number} sy @returns {{x: number, y: number}} In the photo. */
  toPhoto(sx, sy) {
    return { x: (sx - this.x) / this.scale, y: (sy - this.y) / this.scale };
  }

  /** @param {Rect} rect In the photo. @returns {Rect} On the screen. */
  toScreen(rect) {
    return {
      left: rect.left * this.scale + this.x,
      top: rect.top * this.scale + this.y,
      right: rect.right * this.scale + this.x,
      bottom: rect.bottom * this.scale + this.y,
    };
  }
}
