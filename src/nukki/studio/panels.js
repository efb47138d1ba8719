/** The controls beside the picture, and the settings that they stand for. */

import { button, group, input, part, select } from "./find.js";
import { DEFAULTS, isNewGround, isSheet } from "./settings.js";
import { word } from "./words.js";

/** @typedef {import("./settings.js").Settings} Settings */

const KEPT = "nukki-settings";
const WITH_QUALITY = ["jpeg", "webp", "avif", "svg", "pdf"];
const OWN_SIZE = "own";

/** Sliders: their setting, and what follows the number. */
const SLIDERS = /** @type {const} */ ({
  blur: " %", margin: " %", quality: "", zoom: " %", across: " %", down: " %", outline: " %",
  fill: " %", decontaminate: " %", match: " %", wrap: " %",
});
const NAMES = /** @type {(keyof typeof SLIDERS)[]} */ (Object.keys(SLIDERS));

export class Panels extends EventTarget {
  constructor() {
    super();
    /** @type {Settings} */
    this.settings = { ...DEFAULTS, ...stored() };
    this.#fill();
    this.#listen();
  }

  /** @param {Partial<Settings>} change */
  change(change) {
    Object.assign(this.settings, change);
    const { photo: _, ...plain } = this.settings;
    localStorage.setItem(KEPT, JSON.stringify({
      ...plain,
      ground: plain.ground === "photo" ? "none" : plain.ground,
    }));
    this.#fill();
    this.dispatchEvent(new Event("change"));
  }

  #listen() {
    for (const radio of group("ground")) {
      radio.addEventListener("change", () => this.#ground(/** @type {any} */ (radio.value)));
    }
    for (const name of /** @type {const} */ (["colour", "end", "rim"])) {
      input(name).addEventListener("input", () => this.change({ [name]: input(name).value }));
    }
    for (const swatch of document.querySelectorAll("[data-colour]")) {
      const colour = swatch.getAttribute("data-colour") ?? "";
      /** @type {HTMLElement} */ (swatch).style.background = colour;
      swatch.addEventListener("click", () => this.change({ colour }));
    }
    button("choose-ground").addEventListener("click", () => input("ground-file").click());
    input("ground-file").addEventListener("change", () => {
      const [photo] = input("ground-file").files ?? [];
      if (photo) this.change({ ground: "photo", photo });
    });
    for (const name of NAMES) {
      input(name).addEventListener("input", () => this.change({ [name]: +input(name).value }));
    }
    for (const name of /** @type {const} */ (["trim", "matte"])) {
      input(name).addEventListener("change", () => this.change({ [name]: input(name).checked }));
    }
    for (const name of ["shadow", "format", "angle", "sheet"]) {
      select(name).addEventListener("change", () => this.change({ [name]: select(name).value }));
    }
    this.#listenToSizes();
  }

  #listenToSizes() {
    select("canvas").addEventListener("change", () => {
      const chosen = select("canvas").value;
      this.change({ outlet: "", canvas: chosen === OWN_SIZE ? this.#canvas() : chosen });
      if (chosen === OWN_SIZE) input("canvas-width").focus();
    });
    for (const id of ["canvas-width", "canvas-height"]) {
      input(id).addEventListener("change", () => {
        if (input(id).reportValidity()) this.change({ outlet: "", canvas: this.#canvas() });
      });
    }
    select("out-size").addEventListener("change", () => {
      const chosen = select("out-size").value;
      this.change({ size: chosen === OWN_SIZE ? input("own-size").value : chosen });
    });
    input("own-size").addEventListener("change", () => {
      if (input("own-size").reportValidity()) this.change({ size: input("own-size").value });
    });
  }

  #canvas() {
    return `${input("canvas-width").value}x${input("canvas-height").value}`;
  }

  /** @param {Settings["ground"]} ground */
  #ground(ground) {
    this.change({ ground });
    if (ground === "photo" && !this.settings.photo) input("ground-file").click();
  }

  /** Make the controls say what the settings are. */
  #fill() {
    const { settings } = this;
    for (const radio of group("ground")) radio.checked = radio.value === settings.ground;
    input("colour").value = settings.colour;
    input("end").value = settings.end;
    input("rim").value = settings.rim;
    part("colour-row").hidden = !["colour", "gradient"].includes(settings.ground);
    part("gradient-row").hidden = settings.ground !== "gradient";
    part("photo-row").hidden = settings.ground !== "photo";
    part("blur-row").hidden = settings.ground !== "blur";
    part("light-row").hidden = !isNewGround(settings.ground);
    for (const name of NAMES) {
      input(name).value = String(settings[name]);
      part(`${name}-value`).textContent = `${settings[name]}${SLIDERS[name]}`;
    }
    input("matte").checked = settings.matte;
    select("angle").value = settings.angle;
    input("trim").checked = settings.trim;
    input("margin").disabled = !settings.trim;
    select("shadow").value = settings.shadow;
    select("format").value = settings.format;
    this.#fillSizes();
    part("quality-row").hidden = !WITH_QUALITY.includes(settings.format);
    part("out-note").textContent = this.#note();
  }

  #fillSizes() {
    const { settings } = this;
    choose(select("out-size"), settings.size);
    part("own-size-row").hidden = select("out-size").value !== OWN_SIZE;
    if (settings.size) input("own-size").value = settings.size;
    choose(select("canvas"), settings.canvas);
    part("canvas-row").hidden = select("canvas").value !== OWN_SIZE;
    const [width, height] = settings.canvas.split("x");
    if (height) [input("canvas-width").value, input("canvas-height").value] = [width, height];
    part("fill-row").hidden = !settings.canvas;
    part("trim-row").hidden = part("margin-row").hidden = Boolean(settings.canvas);
    part("sheet-row").hidden = !settings.canvas;
    select("sheet").value = settings.sheet;
    part("canvas-note").hidden = !settings.canvas || settings.ground !== "blur";
  }

  #note() {
    const { format, ground, matte } = this.settings;
    if (isSheet(this.settings)) return word("sheet.note");
    if (format === "psd" || format === "svg" || format === "pdf") return word(`out.${format}Note`);
    if (matte) return word("out.matteNote");
    return format === "jpeg" && ground === "none" ? word("out.jpegNote") : "";
  }
}

/** The option of that value, or the one for others. @param {HTMLSelectElement} list
 * @param {string} value */
function choose(list, value) {
  list.value = [...list.options].some((one) => one.value === value) ? value : OWN_SIZE;
}

/** @returns {Partial<Settings>} */
function stored() {
  try {
    return JSON.parse(localStorage.getItem(KEPT) ?? "{}");
  } catch {
    return {};
  }
}
