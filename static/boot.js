// Starts the page: fetches the glue and the module that the script element names. If that fails, it says so.
const script = document.querySelector("script[data-glue]");
const LATER = { priority: "low" };
const at = (name) => new URL(script.dataset[name], document.baseURI).href;

// Parts of the page that are modules of their own: the form of a test, comparisons. The page calls this when one is opened:
// it gets its end of the channel to the page. What could not be fetched is asked for by another address: browsers remember
// that a script did not come.
const parts = {}, tries = {};
const fetchPart = (name, options) => (parts[name] ??= copyPart(name, options).catch((error) => ((parts[name] = undefined), Promise.reject(error))));
const copyPart = async (name, options) => {
  tries[name] = (tries[name] ?? 0) + 1;
  const again = tries[name] > 1 ? `?again=${tries[name]}` : "";
  return Promise.all([import(`${at(name)}.js${again}`), get(`${at(name)}_bg.wasm`, options).then(compile)]);
};
globalThis.startPart = async (name, port) => {
  const [glue, module] = await fetchPart(name);
  await glue.default({ module_or_path: module });
  glue.start(port);
};

const openFiles = (files) => dispatchEvent(new CustomEvent("open-files", { detail: files }));

globalThis.htmlFile = async (text, run) => {
  const [{ htmlFile }, { part }] = await Promise.all(["copy.js", "share.js"].map((file) => import(new URL(file, document.baseURI).href)));
  return htmlFile(text, part, run);
};

// Frames, windows that hand files over, and results that lie beside the page (windows.js): nobody else fetches that.
const asked = new URLSearchParams(location.search);
const windows = () => import(new URL("windows.js", document.baseURI).href);
if (asked.has("embed")) document.documentElement.dataset.embed = "";
if (!asked.has("src") && !location.hash) openNamed().catch(() => {});

async function openNamed() {
  const text = await (await get("sloscope.json", LATER)).text();
  let open;
  try {
    open = JSON.parse(text).open ?? [];
  } catch (error) {
    // A host may answer with a page whatever it is asked for.
    open = text.trimStart().startsWith("<") ? [] : error;
  }
  if (open.length !== 0) (await windows()).openNamed(open);
}

try {
  for (const [hash, name] of [["#/run", "form"], ["#/compare", "compare"]])
    if (location.hash.startsWith(hash)) fetchPart(name).catch(() => {});
  const module = get(at("wasm"));
  // Awaited below.
  module.catch(() => {});
  // What is opened at once may need a worker without the host.
  const first = navigator.serviceWorker?.controller && location.search && keepCopy("worker").catch(() => {});
  const [glue] = await Promise.all([import(at("glue")), first]);
  await glue.default({ module_or_path: module });
  if (opener || parent !== self || asked.has("embed")) windows().then(({ start }) => start()).catch(() => {});
  (globalThis.requestIdleCallback ?? setTimeout)(keep);
  // Files that the system opens with the installed page.
  globalThis.launchQueue?.setConsumer(async ({ files }) => openFiles(await Promise.all(files.map((file) => file.getFile()))));
} catch (error) {
  if (!document.querySelector("[data-app]")) {
    const note = document.createElement("main");
    note.setAttribute("role", "alert");
    note.className = "boot-failure";
    const title = document.createElement("h1");
    title.textContent = "sloscope could not start";
    const text = document.createElement("p");
    text.textContent =
      typeof WebAssembly === "object"
        ? `A part of the page could not be loaded or run (${error}). Reload it; if that does not help, the files on the web host are incomplete, or the browser is older than 2023.`
        : "This browser has no WebAssembly, or it is switched off. sloscope needs it to read files on your machine.";
    note.append(title, text);
    document.body.append(note);
  }
  throw error;
}

// Fetches what workers are made of, and the parts of the page, while the start page can already be used, and keeps copies in
// memory: the page reads files, exports, runs tests and compares without its host, too. What reads files comes first. If that
// fails, it is tried again when the network is back; until then whatever needs what is missing says so.
function keep() {
  keepAll().catch(() => addEventListener("online", keep, { once: true }));
}

async function keepAll() {
  for (const name of ["worker", "load", "writer"]) await keepCopy(name);
  await fetchPart("form", LATER);
  await keepCopy("comparer");
  await fetchPart("compare", LATER);
  document.documentElement.dataset.offline = "ready";
  // A release is kept for the next start, too.
  if (script.dataset.version && navigator.serviceWorker) {
    const { install } = await import(new URL("offline.js", document.baseURI).href);
    await install(script.dataset.version).catch(() => {});
  }
}

// Of the page's own host: the service worker may answer.
async function get(file, options) {
  const response = await fetch(file, { ...options, mode: "same-origin" });
  if (!response.ok) throw new Error(`${response.status} ${response.statusText}`);
  return response;
}

async function compile(response) {
  return WebAssembly.compile(await response.arrayBuffer());
}

async function keepCopy(name) {
  globalThis.workerCopies ??= {};
  if (globalThis.workerCopies[name]) return;
  const text = (file) => get(file, LATER).then((response) => response.text());
  const [{ workerCopy }, worker, glue, module] = await Promise.all([
    import(new URL("copy.js", document.baseURI).href),
    // By an address of its own: no cache takes the copy for the worker, or the worker for the copy.
    text("worker.js?copy"),
    text(`${at(name)}.js`),
    get(`${at(name)}_bg.wasm`, LATER).then(compile),
  ]);
  globalThis.workerCopies[name] ??= workerCopy(glue, module, worker);
}
