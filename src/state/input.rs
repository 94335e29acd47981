//! What the user wants read.

use web_sys::File;

/// Something that the user wants read.
#[derive(Clone)]
pub enum Input {
    File(File),
    /// As written: relative to the page, or absolute.
    Link(String),
}
