/** The server: what the studio asks of it, and its refusals in plain words. */

/** @typedef {{blob: Blob, confidence: number, review: boolean, notes: string, finder: string}}
 * Answer `finder`: what found the object that was pointed at. */
/** @typedef {Record<string, string | Blob>} Asked */

const KEY = "nukki-key";

/** Something that a person must be told. */
export class Trouble extends Error {
  /** @param {string} word In the language files. @param {string} [detail] The server's own words. */
  constructor(word, detail = "") {
    super(detail || word);
    this.word = word;
    this.detail = detail;
  }
}

/** @type {Record<string, string>} */
const WORDS = {
  auth_failed: "trouble.key",
  forbidden: "trouble.key",
  insufficient_credits: "trouble.credits",
  file_too_large: "trouble.tooLarge",
  payload_too_large: "trouble.tooLarge",
  resolution_too_high: "trouble.tooLarge",
  invalid_file_type: "trouble.notAPicture",
  failed_to_read_image: "trouble.broken",
  rate_limit_exceeded: "trouble.busy",
  failed_image_download: "trouble.address",
  invalid_image_url: "trouble.address",
};

/** @returns {string} */
export const key = () => sessionStorage.getItem(KEY) ?? "";

/** @param {string} text */
export const setKey = (text) => sessionStorage.setItem(KEY, text.trim());

/** @param {Blob | string} picture A file or an address. @param {Asked} [asked]
 * @param {AbortSignal} [signal] @returns {Promise<Answer>} The matte as a grey picture. */
export const findMatte = (picture, asked = {}, signal) =>
  post("/v2/mattes", { ...sourceOf(picture), format: "png", eight_bits: "true", ...asked }, signal);

/** @param {Blob | string} picture @param {Blob | null} matte null keeps everything.
 * @param {Asked} asked @returns {Promise<Answer>} The finished picture. */
export const composite = (picture, matte, asked) =>
  post("/v2/composites", {
    ...sourceOf(picture),
    ...(matte ? { matte_file: matte } : {}),
    ...asked,
  });

/** @typedef {{name: string, title: string, source: string, certainty: string,
 *   options: Record<string, string | number>}} Outlet */
/** @typedef {{rule: string, passed: boolean | null, expected: string, found: string}} Finding */

/** @returns {Promise<Outlet[]>} Shops and offices whose rules the server knows. */
export async function outlets() {
  const response = await reach("/v2/outlets", {});
  return response.ok ? (await response.json()).outlets : [];
}

/** @param {Blob} picture Finished. @param {string} outlet
 * @returns {Promise<{passed: boolean, findings: Finding[]}>} */
export async function checked(picture, outlet) {
  const { blob } = await post("/v2/checks", { image_file: picture, outlet });
  return JSON.parse(await blob.text());
}

/** @typedef {{name: string, suffix: string, outlet: string | null}} RecipeOutput */
/** @typedef {{name: string, pattern: string, outputs: RecipeOutput[]}} Recipe */
/** @typedef {{name: string, file: string, outlet: string | null, passed: boolean | null,
 *   findings: Finding[], result_b64: string}} Made */

/** @returns {Promise<Recipe[]>} The recipes of the server. */
export async function recipes() {
  const response = await reach("/v2/recipes", { headers: headers() });
  return response.ok ? (await response.json()).recipes : [];
}

/** @param {Asked} recipe Its name or its file. @param {string[]} keys What photos are called.
 * @returns {Promise<Recipe & {names: string[][]}>} With the names of what is made of each. */
export const recipeChecked = (recipe, keys) =>
  ask("/v2/recipes/checks", { ...recipe, keys: JSON.stringify(keys) });

/** @param {File} photo @param {Blob} matte @param {Asked} asked With a recipe.
 * @returns {Promise<Made[]>} What the recipe makes of it. */
export const composites = async (photo, matte, asked) =>
  (await ask("/v2/composites", { image_file: photo, matte_file: matte, ...asked })).outputs;

/** @typedef {{name: string, summary: string, here: boolean, classes: string[]}} ClassNetwork */

/** @returns {Promise<ClassNetwork[]>} Networks that tell classes. */
export async function classNetworks() {
  const response = await reach("/v2/classes", {});
  return response.ok ? (await response.json()).networks : [];
}

/** @returns {Promise<string[]>} Commands that whoever runs the server has to give until words are
 * understood there; none where they are. */
export async function wordsNeed() {
  const response = await reach("/v2/words", {});
  return response.ok ? (await response.json()).needs : [];
}

/** @param {File} photo @param {Asked} asked @returns {Promise<Blob>} A finished picture of each
 * thing, as a ZIP; of one thing, its picture. */
export const things = async (photo, asked) =>
  (await post("/v2/cutouts", { image_file: photo, ...asked, instance: "all-separate" })).blob;

/** @param {string} path @param {Asked} fields @returns {Promise<any>} JSON. */
async function ask(path, fields) {
  const response = await send(path, fields, { Accept: "application/json" });
  return response.json();
}

/** @returns {Record<string, string>} */
const headers = () => (key() ? { "X-Api-Key": key() } : {});

/** @param {string} path @param {Asked} fields @param {Record<string, string>} more Headers.
 * @param {AbortSignal} [signal] @returns {Promise<Response>} A success. */
async function send(path, fields, more, signal) {
  const body = new FormData();
  for (const [name, value] of Object.entries(fields)) body.append(name, value);
  const told = { ...headers(), ...more };
  const response = await reach(path, { method: "POST", body, headers: told, signal });
  if (!response.ok) throw await refusal(response);
  return response;
}

/** @param {string} path @param {Asked} fields @param {AbortSignal} [signal]
 * @returns {Promise<Answer>} */
export async function post(path, fields, signal) {
  const response = await send(path, fields, {}, signal);
  return {
    blob: await response.blob(),
    confidence: Number(response.headers.get("X-Confidence") ?? 1),
    review: response.headers.get("X-Review") === "true",
    notes: response.headers.get("X-Notes") ?? "",
    finder: response.headers.get("X-Object-Finder") ?? "",
  };
}

/** @returns {Promise<Set<string>>} The paths that this server has. */
export async function paths() {
  const response = await reach("/openapi.json", {});
  return new Set(Object.keys((await response.json()).paths ?? {}));
}

/** @param {Blob | string} picture @returns {Asked} */
const sourceOf = (picture) =>
  typeof picture === "string" ? { image_url: picture } : { image_file: picture };

/** @param {string} path @param {RequestInit} init */
async function reach(path, init) {
  try {
    return await fetch(path, init);
  } catch (error) {
    if (init.signal?.aborted) throw error;
    throw new Trouble("trouble.offline");
  }
}

/** @param {Response} response @returns {Promise<Trouble>} */
async function refusal(response) {
  const told = await response.json().catch(() => ({}));
  const fallback = response.status === 503 || response.status === 429
    ? "trouble.busy"
    : "trouble.other";
  return new Trouble(WORDS[told.code] ?? fallback, told.detail ?? told.title ?? "");
}
