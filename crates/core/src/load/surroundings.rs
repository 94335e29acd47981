//! What can be said of a test before anything is sent: from where the page came, whom the plan asks, and what a browser
//! makes of the two.

use super::lines::{hosts, is_loopback};
use super::plan::{Plan, Request};
use super::prepared::is_absolute;

/// Where the page is and what the browser said of itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Surroundings {
    /// `https://example.org`.
    pub origin: String,
    /// A service worker of the page answers its requests.
    pub service_worker: bool,
    /// The state of the permission for the local network: `granted`, `prompt`, `denied`; empty where the browser has no such
    /// permission.
    pub local_network: String,
}

/// A sentence, and whether it speaks against a start.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark {
    pub text: String,
    pub grave: bool,
}

/// A browser asks before it sends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preflight {
    /// What of the plan makes it do so.
    pub why: String,
    /// Before each request, whatever the service says: the browser remembers leave by address, and nothing for requests
    /// that go past its cache (seen in Chromium).
    pub each: bool,
}

/// What that means, in words.
pub const ASKS_EACH: &str = "It asks before each request, so the service has twice as many: browsers remember leave by address, and not at all for GET and HEAD, which go past the cache here.";

impl Surroundings {
    fn host(&self) -> &str {
        self.origin.split_once("://").map_or("", |(_, host)| host)
    }

    /// What the browser will do, in words; empty where there is nothing to know.
    pub fn words(&self, plan: &Plan) -> Vec<Remark> {
        let mut remarks = Vec::new();
        let mut say = |grave, text: String| remarks.push(Remark { text, grave });
        let insecure = |url: &&str| url.starts_with("http://") && !is_loopback(host_of(url));
        if let (true, Some(url)) = (self.origin.starts_with("https:"), addresses(plan).find(insecure)) {
            say(
                true,
                format!(
                    "This page came over https, and the plan asks {} over http: browsers block that (mixed content). Serve the target over https, or open this page over http.",
                    host_of(url)
                ),
            );
        }
        let asked: Vec<String> = hosts(plan).into_iter().flatten().collect();
        let local = asked.iter().find(|host| is_loopback(host) || is_private(host));
        if let (Some(local), false) = (local, is_loopback(self.host()) || is_private(self.host())) {
            match self.local_network.as_str() {
                "granted" => {
                    say(false, format!("This page may reach {local} on your own network: you have allowed it."))
                }
                "denied" => say(
                    true,
                    format!(
                        "This page may not reach {local} on your own network: you have refused it. Allow “local network” for this page in the browser's settings."
                    ),
                ),
                _ => say(
                    false,
                    format!(
                        "{local} is on your own network: the browser may ask whether this page may reach it. Answer before the test begins: the look does that."
                    ),
                ),
            }
        }
        if self.service_worker && asked.iter().any(|host| host == self.host()) {
            say(
                false,
                format!(
                    "A service worker of {} stands between this page and the service: its time is in every figure, and it may answer by itself.",
                    self.host()
                ),
            );
        }
        if let Some(Preflight { why, each }) = self.preflight(plan) {
            let again = if each {
                ASKS_EACH
            } else {
                "Without Access-Control-Max-Age it asks again every 5 s: a burst of slow requests each time. A script cannot read that header: have the service send 600 or more."
            };
            say(
                false,
                format!(
                    "The browser asks the service before it sends (a preflight, OPTIONS), because of {why}. {again}"
                ),
            );
        }
        remarks
    }

    /// What of a plan's requests makes a browser ask first (Fetch, "CORS-preflight fetch"); `None` if nothing does.
    pub fn preflight(&self, plan: &Plan) -> Option<Preflight> {
        let own = |url: &str| url.starts_with(&format!("{}/", self.origin)) || url == self.origin;
        if addresses(plan).all(own) {
            return None;
        }
        let asking = || plan.requests.iter().filter_map(|request| Some((request, asks_first(request)?)));
        let (_, why) = asking().next()?;
        let each = asking()
            .any(|(request, _)| matches!(request.method.as_str(), "GET" | "HEAD") || request.url.contains("{{"));
        Some(Preflight { why, each })
    }
}

/// What makes a browser ask before it sends this to another origin.
fn asks_first(request: &Request) -> Option<String> {
    if !matches!(request.method.as_str(), "GET" | "HEAD" | "POST") {
        return Some(format!("the method {}", request.method));
    }
    for (name, value) in request.sent_headers() {
        let name = name.to_ascii_lowercase();
        let simple = match name.as_str() {
            "accept" | "accept-language" | "content-language" => true,
            "content-type" => {
                let kind = value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
                matches!(kind.as_str(), "application/x-www-form-urlencoded" | "multipart/form-data" | "text/plain")
            }
            _ => false,
        };
        if !simple {
            return Some(match name.as_str() {
                "content-type" => format!("Content-Type: {value}"),
                name => format!("the header {name}"),
            });
        }
    }
    None
}

/// All addresses that requests begin with.
pub(super) fn addresses(plan: &Plan) -> impl Iterator<Item = &str> {
    let relative = plan.requests.iter().any(|request| !is_absolute(&request.url));
    let targets = plan.targets.iter().filter(move |_| relative).map(String::as_str);
    targets.chain(plan.requests.iter().map(|request| request.url.as_str()).filter(|url| is_absolute(url)))
}

fn host_of(url: &str) -> &str {
    url.split_once("://").map_or("", |(_, rest)| rest).split(['/', '?', '#']).next().unwrap_or_default()
}

/// An address of a private network (RFC 1918), or a name of one (RFC 6762).
fn is_private(host: &str) -> bool {
    let name = host.split(':').next().unwrap_or_default();
    let numbers: Vec<Option<u8>> = name.split('.').map(|n| n.parse().ok()).collect();
    match numbers.as_slice() {
        [Some(10), Some(_), Some(_), Some(_)] | [Some(192), Some(168), Some(_), Some(_)] => true,
        [Some(172), Some(second), Some(_), Some(_)] => (16..32).contains(second),
        _ => name.ends_with(".local"),
    }
}
