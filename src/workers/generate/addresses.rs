//! Addresses as the browser writes them, by which its Resource Timing knows them.

use std::collections::HashMap;

use web_sys::Url;

/// Those of plans whose requests are all alike, and a few more; others are made each time.
const KEPT: usize = 64;

#[derive(Default)]
pub struct Addresses(HashMap<String, String>);

impl Addresses {
    /// `None` if it is no address, or one with a user name, which browsers do not send requests to.
    pub fn whole(&mut self, url: &str) -> Option<String> {
        if let Some(known) = self.0.get(url) {
            return Some(known.clone());
        }
        let found = Url::new(url).ok().filter(|url| url.username().is_empty() && url.password().is_empty())?;
        let whole = found.href();
        if self.0.len() < KEPT {
            self.0.insert(url.to_owned(), whole.clone());
        }
        Some(whole)
    }
}
