/** All pictures on the table: the one that is looked at, and the queue of those to be cut out. */

import { Picture } from "./picture.js";
import { forget, forgetAll, keep, keepEdits, kept } from "./store.js";
import { thumbnailOf } from "./thumbnail.js";

const SAVE_AFTER_MS = 600;

export class Table extends EventTarget {
  constructor() {
    super();
    /** @type {Picture[]} */
    this.pictures = [];
    /** @type {Picture | null} */
    this.current = null;
    this.working = false;
    /** @type {Map<string, ReturnType<typeof setTimeout>>} */
    this.timers = new Map();
    document.addEventListener("visibilitychange", () => this.#saveNow());
  }

  /** @param {string} name @param {Picture | null} [picture] */
  #tell(name, picture = null) {
    this.dispatchEvent(new CustomEvent(name, { detail: picture }));
  }

  /** Put files on the table; the first of them is looked at. @param {File[]} files */
  async add(files) {
    const order = (this.pictures.at(-1)?.order ?? 0) + 1;
    const fresh = files.map((file, at) => new Picture(file, file.name || "picture", order + at));
    for (const picture of fresh) this.#take(picture);
    this.#tell("pictures");
    if (fresh.length) await this.look(fresh[0]);
    void this.work();
  }

  /** @param {Picture} picture */
  #take(picture) {
    this.pictures.push(picture);
    picture.addEventListener("change", () => {
      this.#tell("picture", picture);
      if (picture.state === "done") this.save(picture);
    });
  }

  /** A small picture of one that is cut out since last time, and is not looked at.
   * @param {Picture} picture */
  async #portray(picture) {
    if (picture.thumbnail) return;
    picture.thumbnail = await thumbnailOf(picture.file, null);
    this.#tell("pictures");
  }

  /** @param {Picture} picture */
  async look(picture) {
    if (this.current === picture) return;
    const before = this.current;
    this.current = picture;
    if (before) {
      await before.correction;
      await this.#store(before);
      if (this.current !== before) before.rest();
    }
    if (this.current !== picture) return;
    this.#tell("current", picture);
    await picture.wake();
    if (this.current !== picture) picture.rest();
    else this.#tell("current", picture);
  }

  /** @param {number} by How many places further. */
  async step(by) {
    const at = this.pictures.indexOf(/** @type {Picture} */ (this.current)) + by;
    if (this.pictures[at]) await this.look(this.pictures[at]);
  }

  /** Cut out what waits, one after the other: the server uses every core for one. */
  async work() {
    if (this.working) return;
    this.working = true;
    for (let next; (next = this.#next()); ) await next.cut();
    this.working = false;
  }

  #next() {
    const waiting = this.pictures.filter(({ state }) => state === "waiting");
    return waiting.find((one) => one === this.current) ?? waiting[0];
  }

  /** @param {Picture} picture */
  retry(picture) {
    picture.state = "waiting";
    picture.trouble = null;
    this.#tell("picture", picture);
    void this.work();
  }

  /** @param {Picture} picture */
  async remove(picture) {
    const at = this.pictures.indexOf(picture);
    this.pictures.splice(at, 1);
    clearTimeout(this.timers.get(picture.id));
    await forget(picture.id).catch(() => {});
    if (this.current === picture) {
      this.current = null;
      picture.rest();
      const next = this.pictures[Math.min(at, this.pictures.length - 1)];
      if (next) await this.look(next);
      else this.#tell("current");
    }
    this.#tell("pictures");
  }

  /** Put a picture at another place. @param {Picture} picture @param {number} by */
  move(picture, by) {
    const at = this.pictures.indexOf(picture);
    const to = Math.min(this.pictures.length - 1, Math.max(0, at + by));
    this.pictures.splice(to, 0, ...this.pictures.splice(at, 1));
    this.pictures.forEach((one, order) => { one.order = order + 1; });
    for (const one of this.pictures) this.save(one);
    this.#tell("pictures");
  }

  async clear() {
    for (const timer of this.timers.values()) clearTimeout(timer);
    this.current?.rest();
    this.pictures.length = 0;
    this.current = null;
    await forgetAll().catch(() => {});
    this.#tell("pictures");
    this.#tell("current");
  }

  /** Keep it for the next time, soon. @param {Picture} picture */
  save(picture) {
    clearTimeout(this.timers.get(picture.id));
    this.timers.set(picture.id, setTimeout(() => void this.#store(picture), SAVE_AFTER_MS));
  }

  /** Whoever looks away may not come back. */
  #saveNow() {
    if (!document.hidden) return;
    for (const one of this.pictures) if (this.timers.has(one.id)) void this.#store(one);
  }

  /** @param {Picture} picture */
  async #store(picture) {
    clearTimeout(this.timers.get(picture.id));
    this.timers.delete(picture.id);
    if (!this.pictures.includes(picture)) return;
    try {
      if (picture.kept) await keepEdits(picture.edits());
      else await keep(picture.record());
      this.#tell("saved", picture);
    } catch {
      picture.stored = undefined;
      this.#tell("unsaved", picture);
    }
  }

  /** What was on the table last time. @returns {Promise<boolean>} Whether there was something. */
  async restore() {
    const records = await kept().catch(() => []);
    for (const record of records) {
      const picture = Picture.from(record);
      this.#take(picture);
    }
    this.#tell("pictures");
    if (this.pictures.length) await this.look(this.pictures[0]);
    void this.work();
    if (this.pictures.length > 1) for (const one of this.pictures) await this.#portray(one);
    return records.length > 0;
  }
}
