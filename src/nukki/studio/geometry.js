/** Rectangles in pixels: left and top inside, right and bottom just outside. */

/** @typedef {{left: number, top: number, right: number, bottom: number}} Rect */

/** @param {Rect} a @param {Rect} b @returns {Rect} */
export function union(a, b) {
  return {
    left: Math.min(a.left, b.left),
    top: Math.min(a.top, b.top),
    right: Math.max(a.right, b.right),
    bottom: Math.max(a.bottom, b.bottom),
  };
}

/** @param {Rect} a @param {Rect} b @returns {Rect | null} null where they do not meet. */
export function intersection(a, b) {
  const found = {
    left: Math.max(a.left, b.left),
    top: Math.max(a.top, b.top),
    right: Math.min(a.right, b.right),
    bottom: Math.min(a.bottom, b.bottom),
  };
  return found.left < found.right && found.top < found.bottom ? found : null;
}

/** @param {Rect} rect @param {number} by @returns {Rect} Larger on every side, on whole pixels. */
export function grown(rect, by) {
  return {
    left: Math.floor(rect.left - by),
    top: Math.floor(rect.top - by),
    right: Math.ceil(rect.right + by),
    bottom: Math.ceil(rect.bottom + by),
  };
}
