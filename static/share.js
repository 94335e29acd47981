// Makes a report's HTML file: puts the parts of this page, compressed, and the run into the places that the text has for them
// (crates/view/src/app_file.rs). The command line does the same.
const script = document.querySelector("script[data-glue]");
const PARTS = {
  "worker.js": "worker.js",
  "app-glue": script.dataset.glue,
  "app-wasm": script.dataset.wasm,
  "worker-glue": `${script.dataset.worker}.js`,
  "worker-wasm": `${script.dataset.worker}_bg.wasm`,
  "writer-glue": `${script.dataset.writer}.js`,
  "writer-wasm": `${script.dataset.writer}_bg.wasm`,
};

/** `run`: the address of the run's file in memory. Answers the file as a Blob. */
export async function htmlFile(text, run) {
  const contents = new Map(await Promise.all(Object.entries(PARTS).map(async ([name, file]) => [name, await packed(file)])));
  contents.set("run", await base64(await (await fetch(run)).blob()));
  // Every other piece is the name of a part.
  const pieces = text.split(/(?<=<template data-part="([\w.-]+)"[^>]*>)(?=<\/template>)/);
  return new Blob(pieces.map((piece, at) => (at % 2 ? contents.get(piece) : piece)), { type: "text/html" });
}

async function packed(file) {
  const response = await fetch(new URL(file, document.baseURI));
  if (!response.ok) throw new Error(`${response.status} ${response.statusText}`);
  return base64(await new Response(response.body.pipeThrough(new CompressionStream("gzip"))).blob());
}

function base64(blob) {
  return new Promise((done, fail) => {
    const reader = new FileReader();
    reader.onload = () => done(reader.result.slice(reader.result.indexOf(",") + 1));
    reader.onerror = () => fail(reader.error);
    reader.readAsDataURL(blob);
  });
}
