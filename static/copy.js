// What a worker is started with where its host is not asked: one script, of the glue of its module and of worker.js. A
// policy that allows workers from blob: allows it, and no script that one would import. It is no module: of a page that is a
// file on the disk, Chromium starts no worker that is one.
export function workerCopy(glue, module, worker) {
  const start = /([\w$]+) as default/.exec(glue)[1];
  const plain = glue
    .replaceAll("import.meta.url", "self.location.href")
    .replaceAll(/\bexport\s*\{[^}]*\};?/g, "")
    .replaceAll(/\bexport\s+(?=(?:async|class|const|function|let)\b)/g, "");
  const script = new Blob([plain, `\nself.start = ${start};\n`, worker], { type: "text/javascript" });
  return { script: URL.createObjectURL(script), module };
}
