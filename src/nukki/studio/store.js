/**
 * What survives a reload or a crash, in the browser's own database.
 *
 *   pictures   the file, and the matte as it was found: large, written once
 *   edits      where it stands on the table, and what was corrected: small, written after each step
 */

/** @typedef {import("./history.js").Kept} Kept */
/** @typedef {{id: string, order: number, steps: Kept[], position: number,
 *   turn: string}} Edits */
/** @typedef {{id: string, name: string, file: Blob, base: Uint8Array | null, confidence: number,
 *   review: boolean}} Found */
/** @typedef {Found & Edits} Record_ */

const NAME = "nukki-studio";
const VERSION = 2;
const TABLES = ["pictures", "edits"];

/** @type {Promise<IDBDatabase> | null} */
let opened = null;

/** @returns {Promise<IDBDatabase>} */
function database() {
  opened ??= new Promise((resolve, reject) => {
    const asked = indexedDB.open(NAME, VERSION);
    asked.onupgradeneeded = () => {
      for (const name of TABLES) {
        if (asked.result.objectStoreNames.contains(name)) continue;
        asked.result.createObjectStore(name, { keyPath: "id" });
      }
    };
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
  return opened;
}

/** @template T @param {IDBTransactionMode} mode
 * @param {(tables: IDBObjectStore[]) => T} ask @returns {Promise<T>} What `ask` gave. */
async function run(mode, ask) {
  const transaction = (await database()).transaction(TABLES, mode);
  const found = ask(TABLES.map((name) => transaction.objectStore(name)));
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve(found);
    transaction.onerror = transaction.onabort = () => reject(transaction.error);
  });
}

/** @param {Record_} record */
export const keep = ({ order, steps, position, turn, ...found }) =>
  run("readwrite", ([pictures, edits]) => {
    pictures.put(found);
    edits.put({ id: found.id, order, steps, position, turn });
  });

/** What was corrected, of a picture that is kept already. @param {Edits} edits */
export const keepEdits = ({ id, order, steps, position, turn }) =>
  run("readwrite", ([, table]) => void table.put({ id, order, steps, position, turn }));

/** @param {string} id */
export const forget = (id) => run("readwrite", (tables) => tables.map((table) => table.delete(id)));

export const forgetAll = () => run("readwrite", (tables) => tables.map((table) => table.clear()));

/** @returns {Promise<Record_[]>} In their order. */
export async function kept() {
  const [pictures, edits] = await run("readonly", (tables) => tables.map((one) => one.getAll()));
  /** @type {Map<string, Edits>} */
  const corrected = new Map(edits.result.map((one) => [one.id, one]));
  const found = pictures.result.map((one) =>
    ({ order: 0, steps: [], position: 0, turn: "", ...one, ...corrected.get(one.id) }));
  return found.sort((a, b) => a.order - b.order);
}
