/** Sliders that move the edge and soften it: one step of the history, made anew while they move. */

import { input, part } from "./find.js";
import { movedEdges } from "./pixels.js";

/** @typedef {import("./correction.js").Corrections} Corrections */
/** @typedef {import("./edges.js").Wanted} Wanted */
/** @typedef {import("./history.js").History} History */
/** @typedef {import("./history.js").Step} Step */
/** @typedef {import("./picture.js").Picture} Picture */
/** @typedef {import("./steps.js").Steps} Steps */

const NOTHING = { shift: 0, feather: 0 };

export class EdgePanel {
  /** @param {Corrections} corrections @param {Steps} steps */
  constructor(corrections, steps) {
    this.corrections = corrections;
    this.steps = steps;
    /** @type {WeakMap<Step, Wanted>} What made a step. */
    this.made = new WeakMap();
    /** @type {Wanted | null} Not begun yet. */
    this.wanted = null;
    this.working = false;
    for (const id of ["shift", "feather"]) {
      input(id).addEventListener("input", () => {
        this.wanted = { shift: +input("shift").value, feather: +input("feather").value };
        this.#label(this.wanted);
        void this.#work();
      });
    }
    steps.addEventListener("change", () => this.show());
    this.show();
  }

  /** The sliders say what the last step did. */
  show() {
    if (this.working || this.wanted) return;
    const wanted = this.#last(this.steps.table.current?.history ?? null) ?? NOTHING;
    input("shift").value = String(wanted.shift);
    input("feather").value = String(wanted.feather);
    this.#label(wanted);
  }

  /** @param {Wanted} wanted */
  #label({ shift, feather }) {
    part("shift-value").textContent = `${shift > 0 ? "+" : ""}${shift} px`;
    part("feather-value").textContent = `${feather} px`;
  }

  /** @param {History | null} history @returns {Wanted | undefined} */
  #last(history) {
    const step = history?.steps[history.position - 1];
    return step && this.made.get(step);
  }

  async #work() {
    if (this.working) return;
    this.working = true;
    while (this.wanted) {
      const { wanted } = this;
      this.wanted = null;
      await this.corrections.run("say.edges", (picture) => this.#make(picture, wanted));
    }
    this.working = false;
    this.show();
  }

  /** @param {Picture} picture @param {Wanted} wanted */
  async #make({ matte, history }, wanted) {
    if (!matte || !history) return;
    const again = Boolean(this.#last(history));
    if (again) history.undo();
    const asked = movedEdges(matte, wanted);
    if (again) history.redo(); // what was seen is seen until the new one is there
    const tiles = await asked;
    if (again) history.undo();
    history.steps.length = history.position;
    if (!wanted.shift && !wanted.feather) return;
    history.set("edges", tiles);
    this.made.set(history.steps[history.position - 1], wanted);
  }
}
