// Starts the page: fetches the glue and the module that the script element names. If that fails, it says so.
const script = document.querySelector("script[data-glue]");
const at = (name) => new URL(script.dataset[name], document.baseURI).href;

try {
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

function keep() {
  keepWorker().catch(() => addEventListener("online", keep, { once: true }));
}

// Fetches what reads files while the start page can already be used, and keeps a copy of it in memory: the page reads files
// without its host, too. If that fails, it is tried again when the network is back; until then opening a file says so.
async function keepWorker() {
  const get = async (part) => {
    const response = await fetch(part, { priority: "low" });
    if (!response.ok) throw response.status;
    return response;
  };
  const text = async (part) => (await get(part)).text();
  const module = await get(at("workerWasm"));
  const [worker, glue, compiled] = await Promise.all([
    // By an address of its own: no cache takes the copy for the worker, or the worker for the copy.
    text("worker.js?copy"),
    text(at("workerGlue")),
    module.arrayBuffer().then((bytes) => WebAssembly.compile(bytes)),
  ]);
  // One script: the policy of this page allows workers of a copy, but no script that one would import.
  const start = /(\w+) as default/.exec(glue)[1];
  const copy = new Blob([glue, `\nself.start = ${start};\n`, worker], { type: "text/javascript" });
  globalThis.workerCopy = { script: URL.createObjectURL(copy), module: compiled };
  document.documentElement.dataset.offline = "ready";
}
