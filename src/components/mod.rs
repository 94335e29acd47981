//! Components that more than one page uses, or that belong to the whole app.

pub mod activity;
pub mod batches;
pub mod button;
pub mod charts;
pub mod disclosure;
pub mod drop_zone;
mod dynamic;
pub mod element;
pub mod figures;
pub mod header;
pub mod objectives_editor;
pub mod spark;
pub mod table;
