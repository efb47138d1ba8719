/** Keeps the studio's own files, so that it opens without the server. */

const CACHE = "nukki-studio-1";

self.addEventListener("install", (event) => {
  /** @type {any} */ (self).skipWaiting();
  /** @type {any} */ (event).waitUntil(keepAll());
});
self.addEventListener("activate", (event) =>
  /** @type {any} */ (event).waitUntil(/** @type {any} */ (self).clients.claim()));

self.addEventListener("fetch", (event) => {
  const fetched = /** @type {any} */ (event);
  const { pathname, origin } = new URL(fetched.request.url);
  const ours = origin === location.origin && (pathname === "/" || pathname.startsWith("/studio/"));
  if (fetched.request.method === "GET" && ours) fetched.respondWith(answer(fetched.request));
});

/** All of the studio, at the first visit already: what a first page needed came before this. */
async function keepAll() {
  const cache = await caches.open(CACHE);
  const names = await (await fetch("/studio/files.json")).json();
  await cache.addAll(["/", ...names.map((/** @type {string} */ name) => `/studio/${name}`)]);
}

/** The server's file, and the kept one where the server is away. @param {Request} request */
async function answer(request) {
  const cache = await caches.open(CACHE);
  try {
    const response = await fetch(request);
    if (response.ok) await cache.put(request, response.clone());
    return response;
  } catch (error) {
    const found = await cache.match(request, { ignoreSearch: true });
    if (found) return found;
    throw error;
  }
}
