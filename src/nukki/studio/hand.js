/**
 * What a hand does on the board.
 *
 *   one finger, pen, left button    the tool: brush, or moving the picture
 *   two fingers                     move and zoom
 *   middle button, Space + drag     move;  wheel zooms;  Alt + wheel changes the brush
 */

/** @typedef {import("./board.js").Board} Board */
/** @typedef {{x: number, y: number, pressure: number}} Touch In the photo. */
/** @typedef {{start: (at: Touch, joined: boolean) => boolean, move: (at: Touch[]) => void,
 *   end: () => void, cancel: () => void, hover: (at: Touch | null) => void,
 *   resize: (factor: number) => void}} Tool */

export class Hand {
  /** @param {Board} board @param {Tool} tool @param {() => boolean} isMoving */
  constructor(board, tool, isMoving) {
    this.board = board;
    this.tool = tool;
    this.isMoving = isMoving;
    this.spaceHeld = false;
    /** @type {Map<number, {x: number, y: number}>} Fingers and buttons that are down, on screen. */
    this.down = new Map();
    /** @type {"paint" | "pan" | null} */
    this.doing = null;
    board.addEventListener("pointerdown", (event) => this.#press(event));
    board.addEventListener("pointermove", (event) => this.#move(event));
    for (const end of /** @type {const} */ (["pointerup", "pointercancel"])) {
      board.addEventListener(end, (event) => this.#lift(event));
    }
    board.addEventListener("pointerleave", () => this.tool.hover(null));
    board.addEventListener("wheel", (event) => this.#wheel(event), { passive: false });
    board.addEventListener("contextmenu", (event) => event.preventDefault());
  }

  /** @param {PointerEvent} event @returns {Touch} */
  #touch(event) {
    const pressure = event.pointerType === "pen" ? event.pressure : 1;
    return { ...this.board.inPhoto(event), pressure };
  }

  /** @param {PointerEvent} event */
  #press(event) {
    if (!this.board.scene || /** @type {Element} */ (event.target).closest("button, input")) return;
    if (event.pointerType === "mouse" && event.button > 1) return;
    this.board.canvas.setPointerCapture(event.pointerId);
    this.down.set(event.pointerId, this.board.onScreen(event));
    if (this.down.size === 2) {
      this.cancel();
      this.doing = "pan";
    } else if (event.button === 1 || this.spaceHeld || this.isMoving()) {
      this.doing = "pan";
    } else if (this.tool.start(this.#touch(event), event.shiftKey)) {
      this.doing = "paint";
    }
  }

  /** @param {PointerEvent} event */
  #move(event) {
    if (this.doing === "paint") {
      const all = event.getCoalescedEvents?.() ?? [];
      this.tool.move((all.length ? all : [event]).map((one) => this.#touch(one)));
    } else if (this.doing === "pan" && this.down.has(event.pointerId)) {
      this.#pan(event);
    }
    if (event.pointerType !== "touch" || this.doing === "paint") {
      this.tool.hover(this.#touch(event));
    }
  }

  /** @param {PointerEvent} event */
  #pan(event) {
    const { view } = this.board;
    const before = [...this.down.values()];
    const old = /** @type {{x: number, y: number}} */ (this.down.get(event.pointerId));
    const now = this.board.onScreen(event);
    this.down.set(event.pointerId, now);
    const share = 1 / before.length;
    view.pan((now.x - old.x) * share, (now.y - old.y) * share);
    if (before.length === 2) {
      const [a, b] = [...this.down.values()];
      const stretched = distance(a, b) / Math.max(1, distance(before[0], before[1]));
      view.zoom(view.scale * stretched, (a.x + b.x) / 2, (a.y + b.y) / 2);
    }
    this.board.refresh();
  }

  /** @param {PointerEvent} event */
  #lift(event) {
    if (!this.down.delete(event.pointerId)) return;
    if (this.doing === "paint") this.tool.end();
    if (this.down.size === 0 || this.doing === "paint") this.doing = null;
    if (event.pointerType === "touch") this.tool.hover(null);
  }

  /** Leave off what was begun. @returns {boolean} Whether there was something. */
  cancel() {
    if (this.doing !== "paint") return false;
    this.tool.cancel();
    this.doing = null;
    return true;
  }

  /** @param {WheelEvent} event */
  #wheel(event) {
    if (!this.board.scene) return;
    event.preventDefault();
    if (event.altKey) {
      this.tool.resize(event.deltaY < 0 ? 1.1 : 1 / 1.1);
      return;
    }
    const { x, y } = this.board.onScreen(event);
    const lines = event.deltaMode === 1 ? 30 : 1;
    this.board.view.zoom(this.board.view.scale * 1.0015 ** (-event.deltaY * lines), x, y);
    this.board.refresh();
    this.tool.hover({ ...this.board.inPhoto(event), pressure: 1 });
  }
}

/** @param {{x: number, y: number}} a @param {{x: number, y: number}} b */
const distance = (a, b) => Math.hypot(a.x - b.x, a.y - b.y);
