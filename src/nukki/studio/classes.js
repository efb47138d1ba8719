/** Things by class, in words and by number: what is kept, as far as the networks here tell it. */

import { classNetworks, wordsNeed } from "./api.js";
import { button, input, part, select } from "./find.js";
import { word } from "./words.js";

/** @typedef {import("./api.js").Asked} Asked */
/** @typedef {import("./api.js").ClassNetwork} ClassNetwork */
/** @typedef {import("./picture.js").Picture} Picture */
/** @typedef {import("./table.js").Table} Table */

export class Classes {
  /** @param {Table} table */
  constructor(table) {
    this.table = table;
    /** @type {ClassNetwork[]} */
    this.networks = [];
    /** @type {Map<string, "keep" | "drop">} */
    this.chosen = new Map();
    select("class-network").addEventListener("change", () => this.#list());
    button("class-keep").addEventListener("click", () => this.#take("keep"));
    button("class-drop").addEventListener("click", () => this.#take("drop"));
    button("class-find").addEventListener("click", () => this.#find([this.table.current]));
    button("class-find-all").addEventListener("click", () => this.#find(this.table.pictures));
    input("phrase").addEventListener("input", () => this.#speak());
    input("phrase").addEventListener("keydown", ({ key }) => {
      if (key === "Enter" && this.table.current) this.#find([this.table.current]);
    });
    table.addEventListener("pictures", () => this.show());
    table.addEventListener("current", () => this.show());
  }

  /** @param {Set<string>} paths What the server can do. */
  async offer(paths) {
    if (!paths.has("/v2/classes")) return;
    this.networks = (await classNetworks()).filter(({ here }) => here);
    part("class-panel").hidden = false;
    part("class-row").hidden = this.networks.length === 0;
    select("class-network").replaceChildren(...this.networks.map((one) => new Option(one.name)));
    this.#list();
    if (paths.has("/v2/words")) this.#offerWords(await wordsNeed());
  }

  /** @param {string[]} needs What is missing on the server. */
  #offerWords(needs) {
    part("phrase-row").hidden = false;
    input("phrase").disabled = needs.length > 0;
    part("phrase-needs").textContent = needs.length
      ? word("phrase.needs", { commands: needs.join(" · ") })
      : word("phrase.hint");
  }

  show() {
    button("class-find").disabled = !this.table.current;
    button("class-find-all").hidden = this.table.pictures.length < 2;
    part("classes-chosen").replaceChildren(...[...this.chosen].map(([name, act]) => {
      const item = document.createElement("li");
      const press = document.createElement("button");
      press.type = "button";
      press.textContent = `${word(`classes.${act}s`, { name })} ✕`;
      press.setAttribute("aria-label", word("classes.forget", { name }));
      press.addEventListener("click", () => {
        this.chosen.delete(name);
        this.show();
        button("class-keep").focus();
      });
      item.append(press);
      return item;
    }));
  }

  /** The classes of the network that is chosen; those of another are forgotten. */
  #list() {
    const network = this.networks.find(({ name }) => name === select("class-network").value);
    this.chosen.clear();
    const names = [...(network?.classes ?? [])].sort();
    select("class").replaceChildren(...names.map((name) => new Option(name)));
    this.show();
  }

  /** @param {"keep" | "drop"} act */
  #take(act) {
    const { value } = select("class");
    if (value) this.chosen.set(value, act);
    input("phrase").value = "";
    this.show();
  }

  /** Words stand in place of classes. */
  #speak() {
    this.chosen.clear();
    this.show();
  }

  /** @returns {Asked} As fields of the server's options. */
  get asked() {
    /** @type {Asked} */
    const found = {};
    for (const act of /** @type {const} */ (["keep", "drop"])) {
      const names = [...this.chosen].filter(([, one]) => one === act).map(([name]) => name);
      if (names.length) found[act] = names.join(",");
    }
    if (this.chosen.size) found.classes = select("class-network").value;
    if (input("phrase").value.trim()) found.text = input("phrase").value.trim();
    if (select("instance").value) found.instance = select("instance").value;
    return found;
  }

  /** @param {(Picture | null)[]} pictures */
  #find(pictures) {
    for (const one of pictures) {
      if (!one) continue;
      one.asked = this.asked;
      this.table.retry(one);
    }
  }
}
