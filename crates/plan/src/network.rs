//! Where a host is, as far as its name tells: this machine, its network, elsewhere; and which permission a browser wants for
//! it (Local Network Access, <https://wicg.github.io/local-network-access/>).

use core::net::IpAddr;

/// From far to near: a page may ask freely what is as far as itself, or farther.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Space {
    /// A public address, or a name that does not tell.
    Public,
    /// A private or link-local address, or a name that ends in `.local` (RFC 6762).
    Local,
    /// This machine: `localhost`, a name that ends in `.localhost`, or a loopback address.
    Loopback,
}

impl Space {
    /// By the name alone: nothing is looked up. `host` may have a port.
    pub fn of(host: &str) -> Self {
        let name = name_of(host);
        match name.parse::<IpAddr>() {
            Ok(address) => of_address(address.to_canonical()),
            Err(_) if name == "localhost" || name.ends_with(".localhost") => Self::Loopback,
            // RFC 6762
            Err(_) if name.ends_with(".local") => Self::Local,
            Err(_) => Self::Public,
        }
    }
}

impl Space {
    /// What `fetch` calls it in its option `targetAddressSpace`; none for the public, which needs no word.
    pub fn option(self) -> Option<&'static str> {
        match self {
            Self::Public => None,
            Self::Local => Some("local"),
            Self::Loopback => Some("loopback"),
        }
    }
}

fn of_address(address: IpAddr) -> Space {
    let local = match address {
        IpAddr::V4(address) => address.is_private() || address.is_link_local(),
        IpAddr::V6(address) => address.is_unique_local() || address.is_unicast_link_local(),
    };
    match local {
        _ if address.is_loopback() => Space::Loopback,
        true => Space::Local,
        false => Space::Public,
    }
}

/// Without its port, and without the brackets of IPv6.
fn name_of(host: &str) -> &str {
    match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => host.split(':').next().unwrap_or_default(),
    }
}

/// The part of an address that names the host, with its port.
pub fn host_of(url: &str) -> &str {
    url.split_once("://").map_or("", |(_, rest)| rest).split(['/', '?', '#']).next().unwrap_or_default()
}

/// Whether a host is this machine, see [`Space::of`].
pub fn is_loopback(host: &str) -> bool {
    Space::of(host) == Space::Loopback
}

/// A permission of Local Network Access, as the browser has it for this page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Permission {
    /// The browser has no such permission.
    #[default]
    None,
    /// The user allowed it.
    Granted,
    /// The browser asks when the page sends the first request.
    Prompt,
    /// The user, or a policy, refused it.
    Denied,
}

impl Permission {
    /// A state as the Permissions API names it.
    pub fn read(state: &str) -> Self {
        match state {
            "granted" => Self::Granted,
            "prompt" => Self::Prompt,
            "denied" => Self::Denied,
            _ => Self::None,
        }
    }
}
