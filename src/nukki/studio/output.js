/** Download, copy, and a look at what will come. */

import { bundled, finished, save } from "./finish.js";
import { button, find, part } from "./find.js";
import { complain, say } from "./messages.js";
import { word } from "./words.js";

/** @typedef {import("./panels.js").Panels} Panels */
/** @typedef {import("./table.js").Table} Table */

export class Output {
  /** @param {Table} table @param {Panels} panels
   * @param {(longest: number) => Promise<OffscreenCanvas | null>} paint */
  constructor(table, panels, paint) {
    this.table = table;
    this.panels = panels;
    this.paint = paint;
    this.making = false;
    button("download").addEventListener("click", () => this.download());
    button("download-all").addEventListener("click", () => this.all());
    button("copy").addEventListener("click", () => this.copy());
    button("preview").addEventListener("click", () => this.preview());
  }

  show() {
    const ready = Boolean(this.table.current?.matte) && this.table.current?.state === "done";
    for (const id of ["download", "copy", "preview", "check"]) button(id).disabled = !ready || this.making;
    const many = this.table.pictures.length > 1;
    part("for-all").hidden = !many;
    part("for-all").textContent = word("out.forAll", { all: this.table.pictures.length });
    button("download-all").hidden = !many;
    button("download-all").disabled = this.making;
  }

  /** One at a time, with what is told of it. @param {() => Promise<void>} make */
  async #make(make) {
    if (this.making) return;
    this.making = true;
    document.body.classList.add("making");
    this.show();
    say(word("say.making"));
    try {
      await make();
    } catch (error) {
      complain(error);
    }
    this.making = false;
    document.body.classList.remove("making");
    this.show();
  }

  async download() {
    await this.#make(async () => {
      const picture = this.table.current;
      if (!picture?.matte) return;
      const { settings } = this.panels;
      const longest = Math.max(picture.matte.width, picture.matte.height);
      const { blob, name, here } = await finished(picture, settings, () => this.paint(longest));
      save(blob, name);
      say(word(here ? "say.savedHere" : "say.saved", { name }));
    });
  }

  async all() {
    await this.#make(async () => {
      const ready = this.table.pictures.filter((one) => one.state === "done");
      const progress = (/** @type {number} */ done) =>
        say(word("say.bundling", { done, all: ready.length }));
      save(await bundled(ready, this.panels.settings, progress), "cutouts.zip");
      say(word("say.saved", { name: "cutouts.zip" }));
    });
  }

  /** @returns {Promise<Blob | null>} What a download would give; of a sheet, one of its pictures. */
  async made() {
    /** @type {Blob | null} */
    let blob = null;
    await this.#make(async () => {
      const picture = this.table.current;
      if (picture) ({ blob } = await finished(picture, { ...this.panels.settings, sheet: "" }));
    });
    return blob;
  }

  async copy() {
    await this.#make(async () => {
      const picture = this.table.current;
      if (!picture) return;
      const made = finished(picture, { ...this.panels.settings, format: "png" });
      const blob = made.then((one) => one.blob);
      await navigator.clipboard.write([new ClipboardItem({ "image/png": blob })]);
      say(word("say.copied"));
    });
  }

  async preview() {
    await this.#make(async () => {
      const picture = this.table.current;
      if (!picture) return;
      const format = this.panels.settings.format === "jpeg" ? "jpeg" : "png"; // which all show
      const { blob } = await finished(picture, { ...this.panels.settings, format });
      const image = find("preview-image", HTMLImageElement);
      image.src = URL.createObjectURL(blob);
      await image.decode();
      image.alt = word("out.previewAlt", { name: picture.name });
      part("preview-facts").textContent = `${image.naturalWidth} × ${image.naturalHeight}`;
      find("preview-dialog", HTMLDialogElement).showModal();
    });
  }
}
