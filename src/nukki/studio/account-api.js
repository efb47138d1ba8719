/** What the account page asks of the server. */

import { Trouble, key } from "./api.js";

/** @typedef {{id: string, name: string, prefix: string, scopes: string[], sandbox: boolean,
 *   expires_at: string | null, revoked_at: string | null, last_used_at: string | null}} Key */
/** @typedef {{calls: number, failed: number, credits: number, megapixels: number}} Sums */
/** @typedef {{total: Sums | null, days: (Sums & {day: string})[]}} Usage */

/** @param {string} path Below the account's. @param {RequestInit} [init] @returns {Promise<any>} */
export async function ask(path, init = {}) {
  const headers = { "X-Api-Key": key(), "Content-Type": "application/json" };
  const response = await fetch(`/v2/account${path}`, { ...init, headers }).catch(() => {
    throw new Trouble("trouble.offline");
  });
  if (response.status === 204) return null;
  const told = await response.json().catch(() => ({}));
  if (response.ok) return told;
  throw refusal(response.status, told.detail ?? told.title ?? "");
}

/** @param {number} status @param {string} detail */
function refusal(status, detail) {
  if (status === 404) return new Trouble("account.none");
  if (status === 401 || status === 403) return new Trouble("account.refused");
  return new Trouble(status === 429 ? "trouble.busy" : "trouble.other", detail);
}
