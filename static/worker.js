// The worker's entry: gets the addresses of its glue and its module (or the module itself) from whoever starts it, then
// becomes Rust, which needs the glue's address for workers of its own. It says "ready" first, since messages that come
// earlier would be lost.
self.onmessage = async ({ data }) => {
  self.onmessage = null;
  self.glue = data.glue;
  try {
    const glue = await import(data.glue);
    await glue.default({ module_or_path: data.module });
  } catch (error) {
    self.postMessage(String(error));
  }
};
self.postMessage("ready");
