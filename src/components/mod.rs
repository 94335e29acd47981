//! Components that more than one page uses, or that belong to the whole app, and what mounts the view.

pub mod activity;
pub mod button;
pub mod charts;
pub mod choice;
pub mod disclosure;
pub mod drop_zone;
pub mod element;
pub mod header;
pub mod host;
pub mod keep_runs;
pub mod mount;
mod mounted_part;
pub mod objectives_editor;

pub use sloscope_view::{figures, list, name};
