/** The controls beside the picture, and the settings that they stand for. */

import { button, group, input, part, select } from "./find.js";
import { DEFAULTS } from "./settings.js";
import { word } from "./words.js";

/** @typedef {import("./settings.js").Settings} Settings */

const KEPT = "nukki-settings";
const WITH_QUALITY = ["jpeg", "webp", "avif"];

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
    input("colour").addEventListener("input", () => this.change({ colour: input("colour").value }));
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
    for (const name of /** @type {const} */ (["blur", "margin", "quality"])) {
      input(name).addEventListener("input", () => this.change({ [name]: +input(name).value }));
    }
    for (const name of /** @type {const} */ (["trim", "clean"])) {
      input(name).addEventListener("change", () => this.change({ [name]: input(name).checked }));
    }
    for (const [id, name] of [["shadow", "shadow"], ["format", "format"], ["out-size", "size"]]) {
      select(id).addEventListener("change", () => this.change({ [name]: select(id).value }));
    }
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
    part("colour-row").hidden = settings.ground !== "colour";
    part("photo-row").hidden = settings.ground !== "photo";
    part("blur-row").hidden = settings.ground !== "blur";
    for (const name of /** @type {const} */ (["blur", "margin", "quality"])) {
      input(name).value = String(settings[name]);
      part(`${name}-value`).textContent = `${settings[name]} %`;
    }
    input("trim").checked = settings.trim;
    input("margin").disabled = !settings.trim;
    input("clean").checked = settings.clean;
    select("shadow").value = settings.shadow;
    select("format").value = settings.format;
    select("out-size").value = settings.size;
    part("quality-row").hidden = !WITH_QUALITY.includes(settings.format);
    part("out-note").textContent = this.#note();
  }

  #note() {
    const { format, ground } = this.settings;
    return format === "jpeg" && ground === "none" ? word("out.jpegNote") : "";
  }
}

/** @returns {Partial<Settings>} */
function stored() {
  try {
    return JSON.parse(localStorage.getItem(KEPT) ?? "{}");
  } catch {
    return {};
  }
}
