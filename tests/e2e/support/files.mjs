// Giving files to the page in the ways that a user has: the picker, and dropping them.
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";

/** A file of tests/fixtures, by its path there. */
export function fixture(path) {
  return fileURLToPath(new URL(`../../fixtures/${path}`, import.meta.url));
}

/** A file of static/sample. */
export function sample(name) {
  return fileURLToPath(new URL(`../../../static/sample/${name}`, import.meta.url));
}

/** A file that is made by a test, for the picker. */
export function made({ name, buffer }) {
  return { name, mimeType: "application/octet-stream", buffer };
}

/** `files` are paths, or files that are made. */
export async function pick(page, ...files) {
  await give(page, "pick", files);
}

/** Adds files to the open run. */
export async function add(page, ...files) {
  await give(page, "add-files", files);
}

async function give(page, action, files) {
  // The picker of the tests takes one kind or the other; into a shared browser it copies files, under their names, to one folder.
  const names = files.map((file) => (typeof file === "string" ? basename(file) : file.name));
  const mixed = new Set(files.map((file) => typeof file)).size > 1 || new Set(names).size < names.length;
  const read = (file) => (typeof file === "string" ? made({ name: basename(file), buffer: readFileSync(file) }) : file);
  await page.locator(`input[data-action=${action}]`).setInputFiles(mixed ? files.map(read) : files);
}

/**
 * Drops files from the disk as a browser does it, events, rights and all; folders too. With `shift` held they are
 * added to the open run. `at`: where in the window.
 */
export async function drop(page, paths, { shift = false, at = { x: 200, y: 200 } } = {}) {
  const session = await page.context().newCDPSession(page);
  const data = { items: [], files: paths, dragOperationsMask: 1 };
  for (const type of ["dragEnter", "dragOver", "drop"]) {
    await session.send("Input.dispatchDragEvent", { type, ...at, data, modifiers: shift ? 8 : 0 });
  }
  await session.detach();
}

/** Drops files that exist only in the page, through a DataTransfer that is built there. */
export async function dropMade(page, files) {
  await page.evaluate((files) => {
    const transfer = new DataTransfer();
    for (const { name, text } of files) transfer.items.add(new File([text], name));
    for (const type of ["dragenter", "dragover", "drop"]) {
      document.body.dispatchEvent(new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer: transfer }));
    }
  }, files);
}
