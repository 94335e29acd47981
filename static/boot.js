// Starts the page: fetches the glue and the module that the script element names. If that fails, it says so.
const script = document.querySelector("script[data-glue]");
const LATER = { priority: "low" };
const at = (name) => new URL(script.dataset[name], document.baseURI).href;

// The form of a test is a module of its own. The page calls this when it is opened: the form gets its end of the channel to
// the page. What could not be fetched is asked for by another address: browsers remember that a script did not come.
let form, tries = 0;
const fetchForm = (options) => (form ??= copyForm(options).catch((error) => ((form = undefined), Promise.reject(error))));
const copyForm = async (options) => {
  const again = tries++ ? `?again=${tries}` : "";
  return Promise.all([import(`${at("form")}.js${again}`), get(`${at("form")}_bg.wasm`, options).then(compile)]);
};
globalThis.startForm = async (port) => {
  const [glue, module] = await fetchForm();
  await glue.default({ module_or_path: module });
  glue.start(port);
};

globalThis.htmlFile = async (text, run) => (await import(new URL("share.js", document.baseURI).href)).htmlFile(text, run);

try {
  if (location.hash.startsWith("#/run")) fetchForm().catch(() => {});
  const glue = await import(at("glue"));
  await glue.default({ module_or_path: at("wasm") });
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

// Fetches what workers are made of, and the form of a test, while the start page can already be used, and keeps copies in
// memory: the page reads files, exports and runs tests without its host, too. What reads files comes first. If that fails, it is tried again when the network is
// back; until then whatever needs what is missing says so.
function keep() {
  keepAll().catch(() => addEventListener("online", keep, { once: true }));
}

async function keepAll() {
  globalThis.workerCopies ??= {};
  // By an address of its own: no cache takes the copy for the worker, or the worker for the copy.
  const worker = await (await get("worker.js?copy", LATER)).text();
  for (const name of ["worker", "load", "writer"]) globalThis.workerCopies[name] ??= await copy(at(name), worker);
  await fetchForm(LATER);
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
