/** Shops and offices: settings that make their pictures, and a check of the finished pixels. */

import { checked, outlets } from "./api.js";
import { button, part, select } from "./find.js";
import { complain, say } from "./messages.js";
import { DEFAULTS } from "./settings.js";
import { word } from "./words.js";

/** @typedef {import("./api.js").Finding} Finding */
/** @typedef {import("./api.js").Outlet} Outlet */
/** @typedef {import("./panels.js").Panels} Panels */
/** @typedef {import("./settings.js").Settings} Settings */

const SIGNS = new Map([[true, "✓"], [false, "✗"], [null, "?"]]);

export class Outlets {
  /** @param {Panels} panels @param {() => Promise<Blob | null>} finish The finished picture. */
  constructor(panels, finish) {
    this.panels = panels;
    this.finish = finish;
    /** @type {Map<string, Outlet>} */
    this.known = new Map();
    select("outlet").addEventListener("change", () => this.choose(select("outlet").value));
    button("check").addEventListener("click", () => this.check());
    panels.addEventListener("change", () => this.show());
  }

  /** Ask the server which there are; without any there is nothing to choose. */
  async load() {
    const listed = await outlets();
    for (const one of listed) {
      this.known.set(one.name, one);
      select("outlet").append(new Option(one.title, one.name));
    }
    part("outlet-panel").hidden = listed.length === 0;
    this.show();
  }

  show() {
    const { outlet } = this.panels.settings;
    const known = this.known.get(outlet);
    select("outlet").value = known ? outlet : "";
    button("check").hidden = !known;
    part("outlet-source").textContent = known
      ? `${known.source}${known.certainty === "read" ? "" : ` (${word("outlet.unread")})`}`
      : "";
    part("findings").replaceChildren();
  }

  /** @param {string} name */
  choose(name) {
    const { options } = this.known.get(name) ?? { options: null };
    this.panels.change(options ? { outlet: name, ...settingsOf(options) } : { outlet: "" });
  }

  async check() {
    const { outlet } = this.panels.settings;
    try {
      const blob = await this.finish();
      if (blob) this.tell(await checked(blob, outlet));
    } catch (error) {
      complain(error);
    }
  }

  /** @param {{passed: boolean, findings: Finding[]}} report */
  tell({ passed, findings }) {
    part("findings").replaceChildren(...findings.map((one) => {
      const item = document.createElement("li");
      item.dataset.passed = String(one.passed);
      const kind = { true: "outlet.right", false: "outlet.wrong", null: "outlet.person" };
      const verdict = word(kind[/** @type {"true"} */ (String(one.passed))]);
      item.textContent = `${SIGNS.get(one.passed)} ${word(`rule.${one.rule}`)}: ${one.found}` +
        (one.passed ? ` (${one.expected})` : ` · ${word("outlet.wanted")} ${one.expected}`);
      item.setAttribute("aria-label", `${verdict}: ${item.textContent.slice(2)}`);
      return item;
    }));
    say(word(passed ? "outlet.passed" : "outlet.failed"));
  }
}

/** @param {Record<string, string | number>} options The library's. @returns {Partial<Settings>} */
function settingsOf({ canvas, scale, position, head, dpi, background, format, quality }) {
  const ground = background ? { ground: /** @type {const} */ ("colour"), colour: String(background) } : {};
  return {
    canvas: String(canvas),
    fill: scale ? parseFloat(String(scale)) : DEFAULTS.fill,
    position: String(position ?? ""),
    head: String(head ?? ""),
    dpi: Number(dpi ?? 0),
    format: /** @type {Settings["format"]} */ (format),
    quality: Number(quality),
    size: "",
    sheet: "",
    trim: false,
    matte: false,
    shadow: "",
    outline: 0,
    ...ground,
  };
}
