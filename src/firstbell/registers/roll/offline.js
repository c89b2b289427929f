// Keeps the last list of who is on site, and the roll call under way, on the device: shown only where no network answers.
// What the network says always goes first. The lists go from the device at the next sign-in page (forget.js).
const KEPT = "firstbell-lists";
const isList = (url) => /^\/registers\/(on-site|roll\/\d+)\/$/.test(url.pathname);
const isStatic = (url) => url.pathname.startsWith("/static/");

async function answer(request, url) {
  const kept = await caches.open(KEPT);
  try {
    const heard = await fetch(request);
    if (heard.ok && !heard.redirected && (request.mode === "navigate" || isStatic(url))) await kept.put(url.pathname, heard.clone());
    if (isList(url) && (heard.redirected || heard.status === 401 || heard.status === 403)) await kept.delete(url.pathname);
    return heard;
  } catch (silence) {
    const last = await kept.match(url.pathname);
    if (last && (request.mode === "navigate" || isStatic(url))) return last;
    throw silence;
  }
}

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== self.location.origin || !(isList(url) || isStatic(url))) return;
  event.respondWith(answer(event.request, url));
});
