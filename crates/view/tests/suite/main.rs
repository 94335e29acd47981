//! Tests of the view, as one program: none of them needs a browser.

mod comparison;
mod file;
mod html;
mod keys;
mod parsed;
mod privacy;
mod site;
mod snapshots;
mod support;
mod timeline;
