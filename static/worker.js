// The worker's entry: gets the addresses of its glue and its module from the page, then becomes Rust.
// It says "ready" first, since messages that come earlier would be lost.
self.onmessage = async ({ data }) => {
  self.onmessage = null;
  try {
    const glue = await import(data.glue);
    await glue.default({ module_or_path: data.module });
  } catch (error) {
    self.postMessage(String(error));
  }
};
self.postMessage("ready");
