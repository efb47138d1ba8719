/** ZIP files of finished pictures: stored, not packed again (PKWARE APPNOTE 6.3.10). */

import { crc32 } from "./crc.js";

/** @typedef {{name: string, data: Uint8Array}} Entry */

const UTF8 = 0x0800;

/** @param {Entry[]} entries @returns {Blob} */
export function zip(entries) {
  /** @type {Uint8Array[]} */
  const parts = [];
  /** @type {Uint8Array[]} */
  const directory = [];
  let offset = 0;
  for (const { name, data } of entries) {
    const bytes = new TextEncoder().encode(name);
    const facts = { bytes, crc: crc32(data), size: data.length, offset };
    const head = header(facts);
    parts.push(head, data);
    directory.push(listing(facts));
    offset += head.length + data.length;
  }
  const size = directory.reduce((sum, part) => sum + part.length, 0);
  const end = new DataView(new ArrayBuffer(22));
  end.setUint32(0, 0x06054b50, true);
  end.setUint16(8, entries.length, true);
  end.setUint16(10, entries.length, true);
  end.setUint32(12, size, true);
  end.setUint32(16, offset, true);
  const last = new Uint8Array(end.buffer);
  return new Blob(/** @type {BlobPart[]} */ ([...parts, ...directory, last]), {
    type: "application/zip",
  });
}

/** @typedef {{bytes: Uint8Array, crc: number, size: number, offset: number}} Facts */

/** @param {DataView} view @param {number} at @param {Facts} facts What both headers share. */
function common(view, at, { bytes, crc, size }) {
  view.setUint16(at, 20, true);
  view.setUint16(at + 2, UTF8, true);
  view.setUint16(at + 8, 0x21, true); // 1980-01-01: a ZIP knows no "unknown"
  view.setUint32(at + 10, crc, true);
  view.setUint32(at + 14, size, true);
  view.setUint32(at + 18, size, true);
  view.setUint16(at + 22, bytes.length, true);
}

/** @param {Facts} facts @returns {Uint8Array} */
function header(facts) {
  const found = new Uint8Array(30 + facts.bytes.length);
  const view = new DataView(found.buffer);
  view.setUint32(0, 0x04034b50, true);
  common(view, 4, facts);
  found.set(facts.bytes, 30);
  return found;
}

/** @param {Facts} facts @returns {Uint8Array} */
function listing(facts) {
  const found = new Uint8Array(46 + facts.bytes.length);
  const view = new DataView(found.buffer);
  view.setUint32(0, 0x02014b50, true);
  view.setUint16(4, 20, true);
  common(view, 6, facts);
  view.setUint32(42, facts.offset, true);
  found.set(facts.bytes, 46);
  return found;
}

/**
 * Names of results: as the files were called, with another ending, no two alike.
 * @param {string[]} names @param {string} suffix ".png" @returns {string[]}
 */
export function resultNames(names, suffix) {
  /** @type {Set<string>} */
  const taken = new Set();
  return names.map((name) => {
    const stem = stemOf(name);
    let chosen = stem + suffix;
    for (let number = 2; taken.has(chosen.toLowerCase()); number++) {
      chosen = `${stem} (${number})${suffix}`;
    }
    taken.add(chosen.toLowerCase());
    return chosen;
  });
}

/** @param {string} name @returns {string} Without its ending and what file systems refuse. */
export function stemOf(name) {
  const base = name.normalize("NFC").replace(/^.*[\\/]/, "").replace(/\.[^.]{1,5}$/, "");
  const safe = base.replace(/[\u0000-\u001f<>:"|?*]/g, "_").replace(/^\.+|[. ]+$/g, "");
  return /^(con|prn|aux|nul|com\d|lpt\d)?$/i.test(safe) ? `picture${safe && `-${safe}`}` : safe;
}
