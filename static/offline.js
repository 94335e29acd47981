// Installs the service worker (service-worker.js), and says when it has a newer version of the page than the one that runs.
const { serviceWorker } = navigator;

/** `version`: of the page that runs. */
export async function install(version) {
  const registration = await serviceWorker.register(new URL("service-worker.js", document.baseURI));
  // Where there was none, the version that comes is the one that runs.
  const isNewer = () => registration.waiting && serviceWorker.controller;
  const look = () => isNewer() && say(registration);
  look();
  registration.addEventListener("updatefound", () => registration.installing.addEventListener("statechange", look));
  globalThis.navigation?.addEventListener("currententrychange", () => keepStart(version));
  await keepStart(version);
}

// A start is found by its whole address: that of a kept run gets a copy of its own.
async function keepStart(version) {
  const { pathname, search } = location;
  if (!search.startsWith("?src=kept:")) return;
  const kept = `sloscope ${new URL("./", location).pathname} ${version}`;
  if (!(await caches.has(kept))) return;
  const cache = await caches.open(kept);
  const page = await cache.match("./");
  if (page) await cache.put(pathname + search, page);
}

function say(registration) {
  if (document.querySelector(".new-version")) return;
  const note = document.createElement("aside");
  note.className = "new-version";
  note.setAttribute("aria-label", "New version");
  const text = document.createElement("p");
  text.setAttribute("role", "status");
  const use = document.createElement("button");
  use.textContent = "Reload and use it";
  use.onclick = () => {
    serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
    registration.waiting.postMessage("use");
  };
  const later = document.createElement("button");
  later.textContent = "Later";
  later.onclick = () => note.remove();
  note.append(text, use, later);
  document.body.append(note);
  // A live region speaks of what changes in it.
  text.textContent = "A new version of sloscope is ready. It starts when all tabs of this one are closed.";
}
