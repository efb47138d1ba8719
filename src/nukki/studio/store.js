/** What survives a reload: pictures, their mattes and steps, in the browser's own database. */

/** @typedef {import("./history.js").Kept} Kept */
/** @typedef {{id: string, order: number, name: string, file: Blob, base: Uint8Array | null,
 *   confidence: number, review: boolean, steps: Kept[], position: number}} Record_ */

const NAME = "nukki-studio";
const TABLE = "pictures";

/** @type {Promise<IDBDatabase> | null} */
let opened = null;

/** @returns {Promise<IDBDatabase>} */
function database() {
  opened ??= new Promise((resolve, reject) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore(TABLE, { keyPath: "id" });
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
  return opened;
}

/** @template T @param {IDBTransactionMode} mode @param {(table: IDBObjectStore) => IDBRequest<T>} ask
 * @returns {Promise<T>} */
async function run(mode, ask) {
  const transaction = (await database()).transaction(TABLE, mode);
  const asked = ask(transaction.objectStore(TABLE));
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve(asked.result);
    transaction.onerror = transaction.onabort = () => reject(transaction.error);
  });
}

/** @param {Record_} record */
export const keep = (record) => run("readwrite", (table) => table.put(record));

/** @param {string} id */
export const forget = (id) => run("readwrite", (table) => table.delete(id));

export const forgetAll = () => run("readwrite", (table) => table.clear());

/** @returns {Promise<Record_[]>} In their order. */
export async function kept() {
  const found = /** @type {Record_[]} */ (await run("readonly", (table) => table.getAll()));
  return found.sort((a, b) => a.order - b.order);
}
