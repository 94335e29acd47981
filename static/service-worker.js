// Keeps this version of the page on the machine, so that it starts without its host. The build writes two lines above this,
// `VERSION` and `FILES` (xtask/src/offline.rs).
//
// It never stands between the generator and its target: it has no listener for requests, so that browsers pass it by. Static
// routes alone name what the browser takes from the cache. Browsers without them keep nothing.
const BASE = new URL("./", location);
const OURS = `sloscope ${BASE.pathname} `;
const CACHE = OURS + VERSION;

addEventListener("install", (event) => {
  if (!event.addRoutes) return event.waitUntil(registration.unregister());
  const path = BASE.pathname.replaceAll(/[^\w/-]/g, "\\$&");
  const at = (name) => ({ urlPattern: new URLPattern({ pathname: path + name, baseURL: BASE.href }), requestMethod: "GET" });
  const named = (name) => ({ condition: at(name.replaceAll(".", "\\.")), source: { cacheName: CACHE } });
  event.addRoutes([
    // What scripts fetch, unless they say that it is of the page's own host: a target may be there, too.
    ...["cors", "no-cors"].map((requestMode) => ({ condition: { requestMode, requestDestination: "" }, source: "network" })),
    { condition: { ...at("{index.html}?"), requestMode: "navigate" }, source: { cacheName: CACHE } },
    // Their names change with their content. Tabs that the version before has started may still ask for its parts.
    { condition: at("sloscope-*"), source: "cache" },
    ...FILES.filter((name) => !name.startsWith("sloscope-")).map(named),
  ]);
  // boot.js asks for worker.js in two ways.
  const wanted = ["./", ...FILES, "worker.js?copy"];
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(wanted.map((name) => new URL(name, BASE).href))));
});

// A version is never replaced while a tab uses it, unless the user says so there.
addEventListener("message", ({ data }) => data === "use" && skipWaiting());

// Removes what is older than the version before.
addEventListener("activate", (event) => event.waitUntil(forget()));

async function forget() {
  const names = (await caches.keys()).filter((name) => name.startsWith(OURS) && name !== CACHE);
  await Promise.all(names.slice(0, -1).map((name) => caches.delete(name)));
}
