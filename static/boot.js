// Starts the page: fetches the glue and the module that the script element names. If that fails, it says so.
const script = document.querySelector("script[data-glue]");
const at = (name) => new URL(script.dataset[name], document.baseURI).href;

try {
  const glue = await import(at("glue"));
  await glue.default({ module_or_path: at("wasm") });
  // What reads files, into the browser's cache while the start page can be used. If that fails, opening a file says so.
  (globalThis.requestIdleCallback ?? setTimeout)(() =>
    [at("workerGlue"), at("workerWasm")].forEach((part) => fetch(part, { priority: "low" }).then((r) => r.blob(), () => null)),
  );
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
