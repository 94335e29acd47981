//! What the page knows, in parts with one job each; [`session::Session`] holds them. Pages and components read it; nothing
//! here names them.

mod address;
pub mod charts;
pub mod comparing;
pub mod draft;
mod exports;
mod files;
mod input;
mod kept;
mod opening;
pub mod parent_page;
pub mod part;
mod phase;
mod plan_link;
pub mod preferences;
mod question;
pub mod recent;
pub mod remarks;
pub mod session;
mod test_run;
