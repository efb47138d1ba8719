/** Each thing of a photo as a file of its own, finished as the panels say. */

import { things } from "./api.js";
import { button } from "./find.js";
import { save } from "./finish.js";
import { complain, say } from "./messages.js";
import { SUFFIXES, asked } from "./settings.js";
import { word } from "./words.js";
import { stemOf } from "./zip.js";

/** @typedef {import("./classes.js").Classes} Classes */
/** @typedef {import("./panels.js").Panels} Panels */
/** @typedef {import("./picture.js").Picture} Picture */
/** @typedef {import("./table.js").Table} Table */

export class Apart {
  /** @param {Table} table @param {Panels} panels @param {Classes} classes */
  constructor(table, panels, classes) {
    this.table = table;
    this.panels = panels;
    this.classes = classes;
    this.making = false;
    button("apart").addEventListener("click", () => void this.make());
    for (const name of ["picture", "current"]) table.addEventListener(name, () => this.show());
    this.show();
  }

  show() {
    button("apart").disabled = this.making || !this.table.current?.photo;
  }

  async make() {
    const { current } = this.table;
    if (!current?.photo || this.making) return;
    this.#work(true);
    say(word("say.making"));
    try {
      await this.#save(current);
    } catch (error) {
      complain(error);
    }
    this.#work(false);
  }

  /** @param {boolean} making */
  #work(making) {
    this.making = making;
    document.body.classList.toggle("making", making);
    this.show();
  }

  /** @param {Picture} picture */
  async #save({ file, name, photo, turn }) {
    if (!photo) return;
    const { settings } = this.panels;
    const named = new File([file], name, { type: file.type });
    const wanted = { ...asked(settings, photo, turn), ...this.classes.asked };
    const blob = await things(named, wanted);
    const alone = blob.type !== "application/zip";
    const saved = `${stemOf(name)}-${alone ? `1${SUFFIXES[settings.format]}` : "things.zip"}`;
    save(blob, saved);
    say(word("say.saved", { name: saved }));
  }
}
