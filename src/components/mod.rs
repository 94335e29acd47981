//! Components that more than one page uses, or that belong to the whole app.

pub mod activity;
pub mod drop_zone;
pub mod header;
pub mod objectives_editor;
