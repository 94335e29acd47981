// Starts the page from a report's HTML file, which holds all parts of it, compressed, and the run (crates/view/src/app_file.rs).
// Nothing is loaded. Where a policy forbids workers, what they do is done on the page's thread.
const here = (name) => document.querySelector(`template[data-part="${name}"]`);
const stored = async (name) =>
  (await fetch(`data:application/octet-stream;base64,${here(name).content.textContent.trim()}`)).blob();
const part = async (name) =>
  new Response((await stored(name)).stream().pipeThrough(new DecompressionStream("gzip")));
const text = async (name) => (await part(name)).text();
const module = async (name) => WebAssembly.compile(await (await part(name)).arrayBuffer());

document.documentElement.dataset.file = "";
try {
  const worker = await text("worker.js");
  const [glue, wasm, reader, readerModule, writer, writerModule] = await Promise.all([
    text("app-glue"), module("app-wasm"), text("worker-glue"), module("worker-wasm"), text("writer-glue"), module("writer-wasm"),
  ]);
  globalThis.workerCopies = { worker: workerCopy(reader, readerModule, worker), writer: workerCopy(writer, writerModule, worker) };
  if (!(await workersStart())) globalThis.Worker = localWorker(worker, [reader, writer]);
  const run = here("run");
  if (!location.hash) history.replaceState(null, "", `#${run.dataset.place}`);
  globalThis.startPart = async () => Promise.reject(new Error("a saved report does not hold it"));
  const own = (text, run) => htmlFile(text, (name) => here(name).content.textContent, run);
  const script = URL.createObjectURL(new Blob([glue], { type: "text/javascript" }));
  const page = await import(script);
  await page.default({ module_or_path: wasm });
  // Saved once more, it is this page with what is open now.
  globalThis.htmlFile = own;
  dispatchEvent(new CustomEvent("open-files", { detail: [new File([await stored("run")], run.dataset.name)] }));
  document.querySelector("[data-still]").remove();
} catch (error) {
  // What can be read without a script stays.
  const note = document.createElement("p");
  note.setAttribute("role", "alert");
  note.textContent = `This file could not be started: ${error}. What follows is its summary.`;
  document.querySelector("[data-still]").prepend(note);
  throw error;
}

/** Whether this page may start workers: some hosts forbid it, and not all browsers say so at once. */
function workersStart() {
  return new Promise((done) => {
    try {
      const probe = new Worker(URL.createObjectURL(new Blob(["postMessage(0)"], { type: "text/javascript" })));
      const end = (works) => () => (probe.terminate(), done(works));
      probe.onmessage = end(true);
      probe.onerror = end(false);
      setTimeout(end(false), 5000);
    } catch {
      done(false);
    }
  });
}

/** A class in place of Worker: each is a copy of its script with a global scope of its own, on this thread. */
function localWorker(entry, glues) {
  const scopes = (globalThis.localScopes = []);
  const window = globalThis;
  const bound = (value) => (typeof value === "function" ? value.bind(window) : value);
  return class {
    constructor(script) {
      // Not over a channel: Chromium hands no module of WebAssembly through one.
      this.toScope = (message) => later(() => own.onmessage?.({ data: message }));
      const toPage = (message) => later(() => this.onmessage?.({ data: message }));
      const later = (act) => setTimeout(() => this.ended || act());
      const own = { onmessage: null, postMessage: toPage, navigator: {}, location };
      const scope = new Proxy(own, { get: (_, key) => (key in own ? own[key] : bound(window[key])), has: () => true });
      scopes.push(scope);
      const glue = glues[Object.values(window.workerCopies).findIndex((copy) => copy.script === script)];
      const first = `const self = window.localScopes[${scopes.length - 1}], globalThis = self;\n`;
      import(workerCopy(first + glue, null, entry).script).catch((error) => this.onerror?.(new ErrorEvent("error", { message: String(error) })));
    }
    postMessage(message) {
      this.toScope(message);
    }
    terminate() {
      this.ended = true;
    }
  };
}
