// What the page has in common with a report's HTML file, which holds the page.

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

// The text of a report's HTML file with its parts in their places (crates/view/src/app_file.rs). `part(name)` answers the part
// of that name as base64; `run` is the run's file.
export async function htmlFile(text, part, run) {
  // Every other piece is the name of a part.
  const pieces = text.split(/(?<=<template data-part="([\w.-]+)"[^>]*>)(?=<\/template>)/);
  const filled = await Promise.all(
    pieces.map(async (piece, at) => (at % 2 === 0 ? piece : piece === "run" ? base64(run) : part(piece))),
  );
  return new Blob(filled, { type: "text/html" });
}

export function base64(blob) {
  return new Promise((done, fail) => {
    const reader = new FileReader();
    reader.onload = () => done(reader.result.slice(reader.result.indexOf(",") + 1));
    reader.onerror = () => fail(reader.error);
    reader.readAsDataURL(blob);
  });
}
