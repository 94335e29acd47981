//! The page's address: its hash (the route) and what it names to be read: published results (`?src=URL`), and a report that
//! the end of the hash holds (`&held=TEXT`), which is sent to no server.

use sloscope_core::format::without_users;
use wasm_bindgen::JsValue;
use web_sys::{Url, UrlSearchParams};

/// What a report that stands in the address begins with where links stand.
pub const HELD: &str = "held:";

/// The part behind `#`, without it and without a report.
pub fn hash() -> String {
    split_hash().0
}

/// The hash, and the report at its end.
fn split_hash() -> (String, Option<String>) {
    let hash = web_sys::window().and_then(|w| w.location().hash().ok()).unwrap_or_default();
    match hash.trim_start_matches('#').rsplit_once("held=") {
        Some((hash, held)) if hash.ends_with(['?', '&']) => (hash[..hash.len() - 1].to_owned(), Some(held.to_owned())),
        _ => (hash.trim_start_matches('#').to_owned(), None),
    }
}

fn parameters() -> Option<UrlSearchParams> {
    let search = web_sys::window().and_then(|w| w.location().search().ok()).unwrap_or_default();
    UrlSearchParams::new_with_str(&search).ok()
}

/// A parameter of the address, as written.
pub fn parameter(name: &str) -> Option<String> {
    parameters()?.get(name)
}

/// The `src` parameters, as written, and a report that the hash holds.
pub fn sources() -> Vec<String> {
    let links = parameters().map(|parameters| parameters.get_all("src")).unwrap_or_default();
    let links = links.iter().filter_map(|value| value.as_string()).filter(|s| !s.trim().is_empty());
    links.chain(split_hash().1.map(|held| format!("{HELD}{held}"))).collect()
}

/// Takes user names and passwords out of the links that the page's address holds.
pub fn forget_users() {
    let links: Vec<String> = sources().iter().map(|link| without_users(link).into_owned()).collect();
    if links != sources() {
        put(&links, &hash(), &state(), Entry::Replaced);
    }
}

/// The whole address.
pub fn href() -> String {
    web_sys::window().and_then(|w| w.location().href().ok()).unwrap_or_default()
}

/// The host of the page, with its port.
pub fn host() -> String {
    web_sys::window().and_then(|w| w.location().host().ok()).unwrap_or_default()
}

/// The page's address without sources and hash.
pub fn page() -> String {
    href().split(['?', '#']).next().unwrap_or_default().to_owned()
}

/// The folder that the page is in, with a slash at its end.
pub fn folder() -> String {
    let page = page();
    page[..page.rfind('/').map_or(0, |at| at + 1)].to_owned()
}

/// An absolute http(s) address for what was written, relative to the page; a sentence if it is not one.
pub fn resolve(link: &str) -> Result<String, String> {
    let link = link.trim();
    let base = web_sys::window().and_then(|w| w.location().href().ok()).unwrap_or_default();
    let url = Url::new_with_base(link, &base).map_err(|_| "This is not a web address.".to_owned())?;
    if !url.username().is_empty() || !url.password().is_empty() {
        return Err("This link contains a user name or a password, and browsers do not fetch such links for a page. Publish the file so that it can be read without signing in, or download it and drop it here.".to_owned());
    }
    match url.protocol().as_str() {
        "http:" | "https:" | HELD => Ok(url.href()),
        other => {
            Err(format!("Links start with https:// or http://, this one with {other}. Drop a local file instead."))
        }
    }
}

/// The last part of an address's path: a name to show. Query strings can hold tokens and are never shown.
pub fn file_name(link: &str) -> String {
    if link.starts_with(HELD) {
        return "report in the link".to_owned();
    }
    let path = Url::new(link).map(|url| url.pathname()).unwrap_or_default();
    match path.rsplit('/').find(|part| !part.is_empty()) {
        Some(name) => js_sys::decode_uri_component(name).map_or_else(|_| name.to_owned(), String::from),
        None => "results".to_owned(),
    }
}

/// Whether the address that is left can be gone back to.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Entry {
    New,
    Replaced,
}

/// The text that this entry of the history was given; it outlives a reload.
pub fn state() -> String {
    let state = web_sys::window().and_then(|window| window.history().ok()?.state().ok());
    state.and_then(|state| state.as_string()).unwrap_or_default()
}

/// Puts sources and a hash into the address, with a text for this entry of the history; what else its query holds stays.
pub fn put(sources: &[String], hash: &str, state: &str, entry: Entry) {
    let Some(window) = web_sys::window() else { return };
    let path = window.location().pathname().unwrap_or_default();
    let (mut address, mut held) = (path, String::new());
    if let Some(parameters) = parameters() {
        parameters.delete("src");
        for source in sources {
            match source.strip_prefix(HELD) {
                Some(text) => held = format!("{}held={text}", if hash.contains('?') { '&' } else { '?' }),
                None => parameters.append("src", source),
            }
        }
        // A relative path reads better unescaped, and slashes need no escape in a query.
        let query = String::from(parameters.to_string()).replace("%2F", "/").replace("%3A", ":");
        if !query.is_empty() {
            address.push_str(&format!("?{query}"));
        }
    }
    address.push_str(&format!("#{hash}{held}"));
    if let Ok(history) = window.history() {
        // A refusal (too many changes in a row) leaves the old address: nothing else depends on it.
        let state = JsValue::from_str(state);
        let _ = match entry {
            Entry::New => history.push_state_with_url(&state, "", Some(&address)),
            Entry::Replaced => history.replace_state_with_url(&state, "", Some(&address)),
        };
    }
}
