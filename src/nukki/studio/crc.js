/** CRC-32 as PNG and ZIP have it (ISO 3309). */

const TABLE = new Uint32Array(256).map((_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
  return value;
});

/** @param {Uint8Array[]} parts @returns {number} Of all parts, one after the other. */
export function crc32(...parts) {
  let value = 0xffffffff;
  for (const part of parts) {
    for (let at = 0; at < part.length; at++) value = TABLE[(value ^ part[at]) & 255] ^ (value >>> 8);
  }
  return (value ^ 0xffffffff) >>> 0;
}
