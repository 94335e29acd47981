//! Inputs before they are read: what kind of thing each is, by how it begins, and how long. Links are asked for here.

use js_sys::{Array, Uint8Array};
use sloscope_core::load::from_address;
use sloscope_core::packed::{FAMILY, HTML};
use sloscope_protocol::{InputFailure, InputKind};
use wasm_bindgen_futures::JsFuture;
use web_sys::File;

use super::{keeping, remote_source, saving};
use crate::platform::address::{self, HELD};
use crate::platform::deflate;
use crate::platform::stream::Body;

/// An input before it is read.
pub struct Opening {
    pub name: String,
    pub length: Option<u64>,
    pub what: Result<Opened, InputFailure>,
}

pub enum Opened {
    File(File),
    Body(Body),
    /// Whole runs; in a report's HTML file, or as they are.
    Kept(Whole, bool),
}

/// A file of whole runs.
pub enum Whole {
    File(File),
    /// It comes over a link.
    Body(Body),
}

/// All inputs, in order.
pub async fn all(inputs: Vec<InputKind>, files: Vec<File>) -> Vec<Opening> {
    let mut files = files.into_iter();
    let mut openings = Vec::new();
    for input in inputs {
        match input {
            InputKind::File => {
                if let Some(file) = files.next() {
                    openings.push(opening_of_file(file).await);
                }
            }
            InputKind::Link(link) => openings.push(opening_of_link(&link).await),
            InputKind::Kept { id, name } => openings.push(opening_of_kept(&id, name).await),
        }
    }
    openings
}

async fn opening_of_file(file: File) -> Opening {
    let (name, length) = (file.name(), Some(file.size() as u64));
    let what = match whole_run(&head(&file).await) {
        Some(is_html) => Opened::Kept(Whole::File(file), is_html),
        None => Opened::File(file),
    };
    Opening { name, length, what: Ok(what) }
}

/// Files of whole runs are known by how they begin: is it a report's HTML file?
fn whole_run(head: &[u8]) -> Option<bool> {
    let is_html = head.starts_with(HTML.as_bytes());
    (is_html || head.starts_with(FAMILY)).then_some(is_html)
}

/// How it begins. What cannot be read is said by whoever reads it next.
async fn head(file: &File) -> Vec<u8> {
    let Ok(head) = file.slice_with_f64_and_f64(0.0, HTML.len() as f64) else { return Vec::new() };
    let head = JsFuture::from(head.array_buffer()).await;
    head.map(|head| Uint8Array::new(&head).to_vec()).unwrap_or_default()
}

async fn opening_of_kept(id: &str, name: String) -> Opening {
    let file = keeping::file(id, &name).await;
    Opening {
        name,
        length: file.as_ref().ok().map(|file| file.size() as u64),
        what: file.map(|file| Opened::Kept(Whole::File(file), false)),
    }
}

async fn opening_of_link(link: &str) -> Opening {
    let name = address::file_name(link);
    if let Some(held) = link.strip_prefix(HELD) {
        let file = held_report(held, &name).await;
        return Opening {
            name,
            length: file.as_ref().ok().map(|file| file.size() as u64),
            what: file.map(Opened::File),
        };
    }
    let response = match remote_source::fetch(link).await {
        Ok(response) => response,
        Err(failure) => return Opening { name, length: None, what: Err(failure) },
    };
    let what = match response.body() {
        Some(stream) => {
            let mut body = Body::of(&stream);
            Ok(match whole_run(body.head(HTML.len()).await) {
                Some(is_html) => Opened::Kept(Whole::Body(body), is_html),
                None => Opened::Body(body),
            })
        }
        None => Err(remote_source::failure(link, "The server sent an empty answer.".to_owned(), "Check the address.")),
    };
    Opening { name, length: remote_source::length(&response), what }
}

/// The file of a report that the page's address holds.
async fn held_report(held: &str, name: &str) -> Result<File, InputFailure> {
    let text = match from_address(held) {
        Some(bytes) => deflate::unpack(&bytes).await,
        None => None,
    };
    let parts = text.map(|text| Array::of1(&Uint8Array::from(text.as_bytes())));
    parts.and_then(|parts| saving::file(name, &parts).ok()).ok_or_else(|| InputFailure {
        name: name.to_owned(),
        what: "The report in this link cannot be read: the link was cut or changed, or the report is longer than the 256 KiB that a link may hold.".to_owned(),
        advice: "Ask for the link once more, or for the file.".to_owned(),
    })
}
