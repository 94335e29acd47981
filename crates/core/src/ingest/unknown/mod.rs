//! What a file that is not k6's looks like, and what to do next. Nothing here reads numbers.

use super::{Diagnostics, Unreadable, json_tree::Fault};
use serde_json::Value;

fn plain(looks_like: &str, advice: &str) -> Unreadable {
    Unreadable { looks_like: looks_like.to_owned(), advice: advice.to_owned() }
}
pub(super) fn binary(bytes: &[u8], _cut: bool) -> Option<Unreadable> {
    bytes.contains(&0).then(|| plain("a binary file", ""))
}
pub(super) fn markup(_text: &[u8]) -> Unreadable {
    plain("a web page", "")
}
pub(super) fn empty_dashboard() -> Unreadable {
    plain("a k6 dashboard file without numbers", "")
}
pub(super) fn objectives(what: &str) -> Unreadable {
    plain("an objectives file with a mistake", what)
}
pub(super) fn json(_value: &Value) -> Unreadable {
    plain("JSON, but not k6's", "")
}
pub(super) fn broken_json(_text: &[u8], _fault: Fault, _d: &mut Diagnostics) -> Unreadable {
    plain("JSON that is cut or damaged", "")
}
pub(super) fn text(_text: &[u8]) -> Unreadable {
    plain("text", "")
}
