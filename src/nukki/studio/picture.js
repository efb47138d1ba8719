/**
 * One picture on the table: its file, what was found in it, and how that was corrected.
 *
 * Only the picture that is looked at is unpacked (`wake`); the others rest as files, packed mattes
 * and strokes, so that a hundred of them fit.
 */

import { Trouble, findMatte } from "./api.js";
import { History } from "./history.js";
import { Matte } from "./matte.js";
import { openPhoto } from "./photo.js";
import { decodeMatte, deflate, encodeMatte, inflate } from "./pixels.js";
import { thumbnailOf } from "./thumbnail.js";

/** @typedef {import("./api.js").Asked} Asked */
/** @typedef {import("./photo.js").Photo} Photo */
/** @typedef {import("./history.js").Kept} Kept */
/** @typedef {import("./matte.js").Layers} Layers */
/** @typedef {import("./store.js").Edits} Edits */
/** @typedef {import("./store.js").Record_} Record_ */
/** @typedef {"waiting" | "working" | "preview" | "done" | "failed"} State */

const PREVIEW = 768;
const WITHOUT_PREVIEW = 1_500_000;

export class Picture extends EventTarget {
  /** @param {Blob} file @param {string} name @param {number} order @param {string} [id] */
  constructor(file, name, order, id = crypto.randomUUID()) {
    super();
    this.file = file;
    this.name = name;
    this.order = order;
    this.id = id;
    /** @type {State} */
    this.state = "waiting";
    /** @type {Trouble | null} */
    this.trouble = null;
    this.confidence = 1;
    this.review = false;
    /** @type {Photo | null} */
    this.photo = null;
    /** @type {Layers | null} A first look, before there is a matte to paint on. */
    this.draft = null;
    /** @type {Matte | null} */
    this.matte = null;
    /** @type {History | null} */
    this.history = null;
    /** @type {Uint8Array | null} The matte as it was found, packed. */
    this.base = null;
    /** @type {Uint8Array | null | undefined} What of it the store has; undefined for nothing. */
    this.stored = undefined;
    /** @type {Kept[]} */
    this.steps = [];
    this.position = 0;
    /** @type {Asked} What is to be found in it, beside what the server would look for. */
    this.asked = {};
    this.turn = ""; // as the server's option has it: "90", "180 mirror", ...
    this.thumbnail = "";
    /** @type {Promise<void>} Settled when no correction is being made: until then it stays awake. */
    this.correction = Promise.resolve();
  }

  get edited() {
    return (this.history?.position ?? this.position) > 0;
  }

  /** @param {State} state */
  #become(state) {
    this.state = state;
    this.dispatchEvent(new Event("change"));
  }

  /** Unpack it for being looked at; the photo first, since it is there at once. */
  async wake() {
    if (this.photo) return;
    try {
      this.photo = await openPhoto(this.file);
    } catch (error) {
      this.#fail(error instanceof Trouble ? error : new Trouble("trouble.notAPicture"));
      return;
    }
    this.dispatchEvent(new Event("change"));
    if (this.base) await this.#unpack();
  }

  /** Pack it away. */
  rest() {
    this.#remember();
    this.photo?.close();
    this.photo = this.draft = this.matte = this.history = null;
  }

  #remember() {
    if (!this.history || this.state !== "done") return;
    this.steps = this.history.kept();
    this.position = this.history.position;
  }

  /** Find the subject. @param {AbortSignal} [signal] */
  async cut(signal) {
    this.trouble = null;
    this.#become("working");
    try {
      await this.#preview(signal);
      const answer = await findMatte(this.file, this.asked, signal);
      const { data } = await decodeMatte(answer.blob);
      this.base = await deflate(data.slice());
      this.confidence = answer.confidence;
      this.review = answer.review;
      this.thumbnail = await thumbnailOf(this.photo?.at(0) ?? this.file, answer.blob);
      await this.correction;
      if (this.history) this.#remember();
      if (this.photo) this.#put(data);
      this.#become("done");
    } catch (error) {
      const known = error instanceof Trouble;
      if (signal?.aborted) this.#become("waiting");
      else await this.#refuse(known ? error : new Trouble("trouble.other", String(error)));
    }
  }

  /** What was found before stays, and so does what was drawn on it. @param {Trouble} trouble */
  async #refuse(trouble) {
    if (!this.base) return this.#fail(trouble);
    this.trouble = trouble;
    if (this.photo) await this.#unpack();
    else this.#become("done");
  }

  /** A first matte from a small copy, where the whole takes long: it is seen at once, and can be
   * painted on as soon as it is enlarged. @param {AbortSignal} [signal] */
  async #preview(signal) {
    const { photo } = this;
    if (!photo || photo.width * photo.height < WITHOUT_PREVIEW) return;
    const small = await photo.smaller(PREVIEW);
    const { blob } = await findMatte(small, { crumbs: "10", edges: "plain", ...this.asked }, signal);
    const plane = await decodeMatte(blob);
    if (this.photo !== photo) return;
    this.draft = { width: photo.width, height: photo.height, levels: [plane] };
    this.#become("preview");
    const large = await decodeMatte(blob, photo);
    if (this.photo !== photo) return;
    this.#put(large.data);
    this.#become("preview");
  }

  /** @param {Uint8Array} data Under the strokes that were made meanwhile. */
  #put(data) {
    const photo = /** @type {Photo} */ (this.photo);
    const [steps, position] = this.history
      ? [this.history.kept(), this.history.position]
      : [this.steps, this.position];
    this.draft = null;
    this.matte = new Matte(photo.width, photo.height, data);
    this.history = new History(this.matte);
    this.history.restore(steps, position);
  }

  async #unpack() {
    const data = await inflate(/** @type {Uint8Array} */ (this.base).slice());
    if (!this.photo) return;
    this.#put(data);
    this.#become("done");
  }

  /** @param {Trouble} trouble */
  #fail(trouble) {
    this.trouble = trouble;
    this.#become("failed");
  }

  /** @returns {Promise<Blob>} The corrected matte as a grey PNG, at the photo's size. */
  async matteFile() {
    const resting = !this.photo;
    if (resting) await this.wake();
    if (!this.matte) throw this.trouble ?? new Trouble("trouble.notReady");
    const { data, width, height } = this.matte;
    const file = await encodeMatte({ data, width, height });
    if (resting) this.rest();
    return file;
  }

  /** @returns {boolean} Whether the store has its file, and the matte as it was found. */
  get kept() {
    return this.stored !== undefined && this.stored === this.base;
  }

  /** @returns {Edits} What the store shall know of its corrections. */
  edits() {
    this.#remember();
    const { id, order, steps, position, turn } = this;
    return { id, order, steps, position, turn };
  }

  /** @returns {Record_} All that the store shall know; it is taken to be kept from then on. */
  record() {
    const { name, file, base, confidence, review } = this;
    this.stored = base;
    return { ...this.edits(), name, file, base, confidence, review };
  }

  /** @param {Record_} record @returns {Picture} */
  static from(record) {
    const found = new Picture(record.file, record.name, record.order, record.id);
    const { base, confidence, review, steps, position, turn } = record;
    Object.assign(found, { base, confidence, review, steps, position, turn, stored: base });
    if (base) found.state = "done";
    return found;
  }
}
