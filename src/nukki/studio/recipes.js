/** Recipes: several results of each photo, named and checked as `nukki bulk` does it. */

import { Trouble, composites, key, recipeChecked, recipes } from "./api.js";
import { button, input, part, select } from "./find.js";
import { save } from "./finish.js";
import { complain, say, told } from "./messages.js";
import { word } from "./words.js";
import { zip } from "./zip.js";

/** @typedef {import("./api.js").Asked} Asked */
/** @typedef {import("./api.js").Made} Made */
/** @typedef {import("./api.js").Recipe} Recipe */
/** @typedef {import("./picture.js").Picture} Picture */
/** @typedef {import("./table.js").Table} Table */
/** @typedef {import("./zip.js").Entry} Entry */
/** @typedef {{told: Recipe, asked: Asked}} Known `asked`: how the server is told which. */

const OWN = "file:"; // before the name of a recipe whose file was opened

export class Recipes {
  /** @param {Table} table */
  constructor(table) {
    this.table = table;
    this.making = false;
    /** @type {Map<string, Known>} */
    this.known = new Map();
    select("recipe").addEventListener("change", () => this.#choose());
    button("open-recipe").addEventListener("click", () => input("recipe-file").click());
    input("recipe-file").addEventListener("change", () => void this.#open());
    button("recipe-one").addEventListener("click", () => void this.one());
    button("recipe-all").addEventListener("click", () => void this.all());
    for (const name of ["pictures", "picture", "current"]) {
      table.addEventListener(name, () => this.show());
    }
  }

  /** @param {Set<string>} paths What the server can do. */
  async offer(paths) {
    part("recipe-panel").hidden = !paths.has("/v2/recipes");
    const admitted = !paths.has("/v2/account") || key() !== "";
    if (paths.has("/v2/recipes") && admitted) await this.load();
  }

  /** Ask which recipes the server has; again when there is a key. */
  async load() {
    for (const one of await recipes()) this.#add(one.name, { told: one, asked: { recipe: one.name } });
  }

  show() {
    const chosen = this.#chosen;
    part("recipe-row").hidden = !chosen;
    button("recipe-all").hidden = this.table.pictures.length < 2;
    button("recipe-all").disabled = this.making;
    button("recipe-one").disabled = this.making || this.table.current?.state !== "done";
    part("recipe-outputs").replaceChildren(...(chosen?.told.outputs ?? []).map((one) => {
      const item = document.createElement("li");
      const outlet = one.outlet ? ` · ${word("recipe.checked", { outlet: one.outlet })}` : "";
      item.textContent = `${one.name} (${one.suffix.slice(1)})${outlet}`;
      return item;
    }));
  }

  async one() {
    const { current } = this.table;
    if (current) await this.#make([current]);
  }

  async all() {
    await this.#make(this.table.pictures.filter(({ state }) => state === "done"));
  }

  /** @returns {Known | undefined} */
  get #chosen() {
    return this.known.get(select("recipe").value);
  }

  #choose() {
    part("recipe-findings").replaceChildren();
    part("recipe-trouble").hidden = true;
    this.show();
  }

  /** @param {string} value @param {Known} known */
  #add(value, known) {
    if (!this.known.has(value)) select("recipe").append(new Option(known.told.name, value));
    this.known.set(value, known);
    this.show();
  }

  /** A recipe from a file of this person's, when the server finds nothing wrong with it. */
  async #open() {
    const [file] = input("recipe-file").files ?? [];
    input("recipe-file").value = "";
    if (!file) return;
    const trouble = part("recipe-trouble");
    trouble.hidden = true;
    try {
      const found = await recipeChecked({ recipe_file: file }, []);
      this.#add(OWN + found.name, { told: found, asked: { recipe_file: file } });
      select("recipe").value = OWN + found.name;
      this.#choose();
      say(word("recipe.opened", { name: found.name }));
    } catch (error) {
      trouble.textContent = (error instanceof Trouble && error.detail) || told(error);
      trouble.hidden = false;
    }
  }

  /** @param {Picture[]} pictures */
  async #make(pictures) {
    const known = this.#chosen;
    if (!known || this.making || pictures.length === 0) return;
    this.making = true;
    document.body.classList.add("making");
    this.show();
    say(word("say.making"));
    try {
      await this.#finish(pictures, known);
    } catch (error) {
      complain(error);
    }
    this.making = false;
    document.body.classList.remove("making");
    this.show();
  }

  /** @param {Picture[]} pictures @param {Known} known */
  async #finish(pictures, known) {
    const { names } = await recipeChecked(known.asked, pictures.map(({ name }) => name));
    /** @type {Entry[]} */
    const entries = [];
    part("recipe-findings").replaceChildren();
    for (const [at, picture] of pictures.entries()) {
      try {
        const made = await madeOf(picture, known.asked);
        entries.push(...made.map((one, nth) => ({ name: names[at][nth], data: bytesOf(one) })));
        for (const one of made) this.#tell(names[at][made.indexOf(one)], one);
      } catch (error) {
        if (pictures.length === 1) throw error;
        part("recipe-findings").append(finding(false, `${picture.name}: ${told(error)}`));
      }
      say(word("say.bundling", { done: at + 1, all: pictures.length }));
    }
    this.#save(entries, known.told.name);
  }

  /** @param {Entry[]} entries @param {string} recipe Its name. */
  #save(entries, recipe) {
    if (entries.length === 0) return;
    const [first] = entries;
    const alone = entries.length === 1;
    const name = alone ? (first.name.split("/").pop() ?? first.name) : `${recipe}.zip`;
    save(alone ? new Blob([/** @type {BlobPart} */ (first.data)]) : zip(entries), name);
    say(word("say.saved", { name }));
  }

  /** What an outlet says of a finished file. @param {string} name @param {Made} made */
  #tell(name, { outlet, passed, findings }) {
    if (!outlet) return;
    const wrong = findings.map(({ rule, found, expected }) =>
      `${word(`rule.${rule}`)}: ${found} · ${word("outlet.wanted")} ${expected}`);
    const verdict = passed ? word("outlet.right") : wrong.join("; ");
    part("recipe-findings").append(finding(Boolean(passed), `${name} – ${outlet}: ${verdict}`));
  }
}

/** @param {Picture} picture @param {Asked} recipe @returns {Promise<Made[]>} */
async function madeOf(picture, recipe) {
  const matte = await picture.matteFile();
  const photo = new File([picture.file], picture.name, { type: picture.file.type });
  return composites(photo, matte, { ...recipe, ...(picture.turn ? { turn: picture.turn } : {}) });
}

/** @param {Made} made @returns {Uint8Array} */
const bytesOf = ({ result_b64 }) => Uint8Array.from(atob(result_b64), (one) => one.charCodeAt(0));

/** @param {boolean} passed @param {string} text @returns {HTMLLIElement} */
function finding(passed, text) {
  const item = document.createElement("li");
  item.dataset.passed = String(passed);
  item.textContent = `${passed ? "✓" : "✗"} ${text}`;
  return item;
}
