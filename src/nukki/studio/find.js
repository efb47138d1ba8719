/** The page's own elements. */

/**
 * @template {HTMLElement} T
 * @param {string} id @param {new () => T} kind @returns {T}
 */
export function find(id, kind) {
  const found = document.getElementById(id);
  if (!(found instanceof kind)) throw new TypeError(`no ${kind.name} is called ${id}`);
  return found;
}

/** @param {string} id @returns {HTMLInputElement} */
export const input = (id) => find(id, HTMLInputElement);

/** @param {string} id @returns {HTMLSelectElement} */
export const select = (id) => find(id, HTMLSelectElement);

/** @param {string} id @returns {HTMLButtonElement} */
export const button = (id) => find(id, HTMLButtonElement);

/** @param {string} id @returns {HTMLElement} */
export const part = (id) => find(id, HTMLElement);

/** @param {string} name @returns {HTMLInputElement[]} Radio buttons of a group. */
export const group = (name) =>
  [...document.querySelectorAll(`input[name="${name}"]`)].map((one) =>
    /** @type {HTMLInputElement} */ (one));
