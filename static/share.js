// The parts of this page for a report's HTML file (crates/view/src/app_file.rs), from its host.
import { base64 } from "./copy.js";

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

/** The part of this name, compressed, as base64. */
export async function part(name) {
  const response = await fetch(new URL(PARTS[name], document.baseURI), { mode: "same-origin" });
  if (!response.ok) throw new Error(`${response.status} ${response.statusText}`);
  return base64(await new Response(response.body.pipeThrough(new CompressionStream("gzip"))).blob());
}
