//! Whole documents: summaries, dashboard exports, options, archives; everything that is not a stream of samples.

use super::{Content, Diagnostics, Format, Unreadable};

/// Reads a document that was collected whole (decompressed, UTF-8, without BOM; a tar is binary).
/// Never fails: what is not k6's is explained.
pub(super) fn read(_bytes: &[u8], _diagnostics: &mut Diagnostics) -> (Format, Content) {
    (
        Format::Unknown,
        Content::Unreadable(Unreadable { looks_like: "an unknown file".to_owned(), advice: String::new() }),
    )
}
