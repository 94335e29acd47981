// Watches a page for what must never happen: errors on the console or uncaught, violations of its content security
// policy, dialogs that a file's text could have opened, and requests to an origin that a test did not allow.
import assert from "node:assert/strict";

/**
 * `allow`: origins that may be asked besides the page's own. A test that sets `leaves` of what it gets leaves the page although
 * that asks first.
 */
export function watch(page, own, allow = []) {
  const seen = { errors: [], dialogs: [], requests: [], foreign: [], leaves: false };
  const allowed = [own, ...allow].map((url) => new URL(url).origin);
  page.on("console", (message) => {
    if (message.type() === "error") seen.errors.push(`console: ${message.text()} (${message.location().url})`);
  });
  page.on("pageerror", (error) => seen.errors.push(`uncaught: ${error.stack ?? error}`));
  page.on("crash", () => seen.errors.push("the page crashed"));
  page.on("dialog", (dialog) => {
    if (seen.leaves && dialog.type() === "beforeunload") return void dialog.accept().catch(() => {});
    seen.dialogs.push(`${dialog.type()}: ${dialog.message()}`);
    dialog.dismiss().catch(() => {});
  });
  page.on("request", (request) => {
    const url = request.url();
    seen.requests.push(url);
    const inside = /^(data|blob):/.test(url) || allowed.includes(new URL(url).origin);
    if (!inside) seen.foreign.push(url);
  });
  return seen;
}

/** `expected`: patterns of errors that the test itself caused. */
export function assertQuiet(seen, expected = []) {
  const errors = seen.errors.filter((text) => !expected.some((pattern) => pattern.test(text)));
  assert.deepEqual(errors, [], "errors on the page");
  assert.deepEqual(seen.dialogs, [], "dialogs that no code of the page opens");
  assert.deepEqual(seen.foreign, [], "requests to foreign origins");
}
