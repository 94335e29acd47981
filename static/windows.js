// What the page has to do with other windows: files that the page around it, or the one that opened it, hands over
// (docs/embedding.md), and a frame without a header. And what whoever put it on a host wants opened: sloscope.json.

const OPEN = "sloscope.open/1";
const MOST_FILES = 20;
const MOST_BYTES = 1e9;
const MOST_CHARACTERS = 200;

const element = (name, text, ...inside) => {
  const made = document.createElement(name);
  made.append(...(text ? [text] : []), ...inside);
  return made;
};
/** Text of others, without characters that act, hide or turn the order of letters. */
const safe = (text) => text.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, "\ufffd");
const UNITS = ["byte", "kilobyte", "megabyte", "gigabyte"];
const size = (bytes) => {
  const step = Math.max(0, UNITS.findLastIndex((_, at) => bytes >= 1000 ** at));
  const unit = UNITS[step];
  return new Intl.NumberFormat("en", { style: "unit", unit, maximumSignificantDigits: 3 }).format(bytes / 1000 ** step);
};

/** Once the page has started. */
export function start() {
  if ("embed" in document.documentElement.dataset) addWayOut();
  takeFiles([...new Set([opener, parent])].filter((other) => other && other !== self));
}

/** A link to the same as a page of its own, while its address is enough for that. */
function addWayOut() {
  const link = element("a", "Open in sloscope");
  Object.assign(link, { target: "_blank", rel: "noopener" });
  const foot = element("footer", "", link);
  foot.className = "embedded";
  document.body.append(foot);
  const follow = () => {
    const to = new URL(location.href);
    to.searchParams.delete("embed");
    const sources = to.searchParams.getAll("src");
    // What a browser keeps it keeps for each site that has a frame of it.
    foot.hidden = sources.some((source) => source.startsWith("kept:")) || !(sources.length || /[?&]held=/.test(to.hash));
    link.href = to.href;
  };
  for (const name of ["pushState", "replaceState"]) {
    const put = history[name];
    history[name] = (...entry) => (put.apply(history, entry), follow());
  }
  addEventListener("popstate", follow);
  follow();
}

/** Takes files of these windows, if the user agrees. */
function takeFiles(senders) {
  let asking = false;
  let declined = false;
  addEventListener("message", async ({ data, origin, source }) => {
    if (!senders.includes(source) || typeof data?.type !== "string" || !data.type.startsWith("sloscope.open/")) return;
    const answer = (result, reason) => {
      const said = { type: "sloscope.answer/1", result };
      if (["string", "number"].includes(typeof data.id)) said.id = data.id;
      if (reason) said.reason = reason;
      // A window without an origin cannot be named; what is said holds nothing of the page.
      source.postMessage(said, /^https?:/.test(origin) ? origin : "*");
    };
    const refused = (reason) => answer("refused", reason);
    if (data.type !== OPEN) return refused(`this page knows ${OPEN} only`);
    if (asking) return refused("the user has not answered the question before");
    if (declined) return refused("the user has declined; they are asked again after a reload");
    if (document.querySelector("[data-run=going], [data-run=stopping]")) return refused("a test is running in this page");
    const [files, fault] = read(data.files);
    if (fault) return refused(fault);
    asking = true;
    const agreed = await ask(files, origin);
    asking = false;
    declined = !agreed;
    if (agreed) dispatchEvent(new CustomEvent("open-files", { detail: files }));
    answer(agreed ? "opened" : "declined");
  });
  for (const sender of senders) sender.postMessage({ type: "sloscope.ready/1" }, "*");
}

/** The files of a message, or what is wrong with them. */
function read(list) {
  if (!Array.isArray(list) || list.length < 1 || list.length > MOST_FILES) return [null, `"files" is not a list of 1 to ${MOST_FILES} files`];
  const files = [];
  let bytes = 0;
  for (const [at, file] of list.entries()) {
    const name = file?.name;
    if (typeof name !== "string" || !name.trim() || name.length > MOST_CHARACTERS) return [null, `file ${at + 1}: "name" is not a text of 1 to ${MOST_CHARACTERS} characters`];
    const content = file.bytes;
    if (!(content instanceof ArrayBuffer || ArrayBuffer.isView(content) || content instanceof Blob)) return [null, `file ${at + 1}: "bytes" is not an ArrayBuffer, a view of one or a Blob`];
    bytes += content.size ?? content.byteLength;
    if (bytes > MOST_BYTES) return [null, `the files have more than ${size(MOST_BYTES)} in all`];
    files.push(new File([content], name));
  }
  return [files];
}

/** Asks the user; false where they decline. */
function ask(files, origin) {
  const from = /^https?:/.test(origin) ? origin : `A page without an address of its own (origin “${safe(origin)}”)`;
  const title = element("h2", "Open what another page sends?");
  title.id = "hand-over-title";
  const one = files.length === 1;
  const words = element("p", "", element("strong", from), ` sends ${one ? "this file" : `these ${files.length} files`}. ${one ? "It is" : "They are"} read in this page and sent nowhere.`);
  const list = element("ul", "", ...files.map((file) => element("li", "", element("code", safe(file.name)), ` ${size(file.size)}`)));
  const open = element("button", "Open");
  open.className = "primary";
  const decline = element("button", "Decline");
  const dialog = element("dialog", "", title, words, list);
  if (document.querySelector("main .report")) dialog.append(element("p", "The open report gives way to it."));
  const buttons = element("div", "", open, decline);
  buttons.className = "actions";
  dialog.append(buttons);
  dialog.className = "hand-over";
  dialog.setAttribute("aria-labelledby", title.id);
  document.body.append(dialog);
  return new Promise((done) => {
    open.onclick = () => dialog.close("open");
    decline.onclick = () => dialog.close();
    dialog.onclose = () => {
      dialog.remove();
      done(dialog.returnValue === "open");
    };
    dialog.showModal();
    // What is pressed by mistake opens nothing.
    decline.focus();
  });
}

/** Opens the files beside the page that sloscope.json names, as the page's address does, unless something else is opened. */
export function openNamed(names) {
  const here = new URL(document.baseURI);
  const wrong = fault(names, here);
  if (wrong) return say(`sloscope.json beside this page ${wrong}. Correct it, or remove it.`);
  const asked = new URLSearchParams(location.search);
  if (location.hash || asked.has("src") || document.querySelector("[data-state]")) return;
  for (const name of names) asked.append("src", name);
  history.replaceState(history.state, "", `?${asked}`);
  // Before its start the page reads the address by itself.
  dispatchEvent(new PopStateEvent("popstate"));
}

function fault(names, here) {
  if (names instanceof Error) return `is not JSON: ${names.message}`;
  if (!Array.isArray(names) || names.length > MOST_FILES) return `is wrong: "open" is not a list of at most ${MOST_FILES} files`;
  const isHere = (name) => {
    try {
      return typeof name === "string" && new URL(name, here).origin === here.origin;
    } catch {
      return false;
    }
  };
  const strange = names.find((name) => !isHere(name));
  return strange === undefined ? "" : `is wrong: “${safe(String(strange))}” in "open" is no file of this host`;
}

function say(text) {
  const note = element("p", text);
  note.setAttribute("role", "alert");
  note.className = "host-fault";
  document.body.prepend(note);
}
