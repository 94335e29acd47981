//! What the user wants read.

use sloscope_page_state::recent::is_id;
use web_sys::File;

use crate::platform::address::HELD;

/// Something that the user wants read.
#[derive(Clone)]
pub enum Input {
    File(File),
    /// As written: relative to the page, or absolute; or a report that the page's address holds.
    Link(String),
    /// A run that the browser keeps, by its id.
    Kept(String),
}

/// What a kept run begins with in the page's address, where links stand.
const KEPT: &str = "kept:";

impl Input {
    /// What stands in the page's address.
    pub fn of_address(source: String) -> Self {
        match source.strip_prefix(KEPT).filter(|id| is_id(id)) {
            Some(id) => Self::Kept(id.to_owned()),
            None => Self::Link(source),
        }
    }

    /// A part of the address of its report alone.
    pub fn is_of_report(source: &str) -> bool {
        source.starts_with(KEPT) || source.starts_with(HELD)
    }

    /// The source in the page's address of a kept run.
    pub fn kept(id: &str) -> String {
        format!("{KEPT}{id}")
    }
}
