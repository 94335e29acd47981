//! Why a request failed: a browser says only that it did. If the same address answers a request that does not ask to read
//! the answer, it was CORS; asked once for each address, by GET and without a body. A browser follows redirects of the second
//! question, whatever the plan says, so it comes after one that is refused where a redirect lets itself be seen.

use sloscope_core::load::End;
use wasm_bindgen_futures::spawn_local;

use super::with;
use crate::platform::browser_policy::policy;
use crate::workers::remote_source;
use crate::workers::role::scope;

/// What is known of addresses, without their queries.
#[derive(Default)]
pub struct Reasons(Vec<(String, Reason)>);

#[derive(Clone, Copy, PartialEq)]
enum Reason {
    /// An answer was read: the server allows it.
    Readable,
    Asking,
    Is(End),
}

fn key(url: &str) -> &str {
    url.split(['?', '#']).next().unwrap_or_default()
}

impl Reasons {
    fn known(&self, url: &str) -> Option<Reason> {
        self.0.iter().find(|(known, _)| known == key(url)).map(|(_, reason)| *reason)
    }

    fn set(&mut self, url: &str, reason: Reason) {
        match self.0.iter_mut().find(|(known, _)| known == key(url)) {
            Some((_, slot)) => *slot = reason,
            None => self.0.push((key(url).to_owned(), reason)),
        }
    }

    pub fn readable(&mut self, url: &str) {
        if self.known(url) != Some(Reason::Readable) {
            self.set(url, Reason::Readable);
        }
    }

    pub fn is_asking(&self, url: &str) -> bool {
        self.known(url) == Some(Reason::Asking)
    }

    pub fn of(&self, url: &str) -> End {
        match self.known(url) {
            Some(Reason::Is(end)) => end,
            _ => End::Network,
        }
    }
}

/// A request to this address failed: finds out why, if it is the first.
pub fn ask(url: String) {
    let first = with(|state| {
        let first = state.reasons.known(&url).is_none();
        if first {
            state.reasons.set(&url, Reason::Asking);
        }
        first
    });
    if first != Some(true) {
        return;
    }
    spawn_local(async move {
        let follows = with(|state| state.plan.follow_redirects) == Some(true);
        let end = if policy().await.barrier(&url).is_some() {
            End::Blocked
        } else if remote_source::redirects(&url, None).await {
            // Followed, it leads to what cannot be read, a loop or another host: nobody can say that it is of the plan. Not
            // followed, it was in the way of a preflight.
            if follows { End::OtherHost } else { End::Redirected }
        } else if remote_source::answers(&url).await {
            End::Cors
        } else {
            End::Network
        };
        with(|state| {
            if state.reasons.is_asking(&url) {
                state.reasons.set(&url, Reason::Is(end));
            }
            if end == End::OtherHost {
                state.leave(String::new());
            }
        });
    });
}

/// The machine knows that it has no network.
pub fn is_offline() -> bool {
    !scope().navigator().on_line()
}
