/** Keeps the studio's own files, so that it opens without the server. */

const CACHE = "nukki-studio-1";

self.addEventListener("install", () => /** @type {any} */ (self).skipWaiting());
self.addEventListener("activate", (event) =>
  /** @type {any} */ (event).waitUntil(/** @type {any} */ (self).clients.claim()));

self.addEventListener("fetch", (event) => {
  const fetched = /** @type {any} */ (event);
  const { pathname, origin } = new URL(fetched.request.url);
  const ours = origin === location.origin && (pathname === "/" || pathname.startsWith("/studio/"));
  if (fetched.request.method === "GET" && ours) fetched.respondWith(answer(fetched.request));
});

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
