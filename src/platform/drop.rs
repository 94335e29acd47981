//! Files that are dropped, picked or pasted.

use web_sys::{DataTransfer, File, FileList};

pub fn files(list: Option<FileList>) -> Vec<File> {
    let Some(list) = list else { return Vec::new() };
    (0..list.length()).filter_map(|at| list.get(at)).collect()
}

/// True while a drag holds files, not text or a link from a page.
pub fn holds_files(transfer: Option<&DataTransfer>) -> bool {
    transfer.is_some_and(|t| t.types().iter().any(|kind| kind.as_string().as_deref() == Some("Files")))
}
