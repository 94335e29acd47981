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
  const glue = await import(at("glue"));
  await glue.default({ module_or_path: at("wasm") });
  if (opener || parent !== self || asked.has("embed")) windows().then(({ start }) => start()).catch(() => {});
  (globalThis.requestIdleCallback ?? setTimeout)(keep);
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
// memory: the page reads files, exports, runs tests and compares without its host, too. What reads files comes first. If that fails, it is tried again when the network is
// back; until then whatever needs what is missing says so.
function keep() {
  keepAll().catch(() => addEventListener("online", keep, { once: true }));
}

async function keepAll() {
  globalThis.workerCopies ??= {};
  // By an address of its own: no cache takes the copy for the worker, or the worker for the copy.
  const worker = await (await get("worker.js?copy", LATER)).text();
  const keepCopy = async (name) => (globalThis.workerCopies[name] ??= await copy(at(name), worker));
  for (const name of ["worker", "load", "writer"]) await keepCopy(name);
  await fetchPart("form", LATER);
  await keepCopy("comparer");
  await fetchPart("compare", LATER);
  document.documentElement.dataset.offline = "ready";
}

async function get(file, options) {
  const response = await fetch(file, options);
  if (!response.ok) throw new Error(`${response.status} ${response.statusText}`);
  return response;
}

async function compile(response) {
  return WebAssembly.compile(await response.arrayBuffer());
}

async function copy(name, worker) {
  const { workerCopy } = await import(new URL("copy.js", document.baseURI).href);
  const [glue, module] = await Promise.all([
    get(`${name}.js`, LATER).then((response) => response.text()),
    get(`${name}_bg.wasm`, LATER).then(compile),
  ]);
  return workerCopy(glue, module, worker);
}
