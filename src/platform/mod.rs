//! The browser, behind small functions: the only place besides `workers/`, `fatal` and chart components that names
//! web_sys. Every function says what happens where a browser refuses.

pub mod address;
pub mod awake;
pub mod browser_policy;
pub mod clipboard;
pub mod clock;
pub mod deflate;
pub mod download;
pub mod drop;
pub mod effect;
pub mod intl;
pub mod isolated;
pub mod page;
pub mod private_files;
pub mod storage;
pub mod stream;
