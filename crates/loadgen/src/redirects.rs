//! Redirects of a test: whether one that was followed still leads to a host of the plan, and what is said of them.

use sloscope_model::format;
use sloscope_plan::{Plan, addresses, host_of, without_user};

/// The host of an address as two addresses are compared: in lower case, without a user and without the scheme's own port.
fn host(url: &str) -> String {
    let host = host_of(url);
    let host = host.rsplit_once('@').map_or(host, |(_, host)| host).to_ascii_lowercase();
    let own = if url.get(..6).is_some_and(|scheme| scheme.eq_ignore_ascii_case("https:")) { ":443" } else { ":80" };
    host.strip_suffix(own).map(str::to_owned).unwrap_or(host)
}

/// A request to `asked`, an address of the plan as the browser writes it, ended at `url`: is that a host of the plan?
/// Another port is another host; http and https are the same one, each at its own port.
pub fn is_of_plan(plan: &Plan, asked: &str, url: &str) -> bool {
    let to = host(url);
    !to.is_empty() && (to == host(asked) || addresses(plan).any(|known| to == host(known)))
}

/// The address without what may be private: no user, no query, no fragment.
pub fn plain_address(url: &str) -> String {
    let mut plain = url.split(['?', '#']).next().unwrap_or_default().to_owned();
    without_user(&mut plain);
    plain
}

/// A redirect was followed: where to, and whether that is away from the hosts of the plan. `to` is empty where the browser
/// does not tell.
pub fn followed_words(to: &str, away: bool) -> String {
    match (away, to) {
        (false, to) => format!("The target redirects, and the plan follows (followRedirects): a request ended at {to}."),
        (true, "") => "The test was stopped: the target redirects, and where to cannot be read: it is a loop, or a host that does not allow this page to read it (CORS). Load goes only to the hosts of the plan.".to_owned(),
        (true, to) => format!(
            "The test was stopped: a redirect led to {to}, which is no host of the plan. Load goes only to the hosts of the plan: write that host into it if you may load-test it."
        ),
    }
}

/// So many responses were redirects that were not followed.
pub fn not_followed_words(count: u64) -> String {
    let were = if count == 1 { "response was a redirect" } else { "responses were redirects" };
    format!(
        "{} {were} and not followed: each counts as failed, with the error code 1905. The plan follows redirects, to its own hosts only, with followRedirects (\u{201c}Redirects\u{201d} beside the time-out).",
        format::count(count)
    )
}
