// The worker's entry: gets the addresses of its glue and its module (or the module itself) from whoever starts it, then
// becomes Rust, which needs the glue's address for workers of its own. It says "ready" first, since messages that come
// earlier would be lost. In the copy that boot.js makes of it for a host that is gone, the glue stands above, as
// `self.start`. The lock tells whoever started this worker that it has ended: a browser does not always say so.
self.onmessage = async ({ data }) => {
  self.onmessage = null;
  self.glue = data.glue;
  const hold = () => (self.postMessage("held"), new Promise(() => {}));
  self.navigator.locks?.request(data.life, hold).catch(() => {});
  try {
    const start = self.start ?? (await import(data.glue)).default;
    // Of the page's own host: the service worker may answer.
    const module = typeof data.module === "string" ? fetch(data.module, { mode: "same-origin" }) : data.module;
    await start({ module_or_path: module });
  } catch (error) {
    self.postMessage(String(error));
  }
};
self.postMessage("ready");
