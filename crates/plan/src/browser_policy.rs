//! What can be said of a test before anything is sent: from where the page came, whom the plan asks, and what a browser
//! makes of the two.

use super::headers::all_header_cautions;
use super::lines::hosts;
use super::network::{Permission, Space, host_of};
use super::plan::{Plan, Request};
use super::prepared::is_absolute;

/// Where the page is and what the browser said of itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BrowserPolicy {
    /// The origin of the page, as a browser writes it: `https://example.org`.
    pub origin: String,
    /// A service worker of the page answers its requests.
    pub service_worker: bool,
    /// Whether it may ask what is on this network, and on this machine.
    pub local_network: Permission,
    /// The same for this machine (loopback).
    pub loopback_network: Permission,
}

/// Why a browser does not send a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Barrier {
    /// http from a page that came over https.
    MixedContent,
    /// The permission for the local network, or for this machine, was refused.
    Refused,
}

/// A sentence, and whether it speaks against a start.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark {
    /// The sentence, ready to be shown.
    pub text: String,
    /// The browser blocks a request of the plan: the test should not start.
    pub grave: bool,
}

/// A browser asks the service, by OPTIONS, before it sends (Fetch, "CORS-preflight fetch").
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preflight {
    /// What of the plan makes it do so.
    pub why: String,
    /// Before each request, whatever the service says: the browser remembers leave by address, and nothing for requests
    /// that go past its cache (seen in Chromium).
    pub each: bool,
}

/// What [`Preflight::each`] means, in words.
pub const ASKS_EACH: &str = "It asks before each request, so the service has twice as many: browsers remember leave by address, and not at all for GET and HEAD, which go past the cache here.";

impl BrowserPolicy {
    fn host(&self) -> &str {
        host_of(&self.origin)
    }

    /// A page asks freely what is not nearer to the machine than itself.
    fn needs_permission(&self, host: &str) -> bool {
        Space::of(host) > Space::of(self.host())
    }

    fn permission(&self, host: &str) -> Permission {
        match Space::of(host) {
            Space::Public => Permission::None,
            Space::Local => self.local_network,
            Space::Loopback => self.loopback_network,
        }
    }

    /// Addresses of a plan, one for each network that the browser may ask its user about: asking for them from the window,
    /// where the question is seen, makes it ask before the test.
    pub fn to_ask(&self, plan: &Plan) -> Vec<String> {
        let mut found: Vec<(Space, String)> = Vec::new();
        for url in addresses(plan) {
            let host = host_of(url);
            let (space, open) =
                (Space::of(host), matches!(self.permission(host), Permission::Prompt | Permission::None));
            let known = found.iter().any(|(known, _)| *known == space);
            if self.needs_permission(host) && open && !known && self.barrier(url).is_none() {
                let scheme = url.split("://").next().unwrap_or_default();
                found.push((space, format!("{scheme}://{host}/")));
            }
        }
        found.into_iter().map(|(_, url)| url).collect()
    }

    /// What a browser that does not tell of such a permission may have done to a request that failed, in words.
    pub fn silent_refusal(&self, plan: &Plan) -> Option<String> {
        let near =
            |url: &&str| self.needs_permission(host_of(url)) && self.permission(host_of(url)) == Permission::None;
        let host = host_of(addresses(plan).find(near)?);
        Some(format!(
            "This browser does not say whether this page may reach {host}. If it asked and the answer was Block, allow it: behind the icon left of the address, or in Firefox under Settings, Privacy & Security, Permissions (device apps and services, local network devices). Then check again."
        ))
    }

    /// What keeps the browser from sending a request to this address, as far as can be known.
    pub fn barrier(&self, url: &str) -> Option<Barrier> {
        let host = host_of(url);
        let insecure = self.origin.starts_with("https:") && url.starts_with("http:");
        // A browser that asks its user about the local network lets what it may ask there be http.
        let exempt = Space::of(host) == Space::Loopback || self.permission(host) != Permission::None;
        match self.permission(host) {
            Permission::Denied if self.needs_permission(host) => Some(Barrier::Refused),
            _ if insecure && !exempt => Some(Barrier::MixedContent),
            _ => None,
        }
    }

    /// What the browser will do, in words; empty where there is nothing to know.
    pub fn words(&self, plan: &Plan) -> Vec<Remark> {
        let mut remarks = Vec::new();
        let mut say = |grave, text: String| remarks.push(Remark { text, grave });
        let stopped = |barrier| addresses(plan).find(|url| self.barrier(url) == Some(barrier)).map(host_of);
        if let Some(host) = stopped(Barrier::MixedContent) {
            say(
                true,
                format!(
                    "This page came over https, and the plan asks {host} over http: browsers block that (mixed content). Serve the target over https, or open this page over http."
                ),
            );
        }
        let asked: Vec<String> = hosts(plan).into_iter().flatten().collect();
        for (space, place) in [(Space::Local, "on your own network"), (Space::Loopback, "on this machine")] {
            let near = |host: &&String| Space::of(host) == space && self.needs_permission(host);
            let Some(host) = asked.iter().find(near) else { continue };
            match self.permission(host) {
                Permission::Granted => say(false, format!("This page may reach {host} {place}: you have allowed it.")),
                Permission::Denied => say(
                    true,
                    format!(
                        "This page may not reach {host} {place}: you have refused it. Allow it behind the icon left of the address, or in the browser's settings for this page (“local network access”, “apps on device”), then check again."
                    ),
                ),
                Permission::Prompt | Permission::None => say(
                    false,
                    format!(
                        "{host} is {place}: the browser may ask whether this page may reach it. The check asks before the test begins: answer with Allow."
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
        all_header_cautions(plan).into_iter().for_each(|caution| say(false, format!("The header {caution}")));
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
        let requests = plan.requests_sent();
        let asking = || requests.iter().filter_map(|request| Some((request, asks_first(request)?)));
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

/// The addresses that requests begin with: the targets, if a URL is a path, then all absolute URLs.
pub fn addresses(plan: &Plan) -> impl Iterator<Item = &str> {
    places(plan).filter(|url| is_absolute(url))
}

/// The targets of each side, if one of its URLs is a path, then all its URLs.
pub(super) fn places(plan: &Plan) -> impl Iterator<Item = &str> {
    plan.sides_sent().iter().flat_map(move |side| {
        let urls = plan.requests.iter().map(move |request| plan.url_of(*side, request));
        let relative = urls.clone().any(|url| !is_absolute(url));
        let targets = plan.targets_of(*side).iter().filter(move |_| relative);
        targets.map(String::as_str).chain(urls)
    })
}
