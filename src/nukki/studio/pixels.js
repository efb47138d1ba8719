/** What the pixel worker can do, as promises. */

/** @type {Worker | null} */
let worker = null;
let count = 0;
/** @type {Map<number, {resolve: (value: any) => void, reject: (error: Error) => void}>} */
const waiting = new Map();

/** @param {Record<string, unknown>} asked @returns {Promise<any>} */
function ask(asked) {
  if (!worker) {
    worker = new Worker(new URL("./pixel-worker.js", import.meta.url), { type: "module" });
    worker.addEventListener("message", ({ data }) => {
      const { resolve, reject } = /** @type {any} */ (waiting.get(data.id));
      waiting.delete(data.id);
      if (data.error) reject(new Error(data.error));
      else resolve(data.result);
    });
  }
  const id = count++;
  worker.postMessage({ ...asked, id });
  return new Promise((resolve, reject) => waiting.set(id, { resolve, reject }));
}

/** @typedef {import("./matte.js").Plane} Plane */

/** A grey picture's bytes, one a pixel. @param {Blob} blob
 * @param {{width: number, height: number}} [size] Enlarged to it. @returns {Promise<Plane>} */
export const decodeMatte = (blob, { width, height } = { width: 0, height: 0 }) =>
  ask({ task: "decode", blob, width, height });

/** @param {{data: Uint8Array, width: number, height: number}} matte
 * @returns {Promise<Blob>} A grey PNG. */
export const encodeMatte = ({ data, width, height }) =>
  ask({ task: "encode", data, width, height });

/** The tiles of a matte whose edges are moved and softened. @param {Plane} matte
 * @param {import("./edges.js").Wanted} wanted @returns {Promise<[number, Uint8Array][]>} */
export const movedEdges = ({ data, width, height }, wanted) =>
  ask({ task: "edges", data, width, height, wanted });

/** @param {Uint8Array} data @returns {Promise<Uint8Array>} */
export const deflate = (data) => ask({ task: "deflate", data });

/** @param {Uint8Array} data @returns {Promise<Uint8Array>} */
export const inflate = (data) => ask({ task: "inflate", data });
