//! Components that more than one page uses, or that belong to the whole app.

pub mod activity;
pub mod button;
pub mod charts;
pub mod choice;
pub mod disclosure;
pub mod drop_zone;
mod dynamic;
pub mod element;
pub mod figures;
pub mod header;
pub mod list;
pub mod name;
pub mod objectives_editor;
pub mod spark;
pub mod table;
