//! The report as data: its sections, tables and charts are functions from a report to elements, which know neither Leptos
//! nor a browser.
//!
//! [`element`] is what everything is made of. [`state`] is what a reader made of the view (what is open, what was
//! searched), and [`action`] what he can do with it, by name. The page mounts the elements and carries actions out;
//! [`to_html`](element::Element::to_html) writes them as HTML, [`file`](mod@file) a report as one file, [`app_file`] as one
//! that has the page in it. [`comparison`] is the same of a comparison of runs, [`site`] makes the
//! pages of a site of many runs.

#![deny(clippy::disallowed_methods, clippy::disallowed_types)]
#![deny(missing_docs)]

pub mod action;
pub mod app_file;
pub mod button;
pub mod comparison;
pub mod disclosure;
pub mod element;
pub mod figure;
pub mod figures;
pub mod file;
mod html;
pub mod lane;
pub mod list;
pub mod name;
pub mod scene;
pub mod sections;
pub mod site;
pub mod spark;
pub mod state;
pub mod table;
pub mod tabs;
