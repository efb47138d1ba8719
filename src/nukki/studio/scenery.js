/** How the current picture is shown: the view's mode, what lies behind, the divider, the crop. */

import { button, group, input, part } from "./find.js";
import { blurred, gradient, placed, within } from "./backdrop.js";
import { cropOf } from "./settings.js";
import { complain } from "./messages.js";
import { Trouble } from "./api.js";

/** @typedef {import("./board.js").Board} Board */
/** @typedef {import("./look.js").Ground} Ground */
/** @typedef {import("./look.js").Mode} Mode */
/** @typedef {import("./panels.js").Panels} Panels */
/** @typedef {import("./picture.js").Picture} Picture */
/** @typedef {import("./table.js").Table} Table */

const SHOWN = 1400; // pixels of the screen that a background is painted for

export class Scenery {
  /** @param {Board} board @param {Panels} panels @param {Table} table */
  constructor(board, panels, table) {
    this.board = board;
    this.panels = panels;
    this.table = table;
    /** @type {Mode} */
    this.chosen = "result";
    /** @type {{file: Blob, bitmap: ImageBitmap} | null} */
    this.backdrop = null;
    for (const radio of group("mode")) {
      radio.addEventListener("change", () => this.mode(/** @type {Mode} */ (radio.value)));
    }
    holding(button("hold"), (held) => this.original(held));
    input("compare").addEventListener("change", () => this.#split());
    input("split").addEventListener("input", () => this.#split());
    panels.addEventListener("change", () => void this.dress());
    board.addEventListener("view", () => this.#follow());
  }

  /** @param {Picture | null} picture */
  show(picture) {
    this.board.show(picture?.photo ?? null, picture?.matte ?? picture?.draft ?? null);
    this.board.set({ mode: this.chosen });
    void this.dress();
    this.#split();
  }

  /** @param {Mode} mode */
  mode(mode) {
    this.chosen = mode;
    for (const radio of group("mode")) radio.checked = radio.value === mode;
    this.board.set({ mode });
  }

  /** The photo as it came, while a key is held. @param {boolean} held */
  original(held) {
    this.board.set({ mode: held ? "original" : this.chosen });
  }

  toggleCompare() {
    input("compare").checked = !input("compare").checked;
    this.#split();
  }

  /** Show the settings' background and crop. */
  async dress() {
    const photo = this.table.current?.photo;
    if (!photo) return;
    try {
      this.board.set({ ground: await this.#ground() });
    } catch {
      complain(new Trouble("trouble.ground"));
      this.panels.change({ ground: "none", photo: null });
    }
    this.crop();
  }

  crop() {
    const { photo, matte } = this.table.current ?? {};
    const { settings } = this.panels;
    const subject = settings.trim && matte ? matte.subject() : null;
    this.board.frameAt(photo ? cropOf(settings, subject, photo) : null);
  }

  /** @returns {Promise<Ground>} */
  async #ground() {
    const { settings } = this.panels;
    if (settings.ground === "colour") return { kind: "colour", colour: settings.colour };
    const picture = await this.painted(SHOWN);
    return picture ? { kind: "picture", picture } : { kind: "none" };
  }

  /** What lies behind the subject where that is no plain colour.
   * @param {number} longest In pixels. @returns {Promise<OffscreenCanvas | null>} */
  async painted(longest) {
    const { settings } = this.panels;
    const { photo, matte } = this.table.current ?? {};
    if (!photo) return null;
    const size = within(photo, longest);
    if (settings.ground === "gradient") return gradient(settings, size);
    if (settings.ground === "blur" && matte) return blurred(photo, matte, settings);
    if (settings.ground !== "photo" || !settings.photo) return null;
    if (this.backdrop?.file !== settings.photo) {
      const bitmap = await createImageBitmap(settings.photo);
      this.backdrop = { file: settings.photo, bitmap };
    }
    return placed(this.backdrop.bitmap, settings, size);
  }

  #split() {
    const shown = input("compare").checked && Boolean(this.board.scene?.matte);
    input("split").hidden = !shown;
    this.board.set({ split: shown ? +input("split").value / 1000 : null });
  }

  /** Lay the divider's control over the photo. */
  #follow() {
    const { view, ratio } = this.board;
    part("zoom-value").textContent = `${Math.round((view.scale / ratio) * 100)} %`;
    const { style } = input("split");
    style.left = `${view.x / ratio - 22}px`;
    style.width = `${(view.photo.width * view.scale) / ratio + 44}px`;
  }
}

/** A button that does something as long as a pointer or a key holds it.
 * @param {HTMLButtonElement} pressed @param {(held: boolean) => void} tell */
function holding(pressed, tell) {
  pressed.addEventListener("pointerdown", (event) => {
    pressed.setPointerCapture(event.pointerId);
    tell(true);
  });
  pressed.addEventListener("keydown", (event) => {
    if (event.key !== " " && event.key !== "Enter") return;
    event.preventDefault();
    event.stopPropagation();
    tell(true);
  });
  for (const end of ["pointerup", "pointercancel", "keyup", "blur"]) {
    pressed.addEventListener(end, () => tell(false));
  }
}
