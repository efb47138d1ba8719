/** A mask that a person brings, in place of what the network finds. */

import { button, input } from "./find.js";
import { say } from "./messages.js";
import { word } from "./words.js";

/** @typedef {import("./table.js").Table} Table */

export class Mask {
  /** @param {Table} table */
  constructor(table) {
    this.table = table;
    button("open-mask").addEventListener("click", () => input("mask-file").click());
    input("mask-file").addEventListener("change", () => {
      const [file] = input("mask-file").files ?? [];
      input("mask-file").value = "";
      if (file) this.#take({ start_file: file }, word("mask.taken", { name: file.name }));
    });
    button("drop-mask").addEventListener("click", () => this.#take({}, word("mask.dropped")));
    table.addEventListener("current", () => this.show());
    table.addEventListener("picture", () => this.show());
  }

  show() {
    const { current } = this.table;
    button("open-mask").disabled = !current;
    button("drop-mask").hidden = !current?.asked.start_file;
  }

  /** @param {import("./api.js").Asked} asked @param {string} said */
  #take(asked, said) {
    const { current } = this.table;
    if (!current) return;
    current.asked = asked;
    this.table.retry(current);
    this.show();
    say(said);
  }
}
